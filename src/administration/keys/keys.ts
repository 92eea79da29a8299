import { AccessError } from '../../errors.js';
import type { Actor } from '../actor.js';
import { audited } from '../audit/audited.js';
import type { AuditSink } from '../audit/auditEntry.js';
import type { ApiKey, KeyStore } from '../ports.js';
import { mustBeOperator } from '../people/people.js';
import { problem } from '../checks/problems.js';
import { checkKey, type KeyRequest } from './checkKey.js';
import { keyEntries } from './keyEntries.js';
import { makeKey } from './makeKey.js';

const DAY_MS = 86_400_000;

/** Credentials of programs, and taking back those of people. Rejects with AccessError for whoever may not, and with QueryError for what cannot be. */
export interface Keys {
  /** @returns the key and, this once, what to send as the credential */
  create(actor: Actor, request: KeyRequest): Promise<{ readonly key: ApiKey; readonly secret: string }>;
  /** Keys the actor made, and those that reach a website of the actor's own. */
  list(actor: Actor): Promise<readonly ApiKey[]>;
  /** Refuses a key from the next request on; of a key that somebody else made, takes out the actor's own websites, and refuses it when that was all. */
  revoke(actor: Actor, id: string): Promise<ApiKey>;
  /** Refuses every token that was issued to the actor before now, the one in use included. */
  revokeMyTokens(actor: Actor): Promise<{ readonly revokedBefore: Date }>;
  /** For the operator: the same for somebody else, or one token by its id (`jti`) for so many days. */
  revokeTokens(
    actor: Actor,
    of: { readonly personId: string } | { readonly tokenId: string; readonly days: number },
  ): Promise<TokensRefused>;
}

type TokensRefused = { readonly revokedBefore: Date } | { readonly refusedUntil: Date };

export function createKeys(store: KeyStore, audit: AuditSink, now: () => Date): Keys {
  return {
    create(actor, request) {
      const reach = { websiteIds: request.websites, tenantIds: request.tenants };
      const entries = keyEntries(audit, () => reach);
      const about = {
        action: 'key.create',
        actor,
        resourceType: 'api_key',
        resourceId: '',
        asked: askedOf(request),
      };
      return audited(entries, about, async () => {
        mustBePerson(actor);
        const checked = checkKey(request, await store.grantsOf(actor.subject), now());
        const made = makeKey();
        const key = { ...checked, id: made.id, createdBy: actor.subject, createdAt: now() };
        await store.addKey({ ...key, secretHash: made.secretHash });
        const shown: ApiKey = { ...key, lastUsedAt: null, revokedAt: null };
        return { result: { key: shown, secret: made.credential }, after: { ...key }, resourceId: key.id };
      });
    },

    async list(actor) {
      mustBePerson(actor);
      return store.keysSeenBy(actor.subject);
    },

    revoke(actor, id) {
      let before: ApiKey | undefined;
      const about = { action: 'key.revoke', actor, resourceType: 'api_key', resourceId: id };
      return audited(
        keyEntries(audit, () => before),
        about,
        async () => {
          mustBePerson(actor);
          const key = await store.revokeKey({ id, by: actor.subject }, (found, ownWebsites) => {
            before = found;
            const mine = found?.createdBy === actor.subject;
            if (!mine && !found?.websiteIds.some((website) => ownWebsites.includes(website)))
              throw new AccessError('There is no such key, or it is not yours to revoke.');
            if (found !== undefined && !mine) {
              const websiteIds = found.websiteIds.filter((website) => ownWebsites.includes(website));
              before = { ...found, websiteIds, tenantIds: [] };
            }
          });
          return { result: key, ...(before !== undefined && { before: { ...before } }), after: { ...key } };
        },
      );
    },

    revokeMyTokens: (actor) =>
      audited(
        audit,
        { action: 'token.revoke', actor, resourceType: 'person', resourceId: actor.subject },
        async () => {
          mustBePerson(actor);
          const at = now();
          if (!(await store.revokeTokens({ personId: actor.subject, at })))
            throw new AccessError(
              'This server does not know you, so it cannot tell your tokens apart: ask whoever keeps it to add you (`vernier user add`).',
            );
          return { result: { revokedBefore: at }, after: { revokedBefore: at.toISOString() } };
        },
      ),

    revokeTokens(actor, of) {
      const resource =
        'personId' in of
          ? { resourceType: 'person', resourceId: of.personId }
          : { resourceType: 'token', resourceId: of.tokenId, asked: { days: of.days } };
      return audited<TokensRefused>(audit, { action: 'token.revoke', actor, ...resource }, async () => {
        mustBeOperator(actor);
        if ('tokenId' in of) {
          const expiresAt = new Date(now().getTime() + checkDays(of.days) * DAY_MS);
          await store.revokeTokens({ tokenId: checkTokenId(of.tokenId), expiresAt });
          return { result: { refusedUntil: expiresAt }, after: { refusedUntil: expiresAt.toISOString() } };
        }
        const at = now();
        if (!(await store.revokeTokens({ personId: of.personId, at })))
          throw problem(
            ['subject'],
            'There is no person of this id: add them first (`vernier user add`), or revoke one token by its `jti`.',
          );
        return { result: { revokedBefore: at }, after: { revokedBefore: at.toISOString() } };
      });
    },
  };
}

/** In the words that entries have for what was made. */
function askedOf({ websites: websiteIds, tenants: tenantIds, ...request }: KeyRequest) {
  const { name, role, persistedOnly, days } = request;
  return { name, role, websiteIds, tenantIds, persistedOnly, days };
}

/** Longer than any issuer lets a token live. */
function checkDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= 4_000) return days;
  throw problem(['days'], 'A token is refused for 1 to 4000 days: as long as it would be valid.');
}

function checkTokenId(id: string): string {
  if (id.length >= 1 && id.length <= 256 && !id.includes('\0')) return id;
  throw problem(['jti'], 'The id of a token (its claim `jti`) has 1 to 256 characters.');
}

function mustBePerson({ role, credential }: Actor): void {
  if (role !== 'owner' || credential.kind !== 'token')
    throw new AccessError('Keys are made and revoked by an owner, signed in with a token.');
}
