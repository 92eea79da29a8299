import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Windows over a number that is shifted already: 1 in January, 2 in February, 4 in March, 8 in April. */
const { catalog, issues } = defineCatalog([
  {
    dataset: 'sales',
    description: '',
    source: 'shifted.sales',
    time: 'day',
    dimensions: { day: { type: 'date' } },
    measures: { amount: { agg: 'sum', sql: 'amount' } },
    metrics: {
      monthAgo: { shift: { of: 'amount', n: 1, unit: 'MONTH' } },
      weekAgo: { shift: { of: 'amount', n: 1, unit: 'WEEK' } },
    },
    access: { analyst: { rows: 'all' } },
  },
]);
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE shifted');
  await warehouse.write(
    'CREATE TABLE shifted.sales (day Date, amount Int64) ENGINE = MergeTree ORDER BY day',
  );
  await warehouse.write("INSERT INTO shifted.sales VALUES ('2024-01-31', 1), ('2024-02-29', 2), ('2024-03-31', 4), ('2024-04-01', 8)"); // prettier-ignore
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-07-15T00:00:00Z'));
});
afterAll(() => warehouse.close());

const ask = async (number: Selection, grain: 'DAY' | 'MONTH') => {
  const query: MetricQuery = { dataset: 'sales', view: 'rows', time: { range: { from: '2024-02-01', to: '2024-06-01' } }, select: [{ field: 'day', grain }, { ...number, as: 'n' }], limit: 1000 }; // prettier-ignore
  return (await asker.ask(query)).map((row) => [row['day'], Number(row['n'])]);
};
const months = (n: number) => ({ trailing: { n, unit: 'MONTH' as const } });

it('are of whole months where months are shown', async () => {
  expect(issues).toEqual([]);
  expect(await ask({ field: 'monthAgo', window: months(2) }, 'MONTH')).toEqual([
    ['2024-02-01', 1],
    ['2024-03-01', 3],
    ['2024-04-01', 6],
    ['2024-05-01', 12],
  ]);
});

it('are refused where a month is another length of days, and say what to do', async () => {
  await expect(ask({ field: 'monthAgo', window: { trailing: { n: 3, unit: 'DAY' } } }, 'DAY')).rejects.toThrow(/shift the windowed number instead/); // prettier-ignore
  await expect(ask({ field: 'weekAgo', window: months(1) }, 'DAY')).rejects.toThrow(
    /shift the windowed number/,
  );
});
