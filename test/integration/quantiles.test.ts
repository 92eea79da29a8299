import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Numbers of the catalog's own files, computed by hand: quantiles of the prices 1, 2, 4, 5.25, 7.77 and 10, of which the median is 4.625; and stocks of
 * which three stand at the last day.
 */

const prices = {
  dataset: 'prices',
  description: 'Prices.',
  sql: "SELECT * FROM VALUES('price Decimal(9, 2), maybe Nullable(Decimal(38, 2)), day Date', (1, 1, '2024-01-01'), (2, 2, '2024-01-02'), (4, 4, '2024-01-03'), (5.25, 5.25, '2024-01-04'), (7.77, 7.77, '2024-01-05'), (10, 10, '2024-01-06'), (4.63, NULL, '2023-01-01'))",
  time: 'day',
  dimensions: { day: { type: 'date' } },
  measures: {
    median: { agg: 'median', sql: 'price' },
    maybe: { agg: 'quantile(0.5)', sql: 'maybe' },
    inclusive: { agg: 'quantileExactInclusive(0.5)', sql: 'price' },
    exclusive: { agg: 'quantileExactExclusive(0.5)', sql: 'price' },
    weighted: { agg: 'quantileInterpolatedWeighted(0.5)', sql: ['price', '1'] },
    digest: { agg: 'quantileTDigest(0)', sql: 'price' },
    several: { agg: 'quantiles(0.5, 1)', sql: 'price' },
    distinct: { agg: 'medianDistinct', sql: 'price' },
    exact: { agg: 'quantileExact(0.5)', sql: 'price' },
    low: { agg: 'quantileExactLow(0.5)', sql: 'price' },
    perDay: { agg: 'median', of: 'total', per: 'day' },
    total: { agg: 'sum', sql: 'price' },
  },
  metrics: {
    soFar: { cumulative: { of: 'median' } },
    half: { derived: 'middle / 2', inputs: { middle: 'median' } },
  },
  access: { analyst: { rows: 'all' } },
};

const stocks = {
  dataset: 'stocks',
  description: 'Stocks.',
  sql: "SELECT * FROM VALUES('id UInt8, store String, amount UInt32, day Date', (1, 'A', 900, '2024-01-01'), (2, 'A', 20, '2024-01-02'), (3, 'C', 100, '2024-01-02'), (4, 'C', 100, '2024-01-02'))",
  primaryKey: ['id'],
  time: 'day',
  dimensions: { day: { type: 'date' }, store: { type: 'string' } },
  measures: {
    last: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last' } },
    first: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'first' } },
    one: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last', ties: 'one' } },
    perStore: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last', per: 'store' } },
  },
  access: { analyst: { rows: 'all' } },
};

const folder = mkdtempSync(join(tmpdir(), 'vernier-quantiles-'));
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  writeFileSync(join(folder, 'prices.yaml'), stringify(prices));
  writeFileSync(join(folder, 'stocks.yaml'), stringify(stocks));
  warehouse = await openTestWarehouse();
  asker = new CatalogAsker(await openCatalog(folder, warehouse), warehouse, new Date('2024-02-01T00:00:00Z'));
});
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const fields = (...names: readonly string[]) => names.map((field) => ({ field }));
const year = { time: { range: { from: '2024-01-01', to: '2025-01-01' } } };

test('quantiles between two decimals are floats, and their elements stay decimals', async () => {
  const names = ['median', 'maybe', 'inclusive', 'exclusive', 'weighted', 'digest', 'several', 'distinct', 'exact', 'low', 'perDay', 'half']; // prettier-ignore
  const query = { dataset: 'prices', view: 'totals', select: fields(...names), ...year } as const;
  const middle = 4.625;
  expect(await asker.ask(query)).toEqual([
    { median: middle, maybe: middle, inclusive: middle, exclusive: middle, weighted: middle, digest: 1, several: [middle, 10], distinct: middle, exact: '5.25', low: '4.00', perDay: middle, half: 2.3125 }, // prettier-ignore
  ]);
  const types = new Map(asker.compile(query).statement.columns.map(({ name, type }) => [name, type]));
  expect([types.get('median'), types.get('digest'), types.get('exact')]).toEqual(['float', 'float', 'decimal']); // prettier-ignore
});

test('quantiles of decimals are merged as floats', async () => {
  const asked = { dataset: 'prices', view: 'rows', select: fields('day', 'soFar'), orderBy: [{ day: 'ASC' }] } as const; // prettier-ignore
  const rows = await asker.ask({ ...asked, time: { range: { from: '2024-01-01', to: '2024-01-07' } } });
  expect(rows.map(({ soFar }) => Number(soFar).toFixed(6))).toEqual(['2.815000', '2.000000', '3.000000', '4.000000', '4.315000', '4.630000']); // prettier-ignore
});

test('a level without an entity counts all rows at its time, one of an entity one of them', async () => {
  const select = fields('last', 'first', 'one', 'perStore');
  expect(await asker.ask({ dataset: 'stocks', view: 'totals', select })).toEqual([
    { last: 220, first: 900, one: 100, perStore: 120 },
  ]);
});
