/** The only door of this folder. */
import type { AuditSink } from './audit/auditEntry.js';
import { createGrants, type Grants } from './grants/grants.js';
import type { GrantStore } from './ports.js';

export type { Actor } from './actor.js';
export type { AuditEntry, AuditSink } from './audit/auditEntry.js';
export type { ChangedGrant } from './grants/grants.js';

/** Everything that can be changed from outside, by subject. */
export interface Administration {
  readonly grants: Grants;
}

export function createAdministration(stores: GrantStore, audit: AuditSink): Administration {
  return { grants: createGrants(stores, audit) };
}
