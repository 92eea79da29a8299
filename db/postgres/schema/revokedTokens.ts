import { index, text, timestamp } from 'drizzle-orm/pg-core';
import { vernier } from './namespace.js';

/** Single tokens that are refused although their signature is good, by their claim `jti`, until they would have expired anyway. */
export const revokedTokens = vernier.table(
  'revoked_tokens',
  {
    id: text('id').primaryKey(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    revokedAt: timestamp('revoked_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('revoked_tokens_expires_at_index').on(table.expiresAt)],
);
