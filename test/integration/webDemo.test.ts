import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitStatements, type Warehouse } from '../../db/clickhouse/index.js';
import { checkCatalog } from '../../src/catalog/index.js';
import { cutDays } from '../../src/etl/demo/cutWork.js';
import { loadDemoData } from '../../src/etl/demo/loadDemoData.js';
import { CATALOG, fingerprints, openShippedWarehouse, rowsOf } from '../support/shippedDemo.js';

const folder = join(import.meta.dirname, '../../db/clickhouse/demo');
const TABLES = ['web.events', 'web.sessions', 'web.page_views'];
const EVERY_TABLE = [...TABLES, 'outreach.emails', 'company.amplitude_app_events'];
const ROWS = 40_000;
/** Half past nine this morning, or yesterday: recent, so that no row is past its time to live. */
const NOW = new Date(Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000 + 9.5 * 3_600_000);

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await loadDemoData(warehouse, { folder, rows: ROWS, now: NOW });
});

afterAll(() => warehouse.close());

const one = async (select: string): Promise<unknown> => (await rowsOf(warehouse, select))[0]?.[0];
const number = async (select: string): Promise<number> => Number(await one(select));

describe('the demo hits', () => {
  it('are about as many as were asked for', async () => {
    const rows = await number('SELECT count() FROM web.events');
    expect(rows).toBeGreaterThan(ROWS * 0.85);
    expect(rows).toBeLessThan(ROWS * 1.15);
  });

  it('fill every one of 120 days and today, and none is later than now', async () => {
    expect(await number('SELECT uniqExact(toDate(server_timestamp)) FROM web.events')).toBe(121);
    const last = String(await one('SELECT toUnixTimestamp64Milli(max(server_timestamp)) FROM web.events'));
    expect(Number(last)).toBeLessThanOrEqual(NOW.getTime());
    expect(Number(last)).toBeGreaterThan(NOW.getTime() - 2 * 3_600_000);
  });

  it('know six websites of unequal size, each with rows of its own in every table', async () => {
    for (const table of TABLES) {
      const rows = await rowsOf(
        warehouse,
        `SELECT website_id FROM ${table} GROUP BY website_id ORDER BY count() DESC`,
      );
      expect(rows.flat().sort()).toEqual(
        ['aurora-shop', 'himal-learn', 'kumo-app', 'pampa-market', 'sahara-travel', 'tidal-news'], // prettier-ignore
      );
    }
    const shares = await rowsOf(
      warehouse,
      'SELECT count() / (SELECT count() FROM web.events) AS share FROM web.events GROUP BY website_id ORDER BY share DESC',
    );
    expect(Number(shares[0]?.[0])).toBeGreaterThan(4 * Number(shares[5]?.[0]));
  });

  it('rest at the weekend and at night in the zone of their website', async () => {
    const weekend = await number(
      `SELECT countIf(toDayOfWeek(server_timestamp, 0, 'Asia/Tokyo') > 5) / 2 / (countIf(toDayOfWeek(server_timestamp, 0, 'Asia/Tokyo') <= 5) / 5)
       FROM web.events WHERE website_id = 'kumo-app'`,
    );
    expect(weekend).toBeLessThan(0.5);
    const shopping = await number(
      `SELECT countIf(toDayOfWeek(server_timestamp, 0, 'Europe/Berlin') > 5) / 2 / (countIf(toDayOfWeek(server_timestamp, 0, 'Europe/Berlin') <= 5) / 5)
       FROM web.events WHERE website_id = 'aurora-shop'`,
    );
    expect(shopping).toBeGreaterThan(1.1);
    for (const [website, zone] of [
      ['aurora-shop', 'Europe/Berlin'],
      ['tidal-news', 'America/New_York'],
      ['himal-learn', 'Asia/Kathmandu'],
    ] as const) {
      // prettier-ignore
      const hours = await rowsOf(
        warehouse,
        `SELECT countIf(toHour(server_timestamp, '${zone}') IN (2, 3, 4)), countIf(toHour(server_timestamp, '${zone}') IN (8, 18, 19)) FROM web.events WHERE website_id = '${website}'`,
      );
      expect(Number(hours[0]?.[1])).toBeGreaterThan(5 * Number(hours[0]?.[0]));
    }
  });

  it('grow, but for one website', async () => {
    const growth = `sumIf(1, server_timestamp >= (SELECT max(server_timestamp) FROM web.events) - INTERVAL 30 DAY)
      / sumIf(1, server_timestamp < (SELECT min(server_timestamp) FROM web.events) + INTERVAL 30 DAY)`;
    expect(await number(`SELECT ${growth} FROM web.events WHERE website_id = 'kumo-app'`)).toBeGreaterThan(
      1.3,
    );
    expect(await number(`SELECT ${growth} FROM web.events WHERE website_id = 'sahara-travel'`)).toBeLessThan(
      1.05,
    );
  });

  it('have programs, repeats, late ones, heartbeats and nulls among them, each few', async () => {
    const share = (condition: string): Promise<number> => number(`SELECT avg(${condition}) FROM web.events`);
    const between = async (condition: string, from: number, to: number): Promise<void> => {
      const found = await share(condition);
      expect([condition, found >= from && found <= to ? 'fits' : found]).toEqual([condition, 'fits']);
    };
    await between('is_bot', 0.03, 0.05);
    await between('is_duplicate', 0.004, 0.012);
    await between('server_timestamp > client_timestamp + INTERVAL 1 HOUR', 0.003, 0.012);
    await between('is_heartbeat', 0.03, 0.15);
    await between('is_interactive', 0.1, 0.4);
    await between('isNull(country)', 0.005, 0.05);
    await between('isNull(city)', 0.02, 0.09);
    await between('isNull(page_title)', 0.005, 0.02);
    await between("event_type = 'pageview'", 0.5, 0.8);
    await between("event_type = 'transaction'", 0.001, 0.01);
    await between("custom_dimension_1 != ''", 0.3, 0.97);
    await between('custom_metric_1 > 0', 0.01, 0.3);
  });

  it('fit together: source and medium, device and user agent, country and coordinates, page and address', async () => {
    const none = async (condition: string): Promise<void> =>
      expect([condition, await number(`SELECT countIf(${condition}) FROM web.events`)]).toEqual([
        condition,
        0,
      ]);
    await none("(traffic_source = 'direct') != isNull(traffic_medium)");
    await none("traffic_source != 'paid' AND traffic_medium = 'cpc'");
    await none("os = 'iOS' AND position(user_agent, 'iPhone') = 0");
    await none("device_type = 'desktop' AND position(user_agent, 'Mobile') > 0");
    await none("country = 'JP' AND latitude NOT BETWEEN 30 AND 46");
    await none('isNull(latitude) != isNull(longitude)');
    await none("position(page_url, page_path) = 0 OR NOT startsWith(page_url, 'https://')");
    await none("(event_type = 'transaction') != isNotNull(transaction_id)");
    await none(
      "event_type = 'transaction' AND (isNull(transaction_revenue) OR isNull(product_sku) OR transaction_revenue < product_price)",
    );
    await none("(event_type = 'pageview') != isNull(event_action)");
  });

  it('have a few pages that most look at, visitors who come often, and visits of every shape', async () => {
    const top = await number(
      `SELECT sumIf(views, place <= 5) / sum(views) FROM
         (SELECT count() AS views, row_number() OVER (ORDER BY count() DESC) AS place FROM web.page_views WHERE website_id = 'aurora-shop' GROUP BY page_path)`,
    );
    expect(top).toBeGreaterThan(0.3);
    expect(
      await number(
        'SELECT max(c) FROM (SELECT count() AS c FROM web.sessions WHERE NOT is_bot GROUP BY website_id, user_id)',
      ),
    ).toBeGreaterThan(10);
    expect(await number('SELECT uniqExact(events) FROM web.sessions')).toBeGreaterThan(12);
    const bounces = await number('SELECT avg(is_bounce) FROM web.sessions');
    expect(bounces).toBeGreaterThan(0.2);
    expect(bounces).toBeLessThan(0.6);
    expect(await number('SELECT countIf(isNull(is_bounce)) FROM web.sessions')).toBeGreaterThan(0);
  });

  it('reach the goals and walk the funnels that the metadata names', async () => {
    const some = async (condition: string): Promise<void> =>
      expect([condition, (await number(`SELECT countIf(${condition}) FROM web.events`)) > 0]).toEqual([
        condition,
        true,
      ]);
    for (const website of ['aurora-shop', 'pampa-market'])
      await some(
        `website_id = '${website}' AND page_path = '/checkout/complete' AND event_type = 'pageview'`,
      );
    await some("website_id = 'aurora-shop' AND event_action = 'add_to_cart'");
    await some("website_id = 'tidal-news' AND event_action = 'subscribe'");
    await some("website_id = 'kumo-app' AND event_action = 'signup'");
    await some("website_id = 'kumo-app' AND startsWith(page_path, '/docs/')");
    await some("website_id = 'sahara-travel' AND match(page_path, '^/(tours|hotels)/[^/]+/booked$')");
    await some("website_id = 'himal-learn' AND event_action = 'enroll'");
    await some("website_id = 'kumo-app' AND event_action = 'insert_block' AND event_label = 'code'");
  });

  it('make visits and page views that agree with them', async () => {
    const views = await number(
      "SELECT count() FROM web.events WHERE event_type = 'pageview' AND NOT is_duplicate",
    );
    expect(await number('SELECT count() FROM web.page_views')).toBe(views);
    expect(await number('SELECT sum(pageviews) FROM web.sessions')).toBe(views);
    expect(await number('SELECT sum(events) FROM web.sessions')).toBe(
      await number('SELECT count() FROM web.events WHERE NOT is_duplicate'),
    );
    expect(await number('SELECT countIf(is_bounce) FROM web.page_views')).toBeLessThanOrEqual(
      await number('SELECT countIf(is_bounce) FROM web.sessions'),
    );
  });
});

