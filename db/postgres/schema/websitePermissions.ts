import { sql } from 'drizzle-orm';
import { check, index, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { vernier } from './namespace.js';
import { users } from './users.js';
import { websites } from './websites.js';

/**
 * Who may see or change a website, one role per person and website. Together with ownership this is what the
 * `$websites` of row policies holds.
 */
export const websitePermissions = vernier.table(
  'website_permissions',
  {
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['owner', 'admin', 'editor', 'viewer'] }).notNull(),
    /** Empty when the one who granted it is gone; the grant stays. */
    grantedBy: text('granted_by').references(() => users.id, { onDelete: 'set null' }),
    grantedAt: timestamp('granted_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'website_permissions_pk', columns: [table.websiteId, table.userId] }),
    index('website_permissions_user_id_index').on(table.userId),
    check('website_permissions_role', sql`${table.role} IN ('owner', 'admin', 'editor', 'viewer')`),
  ],
);
