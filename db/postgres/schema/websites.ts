import { sql } from 'drizzle-orm';
import { boolean, check, doublePrecision, index, integer, text, unique } from 'drizzle-orm/pg-core';
import { timestamps, vernier } from './namespace.js';
import { users } from './users.js';

/**
 * Websites, with the settings that decide how their hits are taken and kept. `id` is the slug that every row of the
 * warehouse carries, so it never changes; a website is deleted by its status, because its history stays.
 */
export const websites = vernier.table(
  'websites',
  {
    id: text('id').primaryKey(),
    /** What the snippet in the page sends; may be replaced when it leaks. */
    trackingId: text('tracking_id').notNull(),
    name: text('name').notNull(),
    domain: text('domain').notNull(),
    /** Owning a website grants everything on it, without a row in website_permissions. */
    ownerId: text('owner_id')
      .notNull()
      .references(() => users.id),
    /** IANA zone; the default zone of its queries. */
    timezone: text('timezone').notNull().default('UTC'),
    /** ISO 4217. */
    currency: text('currency').notNull().default('USD'),
    industry: text('industry'),
    status: text('status', { enum: ['active', 'paused', 'deleted'] })
      .notNull()
      .default('active'),
    botFiltering: boolean('bot_filtering').notNull().default(true),
    ipAnonymisation: boolean('ip_anonymisation').notNull().default(true),
    dataRetentionDays: integer('data_retention_days').notNull().default(426),
    /** Share of hits that is stored. 0 would store nothing and make scaling divide by zero. */
    samplingRate: doublePrecision('sampling_rate').notNull().default(1),
    ...timestamps,
  },
  (table) => [
    unique('websites_tracking_id_unique').on(table.trackingId),
    index('websites_owner_id_index').on(table.ownerId),
    check('websites_id_slug', sql`${table.id} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`),
    check('websites_currency', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check('websites_status', sql`${table.status} IN ('active', 'paused', 'deleted')`),
    check('websites_data_retention_days', sql`${table.dataRetentionDays} BETWEEN 1 AND 36500`),
    check('websites_sampling_rate', sql`${table.samplingRate} > 0 AND ${table.samplingRate} <= 1`),
  ],
);
