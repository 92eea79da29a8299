import { sql } from 'drizzle-orm';
import { check, jsonb, text, unique } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { websites } from './websites.js';

/** One step: a page view whose path, or an event whose action, matches `value`. */
export interface FunnelStep {
  readonly name: string;
  readonly type: 'page' | 'event';
  readonly match: 'equals' | 'begins_with' | 'regex';
  readonly value: string;
}

/** Named paths through a website. Steps are a JSON list because they are only ever read and written whole, in order. */
export const funnels = vernier.table(
  'funnels',
  {
    id: text('id')
      .primaryKey()
      .default(sql`gen_random_uuid()`),
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    description: text('description'),
    steps: jsonb('steps').$type<readonly FunnelStep[]>().notNull(),
    ...timestamps,
  },
  (table) => [
    unique('funnels_website_id_name_unique').on(table.websiteId, table.name),
    // One step is no funnel; ClickHouse's windowFunnel takes at most 32 conditions.
    // CASE, because AND may be evaluated in any order and the length of what is no list is an error.
    check(
      'funnels_steps',
      sql`CASE WHEN jsonb_typeof(${table.steps}) = 'array' THEN jsonb_array_length(${table.steps}) BETWEEN 2 AND 32 ELSE false END`,
    ),
  ],
);
