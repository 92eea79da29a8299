import { AccessError } from '../../errors.js';
import type { Actor } from '../actor.js';
import { audited } from '../audit/audited.js';
import type { AuditSink } from '../audit/auditEntry.js';
import type { ApiKey, KeyStore } from '../ports.js';
import { checkKey, type KeyRequest } from './checkKey.js';
import { makeKey } from './makeKey.js';

/** Credentials of programs, and taking back those of people. Rejects with AccessError for whoever may not, and with QueryError for what cannot be. */
export interface Keys {
  /** @returns the key and, this once, what to send as the credential */
  create(actor: Actor, request: KeyRequest): Promise<{ readonly key: ApiKey; readonly secret: string }>;
  /** Keys the actor made, and those that reach a website of the actor's own. */
  list(actor: Actor): Promise<readonly ApiKey[]>;
  /** Holds from the next request on. */
  revoke(actor: Actor, id: string): Promise<ApiKey>;
  /** Refuses every token that was issued to the actor before now, the one in use included. */
  revokeMyTokens(actor: Actor): Promise<{ readonly revokedBefore: Date }>;
}

export function createKeys(store: KeyStore, audit: AuditSink, now: () => Date): Keys {
  return {
    create: (actor, request) =>
      audited(audit, { action: 'key.create', actor, resourceType: 'api_key', resourceId: '' }, async () => {
        mustBePerson(actor);
        const checked = checkKey(request, await store.grantsOf(actor.subject), now());
        const made = makeKey();
        const key = { ...checked, id: made.id, createdBy: actor.subject, createdAt: now() };
        await store.addKey({ ...key, secretHash: made.secretHash });
        const shown: ApiKey = { ...key, lastUsedAt: null, revokedAt: null };
        return { result: { key: shown, secret: made.credential }, after: { ...key } };
      }),

    async list(actor) {
      mustBePerson(actor);
      return store.keysSeenBy(actor.subject);
    },

    revoke: (actor, id) =>
      audited(audit, { action: 'key.revoke', actor, resourceType: 'api_key', resourceId: id }, async () => {
        mustBePerson(actor);
        const key = await store.revokeKey({ id, by: actor.subject }, (found, ownWebsites) => {
          const mine = found?.createdBy === actor.subject;
          if (!mine && !found?.websiteIds.some((website) => ownWebsites.includes(website)))
            throw new AccessError('There is no such key, or it is not yours to revoke.');
        });
        return { result: key, after: { ...key } };
      }),

    revokeMyTokens: (actor) =>
      audited(
        audit,
        { action: 'token.revoke', actor, resourceType: 'person', resourceId: actor.subject },
        async () => {
          mustBePerson(actor);
          const at = now();
          await store.revokeTokens({ personId: actor.subject, at });
          return { result: { revokedBefore: at }, after: { revokedBefore: at.toISOString() } };
        },
      ),
  };
}

function mustBePerson({ role, credential }: Actor): void {
  if (role !== 'owner' || credential.kind !== 'token')
    throw new AccessError('Keys are made and revoked by an owner, signed in with a token.');
}
