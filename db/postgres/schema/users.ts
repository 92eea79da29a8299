import { sql } from 'drizzle-orm';
import { boolean, check, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';

/**
 * People. `id` is the subject of their tokens. The password hash is empty for those who come from an identity provider;
 * it is read by nobody but the login, so no repository selects it.
 */
export const users = vernier.table(
  'users',
  {
    id: text('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash'),
    company: text('company'),
    role: text('role', { enum: ['owner', 'analyst', 'reader'] }).notNull(),
    emailVerified: boolean('email_verified').notNull().default(false),
    status: text('status', { enum: ['active', 'suspended', 'deleted'] })
      .notNull()
      .default('active'),
    /** Tokens issued before this are refused; empty: none is for that reason. */
    tokensValidAfter: timestamp('tokens_valid_after', { withTimezone: true }),
    lastLoginAt: timestamp('last_login_at', { withTimezone: true }),
    ...timestamps,
  },
  (table) => [
    // Two spellings of one address are one person.
    uniqueIndex('users_email_unique').on(sql`lower(${table.email})`),
    check('users_id_not_empty', sql`${table.id} <> ''`),
    check('users_role', sql`${table.role} IN ('owner', 'analyst', 'reader')`),
    check('users_status', sql`${table.status} IN ('active', 'suspended', 'deleted')`),
  ],
);
