import { sql } from 'drizzle-orm';
import { check, primaryKey, text } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { websites } from './websites.js';

/** Free facts about a website, one row per key. */
export const websiteProperties = vernier.table(
  'website_properties',
  {
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    value: text('value').notNull(),
    ...timestamps,
  },
  (table) => [
    primaryKey({ name: 'website_properties_pk', columns: [table.websiteId, table.key] }),
    check('website_properties_key', sql`${table.key} ~ '^[a-z][a-z0-9_]{0,62}$'`),
  ],
);
