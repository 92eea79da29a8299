import { Cron } from 'croner';
import type { JobLog } from '../ports.js';
import { mirrorMetadata, type MirrorJob, type MirrorOutcome } from './mirrorMetadata.js';

export interface MirrorOptions extends MirrorJob {
  /** Whole seconds between the starts of two runs, at least 1. A run that takes longer is not overlapped but left out. */
  readonly everySeconds: number;
  readonly log: JobLog;
}

export interface RunningMirror {
  /** Runs once more after whatever runs now, so that it sees every change made before the call. Rejects when that run fails. */
  runNow(): Promise<MirrorOutcome>;
  /** No new runs; resolves when the one under way has ended. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Mirrors now and then every so many seconds, until stopped. A failed scheduled run is logged and the next one tries
 * again: metadata that is some seconds older is better than a server that stops.
 */
export function startMirror(options: MirrorOptions): RunningMirror {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** Runs never overlap: each waits for the one before, however that ended. */
  function runNow(): Promise<MirrorOutcome> {
    waiting += 1;
    const run = last.then(() => mirrorMetadata(options)).finally(() => (waiting -= 1));
    last = run.then(
      (outcome) => logOutcome(options.log, outcome),
      (error: unknown) =>
        options.log.error({ err: error }, 'The metadata could not be mirrored; the next run tries again.'),
    );
    return run;
  }

  function runUnlessBusy(): void {
    // The failure is logged above; nobody waits for a scheduled run.
    if (waiting === 0) runNow().catch(() => {});
  }

  const schedule = new Cron('* * * * * *', { interval: options.everySeconds, unref: true }, runUnlessBusy);
  runUnlessBusy();
  return {
    runNow,
    async stop() {
      schedule.stop();
      await last;
    },
  };
}

function logOutcome(log: JobLog, outcome: MirrorOutcome): void {
  if (outcome.state === 'mirrored')
    log.info({ tables: outcome.tables }, 'The metadata was mirrored into the warehouse.');
}
