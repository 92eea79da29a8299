import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Numbers of customers by what is behind them, at other times: computed by hand. Anna has 3 orders, Ben 1, Cleo 2, Dora none. */
const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'customers',
      description: '',
      source: 'behind.customers',
      primaryKey: ['id'],
      time: 'joined',
      relationships: { orders: { to: 'orders', on: { id: 'customer' }, cardinality: 'one-to-many' } },
      dimensions: {
        id: { type: 'integer' },
        joined: { type: 'date' },
        country: { type: 'string' },
        orderCount: { measure: 'orders.orders' },
      },
      measures: {
        customers: { agg: 'count' },
        ordered: { agg: 'sum', sql: '{orderCount}' },
        active: { agg: 'count', filter: '{orderCount} > 1' },
      },
      metrics: {
        busy: { filtered: { of: 'customers', where: { orders: { having: { orders: { gt: 1 } } } } } },
        perCustomer: { ratio: ['ordered', 'customers'] },
        busyShare: { ratio: ['busy', 'customers'] },
      },
      access: { analyst: { rows: 'all' } },
    },
    {
      dataset: 'orders',
      description: '',
      source: 'behind.orders',
      primaryKey: ['id'],
      time: 'placed',
      dimensions: { id: { type: 'integer' }, placed: { type: 'date' }, customer: { type: 'integer' } },
      measures: { orders: { agg: 'count' }, amount: { agg: 'sum', sql: 'amount' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['customers.id', 'UInt32'],
      ['customers.joined', 'Date'],
      ['customers.country', 'String'],
      ['orders.id', 'UInt32'],
      ['orders.placed', 'Date'],
      ['orders.customer', 'UInt32'],
    ]),
    measures: new Map([
      ['customers.customers', { args: [], result: 'UInt64' }],
      ['customers.ordered', { args: ['UInt64'], result: 'UInt64' }],
      ['customers.active', { args: [], result: 'UInt64' }],
      ['orders.orders', { args: [], result: 'UInt64' }],
      ['orders.amount', { args: ['Int64'], result: 'Int64' }],
    ]),
  },
  { ordersPer: { ratio: ['orders.orders', 'customers.customers'] } },
);

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of [
    'CREATE DATABASE behind',
    'CREATE TABLE behind.customers (id UInt32, joined Date, country String) ENGINE = MergeTree ORDER BY id',
    "INSERT INTO behind.customers VALUES (1, '2024-01-10', 'DE'), (2, '2024-01-11', 'DE'), (3, '2024-01-11', 'AT'), (4, '2024-01-12', 'AT')",
    'CREATE TABLE behind.orders (id UInt32, placed Date, customer UInt32, amount Int64) ENGINE = MergeTree ORDER BY id',
    "INSERT INTO behind.orders VALUES (1, '2024-01-11', 1, 5), (2, '2024-02-01', 1, 7), (3, '2024-02-01', 1, 1), (4, '2024-01-12', 2, 4), (5, '2024-01-12', 3, 3), (6, '2024-03-01', 3, 2)",
  ])
    await warehouse.write(statement);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-04-01T11:30:00Z'));
});
afterAll(() => warehouse.close());

it('have a valid catalog', () => expect(issues).toEqual([]));

const ask = async (select: readonly Selection[], query: Partial<MetricQuery> = {}) =>
  (await asker.ask({ dataset: 'customers', view: 'rows', select, limit: 1000, ...query })).map((row) =>
    Object.values(row).map((value) => (typeof value === 'string' && /^-?[\d.]+$/.test(value) ? Number(value) : typeof value === 'bigint' ? Number(value) : value)),
  ); // prettier-ignore
const day = { field: 'joined', grain: 'DAY' as const, as: 'day' };
const week = { time: { range: { from: '2024-01-10', to: '2024-01-15' } } };
const busyOnes = { where: { orders: { having: { orders: { gt: 1 } } } } };

