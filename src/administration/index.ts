/** The only door of this folder. */
import type { AuditSink } from './audit/auditEntry.js';
import { createGrants, type Grants } from './grants/grants.js';
import { createKeys, type Keys } from './keys/keys.js';
import type { GrantStore, KeyStore } from './ports.js';

export type { Actor } from './actor.js';
export type { AuditEntry, AuditSink } from './audit/auditEntry.js';
export type { ApiKey } from './ports.js';

/** Everything that can be changed from outside, by subject. */
export interface Administration {
  readonly grants: Grants;
  readonly keys: Keys;
}

export function createAdministration(
  stores: GrantStore & KeyStore,
  audit: AuditSink,
  now: () => Date = () => new Date(),
): Administration {
  return { grants: createGrants(stores, audit), keys: createKeys(stores, audit, now) };
}
