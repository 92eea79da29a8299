import { Cron } from 'croner';
import type { JobLog } from '../ports.js';
import { createMirror, type Mirror } from './createMirror.js';
import type { MirrorJob } from './mirrorMetadata.js';

export interface MirrorOptions extends MirrorJob {
  /** Whole seconds between the starts of two runs, at least 1. A run that takes longer is not overlapped but left out. */
  readonly everySeconds: number;
  readonly log: JobLog;
}

/**
 * Mirrors now and then every so many seconds, until stopped. A failed scheduled run is logged and the next one tries
 * again: metadata that is some seconds older is better than a server that stops.
 */
export function startMirror(options: MirrorOptions): Pick<Mirror, 'runNow' | 'stop'> {
  const mirror = createMirror(options);
  const schedule = scheduleMirror(mirror, options.everySeconds);
  return {
    runNow: () => mirror.runNow(),
    async stop() {
      schedule.stop();
      await mirror.stop();
    },
  };
}

/** Runs a mirror now and then every so many seconds; `stop` begins no new runs. */
export function scheduleMirror(mirror: Mirror, everySeconds: number): { stop(): void } {
  const run = (): void => {
    // The mirror logs its failures; nobody waits for a scheduled run.
    if (!mirror.isBusy()) mirror.runNow().catch(() => {});
  };
  const schedule = new Cron('* * * * * *', { interval: everySeconds, unref: true }, run);
  run();
  return { stop: () => schedule.stop() };
}
