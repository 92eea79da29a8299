import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
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
 * See `Metadata.grantsOf`. One statement for websites, one for tenants; each asks for the active user itself, so that a
 * suspension between the two can only take away.
 */
export async function grantsOf(db: Drizzle, subject: string): Promise<Grants> {
  const owned = db
    .select({ id: websites.id, role: sql<WebsiteRole>`'owner'::text`.as('role') })
    .from(websites)
    .innerJoin(users, eq(users.id, websites.ownerId))
    .where(and(eq(users.id, subject), eq(users.status, 'active'), ne(websites.status, 'deleted')));
  const permitted = db
    .select({ id: websites.id, role: sql<WebsiteRole>`${websitePermissions.role}`.as('role') })
    .from(websitePermissions)
    .innerJoin(users, eq(users.id, websitePermissions.userId))
    .innerJoin(websites, eq(websites.id, websitePermissions.websiteId))
    .where(and(eq(users.id, subject), eq(users.status, 'active'), ne(websites.status, 'deleted')));
  const tenantsOf = db
    .select({ id: tenants.id })
    .from(tenantPermissions)
    .innerJoin(users, eq(users.id, tenantPermissions.userId))
    .innerJoin(tenants, eq(tenants.id, tenantPermissions.tenantId))
    .where(and(eq(users.id, subject), eq(users.status, 'active'), ne(tenants.status, 'deleted')))
    .orderBy(asc(tenants.id));
  const [websiteRows, tenantRows] = await Promise.all([owned.unionAll(permitted), tenantsOf]);
  return { websites: strongest(websiteRows), tenants: tenantRows.map((row) => row.id) };
}

/** One role per website, by id. */
function strongest(rows: readonly { id: string; role: WebsiteRole }[]): Grants['websites'] {
  const roles = new Map<string, WebsiteRole>();
  for (const { id, role } of rows) {
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
