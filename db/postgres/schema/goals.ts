import { sql } from 'drizzle-orm';
import { check, numeric, text, unique } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { websites } from './websites.js';

/**
 * What a website counts as a conversion. `destination` and `event` compare a page path or an event action with `value`
 * by `match`; `duration` (seconds) and `pages_per_session` are reached from the threshold in `value` on.
 */
export const goals = vernier.table(
  'goals',
  {
    id: text('id')
      .primaryKey()
      .default(sql`gen_random_uuid()`),
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    type: text('type', { enum: ['destination', 'duration', 'pages_per_session', 'event'] }).notNull(),
    match: text('match', { enum: ['equals', 'begins_with', 'regex'] }),
    value: text('value').notNull(),
    /** What one conversion is worth, in the currency of the website. Exact, so it travels as text. */
    worth: numeric('worth', { precision: 18, scale: 4 }),
    ...timestamps,
  },
  (table) => [
    // A goal is asked for by name.
    unique('goals_website_id_name_unique').on(table.websiteId, table.name),
    check('goals_type', sql`${table.type} IN ('destination', 'duration', 'pages_per_session', 'event')`),
    check('goals_match', sql`${table.match} IN ('equals', 'begins_with', 'regex')`),
    check(
      'goals_match_fits_type',
      sql`(${table.type} IN ('destination', 'event')) = (${table.match} IS NOT NULL)`,
    ),
    check(
      'goals_value_fits_type',
      sql`CASE WHEN ${table.type} IN ('destination', 'event') THEN ${table.value} <> '' ELSE ${table.value} ~ '^[0-9]{1,9}$' END`,
    ),
    check('goals_worth_not_negative', sql`${table.worth} >= 0`),
  ],
);
