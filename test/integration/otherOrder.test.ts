import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Balances that are the last by one time, in windows along another: what arrived later may be older. */
const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'stock',
      description: '',
      source: 'odd.stock',
      primaryKey: ['id'],
      time: 'arrived',
      dimensions: {
        id: { type: 'integer' },
        arrived: { type: 'date' },
        counted: { type: 'date' },
        shop: { type: 'string' },
      },
      measures: {
        last: {
          agg: 'sum',
          sql: 'pieces',
          semiAdditive: { over: 'counted', take: 'last', per: ['shop'] },
        },
        first: {
          agg: 'sum',
          sql: 'pieces',
          semiAdditive: { over: 'counted', take: 'first', per: ['shop'], ties: 'all' },
        },
      },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['stock.id', 'UInt32'],
      ['stock.arrived', 'Date'],
      ['stock.counted', 'Date'],
      ['stock.shop', 'String'],
    ]),
    measures: new Map(
      ['last', 'first'].map((name) => [`stock.${name}`, { args: ['Int64'], result: 'Int64' }]),
    ),
  },
);

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of [
    'CREATE DATABASE odd',
    'CREATE TABLE odd.stock (id UInt32, arrived Date, counted Date, shop String, pieces Int64) ENGINE = MergeTree ORDER BY id',
    `INSERT INTO odd.stock VALUES (1, '2024-01-01', '2023-12-09', 'a', 5), (2, '2024-01-03', '2023-12-04', 'a', 7), (3, '2024-01-05', '2023-12-09', 'a', 11), (4, '2024-01-02', '2023-12-01', 'b', 100)`,
  ])
    await warehouse.write(statement);
});
afterAll(() => warehouse.close());

async function byDay(number: Selection): Promise<readonly unknown[]> {
  const asker = new CatalogAsker(catalog, warehouse, new Date('2024-07-15T11:30:00Z'));
  const rows = await asker.ask({
    dataset: 'stock',
    view: 'rows',
    select: [
      { field: 'arrived', grain: 'DAY' },
      { ...number, as: 'n' },
    ],
    time: { range: { from: '2024-01-01', to: '2024-01-07' } },
    where: { shop: { eq: 'a' } },
  });
  return rows.map((row) => Number(row['n']));
}

it('have a valid catalog', () => expect(issues).toEqual([]));

it.each<[string, Selection, readonly number[]]>([
  // What was counted on the 9th stands although a count of the 4th arrives; of two of the 9th the later id.
  ['of all time, the last', { field: 'last', window: { trailing: 'ALL' } }, [5, 5, 5, 5, 11, 11]],
  [
    'of two days, the last',
    { field: 'last', window: { trailing: { n: 2, unit: 'DAY' } } },
    [5, 5, 7, 7, 11, 11],
  ],
  [
    'of four days, the last',
    { field: 'last', window: { trailing: { n: 4, unit: 'DAY' } } },
    [5, 5, 5, 5, 11, 11],
  ],
  ['of all time, the first', { field: 'first', window: { trailing: 'ALL' } }, [5, 5, 7, 7, 7, 7]],
  // On the 5th two days hold only the count of the 9th, three that of the 4th too.
  [
    'of three days, the first',
    { field: 'first', window: { trailing: { n: 3, unit: 'DAY' } } },
    [5, 5, 7, 7, 7, 11],
  ],
])('stand by their own order: %s', async (_, number, expected) => {
  expect(await byDay(number)).toEqual(expected);
});
