import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { describeTypes } from '../../src/catalog/describeTypes.js';
import { defineCatalog, type DatasetSpec, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** What random questions about levels, numbers per entity and conversions have found. */
const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'stock',
    description: '',
    source: 'other.stock',
    primaryKey: ['id'],
    time: 'at',
    relationships: { shop: { to: 'shops', on: { shop_id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: {
      at: { type: 'time' },
      day: { type: 'date', sql: 'toDate(at)' },
      local: { type: 'time', sql: "toTimeZone(addDays(at, 50), 'America/New_York')" },
      id: { type: 'integer' },
      // Called like a column that it is not.
      amount: { type: 'integer', sql: 'shop_id' },
      bucket: { type: 'integer', sql: 'shop_id' },
      code: { type: 'string', sql: 'low' },
      digits: { type: 'decimal', sql: 'lengthUTF8(low)' },
      big: { type: 'integer', sql: 'toUInt64(shop_id)', conforms: 'store' },
    },
    measures: {
      items: { agg: 'count' },
      level: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'at', take: 'last', per: 'amount' } },
      half: { agg: 'sum', sql: '({digits} * 2)', semiAdditive: { over: 'at', take: 'last', per: 'code' } },
      least: { agg: 'min', sql: 'amount', fill: 'zero' },
      perShop: { agg: 'sum', of: 'items', per: 'bucket' },
      most: { agg: 'count', semiAdditive: { over: 'at', take: 'max' } },
    },
    metrics: {
      soon: { conversion: { base: 'items', conversion: 'items', entity: 'code', window: { n: 7, unit: 'day' }, show: 'conversions' } }, // prettier-ignore
      signed: { conversion: { base: 'items', conversion: 'shops.shops', entity: { base: 'big', conversion: 'key' }, show: 'conversions' } }, // prettier-ignore
      hourly: { conversion: { base: 'items', conversion: 'shops.shops', entity: { base: 'big', conversion: 'key' }, window: { n: 30, unit: 'hour' }, show: 'conversions' } }, // prettier-ignore
    },
    access: { analyst: { rows: 'all' } },
  },
  {
    dataset: 'shops',
    description: '',
    source: 'other.shops',
    time: 'opened',
    dimensions: {
      key: { type: 'integer', sql: 'toInt64(id)', conforms: 'store' },
      name: { type: 'string' },
      opened: { type: 'date' },
    },
    measures: { shops: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
  {
    dataset: 'ages',
    description: 'An hour apart: one in 2018, and many more than a century later.',
    sql: "SELECT arrayJoin(arrayConcat([toDateTime64('2018-10-04 23:50:00', 0, 'UTC')], arrayMap(n -> toDateTime64('2200-01-01 00:00:00', 0, 'UTC') + 3600 * n, range(60)))) AS at",
    time: 'at',
    dimensions: { at: { type: 'time' } },
    measures: { events: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
];

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE other');
  await warehouse.write(
    "CREATE TABLE other.stock (id UInt32, at DateTime('UTC'), amount UInt32, shop_id UInt8, low LowCardinality(String)) ENGINE = MergeTree ORDER BY id",
  );
  await warehouse.write(
    'CREATE TABLE other.shops (id UInt8, name String, opened Date) ENGINE = MergeTree ORDER BY id',
  );
  await warehouse.insert('other.stock', [
    { id: 1, at: '1970-01-01T00:00:00Z', amount: 7, shop_id: 1, low: 'ab' },
    { id: 2, at: '2024-01-17T10:00:00Z', amount: 100, shop_id: 1, low: 'ab' },
    { id: 3, at: '2024-01-20T10:00:00Z', amount: 40, shop_id: 2, low: 'abc' },
    { id: 4, at: '2024-01-25T10:00:00Z', amount: 60, shop_id: 1, low: 'c' },
  ]);
  await warehouse.insert('other.shops', [
    { id: 1, name: 'one', opened: '2024-01-26' },
    { id: 2, name: 'two', opened: '2024-01-21' },
  ]);
  const draft = defineCatalog(SPECS);
  const { report } = await describeTypes(draft.catalog, warehouse);
  const { catalog, issues } = defineCatalog(SPECS, report);
  expect(issues).toEqual([]);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-03-05T12:00:00Z'));
});
afterAll(() => warehouse.close());

const rows = (select: readonly Selection[], more: object = {}) =>
  asker.ask({ dataset: 'stock', view: 'rows', select, ...more });
const JANUARY = { time: { range: { from: '2024-01-01', to: '2024-02-01' } } };

it('reads the column of a level, not the dimension that is called like it', async () => {
  expect(await rows([{ field: 'level' }], JANUARY)).toEqual([{ level: 100 }]);
});

it('computes what a level is of before rows are joined', async () => {
  expect(await rows([{ field: 'shop.name' }, { field: 'half' }], JANUARY)).toEqual([
    { 'shop.name': 'one', half: 6 },
    { 'shop.name': 'two', half: 6 },
  ]);
});

it('lists decimals beside a whole number of few values', async () => {
  const where = { digits: { notIn: ['2', '1.5'] } };
  expect(await rows([{ field: 'items' }], { where })).toEqual([{ items: 2 }]);
});

it('counts conversions within days of the first day that a type can hold', async () => {
  const before = { time: { range: { from: '1970-01-01', to: '1970-01-02' } } };
  expect(await rows([{ field: 'soon' }], before)).toEqual([{ soon: 1 }]);
});

it('matches signed keys with unsigned ones, and reads whole days of a date after hours', async () => {
  expect(await rows([{ field: 'signed' }, { field: 'hourly' }], { time: { range: { from: '2024-01-20', to: '2024-01-26' } } })).toEqual([{ signed: 2, hourly: 2 }]); // prettier-ignore
});

it('has nothing where the other range is over, whatever windows reach beyond it', async () => {
  const shift = { range: { from: '2024-01-17', to: '2024-01-19' } };
  const select = [{ field: 'at', grain: 'DAY' }, { field: 'items', window: { trailing: { n: 7, unit: 'DAY' } }, shift }] as const; // prettier-ignore
  const february = { time: { range: { from: '2024-02-01', to: '2024-02-10' } } };
  expect(await rows(select, february)).toEqual([
    { at: '2024-02-01', items: 1 },
    { at: '2024-02-02', items: 1 },
  ]);
});

it('tells its own buckets from a dimension of that name', async () => {
  const select = [{ field: 'bucket' }, { field: 'day', grain: 'MONTH' }, { field: 'most', toDate: 'QUARTER' }] as const; // prettier-ignore
  expect(await rows([...select], { timeDimension: 'at', ...JANUARY })).toEqual([
    { bucket: 1, day: '2024-01-01', most: 1 },
    { bucket: 2, day: '2024-01-01', most: 1 },
  ]);
});

it('takes a day that is shown as it is for a bucket', async () => {
  const select = [{ field: 'day' }, { field: 'items', shift: { startOf: 'MONTH' } }] as const;
  const time = { range: { from: '1970-01-01', to: '1970-01-03' } };
  expect(await rows(select, { timeDimension: 'day', time })).toEqual([
    { day: '1970-01-01', items: 1 },
    { day: '1970-01-02', items: 1 },
  ]);
});

it('meets datasets by a whole number that one of them signs', async () => {
  const select = [{ field: 'store' }, { field: 'stock.items' }, { field: 'shops.shops' }];
  expect(await asker.ask({ dataset: 'metrics', view: 'rows', select, orderBy: [{ store: 'ASC' }] })).toEqual([
    { store: 1, 'stock.items': 3, 'shops.shops': 1 },
    { store: 2, 'stock.items': 1, 'shops.shops': 1 },
  ]);
});

it('keeps the filter of a column for the total that shares are of', async () => {
  const select = [{ field: 'id' }, { field: 'items', calculate: 'SHARE' }] as const;
  expect(await rows([...select], { where: { id: { in: [2, 3] } }, orderBy: [{ id: 'ASC' }] })).toEqual([
    { id: 2, items: 0.5 },
    { id: 3, items: 0.5 },
  ]);
});

it('looks ahead without an end from shown buckets alone, however late rows are', async () => {
  const select = [
    { field: 'at', grain: 'FIFTEEN_MINUTES', as: 'at' },
    { field: 'events', window: { trailing: { n: 15, unit: 'MINUTE' }, leading: 'ALL' } },
  ] as const;
  const range = { from: '2018-10-04', to: '2018-10-05' };
  const shown = await asker.ask({ dataset: 'ages', view: 'rows', select, time: { range } });
  expect(shown).toHaveLength(96);
  // The last bucket looks from its own rows on.
  expect(shown.map(({ events }) => events)).toEqual(shown.map(() => 61));
});

it('moves seconds by the clock of the question, not of their column', async () => {
  const [second] = await rows([{ field: 'local', grain: 'SECOND' }, { field: 'items', shift: { n: -1, unit: 'WEEK' } }], { where: { id: { eq: 3 } }, timeDimension: 'local' }); // prettier-ignore
  expect(second).toEqual({ local: '2024-03-03T10:00:00Z', items: 1 });
});

it('fills the last step of a sum per entity as that of every sum', async () => {
  const window = { trailing: { n: 1, unit: 'DAY' }, show: 'LAST' } as const;
  const asked = { time: { range: { from: '2023-05-01', to: '2023-06-01' } }, fill: true };
  expect(await rows([{ field: 'at', grain: 'MONTH' }, { field: 'perShop', window }], asked)).toEqual([{ at: '2023-05-01', perShop: 0 }]); // prettier-ignore
});

it('shows nothing where a smallest of no rows is alone, and beside what is of other rows', async () => {
  const asked = { view: 'totals', time: { range: { from: '2023-05-01', to: '2023-06-01' } } };
  const least = { field: 'least' };
  expect(await rows([least], asked)).toEqual([{ least: null }]);
  expect(await rows([least, { field: 'items', shift: { n: 1, unit: 'MONTH' } }], asked)).toEqual([{ least: null, items: 0 }]); // prettier-ignore
});
