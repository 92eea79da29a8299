import { and, eq, ne, sql } from 'drizzle-orm';
import type { GrantStore, WebsiteGrants } from '../../../src/administration/ports.js';
import type { Drizzle } from '../database.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websites } from '../schema/websites.js';
import { isStorable } from './storable.js';

type Change = Parameters<GrantStore['changeGrants']>[0];
type Decide = Parameters<GrantStore['changeGrants']>[1];

/** See `GrantStore.changeGrants`. */
export async function changeGrants(db: Drizzle, { websiteId, by }: Change, decide: Decide): Promise<void> {
  if (!isStorable(websiteId)) return void decide(undefined);
  await db.transaction(async (tx) => {
    // The lock that makes changes of one website follow each other.
    const [website] = await tx
      .select({ ownerId: websites.ownerId })
      .from(websites)
      .where(and(eq(websites.id, websiteId), ne(websites.status, 'deleted')))
      .for('update');
    if (website === undefined) return void decide(undefined);
    const rows = await tx
      .select()
      .from(websitePermissions)
      .where(eq(websitePermissions.websiteId, websiteId));
    const before: WebsiteGrants = {
      ownerId: website.ownerId,
      permissions: new Map(rows.map(({ userId, role }) => [userId, role])),
    };
    const after = decide(before);
    if (after.ownerId !== before.ownerId)
      await tx
        .update(websites)
        .set({ ownerId: after.ownerId, updatedAt: sql`now()` })
        .where(eq(websites.id, websiteId));
    for (const userId of before.permissions.keys()) {
      if (after.permissions.has(userId)) continue;
      await tx
        .delete(websitePermissions)
        .where(and(eq(websitePermissions.websiteId, websiteId), eq(websitePermissions.userId, userId)));
    }
    for (const [userId, role] of after.permissions) {
      if (before.permissions.get(userId) === role) continue;
      await tx
        .insert(websitePermissions)
        .values({ websiteId, userId, role, grantedBy: by })
        .onConflictDoUpdate({
          target: [websitePermissions.websiteId, websitePermissions.userId],
          set: { role, grantedBy: by, grantedAt: sql`now()` },
        });
    }
  });
}

/** See `GrantStore.findPerson`. */
export async function findPerson(
  db: Drizzle,
  who: Parameters<GrantStore['findPerson']>[0],
): Promise<{ readonly id: string } | null> {
  if (!isStorable('id' in who ? who.id : who.email)) return null;
  const named = 'id' in who ? eq(users.id, who.id) : eq(sql`lower(${users.email})`, who.email.toLowerCase());
  const [found] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(named, eq(users.status, 'active')));
  return found ?? null;
}
