import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Drizzle } from '../database.js';
import type { Grants, WebsitePermission, WebsiteRole } from '../metadata.js';
import { tenantPermissions, tenants } from '../schema/tenants.js';
import { users } from '../schema/users.js';
import { websitePermissions } from '../schema/websitePermissions.js';
import { websites } from '../schema/websites.js';
import { allForEach } from './alignWithIds.js';

/** Strongest first. */
const STRENGTH: readonly WebsiteRole[] = ['owner', 'admin', 'editor', 'viewer'];

/**
 * See `Metadata.grantsOf`. Every request asks it, so it is one statement, built once; and it is never kept, so that what is
 * taken away is gone at the next request.
 */
export function prepareGrants(db: Drizzle): (subject: string) => Promise<Grants> {
  const active = and(eq(users.id, sql.placeholder('subject')), eq(users.status, 'active'));
  const owned = db
    .select({ id: websites.id, role: sql<WebsiteRole | null>`'owner'::text`.as('role') })
    .from(websites)
    .innerJoin(users, eq(users.id, websites.ownerId))
    .where(and(active, ne(websites.status, 'deleted')));
  const permitted = db
    .select({ id: websites.id, role: sql<WebsiteRole | null>`${websitePermissions.role}`.as('role') })
    .from(websitePermissions)
    .innerJoin(users, eq(users.id, websitePermissions.userId))
    .innerJoin(websites, eq(websites.id, websitePermissions.websiteId))
    .where(and(active, ne(websites.status, 'deleted')));
  // A tenant is granted without a role, which tells it from a website.
  const tenantsOf = db
    .select({ id: tenants.id, role: sql<WebsiteRole | null>`NULL`.as('role') })
    .from(tenantPermissions)
    .innerJoin(users, eq(users.id, tenantPermissions.userId))
    .innerJoin(tenants, eq(tenants.id, tenantPermissions.tenantId))
    .where(and(active, ne(tenants.status, 'deleted')));
  // Without a name: a pool of connections between us and the server may not keep named statements.
  const prepared = unionAll(owned, permitted, tenantsOf).prepare('');
  return async (subject) => {
    const rows = await prepared.execute({ subject });
    return {
      websites: strongest(rows),
      tenants: rows.flatMap(({ id, role }) => (role === null ? [id] : [])).sort(),
    };
  };
}

/** One role per website, by id. */
function strongest(rows: readonly { id: string; role: WebsiteRole | null }[]): Grants['websites'] {
  const roles = new Map<string, WebsiteRole>();
  for (const { id, role } of rows) {
    if (role === null) continue;
    const known = roles.get(id);
    if (known === undefined || STRENGTH.indexOf(role) < STRENGTH.indexOf(known)) roles.set(id, role);
  }
  return [...roles].map(([id, role]) => ({ id, role })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** See `Metadata.permissionsOfWebsites`; by user. */
export async function permissionsOfWebsites(
  db: Drizzle,
  ids: readonly string[],
): Promise<WebsitePermission[][]> {
  const rows = await db
    .select()
    .from(websitePermissions)
    .where(inArray(websitePermissions.websiteId, [...ids]))
    .orderBy(asc(websitePermissions.userId));
  return allForEach(ids, rows, (row) => row.websiteId);
}
