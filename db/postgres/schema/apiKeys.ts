import { sql } from 'drizzle-orm';
import { boolean, check, index, text, timestamp } from 'drizzle-orm/pg-core';
import { vernier } from './namespace.js';
import { users } from './users.js';

/** Credentials of programs. Only a hash of the secret is here: what was shown once cannot be shown again, not to whoever reads this table either. */
export const apiKeys = vernier.table(
  'api_keys',
  {
    /** Public part of the key; names it in lists and logs. */
    id: text('id').primaryKey(),
    /** SHA-256 of the secret, in hexadecimal digits. The secret has 256 random bits, so no slower hash is needed. */
    secretHash: text('secret_hash').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ['owner', 'reader'] }).notNull(),
    /** What it may see of what its creator may: never more than these. */
    websiteIds: text('website_ids').array().notNull(),
    tenantIds: text('tenant_ids').array().notNull(),
    /** Documents of its own are refused; only registered ones run. */
    persistedOnly: boolean('persisted_only').notNull().default(false),
    createdBy: text('created_by')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
  },
  (table) => [
    index('api_keys_created_by_index').on(table.createdBy),
    check('api_keys_role', sql`${table.role} IN ('owner', 'reader')`),
    check('api_keys_secret_hash', sql`${table.secretHash} ~ '^[0-9a-f]{64}$'`),
  ],
);
