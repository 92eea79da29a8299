import { Cron } from 'croner';
import { randomUUID } from 'node:crypto';
import type { AuditEntry, AuditSink } from '../../administration/index.js';
import type { JobLog, MirrorTarget } from '../ports.js';
import { auditRow } from './auditRow.js';
import { openJournal } from './journal.js';
import { moveJournal } from './moveJournal.js';

export interface AuditLog extends AuditSink {
  /** Moves everything recorded before the call. Rejects with WarehouseError. */
  moveNow(): Promise<void>;
  /** Moves what there is, or leaves it to the next start when the warehouse does not take it. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Entries are written to a journal in `folder` at once, and moved from there into the warehouse every second: nobody waits for the warehouse, and nothing is
 * lost while it is away or when the process is killed.
 */
export function startAuditLog(options: {
  readonly folder: string;
  readonly warehouse: MirrorTarget;
  readonly log: JobLog;
}): AuditLog {
  const { log } = options;
  const journal = openJournal(options.folder, log);
  let last: Promise<void> = Promise.resolve();
  let failing = false;
  let stopped: Promise<void> | undefined;

  const write = (entry: AuditEntry): void => {
    const row = auditRow(entry, { entryId: randomUUID(), at: new Date() });
    journal.append(JSON.stringify(row), { expendable: entry.actor === null });
  };
  const move = async (): Promise<void> => {
    const leftOut = journal.takeLeftOut();
    if (leftOut > 0)
      write({
        action: 'audit.overflow',
        actor: null,
        resourceType: 'audit_log',
        resourceId: '',
        after: { leftOut },
      });
    for (const file of journal.takeFiles()) await moveJournal(file, options);
  };
  /** Runs never overlap: each waits for the one before. */
  const moveNow = (): Promise<void> => {
    const run = last.then(move);
    last = run.then(
      () => void (failing = false),
      (error: unknown) => {
        // Said once, not every second: nothing is lost meanwhile.
        if (!failing)
          log.error({ err: error }, 'The audit log cannot be written; its entries wait in the journal');
        failing = true;
      },
    );
    return run;
  };
  const schedule = new Cron('* * * * * *', { unref: true, protect: true }, () => moveNow().catch(() => {}));
  return {
    record: write,
    moveNow,
    stop: () =>
      (stopped ??= (async () => {
        schedule.stop();
        await moveNow().catch(() => {});
        journal.close();
      })()),
  };
}
