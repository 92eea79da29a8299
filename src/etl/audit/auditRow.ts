import type { AuditEntry } from '../../administration/index.js';
import type { MirrorRow } from '../ports.js';

/** A row of `meta.admin_audit_log`. The request id is in the metadata, as the catalog reads it. */
export function auditRow(entry: AuditEntry, { entryId, at }: { entryId: string; at: Date }): MirrorRow {
  const { actor } = entry;
  const origin = actor ?? entry.origin;
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
    ip_address: origin?.address ?? null,
    user_agent: origin?.userAgent ?? null,
    notes: entry.notes ?? null,
    metadata: textOf(metadataOf(entry)),
    data_classification: entry.classification ?? 'internal',
    retention_category: entry.retention ?? 'long_term',
    updated: at.toISOString(),
  };
}

function metadataOf({ actor, origin, metadata }: AuditEntry): Readonly<Record<string, unknown>> | undefined {
  if (actor === null) return origin === undefined ? metadata : { requestId: origin.requestId, ...metadata };
  const { requestId, role, credential } = actor;
  return { requestId, role, credential, ...metadata };
}

function textOf(values: Readonly<Record<string, unknown>> | undefined): string | null {
  return values === undefined ? null : JSON.stringify(values);
}
