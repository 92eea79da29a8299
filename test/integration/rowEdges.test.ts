import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type Catalog, type DatasetSpec, type MetricQuery } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Conversions at the edges of their window, and levels at the edges of what narrow types of time can hold. */
const EVENTS = {
  primaryKey: ['id'],
  time: 'at',
  access: { analyst: { rows: 'all' } },
} as const;
const conversionOf = (n: number, unit: 'hour' | 'month', show: 'conversions' | 'rate' = 'conversions') => ({
  conversion: { base: 'visits', conversion: 'buys.buys', entity: 'user', window: { n, unit }, show } as const,
});
const SPECS: readonly DatasetSpec[] = [
  {
    ...EVENTS,
    dataset: 'visits',
    description: 'Visits.',
    source: 'edges.visits',
    dimensions: {
      id: { type: 'integer' },
      at: { type: 'time' },
      user: { type: 'string' },
      page: { type: 'string' },
    },
    measures: { visits: { agg: 'count' } },
    metrics: {
      inHour: conversionOf(1, 'hour'),
      inMonth: conversionOf(1, 'month'),
      rate: conversionOf(1, 'hour', 'rate'),
    },
  },
  {
    ...EVENTS,
    dataset: 'buys',
    description: 'Purchases.',
    source: 'edges.buys',
    dimensions: { id: { type: 'integer' }, at: { type: 'time' }, user: { type: 'string' } },
    measures: { buys: { agg: 'count' } },
  },
  {
    ...EVENTS,
    dataset: 'levels',
    description: 'Levels.',
    source: 'edges.levels',
    time: 'day',
    dimensions: {
      id: { type: 'integer' },
      day: { type: 'date' },
      at: { type: 'time' },
      account: { type: 'string' },
    },
    measures: {
      stock: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last', per: 'account' } },
      stockAt: {
        agg: 'sum',
        sql: 'amount',
        time: 'at',
        semiAdditive: { over: 'at', take: 'last', per: 'account' },
      },
    },
  },
];

