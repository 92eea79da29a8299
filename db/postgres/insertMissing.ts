import type { Drizzle } from './database.js';
import { customDimensions, customMetrics } from './schema/customDefinitions.js';
import { funnels } from './schema/funnels.js';
import { goals } from './schema/goals.js';
import { tenantPermissions, tenants } from './schema/tenants.js';
import { users } from './schema/users.js';
import { websitePermissions } from './schema/websitePermissions.js';
import { websiteProperties } from './schema/websiteProperties.js';
import { websites } from './schema/websites.js';

/** Rows to add, by table; what a row leaves out gets its default. */
export interface MetadataRows {
  readonly users?: readonly (typeof users.$inferInsert)[];
  readonly websites?: readonly (typeof websites.$inferInsert)[];
  readonly websiteProperties?: readonly (typeof websiteProperties.$inferInsert)[];
  readonly websitePermissions?: readonly (typeof websitePermissions.$inferInsert)[];
  readonly goals?: readonly (typeof goals.$inferInsert)[];
  readonly funnels?: readonly (typeof funnels.$inferInsert)[];
  readonly customDimensions?: readonly (typeof customDimensions.$inferInsert)[];
  readonly customMetrics?: readonly (typeof customMetrics.$inferInsert)[];
  readonly tenants?: readonly (typeof tenants.$inferInsert)[];
  readonly tenantPermissions?: readonly (typeof tenantPermissions.$inferInsert)[];
}

/**
 * Adds the rows that are not there yet in one transaction, tables in the order of their foreign keys. A row counts as
 * there when any of its unique keys is taken; it then stays as it is.
 */
export async function insertMissing(db: Drizzle, rows: MetadataRows): Promise<void> {
  await db.transaction(async (tx) => {
    if (rows.users?.length)
      await tx
        .insert(users)
        .values([...rows.users])
        .onConflictDoNothing();
    if (rows.websites?.length)
      await tx
        .insert(websites)
        .values([...rows.websites])
        .onConflictDoNothing();
    if (rows.websiteProperties?.length)
      await tx
        .insert(websiteProperties)
        .values([...rows.websiteProperties])
        .onConflictDoNothing();
    if (rows.websitePermissions?.length)
      await tx
        .insert(websitePermissions)
        .values([...rows.websitePermissions])
        .onConflictDoNothing();
    if (rows.goals?.length)
      await tx
        .insert(goals)
        .values([...rows.goals])
        .onConflictDoNothing();
    if (rows.funnels?.length)
      await tx
        .insert(funnels)
        .values([...rows.funnels])
        .onConflictDoNothing();
    if (rows.customDimensions?.length)
      await tx
        .insert(customDimensions)
        .values([...rows.customDimensions])
        .onConflictDoNothing();
    if (rows.customMetrics?.length)
      await tx
        .insert(customMetrics)
        .values([...rows.customMetrics])
        .onConflictDoNothing();
    if (rows.tenants?.length)
      await tx
        .insert(tenants)
        .values([...rows.tenants])
        .onConflictDoNothing();
    if (rows.tenantPermissions?.length)
      await tx
        .insert(tenantPermissions)
        .values([...rows.tenantPermissions])
        .onConflictDoNothing();
  });
}
