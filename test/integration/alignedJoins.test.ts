import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { describeTypes } from '../../src/catalog/describeTypes.js';
import { defineCatalog, type DatasetSpec, type MetricQuery } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Spending and plans of accounts, a row a day each, in tables that are partitioned by day: what is asked of two days reads two partitions of both. */
const TABLES = [
  'CREATE DATABASE aligned',
  'CREATE TABLE aligned.spending (account UInt32, day Date, amount UInt32) ENGINE = MergeTree PARTITION BY day ORDER BY account',
  "INSERT INTO aligned.spending SELECT number % 10, toDate('2024-01-01') + intDiv(number, 10), number FROM numbers(300)",
  'CREATE TABLE aligned.plans (account UInt32, `on day` Date, plan String) ENGINE = MergeTree PARTITION BY `on day` ORDER BY account',
  // Account 9 has no plan on the last days.
  "INSERT INTO aligned.plans SELECT number % 10, toDate('2024-01-01') + intDiv(number, 10), if(number % 2 = 0, 'free', 'paid') FROM numbers(300) WHERE number % 10 < 9 OR number < 200",
];

const analyst = { rows: 'all' } as const;
const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'spending',
    description: '',
    source: 'aligned.spending',
    time: 'day',
    relationships: {
      plan: { to: 'plans', on: { account: 'account', day: '`on day`' }, cardinality: 'many-to-one' },
    },
    dimensions: { account: { type: 'integer' }, day: { type: 'date' } },
    measures: { spent: { agg: 'sum', sql: 'amount' }, days: { agg: 'count' } },
    access: { analyst },
  },
  {
    dataset: 'plans',
    description: '',
    source: 'aligned.plans',
    time: 'day',
    relationships: {
      spending: { to: 'spending', on: { account: 'account', '`on day`': 'day' }, cardinality: 'one-to-many' },
    },
    dimensions: {
      account: { type: 'integer' },
      day: { type: 'date', sql: '`on day`' },
      plan: { type: 'string' },
    },
    measures: { plans: { agg: 'count' } },
    access: { analyst },
  },
];

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of TABLES) await warehouse.write(statement);
  const untyped = defineCatalog(SPECS);
  const { report, issues } = await describeTypes(untyped.catalog, warehouse);
  expect([...untyped.issues, ...issues]).toEqual([]);
  const { catalog } = defineCatalog(SPECS, report);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-02-01T00:00:00Z'));
});
afterAll(() => warehouse.close());

/** The answer, when the engine may read this many rows of all tables together: a partition has ten of each table. */
async function reading(rows: number, query: MetricQuery): Promise<readonly (readonly unknown[])[]> {
  const { statement } = asker.compile(query);
  const { rows: answer } = await warehouse.query(statement, { limits: { maxRowsToRead: rows } });
  return answer;
}

const time = { range: { from: '2024-01-10', to: '2024-01-12' } } as const;
const spent = { field: 'spent' } as const;

describe('a range of the time that is a key of the join', () => {
  it('is one of the joined rows, too', async () => {
    const select = [{ field: 'plan.plan', as: 'plan' }, spent];
    expect(await reading(40, { dataset: 'spending', view: 'rows', select, time })).toEqual([
      ['paid', '1000'],
      ['free', '990'],
    ]);
    const late = { range: { from: '2024-01-30', to: '2024-02-01' } } as const;
    expect(await reading(19, { dataset: 'spending', view: 'rows', select, time: late })).toEqual([
      ['free', '1470'],
      ['paid', '1176'],
      [null, '299'],
    ]);
  });

  it('may be any condition on it that a NULL does not satisfy', async () => {
    const where = { day: { in: ['2024-01-10', '2024-01-11'] } };
    const select = [{ field: 'plan.plan', as: 'plan' }, spent];
    expect(await reading(40, { dataset: 'spending', view: 'rows', select, where })).toHaveLength(2);
    expect(
      await reading(590, {
        dataset: 'spending',
        view: 'totals',
        select: [
          { field: 'days', where },
          { field: 'days', as: 'paid', where: { plan: { plan: { eq: 'paid' } } } },
        ],
      }),
    ).toEqual([['20', '140']]);
  });

  it('holds where related rows only filter', async () => {
    const where = { plan: { plan: { eq: 'paid' } } };
    expect(await reading(40, { dataset: 'spending', view: 'totals', select: [spent], time, where })).toEqual([
      ['1000'],
    ]);
  });

  it('is asked of related rows and holds for the own ones', async () => {
    const where = { plan: { day: { between: { from: '2024-01-10', to: '2024-01-11' } } } };
    expect(await reading(40, { dataset: 'spending', view: 'totals', select: [spent], where })).toEqual([
      ['1990'],
    ]);
  });

  it('holds of the rows behind a relationship to many', async () => {
    const exists = { spending: { having: { spent: { gt: 105 } } } };
    const plans = { dataset: 'plans', view: 'totals', select: [{ field: 'plans' }], time } as const;
    expect(await reading(40, { ...plans, where: exists })).toEqual([['4']]);
    expect(await reading(40, { ...plans, where: { not: exists } })).toEqual([['16']]);
    const select = [{ field: 'plan' }, { field: 'spending.spent', as: 'spent' }];
    expect(await reading(60, { ...plans, view: 'rows', select })).toEqual([
      ['paid', '1000'],
      ['free', '990'],
    ]);
  });

  it('moves with the time of a number', async () => {
    const select = [
      { field: 'plan.plan', as: 'plan' },
      { field: 'spent', shift: { n: 9, unit: 'DAY' } },
    ] as const;
    expect(await reading(40, { dataset: 'spending', view: 'rows', select, time })).toEqual([
      ['paid', '100'],
      ['free', '90'],
    ]);
  });
});
