import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { QueryError } from '../../src/errors.js';
import {
  catalogFor,
  compileQuery,
  type Catalog,
  type MetricQuery,
  type Role,
} from '../../src/metrics/index.js';
import { createRequestContext, createWebsiteSettings, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { CATALOG, openShippedWarehouse } from '../support/shippedDemo.js';
import { deriveAll } from '../support/webDerivation.js';

/** The shipped catalog over hits of three websites, whose names are those of the demo and some stranger ones. Every answer is compared with one asked by hand. */

const DAY = 86_400_000;
/** Recent: hits older than the time to live would be removed. */
const NOW = new Date(Math.floor(Date.now() / DAY) * DAY);
const FROM = new Date(NOW.getTime() - 10 * DAY).toISOString().slice(0, 10);
const STRANGE = `It's "50%" \\ of {{Ünï🙂}} $1 -- ; DROP`;

let warehouse: Warehouse;
let metadata: Metadata;
let catalog: Catalog;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  catalog = await openCatalog(CATALOG, warehouse);
  // A visit is a session of six hits, a minute apart; what they hold is a hash of their number.
  await warehouse.write(`INSERT INTO web.events (event_id, website_id, session_id, user_id, event_type, event_action,
      client_timestamp, server_timestamp, page_path, country, custom_dimension_1, custom_dimension_2, custom_dimension_3,
      custom_metric_1, custom_metric_2, custom_metric_3, is_duplicate)
    SELECT reinterpretAsUUID(toUInt128(number)), ['aurora-shop', 'kumo-app', 'pampa-market'][1 + visit % 3] AS site,
      reinterpretAsUUID(toUInt128(1000000 + visit)), concat('u', toString(intDiv(visit, 3) % 40)) AS user, if(kind < 4, 'pageview', 'event'),
      if(kind < 4, NULL, ['add_to_cart', 'signup', 'play'][1 + intDiv(dice, 23) % 3]), at, toDateTime64('${FROM}', 3, 'UTC') + visit * 3600 + hit * 60 AS at,
      ['/', '/cart', '/products/1', '/checkout/complete', '/docs/start', '/checkout', '/PRODUCTS/2'][1 + intDiv(dice, 7) % 7],
      ['DE', 'AT', 'FR'][1 + intDiv(visit, 3) % 3], ['free', 'pro', ''][1 + intDiv(dice, 11) % 3],
      ['control', 'treatment'][1 + intDiv(visit, 3) % 2], ['gold', 'silver', ''][1 + intDiv(dice, 13) % 3],
      if(dice % 4 = 0, 0, intDiv(dice, 5) % 100 / 4), intDiv(dice, 17) % 6, intDiv(dice, 19) % 50, dice % 29 = 0
    FROM (SELECT number, intDiv(number, 6) AS visit, number % 6 AS hit, toUInt32(cityHash64(number, 7)) AS dice, dice % 6 AS kind FROM numbers(1320))`);
  await deriveAll(warehouse);
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
  await metadata.insertMissing({
    customDimensions: [
      // The same name as on another website, in another slot and of another scope; and as a metric.
      { websiteId: 'kumo-app', index: 3, name: 'customerTier', scope: 'hit', description: null },
      { websiteId: 'pampa-market', index: 2, name: 'customerTier', scope: 'session', description: null },
      { websiteId: 'pampa-market', index: 3, name: 'cartValue', scope: 'hit', description: null },
    ],
    customMetrics: [
      { websiteId: 'pampa-market', index: 3, name: 'cartValue', type: 'currency', description: null },
      { websiteId: 'pampa-market', index: 2, name: 'blocksEdited', type: 'time', description: null },
    ],
    goals: [
      { id: 'g1', websiteId: 'kumo-app', name: STRANGE, type: 'destination', match: 'regex', value: '^/(cart|check(out)?)$', worth: '0.1' },
      { id: 'g2', websiteId: 'kumo-app', name: 'Stays', type: 'duration', match: null, value: '240', worth: '3' },
      { id: 'g3', websiteId: 'kumo-app', name: 'Broken', type: 'event', match: 'regex', value: 'a(b', worth: null },
      { id: 'g4', websiteId: 'pampa-market', name: 'Add to cart', type: 'event', match: 'begins_with', value: 'ADD', worth: '2.005' },
    ],
    funnels: [
      { id: 'f1', websiteId: 'kumo-app', name: STRANGE, description: null, steps: [
        { name: 'Docs', type: 'page', match: 'begins_with', value: '/docs' },
        { name: 'Sign-up', type: 'event', match: 'equals', value: 'signup' },
      ] },
    ],
  }); // prettier-ignore
});
afterAll(async () => {
  await warehouse.close();
  await metadata.close();
});

