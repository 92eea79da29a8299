import { and, arrayOverlaps, desc, eq, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { ApiKey, KeyStore } from '../../../src/administration/ports.js';
import type { KeyRecord } from '../../../src/server/ports.js';
import type { Drizzle } from '../database.js';
import { apiKeys } from '../schema/apiKeys.js';
import { revokedTokens } from '../schema/revokedTokens.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websites } from '../schema/websites.js';
import { isStorable } from './storable.js';

/** Columns that may be listed: all but the hash. */
const LISTED = {
  id: apiKeys.id,
  name: apiKeys.name,
  role: apiKeys.role,
  websiteIds: apiKeys.websiteIds,
  tenantIds: apiKeys.tenantIds,
  persistedOnly: apiKeys.persistedOnly,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

/** See `CredentialStore.findKey`. */
export async function findKey(db: Drizzle, id: string): Promise<KeyRecord | undefined> {
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return key;
}

/** See `CredentialStore.noteUse`. An older use never replaces a newer one that another instance noted. */
export async function noteUse(db: Drizzle, used: ReadonlyMap<string, Date>): Promise<void> {
  for (const [id, at] of used)
    await db
      .update(apiKeys)
      .set({ lastUsedAt: at })
      .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, at))));
}

/** See `KeyStore.addKey`. */
export async function addKey(db: Drizzle, key: Parameters<KeyStore['addKey']>[0]): Promise<void> {
  await db.insert(apiKeys).values({ ...key, websiteIds: [...key.websiteIds], tenantIds: [...key.tenantIds] });
}

/** See `KeyStore.keysSeenBy`. */
export async function keysSeenBy(db: Drizzle, personId: string): Promise<readonly ApiKey[]> {
  const own = await ownWebsites(db, personId);
  const reaches = own.length === 0 ? undefined : arrayOverlaps(apiKeys.websiteIds, own);
  const keys = await db
    .select(LISTED)
    .from(apiKeys)
    .where(or(eq(apiKeys.createdBy, personId), reaches))
    .orderBy(desc(apiKeys.createdAt), apiKeys.id);
  return keys.map((key) => asSeenBy(key, { personId, own }));
}

/** Of a key that somebody else made, only the websites of one's own: what else it opens is theirs. */
function asSeenBy(
  key: ApiKey,
  { personId, own }: { readonly personId: string; readonly own: readonly string[] },
): ApiKey {
  if (key.createdBy === personId) return key;
  return { ...key, websiteIds: key.websiteIds.filter((id) => own.includes(id)), tenantIds: [] };
}

/** See `KeyStore.revokeKey`. */
export async function revokeKey(
  db: Drizzle,
  { id, by }: Parameters<KeyStore['revokeKey']>[0],
  decide: Parameters<KeyStore['revokeKey']>[1],
): Promise<ApiKey> {
  return db.transaction(async (tx) => {
    const [key] = await tx.select(LISTED).from(apiKeys).where(eq(apiKeys.id, id)).for('update');
    const own = await ownWebsites(tx, by);
    decide(key, own);
    const left = key?.createdBy === by ? [] : (key?.websiteIds.filter((website) => !own.includes(website)) ?? []); // prettier-ignore
    const isOver = key?.createdBy === by || left.length + (key?.tenantIds.length ?? 0) === 0;
    const [changed] = await tx
      .update(apiKeys)
      .set(isOver ? { revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` } : { websiteIds: left })
      .where(eq(apiKeys.id, id))
      .returning(LISTED);
    return asSeenBy(changed as ApiKey, { personId: by, own });
  });
}

/** See `KeyStore.revokeTokens`. Forgets single tokens that have expired meanwhile. */
export async function revokeTokens(
  db: Drizzle,
  revocation: Parameters<KeyStore['revokeTokens']>[0],
): Promise<boolean> {
  if ('personId' in revocation) {
    if (!isStorable(revocation.personId)) return false;
    const revoked = await db
      .update(users)
      .set({ tokensValidAfter: revocation.at })
      .where(eq(users.id, revocation.personId))
      .returning({ id: users.id });
    return revoked.length > 0;
  }
  await db.delete(revokedTokens).where(lt(revokedTokens.expiresAt, sql`now() - interval '1 day'`));
  await db
    .insert(revokedTokens)
    .values({ id: revocation.tokenId, expiresAt: revocation.expiresAt })
    .onConflictDoUpdate({
      target: revokedTokens.id,
      set: { expiresAt: sql`greatest(${revokedTokens.expiresAt}, excluded.expires_at)` },
    });
  return true;
}

/** Websites of which somebody is the owner, or one of the owners. */
async function ownWebsites(db: Drizzle, personId: string): Promise<string[]> {
  const rows = await db
    .select({ id: websites.id })
    .from(websites)
    .leftJoin(
      websitePermissions,
      and(eq(websitePermissions.websiteId, websites.id), eq(websitePermissions.userId, personId)),
    )
    .where(
      and(
        ne(websites.status, 'deleted'),
        or(eq(websites.ownerId, personId), eq(websitePermissions.role, 'owner')),
      ),
    );
  return rows.map(({ id }) => id);
}