describe('the catalog of web analytics', () => {
  it('holds on this data: keys identify rows, cardinalities are as declared', async () => {
    const report = await checkCatalog(CATALOG, warehouse, { missingDescription: 'error' });
    const web = report.issues.filter(({ file }) => file?.includes('web/'));
    expect(web.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('loading', () => {
  it('does nothing a second time, even with other wishes', async () => {
    const before = await fingerprints(warehouse, EVERY_TABLE);
    const steps: number[] = [];
    await loadDemoData(warehouse, {
      folder,
      rows: ROWS * 2,
      now: new Date(NOW.getTime() + 86_400_000),
      onProgress: ({ total }) => steps.push(total),
    });
    expect(await fingerprints(warehouse, EVERY_TABLE)).toEqual(before);
    expect(steps).toEqual([]);
  });

  it('starts over when it was interrupted, and makes the same tables with any number of threads', async () => {
    const before = await fingerprints(warehouse, EVERY_TABLE);
    await warehouse.write('TRUNCATE TABLE meta.demo');
    for (const table of await filledTables()) await warehouse.write(`TRUNCATE TABLE ${table}`);
    let writes = 0;
    const dying = {
      ...portOf(warehouse),
      write: (sql: string, options?: object) =>
        sql.includes('INSERT') && ++writes === 3
          ? Promise.reject(new Error('killed'))
          : warehouse.write(sql, options),
    };
    await expect(loadDemoData(dying, { folder, rows: ROWS, now: NOW })).rejects.toThrow('killed');
    expect(await number('SELECT count() FROM web.sessions')).toBeGreaterThan(0);
    const oneThread = {
      ...portOf(warehouse),
      write: (sql: string, options?: { settings?: Readonly<Record<string, string | number>> }) =>
        warehouse.write(sql.replace(/max_threads = 2/, 'max_threads = 1'), {
          settings: { ...options?.settings, max_threads: 1 },
        }),
    };
    await loadDemoData(oneThread, { folder, rows: ROWS, now: NOW });
    expect(await fingerprints(warehouse, EVERY_TABLE)).toEqual(before);
  });

  it("never touches somebody's own rows", async () => {
    await warehouse.write('TRUNCATE TABLE meta.demo');
    for (const table of TABLES) await warehouse.write(`TRUNCATE TABLE ${table}`);
    await warehouse.insert('web.sessions', [
      { website_id: 'mine', user_id: 'me', session_start: NOW.toISOString() },
    ]);
    const skipped: string[] = [];
    await loadDemoData(warehouse, { folder, rows: ROWS, now: NOW, onSkip: (name) => skipped.push(name) });
    expect(skipped).toEqual(['web', 'outreach', 'company']);
    expect(await rowsOf(warehouse, 'SELECT website_id FROM web.sessions')).toEqual([['mine']]);
    expect(await number('SELECT count() FROM web.events')).toBe(0);
  });

  it('cuts the days without a hole or an overlap, for any number of rows', () => {
    for (const rows of [1, 1000, 1_000_000, 7_777_777, 100_000_000, 1_000_000_000]) {
      const ranges = cutDays(rows, NOW);
      expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ until }) => until));
      const day = (offset: number): string =>
        new Date(NOW.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
      expect([ranges[0]?.from, ranges.at(-1)?.until]).toEqual([day(-120), day(1)]);
    }
    expect(cutDays(1_000_000_000, NOW)).toHaveLength(121);
  });
});

/** Every table that has rows now, but for those of the product itself. */
async function filledTables(): Promise<readonly string[]> {
  const rows = await rowsOf(
    warehouse,
    "SELECT concat(database, '.', name) FROM system.tables WHERE database IN ('web', 'outreach', 'company') AND total_rows > 0",
  );
  return rows.map(([name]) => String(name));
}

const portOf = (real: Warehouse) => ({
  query: real.query.bind(real),
  write: real.write.bind(real),
  insert: real.insert.bind(real),
});

describe('a demo file', () => {
  it('reads the same for a plain splitter of SQL', async () => {
    // The marks of the format are comments, so any client can run the file once the placeholders are filled.
    const { readDemoSteps } = await import('../../src/etl/demo/readDemoSteps.js');
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const name of ['web', 'outreach', 'company']) {
      const files = readdirSync(join(folder, name)).map((file) =>
        readFileSync(join(folder, name, file), 'utf8'),
      );
      const steps = readDemoSteps(join(folder, name), join(folder, '../derive'));
      expect(steps).toHaveLength(files.flatMap((text) => splitStatements(text)).length);
      for (const { label } of steps) expect(label.length).toBeLessThan(80);
    }
  });
});