let asked = 0;
const ALL = ['aurora-shop', 'kumo-app', 'pampa-market'];

function contextOf(role: Role, websites: readonly string[]) {
  return createRequestContext({
    viewer: { subject: 'test', role, attributes: new Map([['websites', websites]]) },
    catalog: catalogFor(catalog, role),
    warehouse,
    metadata,
    websiteSettings: createWebsiteSettings(metadata),
    now: NOW,
    requestId: `names-${String(++asked)}`,
  });
}

/** The views of one scope. */
async function ask(
  views: string,
  { role = 'analyst', websites = ALL, scope = 'events', args = '' }: { role?: Role; websites?: readonly string[]; scope?: string; args?: string } = {}, // prettier-ignore
): Promise<Record<string, unknown>> {
  const context = contextOf(role, websites);
  const source = `{ scope: ${scope}(timezone: "UTC" ${args}) { ${views} } }`;
  const { data, errors } = await executeDocument({
    schema: buildRoleSchema(context.catalog),
    context,
    source,
  });
  const [first] = errors ?? [];
  if (first !== undefined) throw first.originalError instanceof Error ? first.originalError : first;
  return (JSON.parse(JSON.stringify(data)) as { scope: Record<string, unknown> }).scope;
}

/** Messages of a question that is refused. */
async function refused(views: string, more?: Parameters<typeof ask>[1]): Promise<readonly string[]> {
  try {
    await ask(views, more);
  } catch (error) {
    if (error instanceof QueryError)
      return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw error;
  }
  return expect.fail('It was answered.');
}

