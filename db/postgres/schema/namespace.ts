import { sql } from 'drizzle-orm';
import { pgSchema, timestamp } from 'drizzle-orm/pg-core';

/** Everything of ours stands in one PostgreSQL schema, so that it can share a database with tables also named `users`. */
export const vernier = pgSchema('vernier');

/** When the row was made and last changed; both in UTC with the zone kept, so no session setting can shift them. */
export const timestamps = {
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true })
    .notNull()
    .defaultNow()
    .$onUpdate(() => sql`now()`),
};
