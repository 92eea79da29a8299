import { and, asc, eq, ne } from 'drizzle-orm';
import type { TenantStore } from '../../../src/administration/ports.js';
import type { Drizzle } from '../database.js';
import { tenantPermissions, tenants } from '../schema/tenants.js';
import { users } from '../schema/users.js';
import { isStorable } from './storable.js';

/** See `TenantStore.changeTenant`. */
export async function changeTenant(
  db: Drizzle,
  { tenantId, by }: Parameters<TenantStore['changeTenant']>[0],
  decide: Parameters<TenantStore['changeTenant']>[1],
): Promise<void> {
  if (!isStorable(tenantId)) return void decide(undefined);
  await db.transaction(async (tx) => {
    // The lock that makes changes of one tenant follow each other.
    const [tenant] = await tx
      .select({ id: tenants.id })
      .from(tenants)
      .where(and(eq(tenants.id, tenantId), ne(tenants.status, 'deleted')))
      .for('update');
    if (tenant === undefined) return void decide(undefined);
    const holders = await tx
      .select({ id: users.id, role: users.role, status: users.status })
      .from(tenantPermissions)
      .innerJoin(users, eq(users.id, tenantPermissions.userId))
      .where(eq(tenantPermissions.tenantId, tenantId))
      .orderBy(asc(users.id));
    const before = new Set(holders.map(({ id }) => id));
    const after = decide(holders.map(({ id, role, status }) => ({ id, role, active: status === 'active' })));
    for (const userId of before)
      if (!after.has(userId))
        await tx
          .delete(tenantPermissions)
          .where(and(eq(tenantPermissions.tenantId, tenantId), eq(tenantPermissions.userId, userId)));
    for (const userId of after)
      if (!before.has(userId)) await tx.insert(tenantPermissions).values({ tenantId, userId, grantedBy: by });
  });
}

/** See `TenantStore.addTenant`. */
export async function addTenant(
  db: Drizzle,
  tenant: Parameters<TenantStore['addTenant']>[0],
): Promise<boolean> {
  const added = await db.insert(tenants).values(tenant).onConflictDoNothing().returning({ id: tenants.id });
  return added.length > 0;
}
