import { WarehouseError } from '../../src/errors.js';

/** One signal for everything that ends a call early: its caller, its deadline, or the warehouse closing. */
export interface Deadline {
  /** Aborts with a `WarehouseError` as reason: `cancelled`, or `timeout` when the time is over. */
  readonly signal: AbortSignal;
  /** Ends the call early with this reason. */
  readonly abort: (reason: WarehouseError) => void;
  /** Must be called at the end, or the timer keeps the process alive and the caller's signal keeps the listener. */
  readonly clear: () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the clock of a call. `maxSeconds` undefined means no deadline. */
export function startDeadline(maxSeconds: number | undefined, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const onCaller = (): void => controller.abort(endedBy(caller));
  if (caller?.aborted) onCaller();
  caller?.addEventListener('abort', onCaller, { once: true });
  const timer =
    maxSeconds === undefined
      ? undefined
      : setTimeout(
          () =>
            controller.abort(
              new WarehouseError('timeout', `ClickHouse did not finish within ${maxSeconds} s.`, {
                engineCode: 159,
              }),
            ),
          Math.min(maxSeconds * 1000, LONGEST_TIMER_MS),
        );
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onCaller);
    },
  };
}

/** A caller's signal may be a clock of its own (`AbortSignal.timeout`): then nobody left, and the time was over. */
function endedBy(caller: AbortSignal | undefined): WarehouseError {
  const reason: unknown = caller?.reason;
  return reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new WarehouseError('timeout', 'The time of the operation was over.', { engineCode: 159 })
    : new WarehouseError('cancelled', 'The query was cancelled.');
}
