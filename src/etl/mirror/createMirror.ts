import { setTimeout as sleep } from 'node:timers/promises';
import type { JobLog } from '../ports.js';
import { mirrorMetadata, type MirrorJob, type MirrorOutcome } from './mirrorMetadata.js';

/** Milliseconds that a change waits for its mirror: longer, and the warehouse is away or far behind. */
const MOST_WAIT = 2_000;
/** Another instance that mirrors may have looked before the change, so we look again when it is done. */
const BUSY_WAIT = 100;
const BUSY_TRIES = 50;

export interface Mirror {
  /** Runs once more after whatever runs now, so that it sees every change made before the call. Rejects when that run fails. */
  runNow(): Promise<MirrorOutcome>;
  /**
   * Mirrors what was changed before the call; changes that come together share a run. Resolves when it is done, or after two seconds: it goes on then, and what
   * fails is logged and left to the next run. Never rejects.
   */
  refresh(): Promise<void>;
  /** A run is under way or waits. */
  isBusy(): boolean;
  /** Resolves when what was asked for has ended. May be called twice. */
  stop(): Promise<void>;
}

/** The metadata's mirror in the warehouse, one run after the other. */
export function createMirror(options: MirrorJob & { readonly log: JobLog }): Mirror {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let stopped = false;
  /** The run that changes wait for, as long as it has not begun. */
  let next: Promise<unknown> | undefined;

  /** Runs never overlap: each waits for the one before, however that ended. */
  function enqueue(work: () => Promise<MirrorOutcome>): Promise<MirrorOutcome> {
    waiting += 1;
    const run = last.then(work).finally(() => (waiting -= 1));
    last = run.then(
      (outcome) => logOutcome(options.log, outcome),
      (error: unknown) =>
        options.log.error({ err: error }, 'The metadata could not be mirrored; the next run tries again.'),
    );
    return run;
  }

  async function untilRun(): Promise<MirrorOutcome> {
    next = undefined;
    for (let tries = 1; ; tries++) {
      const outcome = await mirrorMetadata(options);
      if (outcome.state !== 'busy' || tries === BUSY_TRIES || stopped) return outcome;
      await sleep(BUSY_WAIT);
    }
  }

  return {
    runNow: () => enqueue(() => mirrorMetadata(options)),
    async refresh() {
      next ??= enqueue(untilRun).catch(() => {});
      const timeout = new AbortController();
      const patience = sleep(MOST_WAIT, undefined, { ref: false, signal: timeout.signal }).catch(() => {});
      await Promise.race([next, patience]);
      timeout.abort();
    },
    isBusy: () => waiting > 0,
    async stop() {
      stopped = true;
      await last;
    },
  };
}

function logOutcome(log: JobLog, outcome: MirrorOutcome): void {
  if (outcome.state === 'mirrored')
    log.info({ tables: outcome.tables }, 'The metadata was mirrored into the warehouse.');
}
