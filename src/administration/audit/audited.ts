import { VernierError } from '../../errors.js';
import type { AuditEntry, AuditSink } from './auditEntry.js';

/** What a change did, for its entry: values before (absent for a creation) and after (absent for a deletion). */
export interface Outcome<T> {
  readonly result: T;
  readonly before?: AuditEntry['before'];
  readonly after?: AuditEntry['after'];
}

/** Makes a change and its entry in the audit log: one of what was done, or of what was refused and why. */
export async function audited<T>(
  audit: AuditSink,
  entry: Omit<AuditEntry, 'before' | 'after'>,
  change: () => Promise<Outcome<T>>,
): Promise<T> {
  try {
    const { result, before, after } = await change();
    audit.record({ ...entry, before, after });
    return result;
  } catch (error) {
    // A store that is away refused nothing.
    if (error instanceof VernierError && error.audience === 'caller')
      audit.record({ ...entry, action: `${entry.action}.denied`, notes: error.message });
    throw error;
  }
}
