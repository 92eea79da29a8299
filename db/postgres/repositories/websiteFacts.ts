import { asc, eq, inArray, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { MetadataReader } from '../../../src/resolvers/ports.js';
import type { Drizzle } from '../database.js';
import { customDimensions, customMetrics } from '../schema/customDefinitions.js';
import { funnels } from '../schema/funnels.js';
import { goals } from '../schema/goals.js';
import { websites } from '../schema/websites.js';

type Facts = Awaited<ReturnType<MetadataReader['websiteFacts']>>;
type Fact = Facts[number];

/** See `Metadata.websiteFacts`. One statement, because questions wait for it: what belongs to a website comes along as JSON. */
export function websiteFacts(
  db: Drizzle,
  reach: Parameters<MetadataReader['websiteFacts']>[0],
): Promise<Facts> {
  return db
    .select({
      id: websites.id,
      timezone: websites.timezone,
      botFiltering: websites.botFiltering,
      samplingRate: websites.samplingRate,
      customDimensions: listOf<Fact['customDimensions']>(customDimensions, customDimensions.index, {
        name: customDimensions.name,
        index: customDimensions.index,
        scope: customDimensions.scope,
      }),
      customMetrics: listOf<Fact['customMetrics']>(customMetrics, customMetrics.index, {
        name: customMetrics.name,
        index: customMetrics.index,
        type: customMetrics.type,
      }),
      goals: listOf<Fact['goals']>(goals, goals.name, {
        name: goals.name,
        type: goals.type,
        match: goals.match,
        value: goals.value,
        // As text: a JSON number would lose digits.
        worth: sql`${goals.worth}::text`,
      }),
      funnels: listOf<Fact['funnels']>(funnels, funnels.name, { name: funnels.name, steps: funnels.steps }),
    })
    .from(websites)
    .where('ids' in reach ? inArray(websites.id, [...reach.ids]) : undefined)
    .orderBy(asc(websites.id));
}

/** What of a table belongs to the website of the row, as a JSON list of these members. */
function listOf<List>(
  table: PgTable & { readonly websiteId: AnyColumn },
  order: AnyColumn,
  members: Readonly<Record<string, AnyColumn | SQL>>,
): SQL<List> {
  const pairs = Object.entries(members).map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`);
  const list = sql`json_agg(json_build_object(${sql.join(pairs, sql`, `)}) ORDER BY ${order})`;
  return sql<List>`(SELECT coalesce(${list}, '[]'::json) FROM ${table} WHERE ${eq(table.websiteId, websites.id)})`;
}