function catalogOf(): Catalog {
  const types: [string, string][] = [
    ...['visits', 'buys', 'levels'].map((name): [string, string] => [`${name}.id`, 'UInt32']),
    ...['visits', 'buys'].flatMap((name): [string, string][] => [[`${name}.at`, "DateTime64(3, 'UTC')"], [`${name}.user`, 'String']]), // prettier-ignore
    ['visits.page', 'String'],
    ['levels.day', 'Date'],
    ['levels.at', "DateTime('UTC')"],
    ['levels.account', 'String'],
  ];
  const { catalog, issues } = defineCatalog(SPECS, {
    dimensions: new Map(types),
    measures: new Map([
      ['visits.visits', { args: [], result: 'UInt64' }],
      ['buys.buys', { args: [], result: 'UInt64' }],
      ['levels.stock', { args: ['UInt32'], result: 'UInt64' }],
      ['levels.stockAt', { args: ['UInt32'], result: 'UInt64' }],
    ]),
  });
  expect(issues).toEqual([]);
  return catalog;
}

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const columns = "id UInt32, at DateTime64(3, 'UTC'), user String";
  for (const statement of [
    'CREATE DATABASE edges',
    `CREATE TABLE edges.visits (${columns}, page String) ENGINE = MergeTree ORDER BY id`,
    `CREATE TABLE edges.buys (${columns}) ENGINE = MergeTree ORDER BY id`,
    "CREATE TABLE edges.levels (id UInt32, day Date, at DateTime('UTC'), account String, amount UInt32) ENGINE = MergeTree ORDER BY id",
    `INSERT INTO edges.visits VALUES
      (1, '2024-01-10 10:00:00', 'same', 'a'), (2, '2024-01-10 10:00:00', 'late', 'a'), (3, '2024-01-10 10:00:00', 'just', 'a'),
      (5, '2024-01-10 10:00:00', 'twice', 'b'), (4, '2024-01-10 10:00:00', 'twice', 'a'), (6, '2024-01-10 10:00:00', 'early', 'a'),
      (7, '2024-01-30 23:00:00', 'month', 'c')`,
    `INSERT INTO edges.buys VALUES
      (1, '2024-01-10 10:00:00', 'same'), (2, '2024-01-10 11:00:00', 'late'), (3, '2024-01-10 10:59:59.999', 'just'),
      (4, '2024-01-10 10:30:00', 'twice'), (5, '2024-01-10 09:59:59.999', 'early'), (6, '2024-02-29 22:00:00', 'month')`,
    `INSERT INTO edges.levels VALUES
      (1, '1970-01-01', '1970-01-01 00:00:00', 'a', 5), (2, '1970-01-05', '1970-01-05 00:00:00', 'a', 7),
      (3, '1970-01-05', '1970-01-05 12:00:00', 'b', 2), (4, '2149-06-05', '2106-02-06 00:00:00', 'a', 11)`,
  ])
    await warehouse.write(statement);
  asker = new CatalogAsker(catalogOf(), warehouse, new Date('2024-05-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

const ask = async (query: Omit<MetricQuery, 'view'>) =>
  (await asker.ask({ view: 'rows', ...query })).map((row) => Object.values(row));

describe('conversions', () => {
  it('happen with the event or later, and less than the window after it', async () => {
    const asked = { dataset: 'visits', select: [{ field: 'user' }, { field: 'inHour' }], having: { inHour: { isNull: false } }, orderBy: [{ user: 'ASC' }] } as const; // prettier-ignore
    expect(await ask(asked)).toEqual([['just', 1], ['same', 1], ['twice', 1]]); // prettier-ignore
  });

  it('follow the last of several events at one time by primary key', async () => {
    const asked = { dataset: 'visits', where: { user: { eq: 'twice' } }, select: [{ field: 'page' }, { field: 'rate' }], orderBy: [{ page: 'ASC' }] } as const; // prettier-ignore
    const rows = await ask(asked);
    expect(rows.map(([page, rate]) => [page, rate ?? 0])).toEqual([['a', 0], ['b', 1]]); // prettier-ignore
  });

  it('are looked for until the last day that a month may reach to', async () => {
    const time = { range: { from: '2024-01-30', to: '2024-01-31' } } as const;
    expect(await ask({ dataset: 'visits', time, select: [{ field: 'page' }, { field: 'inMonth' }] })).toEqual([['c', 1]]); // prettier-ignore
  });
});

describe('levels at other times', () => {
  const day = { field: 'day', grain: 'DAY' } as const;
  const known = (rows: readonly (readonly unknown[])[]) => rows.filter(([, value]) => value !== null);

  it('stand before 1970', async () => {
    const time = { range: { from: '1969-12-01', to: '1970-01-01' } } as const;
    const select = [day, { field: 'stock', shift: { n: -10, unit: 'DAY' } }] as const;
    expect(known(await ask({ dataset: 'levels', time, select }))).toEqual([['1969-12-22', 5], ['1969-12-26', 9]]); // prettier-ignore
    const at = [
      { field: 'at', grain: 'DAY' },
      { field: 'stockAt', shift: { n: -10, unit: 'DAY' } },
    ] as const;
    expect(known(await ask({ dataset: 'levels', timeDimension: 'at', time, select: at }))).toEqual([['1969-12-22', 5], ['1969-12-26', 9]]); // prettier-ignore
  });

  it('stand after the last day of a type', async () => {
    const time = { range: { from: '2149-06-01', to: '2149-07-01' } } as const;
    const select = [day, { field: 'stock', shift: { n: 10, unit: 'DAY' } }] as const;
    expect(known(await ask({ dataset: 'levels', time, select }))).toEqual([['2149-06-15', 11]]);
    const late = { range: { from: '2106-02-01', to: '2106-03-01' } } as const;
    const at = [
      { field: 'at', grain: 'DAY' },
      { field: 'stockAt', shift: { n: 10, unit: 'DAY' } },
    ] as const;
    expect(known(await ask({ dataset: 'levels', timeDimension: 'at', time: late, select: at }))).toEqual([['2106-02-16', 11]]); // prettier-ignore
  });

  it('stand until there is another one, from the first day of a type on', async () => {
    const time = { range: { from: '1970-01-01', to: '1970-01-08' } } as const;
    const select = [day, { field: 'stock', window: { trailing: 'ALL' } }] as const;
    expect((await ask({ dataset: 'levels', time, select })).map(([, value]) => value)).toEqual([5, 5, 5, 5, 9, 9, 9]); // prettier-ignore
    const unbounded = [day, { field: 'stock', window: { trailing: 'ALL' } }, { field: 'stock', as: 'next', shift: { n: -3, unit: 'DAY' } }] as const; // prettier-ignore
    expect((await ask({ dataset: 'levels', limit: 1, select: unbounded }))).toEqual([['1969-12-29', null, 5]]); // prettier-ignore
  });
});
