import type { AuditEntry, AuditSink } from '../audit/auditEntry.js';
import { LONGEST_ID } from '../audit/audited.js';
import type { ApiKey } from '../ports.js';

type Reach = Pick<ApiKey, 'websiteIds' | 'tenantIds'>;

/** Websites and tenants that a refused request may have entries for: whoever is refused must not fill the log. */
const MOST_REFUSED = 20;

/**
 * Writes an entry of a key once for each website and each tenant it concerns (once without either where there is none), so that whoever administers one of
 * them finds it. Each tells of its own website or tenant alone: what else the key opens may be somebody else's.
 * @param reach asked when the entry is written
 */
export function keyEntries(audit: AuditSink, reach: () => Reach | undefined): AuditSink {
  return {
    record(entry) {
      const { websiteIds = [], tenantIds = [] } = reach() ?? {};
      const parts: readonly Reach[] = [
        ...[...new Set(websiteIds)].map((id) => ({ websiteIds: [id], tenantIds: [] })),
        ...[...new Set(tenantIds)].map((id) => ({ websiteIds: [], tenantIds: [id] })),
      ];
      if (parts.length === 0) audit.record(entry);
      const most = entry.action.endsWith('.denied') ? MOST_REFUSED : parts.length;
      for (const part of parts.slice(0, most)) audit.record(entryOf(entry, part));
    },
  };
}

function entryOf(entry: AuditEntry, part: Reach): AuditEntry {
  return {
    ...entry,
    websiteId: part.websiteIds[0]?.slice(0, LONGEST_ID),
    tenantId: part.tenantIds[0]?.slice(0, LONGEST_ID),
    before: narrowed(entry.before, part),
    after: narrowed(entry.after, part),
  };
}

function narrowed(values: AuditEntry['after'], part: Reach): AuditEntry['after'] {
  if (values === undefined) return undefined;
  const kept = (ids: unknown, own: readonly string[]) =>
    Array.isArray(ids) ? own.filter((id) => ids.includes(id)) : ids;
  return {
    ...values,
    websiteIds: kept(values['websiteIds'], part.websiteIds),
    tenantIds: kept(values['tenantIds'], part.tenantIds),
  };
}
