import { sql } from 'drizzle-orm';
import { check, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { websites } from './websites.js';

/** The name a website gives to `custom_dimension_<index>` of its events. */
export const customDimensions = vernier.table(
  'custom_dimensions',
  {
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    index: integer('index').notNull(),
    name: text('name').notNull(),
    scope: text('scope', { enum: ['hit', 'session', 'user'] }).notNull(),
    description: text('description'),
    ...timestamps,
  },
  (table) => [
    primaryKey({ name: 'custom_dimensions_pk', columns: [table.websiteId, table.index] }),
    unique('custom_dimensions_website_id_name_unique').on(table.websiteId, table.name),
    check('custom_dimensions_index', sql`${table.index} BETWEEN 1 AND 20`),
    // A GraphQL name: it is asked for by this name.
    check('custom_dimensions_name', sql`${table.name} ~ '^[A-Za-z][A-Za-z0-9_]{0,63}$'`),
    check('custom_dimensions_scope', sql`${table.scope} IN ('hit', 'session', 'user')`),
  ],
);

/** The name a website gives to `custom_metric_<index>` of its events. `currency` is in the website's, `time` in seconds. */
export const customMetrics = vernier.table(
  'custom_metrics',
  {
    websiteId: text('website_id')
      .notNull()
      .references(() => websites.id, { onDelete: 'cascade' }),
    index: integer('index').notNull(),
    name: text('name').notNull(),
    type: text('type', { enum: ['integer', 'currency', 'time'] }).notNull(),
    description: text('description'),
    ...timestamps,
  },
  (table) => [
    primaryKey({ name: 'custom_metrics_pk', columns: [table.websiteId, table.index] }),
    unique('custom_metrics_website_id_name_unique').on(table.websiteId, table.name),
    check('custom_metrics_index', sql`${table.index} BETWEEN 1 AND 20`),
    check('custom_metrics_name', sql`${table.name} ~ '^[A-Za-z][A-Za-z0-9_]{0,63}$'`),
    check('custom_metrics_type', sql`${table.type} IN ('integer', 'currency', 'time')`),
  ],
);
