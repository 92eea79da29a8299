import type { AuditEntry } from '../../administration/index.js';
import type { MirrorRow } from '../ports.js';

/** A row of `meta.admin_audit_log`. The request id is in the metadata, as the catalog reads it. */
export function auditRow(entry: AuditEntry, { entryId, at }: { entryId: string; at: Date }): MirrorRow {
  const { actor } = entry;
  return {
    entry_id: entryId,
    creation_time: at.toISOString(),
    admin_user_id: actor?.subject ?? '',
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    tenant_id: entry.tenantId ?? '',
    website_id: entry.websiteId ?? '',
    billing_id: null,
    old_values: textOf(entry.before),
    new_values: textOf(entry.after),
    ip_address: actor?.address ?? null,
    user_agent: actor?.userAgent ?? null,
    notes: entry.notes ?? null,
    metadata: textOf(
      actor && {
        requestId: actor.requestId,
        role: actor.role,
        credential: actor.credential,
        ...entry.metadata,
      },
    ),
    data_classification: entry.classification ?? 'internal',
    retention_category: entry.retention ?? 'long_term',
    updated: at.toISOString(),
  };
}

function textOf(values: Readonly<Record<string, unknown>> | null | undefined): string | null {
  return values === undefined || values === null ? null : JSON.stringify(values);
}
