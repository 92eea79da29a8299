import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Warehouse } from '../../db/clickhouse/index.js';

const DERIVE = join(import.meta.dirname, '../../db/clickhouse/derive/web');

/** Makes sessions and page views of all hits that are there, after removing those made before. */
export async function deriveAll(warehouse: Warehouse, users = 'true'): Promise<void> {
  await warehouse.write('TRUNCATE TABLE web.sessions');
  await warehouse.write('TRUNCATE TABLE web.page_views');
  await derive(warehouse, users);
}

/** Makes sessions and page views of the users for which the condition holds. */
export async function derive(warehouse: Warehouse, users: string): Promise<void> {
  for (const file of ['sessions.sql', 'page_views.sql']) {
    const text = readFileSync(join(DERIVE, file), 'utf8').replace(/;\s*$/, '');
    await warehouse.write(text.replaceAll('{{users}}', users), {
      settings: { max_partitions_per_insert_block: 0 },
    });
  }
}

/** A hit with what the rules look at. */
export interface Hit {
  readonly website: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The number in the UUID, which decides ties. */
  readonly id: number;
  readonly tracker: number;
  readonly type: 'pageview' | 'event' | 'transaction';
  readonly category: string | null;
  readonly path: string;
  readonly source: string;
  readonly campaign: string | null;
  readonly revenue: number | null;
  readonly interactive: boolean;
  readonly heartbeat: boolean;
  readonly bot: boolean;
  readonly duplicate: boolean;
}

/** A hit that is a plain page view but for what is said. */
export function hit(given: Partial<Hit> & Pick<Hit, 'at' | 'id'>): Hit {
  return {
    website: 'site',
    user: 'ada',
    tracker: 1,
    type: 'pageview',
    category: null,
    path: '/',
    source: 'direct',
    campaign: null,
    revenue: null,
    interactive: false,
    heartbeat: false,
    bot: false,
    duplicate: false,
    ...given,
  };
}

/** The n-th UUID in ClickHouse's own order. */
export const uuidOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export async function insertHits(warehouse: Warehouse, hits: readonly Hit[]): Promise<void> {
  await warehouse.write('TRUNCATE TABLE web.events');
  await warehouse.insert(
    'web.events',
    hits.map((one) => ({
      event_id: uuidOf(one.id),
      website_id: one.website,
      session_id: uuidOf(one.tracker),
      user_id: one.user,
      event_type: one.type,
      event_category: one.category,
      server_timestamp: new Date(one.at).toISOString(),
      client_timestamp: new Date(one.at).toISOString(),
      page_path: one.path,
      traffic_source: one.source,
      traffic_campaign: one.campaign,
      transaction_revenue: one.revenue === null ? null : String(one.revenue),
      is_interactive: one.interactive,
      is_heartbeat: one.heartbeat,
      is_bot: one.bot,
      is_duplicate: one.duplicate,
    })),
  );
}
