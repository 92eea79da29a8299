import { sql } from 'drizzle-orm';
import { check, index, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { users } from './users.js';

/** Companies whose rows the outreach and company warehouses hold; `id` is the slug those rows carry. */
export const tenants = vernier.table(
  'tenants',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    status: text('status', { enum: ['active', 'paused', 'deleted'] })
      .notNull()
      .default('active'),
    ...timestamps,
  },
  (table) => [
    check('tenants_id_slug', sql`${table.id} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`),
    check('tenants_status', sql`${table.status} IN ('active', 'paused', 'deleted')`),
  ],
);

/** Whose rows a person may see: what the `$tenants` of row policies holds. */
export const tenantPermissions = vernier.table(
  'tenant_permissions',
  {
    tenantId: text('tenant_id')
      .notNull()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    grantedBy: text('granted_by').references(() => users.id, { onDelete: 'set null' }),
    grantedAt: timestamp('granted_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'tenant_permissions_pk', columns: [table.tenantId, table.userId] }),
    index('tenant_permissions_user_id_index').on(table.userId),
  ],
);
