import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  type Catalog,
  type CompiledQuery,
  type WebsiteFact,
} from '../../src/metrics/index.js';
import { MaskKey } from '../../src/server/maskKey.js';
import { withMaskKey } from '../../src/server/withMaskKey.js';
import { FIXTURE_SPECS, fixtureCatalog, fixtureViewer } from '../support/fixture/fixtureCatalog.js';
import { goldenCases, readCaseFile, type GoldenCase } from '../support/goldenCases.js';
import { openFixture } from '../support/openFixture.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openFixture();
});
afterAll(() => warehouse.close());

const SITES = ['aa', 'bb', 'cc', 'zz'];
const PLAIN = {
  timezone: 'UTC',
  botFiltering: false,
  samplingRate: 1,
  customDimensions: [],
  customMetrics: [],
  goals: [],
  funnels: [],
};

const whole = fixtureCatalog();

/** The catalog without settings, over other rows of visits. */
function over(sql: string): Catalog {
  return fixtureCatalog(
    FIXTURE_SPECS.map((spec) =>
      spec.dataset === 'visits' ? { ...spec, website: undefined, source: undefined, sql } : spec,
    ),
  );
}

function compiled({ asked }: GoldenCase, catalog: Catalog, settings: Partial<WebsiteFact>): CompiledQuery {
  const { role = 'owner', sites, now = '2024-03-05T12:00:00Z', query } = asked;
  return compileQuery({
    catalog: catalogFor(catalog, role),
    query,
    viewer: fixtureViewer(role, sites),
    now: new Date(now),
    websites: SITES.map((id) => ({ ...PLAIN, id, ...settings })),
  });
}

async function rowsOf({ statement }: CompiledQuery): Promise<readonly string[]> {
  const { rows } = await withMaskKey(warehouse, new MaskKey('golden')).query(statement);
  return decodeRows(statement, rows as unknown[][])
    .map((row) => JSON.stringify([...row].map(([key, value]) => [key, comparable(value)])))
    .toSorted();
}

/** Floats that are added up in another order differ in their last digits. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}

const cases = goldenCases().filter(
  (golden) => readCaseFile(golden, 'check.sql') !== undefined && golden.asked.websites === undefined,
);

describe('where every website filters bots, a question that does not ask for them is answered as if there were none', () => {
  /** Visits that bounced are taken for those of programs. */
  const asksForBots = /bounce|engaged|leastOrHalf/i;
  const people = over('SELECT * FROM fixture.visits WHERE NOT bounced');
  const asked = cases.filter(({ asked: { query } }) => !asksForBots.test(JSON.stringify(query)));

  test('there are many', () => {
    expect(asked.length).toBeGreaterThan(150);
  });

  test.each(asked.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const made = compiled(golden, whole, { botFiltering: true });
    expect(await rowsOf(made), made.statement.text).toEqual(await rowsOf(compiled(golden, people, {})));
  });
});

describe('where every website stores half of its hits, what is added up is answered as if each row were there twice', () => {
  const twice = over('SELECT * FROM fixture.visits UNION ALL SELECT * FROM fixture.visits');
  const asked = cases.filter((golden) => {
    const { view } = golden.asked.query;
    // Of two copies of the last row, one is the last one.
    const takesOne = JSON.stringify(golden.asked.query).includes('lastPages');
    const { acted } = compiled(golden, whole, { samplingRate: 0.5 });
    return (view === 'rows' || view === 'totals') && !takesOne && acted.storedOnly.length === 0;
  });

  test('there are many', () => {
    expect(asked.length).toBeGreaterThan(60);
  });

  test.each(asked.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const made = compiled(golden, whole, { samplingRate: 0.5 });
    expect(await rowsOf(made), made.statement.text).toEqual(await rowsOf(compiled(golden, twice, {})));
  });
});