describe('a measure of rows behind a relationship, as a filter', () => {
  it.each([
    ['in a metric', { field: 'busy' }],
    ['in the question', { field: 'customers', ...busyOnes }],
    ['as a value of the row', { field: 'active' }],
  ] as const)('%s: shifted, in windows, in all, in what is left', async (_, busy) => {
    expect(await ask([day, busy], week)).toEqual([['2024-01-10', 1], ['2024-01-11', 1], ['2024-01-12', 0]]); // prettier-ignore
    expect(await ask([day, { ...busy, as: 'n', shift: { n: 1, unit: 'DAY' } }], week)).toEqual([['2024-01-11', 1], ['2024-01-12', 1], ['2024-01-13', 0]]); // prettier-ignore
    expect(await ask([day, { ...busy, as: 'n', window: { trailing: { n: 2, unit: 'DAY' } } }], week)).toEqual([['2024-01-10', 1], ['2024-01-11', 2], ['2024-01-12', 1], ['2024-01-13', 0]]); // prettier-ignore
    expect(await ask([day, { ...busy, as: 'n', calculate: 'RUNNING_TOTAL' }], week)).toEqual([['2024-01-10', 1], ['2024-01-11', 2], ['2024-01-12', 2], ['2024-01-13', 2], ['2024-01-14', 2]]); // prettier-ignore
    expect(await ask([busy, { ...busy, as: 'before', shift: { n: 1, unit: 'DAY' } }], { ...week, view: 'totals' })).toEqual([[2, 2]]); // prettier-ignore
    expect(await ask([{ ...busy, as: 'before', shift: { n: 1, unit: 'DAY' } }], { time: { range: { from: '2024-01-12', to: '2024-01-13' } }, view: 'totals' })).toEqual([[1]]); // prettier-ignore
    const left = await ask([{ field: 'country' }, { field: 'customers' }, { ...busy, as: 'n' }, { ...busy, as: 'share', calculate: 'SHARE' }], { other: true, limit: 1, orderBy: [{ country: 'DESC' }] }); // prettier-ignore
    expect(left).toEqual([['DE', 2, 1, 0.5, 'VALUE'], [null, 2, 1, 0.5, 'OTHER']]); // prettier-ignore
    const months = await ask([{ field: 'joined', grain: 'MONTH', as: 'month' }, { ...busy, as: 'n', shift: { n: 1, unit: 'MONTH' } }, { field: 'customers', shift: { n: 1, unit: 'MONTH' }, as: 'all' }], { time: { range: { from: '2024-01-01', to: '2024-03-01' } } }); // prettier-ignore
    expect(months).toEqual([['2024-02-01', 2, 4]]);
  });

  it('in a ratio, and in what is left of shifted ones', async () => {
    expect(await ask([day, { field: 'busyShare', shift: { n: 1, unit: 'DAY' } }], week)).toEqual([['2024-01-11', 1], ['2024-01-12', 0.5], ['2024-01-13', 0]]); // prettier-ignore
    const left = await ask([{ field: 'country' }, { field: 'busyShare', as: 'n', shift: { n: 1, unit: 'DAY' } }], { time: { range: { from: '2024-01-11', to: '2024-01-13' } }, other: true, limit: 1, orderBy: [{ country: 'DESC' }] }); // prettier-ignore
    expect(left).toEqual([['DE', 0.5, 'VALUE'], [null, 1, 'OTHER']]); // prettier-ignore
  });

  it('asks about all rows behind, whatever the range', async () => {
    const range = { time: { range: { from: '2024-01-11', to: '2024-01-12' } } };
    expect(await ask([{ field: 'busy' }, { field: 'ordered' }], { ...range, view: 'totals' })).toEqual([[1, 3]]); // prettier-ignore
  });
});

describe('measures of values of rows behind a relationship', () => {
  it('are of other times', async () => {
    expect(await ask([day, { field: 'ordered' }], week)).toEqual([['2024-01-10', 3], ['2024-01-11', 3], ['2024-01-12', 0]]); // prettier-ignore
    expect(await ask([day, { field: 'ordered', window: { trailing: { n: 2, unit: 'DAY' } } }], week)).toEqual([['2024-01-10', 3], ['2024-01-11', 6], ['2024-01-12', 3], ['2024-01-13', 0]]); // prettier-ignore
    expect(await ask([day, { field: 'perCustomer', window: { trailing: { n: 2, unit: 'DAY' } } }], week)).toEqual([['2024-01-10', 3], ['2024-01-11', 2], ['2024-01-12', 1], ['2024-01-13', 0]]); // prettier-ignore
    expect(await ask([{ field: 'orderCount', as: 'count' }, { field: 'customers' }, { field: 'customers', as: 'before', shift: { n: 1, unit: 'DAY' } }], { time: { range: { from: '2024-01-11', to: '2024-01-13' } }, orderBy: [{ alias: { name: 'count', direction: 'ASC' } }] })).toEqual([[0, 1, 0], [1, 1, 1], [2, 1, 1], [3, 0, 1]]); // prettier-ignore
    expect(await ask([{ field: 'orderCount', as: 'count' }, day, { field: 'customers', toDate: 'MONTH' }], { ...week, where: { country: { eq: 'AT' } }, orderBy: [{ alias: { name: 'count', direction: 'ASC' } }, { alias: { name: 'day', direction: 'ASC' } }] })).toEqual([[0, '2024-01-12', 1], [0, '2024-01-13', 1], [0, '2024-01-14', 1], [2, '2024-01-11', 1], [2, '2024-01-12', 1], [2, '2024-01-13', 1], [2, '2024-01-14', 1]]); // prettier-ignore
  });
});

describe('the average of a ratio of several datasets', () => {
  const date = (grain: 'MONTH' | 'WEEK') => ({ field: 'date', grain, as: 'at' });
  it('is that of the numbers of its days', async () => {
    const [row] = await ask([date('MONTH'), { field: 'orders.orders', as: 'o', toDate: 'MONTH' }, { field: 'customers.customers', as: 'c', toDate: 'MONTH' }], { dataset: 'metrics', time: { range: { from: '2024-01-01', to: '2024-02-01' } } }); // prettier-ignore
    expect(row).toEqual(['2024-01-01', 3, 4]);
    // Of the last two days: 0 of 1 on the 10th, then 1 of 3, 3 of 3 and 2 of 1; on the 14th there is none.
    const [mean] = await ask([date('MONTH'), { field: 'ordersPer', as: 'n', window: { trailing: { n: 2, unit: 'DAY' }, show: 'AVERAGE' } }], { dataset: 'metrics', ...week }); // prettier-ignore
    expect(mean?.[1]).toBeCloseTo((0 + 1 / 3 + 1 + 2) / 4);
  });
});