async function rows(text: string): Promise<unknown[]> {
  const { rows: found } = await warehouse.query({
    text,
    parameters: [],
    settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return found.map((row) => row);
}

/** By hand: the slot that each website means. */
const TIER = `multiIf(website_id = 'aurora-shop', custom_dimension_1, website_id = 'kumo-app', custom_dimension_3, website_id = 'pampa-market', custom_dimension_2, '')`;

describe('custom dimensions', () => {
  test('are the slot that each website means, in rows, records, filters, values and counts', async () => {
    const found = await ask(`
      rows(orderBy: [{ alias: { name: "tier", direction: ASC } }]) { tier: custom(name: "customerTier") events }
      filtered: rows { country events(where: { custom: [{ name: "customerTier", is: { in: ["gold", "control"] } }] }) }
      nested: rows(orderBy: [{ country: ASC }]) { country rows(orderBy: [{ alias: { name: "t", direction: DESC } }], limit: 2) { t: custom(name: "customerTier") events } }
      having: rows(having: { alias: { name: "tier", isNull: true } }) { tier: custom(name: "customerTier") events }
      records(limit: 3, orderBy: [{ serverTimestamp: ASC }]) { websiteId custom(name: "customerTier") customDimension1 customDimension2 customDimension3 }
      values(custom: "customerTier", search: "O")
      rowCount(custom: ["customerTier"]) both: rowCount(by: [country], custom: ["customerTier", "plan"])`);
    const pairs = await rows(
      `SELECT nullIf(${TIER}, '') AS tier, countIf(NOT is_duplicate) FROM web.events GROUP BY tier ORDER BY tier`,
    );
    expect(found['rows']).toEqual(
      pairs.map((row) => ({ tier: (row as unknown[])[0], events: (row as unknown[])[1] })),
    );
    expect(pairs.length).toBeGreaterThan(4);
    expect(found['having']).toEqual([(found['rows'] as unknown[]).at(-1)]);
    expect(found['values']).toEqual(
      ['control', 'gold', 'pro'].filter((value) => pairs.some((pair) => (pair as unknown[])[0] === value)),
    );
    expect(found['rowCount']).toBe(pairs.length);
    expect(found['both']).toBe(
      (
        await rows(
          `SELECT DISTINCT country, ${TIER}, if(website_id = 'kumo-app', custom_dimension_1, '') FROM web.events`,
        )
      ).length,
    );
    expect(found['records']).toMatchObject([
      { websiteId: 'aurora-shop' }, { websiteId: 'aurora-shop' }, { websiteId: 'aurora-shop' },
    ]); // prettier-ignore
    for (const record of found['records'] as Record<string, unknown>[])
      expect(record['custom']).toBe(record['customDimension1']);
    expect(found['filtered']).toEqual(
      (await rows(`SELECT country, countIf(NOT is_duplicate AND ${TIER} IN ('gold', 'control')) AS n FROM web.events GROUP BY country ORDER BY n DESC, country`))
        .map((row) => ({ country: (row as unknown[])[0], events: (row as unknown[])[1] })),
    ); // prettier-ignore
    const [first] = found['nested'] as { country: string; rows: unknown[] }[];
    expect(first).toMatchObject({ country: 'AT', rows: [{ t: 'treatment' }, { t: 'silver' }] });
  });

  test('are the same as the numbered member where one website is asked, and break journeys down', async () => {
    const named = await ask(
      `rows { t: custom(name: "plan") visitors }
       funnel(entity: sessionId, window: { n: 1, unit: DAY }, steps: [{ name: "a", where: { custom: [{ name: "plan", is: { eq: "pro" } }] } }, { name: "b" }]) { step converted group { t: custom(name: "plan") } }`,
      { args: 'where: { websiteId: { eq: "kumo-app" } }' },
    );
    const numbered = await ask(
      `rows { t: customDimension1 visitors }
       funnel(entity: sessionId, window: { n: 1, unit: DAY }, steps: [{ name: "a", where: { customDimension1: { eq: "pro" } } }, { name: "b" }]) { step converted group { t: customDimension1 } }`,
      { args: 'where: { websiteId: { eq: "kumo-app" } }' },
    );
    expect(named).toEqual(numbered);
    expect((named['rows'] as unknown[]).length).toBe(3);
  });
});

describe('custom metrics', () => {
  test('are added up, averaged and compared, over the rows that have a value', async () => {
    const found = await ask(`totals {
        sum: customMetric(name: "cartValue") avg: customMetric(name: "cartValue", agg: AVG) min: customMetric(name: "cartValue", agg: MIN)
        max: customMetric(name: "cartValue", agg: MAX) german: customMetric(name: "cartValue", where: { country: { eq: "DE" } }) }
      shares: rows(orderBy: [{ country: ASC }]) { country share: customMetric(name: "cartValue", as: SHARE) }
      having: rows(having: { alias: { name: "sum", gt: 0 } }, orderBy: [{ alias: { name: "sum", direction: DESC } }]) { websiteId sum: customMetric(name: "cartValue") }`);
    const value = `multiIf(website_id = 'aurora-shop', custom_metric_1, website_id = 'pampa-market', custom_metric_3, 0)`;
    const counted = `FROM web.events WHERE NOT is_duplicate`;
    const [[sum, avg, min, max, german]] = (await rows(
      `SELECT sum(v), avgIf(v, v != 0), minIf(v, v != 0), max(v), sumIf(v, country = 'DE') FROM (SELECT ${value} AS v, country ${counted})`,
    )) as [[number, number, number, number, number]];
    expect(found['totals']).toEqual({ sum, avg: expect.closeTo(avg, 9) as unknown, min, max, german });
    expect(found['shares']).toEqual(
      (await rows(`SELECT country, sum(${value}) / ${String(sum)} ${counted} GROUP BY country ORDER BY country`))
        .map((row) => ({ country: (row as unknown[])[0], share: expect.closeTo((row as number[])[1] as number, 9) as unknown })),
    ); // prettier-ignore
    expect((found['having'] as { websiteId: string }[]).map(({ websiteId }) => websiteId).sort()).toEqual([
      'aurora-shop',
      'pampa-market',
    ]);
  });

  test('of different types are not added up', async () => {
    expect(await refused('totals { customMetric(name: "blocksEdited") }')).toEqual([
      'scope.totals.customMetric.name: The custom metric "blocksEdited" has the type integer on one website and time on another: ask for websites that agree, with "websiteId" in "where".',
    ]);
    expect(
      await ask('totals { customMetric(name: "blocksEdited") }', {
        args: 'where: { and: [{ websiteId: { in: ["kumo-app"] } }] }',
      }),
    ).toBeDefined();
    // What the caller cannot see of another website does not matter.
    expect(
      await ask('totals { customMetric(name: "blocksEdited") }', { role: 'owner', websites: ['kumo-app'] }),
    ).toBeDefined();
  });
});

const REACHED: Readonly<Record<string, string>> = {
  Purchase: `website_id IN ('aurora-shop', 'pampa-market') AND event_type = 'pageview' AND page_path = '/checkout/complete'`,
  'Add to cart': `website_id = 'aurora-shop' AND event_action = 'add_to_cart' OR website_id = 'pampa-market' AND startsWith(event_action, 'add')`,
  [STRANGE]: `website_id = 'kumo-app' AND event_type = 'pageview' AND page_path IN ('/cart', '/check', '/checkout')`,
};

describe('goals', () => {
  test.each(Object.keys(REACHED))('%s: conversions, visitors and rates of hits', async (name) => {
    const quoted = JSON.stringify(name);
    const found = await ask(`
      totals { n: goal(name: ${quoted}) who: goal(name: ${quoted}, show: VISITORS) rate: goal(name: ${quoted}, show: RATE) german: goal(name: ${quoted}, where: { country: { eq: "DE" } }) }
      rows(orderBy: [{ country: ASC }]) { country rate: goal(name: ${quoted}, show: RATE) inGroup: goal(name: ${quoted}, show: RATE_IN_GROUP) }`);
    const counted = `uniqIf(session_id, hit), uniqIf(user_id, hit), uniqIf(user_id, hit) / uniq(user_id), uniqIf(session_id, hit AND country = 'DE')`;
    const from = `(SELECT *, ifNull(${String(REACHED[name])}, false) AS hit FROM web.events WHERE NOT is_duplicate)`;
    const [[n, who, rate, german]] = (await rows(`SELECT ${counted} FROM ${from}`)) as [
      [number, number, number, number],
    ];
    expect(found['totals']).toEqual({ n, who, rate, german });
    expect(n).toBeGreaterThan(0);
    const byHand = await rows(
      `SELECT country, uniqIf(user_id, hit) / (SELECT uniq(user_id) FROM ${from}), uniqIf(user_id, hit) / uniq(user_id) FROM ${from} GROUP BY country ORDER BY country`,
    );
    expect(found['rows']).toEqual(
      byHand.map((row) => ({
        country: (row as unknown[])[0],
        rate: (row as unknown[])[1],
        inGroup: (row as unknown[])[2],
      })),
    );
  });

  test('are worth what each website says', async () => {
    const n = async (condition: string) =>
      (
        (await rows(`SELECT uniq(session_id) FROM web.events WHERE NOT is_duplicate AND ${condition}`)) as [
          [number],
        ]
      )[0][0];
    const bought = `event_type = 'pageview' AND page_path = '/checkout/complete'`;
    const found = await ask(
      `totals { p: goal(name: "Purchase", show: VALUE) a: goal(name: "Add to cart", show: VALUE) s: goal(name: ${JSON.stringify(STRANGE)}, show: VALUE) }`,
    );
    expect(found['totals']).toEqual({
      p: 48 * (await n(`website_id = 'aurora-shop' AND ${bought}`)) + 130 * (await n(`website_id = 'pampa-market' AND ${bought}`)),
      a: (20050 * (await n(`website_id = 'pampa-market' AND event_action = 'add_to_cart'`))) / 10000,
      s: (await n(REACHED[STRANGE] as string)) / 10,
    }); // prettier-ignore
    expect(await refused('totals { goal(name: "Engaged visit", show: VALUE) }')).toEqual([
      'scope.totals.goal.show: No conversion of the goal "Engaged visit" has a worth: ask for CONVERSIONS, or say in the settings of the website what one is worth.',
    ]);
  });

  test('of visits: by the visits themselves and by what happened in them', async () => {
    const found = await ask(
      'totals { purchase: goal(name: "Purchase") cart: goal(name: "Add to cart") engaged: goal(name: "Engaged visit") stays: goal(name: "Stays") who: goal(name: "Stays", show: VISITORS) value: goal(name: "Stays", show: VALUE) }',
      { scope: 'sessions' },
    );
    const [[purchase, cart, engaged, stays, who]] = (await rows(`SELECT
      countIf(website_id IN ('aurora-shop', 'pampa-market') AND (website_id, session_id) IN (SELECT website_id, session_id FROM web.page_views WHERE page_path = '/checkout/complete')),
      countIf(website_id IN ('aurora-shop', 'pampa-market') AND (website_id, session_id) IN (SELECT website_id, session_id FROM web.events WHERE event_action = 'add_to_cart')),
      countIf(website_id = 'aurora-shop' AND pageviews >= 5), countIf(website_id = 'kumo-app' AND session_duration >= 240),
      uniqIf(user_id, website_id = 'kumo-app' AND session_duration >= 240) FROM web.sessions`)) as [number[]];
    expect(found['totals']).toEqual({ purchase, cart, engaged, stays, who, value: 3 * (stays as number) });
    expect(stays).toBeGreaterThan(0);
    expect(engaged).toBeGreaterThan(0);
    // The visits that hits belong to are the same ones.
    expect(
      (await ask('totals { stays: goal(name: "Stays") engaged: goal(name: "Engaged visit") }'))['totals'],
    ).toEqual({ stays, engaged });
  });

  test('stand beside numbers of other datasets', async () => {
    const goal = 'n: goal(name: "Purchase") worth: goal(name: "Purchase", show: VALUE)';
    const { totals } = await ask(`totals { datasets { events { ${goal} } sessions { ${goal} } } }`, {
      scope: 'metrics',
    });
    const [events, sessions] = await Promise.all([
      ask(`totals { ${goal} }`),
      ask(`totals { ${goal} }`, { scope: 'sessions' }),
    ]);
    expect(totals).toEqual({ datasets: { events: events['totals'], sessions: sessions['totals'] } });
  });

  test('move through time like any number', async () => {
    const at = `time: { range: { from: "${FROM}", to: "${NOW.toISOString().slice(0, 10)}" } }`;
    const [named, byHand] = await Promise.all(
      ['goal(name: "Purchase", ', 'sessions(where: { websiteId: { in: ["aurora-shop", "pampa-market"] }, eventType: { eq: "pageview" }, pagePath: { eq: "/checkout/complete" } }, '].map((field) =>
        ask(`rows(fill: true) { day: serverTimestamp(grain: DAY) before: ${field} shift: { n: 1, unit: DAY }) week: ${field} window: { n: 3, unit: DAY }) change: ${field} as: CHANGE) running: ${field} as: RUNNING_TOTAL) }`, { args: at }),
      ),
    ); // prettier-ignore
    expect(named).toEqual(byHand);
    expect((named?.['rows'] as unknown[]).length).toBe(10);
  });
});

describe('funnels', () => {
  test('of one website go through the steps it says', async () => {
    const name = JSON.stringify(STRANGE);
    const where = (condition: string) => `where: { websiteId: { eq: "kumo-app" }, ${condition} }`;
    const found = await ask(`named: funnel(name: ${name}) { step name entered converted }
      hour: funnel(name: ${name}, entity: userId, window: { n: 2, unit: MINUTE }) { step name entered converted }
      byHand: funnel(entity: sessionId, window: { n: 1, unit: DAY }, steps: [{ name: "Docs", ${where('eventType: { eq: "pageview" }, pagePath: { startsWith: "/docs" }')} }, { name: "Sign-up", ${where('eventAction: { eq: "signup" }')} }]) { step name entered converted }
      catalog: funnel(name: "checkoutFunnel") { step name } preset: funnel(preset: CHECKOUT_FUNNEL) { step name }`);
    expect(found['named']).toEqual(found['byHand']);
    expect(found['hour']).not.toEqual(found['byHand']);
    expect(found['named']).toMatchObject([
      { step: 1, name: 'Docs' },
      { step: 2, name: 'Sign-up' },
    ]);
    expect(found['catalog']).toEqual(found['preset']);
  });

  test('of several websites have to agree', async () => {
    expect(await refused('funnel(name: "Checkout") { step }')).toEqual([
      'scope.funnel.name: The funnel "Checkout" has other steps on one website than on another: ask for websites that agree, with "websiteId" in "where".',
    ]);
    const { funnel } = await ask('funnel(name: "Checkout") { name }', {
      args: 'where: { websiteId: { eq: "pampa-market" } }',
    });
    expect(funnel).toEqual([{ name: 'Product' }, { name: 'Cart' }, { name: 'Paid' }]);
  });
});

describe('names', () => {
  const views = (name: string) =>
    `rows { custom(name: "${name}") customMetric(name: "${name}") goal(name: "${name}") } funnel(name: "${name}") { step }`;

  test('of other websites are as unknown as those of nobody', async () => {
    const words = (name: string) =>
      refused(views(name), { role: 'owner', websites: ['kumo-app'] }).then((all) =>
        all.map((each) => each.replaceAll(name, 'NAME')),
      );
    const nobody = await words('zzzzzz');
    expect(await words('Purchase')).toEqual(nobody);
    expect(await words('cartValue')).toEqual(nobody);
    expect(await words('Checkout')).not.toContain('kumo');
    expect(nobody).toEqual([
      'scope.rows.custom.name: There is no custom dimension "NAME" on the websites that you may see.',
      'scope.rows.customMetric.name: There is no custom metric "NAME" on the websites that you may see.',
      'scope.rows.goal.name: There is no goal "NAME" on the websites that you may see.',
      'scope.funnel.name: There is no funnel "NAME" on the websites that you may see.',
    ]);
  });

  test('that are nearly right are suggested, of the caller’s websites alone', async () => {
    expect(await refused('rows { custom(name: "plam") }', { role: 'owner', websites: ['kumo-app'] })).toEqual(
      [
        'scope.rows.custom.name: There is no custom dimension "plam" on the websites that you may see. Did you mean "plan"?',
      ],
    );
    expect(
      await refused('rows { custom(name: "plam") }', { role: 'owner', websites: ['aurora-shop'] }),
    ).toEqual([
      'scope.rows.custom.name: There is no custom dimension "plam" on the websites that you may see.',
    ]);
    expect(
      await refused('rows { custom(name: "plan") }', { args: 'where: { websiteId: { eq: "aurora-shop" } }' }),
    ).toEqual([
      'scope.rows.custom.name: There is no custom dimension "plan" on the websites that "where" names.',
    ]);
  });

  test('show an owner of one website its own rows only', async () => {
    const found = await ask('rows { websiteId tier: custom(name: "customerTier") }', {
      role: 'owner',
      websites: ['kumo-app'],
    });
    expect(new Set((found['rows'] as { websiteId: string }[]).map(({ websiteId }) => websiteId))).toEqual(
      new Set(['kumo-app']),
    );
    expect(
      await ask('totals { goal(name: "Stays", show: VISITORS) } rows { custom(name: "plan") }', {
        role: 'reader',
        websites: ['kumo-app'],
      }),
    ).toBeDefined();
  });

  test('may be anything, and nothing of them becomes SQL', async () => {
    const long = 'x'.repeat(10_000);
    const [first = ''] = await refused(`rows { custom(name: "${long}") }`);
    expect(first.length).toBeLessThan(250);
    for (const name of [
      "' OR 1=1 --",
      '`',
      '\\',
      'a.b',
      '🙂',
      '__proto__',
      'constructor',
      '',
      'custom_1',
      'null',
    ]) {
      const written = JSON.stringify(name);
      expect(await refused(`rows { custom(name: ${written}) goal(name: ${written}) }`)).toHaveLength(2);
    }
    const compile = async (query: Omit<MetricQuery, 'dataset' | 'view'>) => {
      const context = contextOf('analyst', []);
      const websites = await createWebsiteSettings(metadata).of(context.viewer, context.catalog);
      return compileQuery({ ...context, websites, query: { dataset: 'events', view: 'rows', ...query } })
        .statement;
    };
    const { text } = await compile({
      select: [
        { field: 'goal', name: STRANGE },
        { field: 'custom', name: 'plan' },
      ],
    });
    for (const part of ['DROP', '50%', 'plan', 'kumo', 'check', "It's"]) expect(text).not.toContain(part);
  });

  test('with a pattern that the engine would not take are refused in its words', async () => {
    expect(await refused('totals { goal(name: "Broken") }')).toEqual([
      expect.stringMatching(/^scope.totals.goal: goal "Broken" cannot be asked like this\./),
    ]);
  });

  test('are asked as plain JSON, with every mistake at once', async () => {
    const context = contextOf('owner', ['kumo-app']);
    const websites = await createWebsiteSettings(metadata).of(context.viewer, context.catalog);
    const ask = (query: object) =>
      compileQuery({
        ...context,
        websites,
        query: { dataset: 'events', view: 'rows', ...query },
      });
    expect(
      ask({
        select: [{ field: 'custom', name: 'plan' }],
        where: { custom: { name: 'plan', is: { eq: 'pro' } } },
      }).statement.columns,
    ).toMatchObject([{ key: 'custom' }]);
    try {
      ask({
        select: [
          { field: 'custom' },
          { field: 'goal', as: 'a', name: 'Stays', show: 'MOST' },
          { field: 'country', name: 'x' },
          { field: 'customMetric', as: 'b', name: 'blocksEdited', agg: 'MEDIAN' },
        ],
        where: { custom: [{ name: 'plan' }, { name: 'plan', is: { eqq: 1 } }, 5] },
      });
    } catch (error) {
      expect((error as QueryError).issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
        'select.0.name: "custom" needs a "name": what the website calls it.',
        'select.1.show: There is no show "MOST": it is one of CONVERSIONS, VISITORS, RATE, RATE_IN_GROUP, VALUE.',
        'select.2.name: "country" has no "name".',
        'select.3.agg: There is no agg "MEDIAN": it is one of SUM, AVG, MIN, MAX.',
        expect.stringContaining('where.custom.0: An entry of "custom" has a "name" and a condition'),
        expect.stringContaining('where.custom.2: An entry of "custom" has'),
        'where.custom.1.is.eqq: There is no operator "eqq". Did you mean "eq"?',
      ]); // prettier-ignore
      return;
    }
    expect.fail('It was answered.');
  });
});
