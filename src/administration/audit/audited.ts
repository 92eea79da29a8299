import { VernierError } from '../../errors.js';
import type { AuditEntry, AuditSink } from './auditEntry.js';
import { careOf } from './careOf.js';
import { cutShort } from './cutShort.js';
import { withoutSecrets } from './withoutSecrets.js';

/** Characters of a caller's own that one entry keeps: ids and names are shorter, and whoever is refused must not fill the log. */
export const LONGEST_ID = 128;
const LONGEST_NOTES = 2_000;

/** What a change did, for its entry: values before (absent for a creation) and after (absent for a deletion). */
export interface Outcome<T> {
  readonly result: T;
  readonly before?: AuditEntry['before'];
  readonly after?: AuditEntry['after'];
  /** Of what was made. */
  readonly resourceId?: string;
}

/** What an entry tells of a change before it is made. */
export interface Asked extends Omit<AuditEntry, 'before' | 'after'> {
  /** What is asked for beside the resource; kept when it is refused. */
  readonly asked?: Readonly<Record<string, unknown>> | undefined;
}

/** Makes a change and its entry in the audit log: one of what was done, or of what was refused and why. */
export async function audited<T>(
  audit: AuditSink,
  { resourceId, asked, ...about }: Asked,
  change: () => Promise<Outcome<T>>,
): Promise<T> {
  const entry: AuditEntry = {
    ...careOf(about.action),
    ...about,
    resourceId: withoutSecrets(resourceId, LONGEST_ID),
    websiteId: about.websiteId?.slice(0, LONGEST_ID),
    tenantId: about.tenantId?.slice(0, LONGEST_ID),
  };
  try {
    const { result, before, after, resourceId: made } = await change();
    audit.record({ ...entry, before, after, ...(made !== undefined && { resourceId: made }) });
    return result;
  } catch (error) {
    // A store that is away refused nothing.
    if (error instanceof VernierError && error.audience === 'caller')
      audit.record({
        ...entry,
        action: `${entry.action}.denied`,
        ...careOf(`${entry.action}.denied`),
        ...(asked !== undefined && { after: cutShort(asked) }),
        notes: withoutSecrets(error.message, LONGEST_NOTES),
      });
    throw error;
  }
}
