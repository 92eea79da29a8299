import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Numbers that grow, after the last of their own rows: computed by hand. */
const ROWS = [
  ['2024-01-30 10:00:00', 'DE', 10],
  ['2024-01-31 09:00:00', 'AT', 1],
  ['2024-01-31 12:00:00', 'FR', 7],
  ['2024-02-03 08:00:00', 'DE', 5],
  ['2024-02-10 23:00:00', 'AT', 2],
  ['2024-03-05 01:00:00', 'AT', 4],
] as const;

const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'sales',
      description: '',
      source: 'growing.sales',
      primaryKey: ['id'],
      time: 'at',
      dimensions: {
        at: {
          type: 'time',
          grains: {
            season: { calendar: 'days', date: 'day', bucket: 'season', shifts: { season: 'before' } },
          },
        },
        country: { type: 'string' },
        id: { type: 'integer' },
      },
      measures: {
        sales: { agg: 'count' },
        amount: { agg: 'sum', sql: 'amount' },
        countries: { agg: 'groupUniqArray', sql: 'country' },
        balance: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'at', take: 'last', per: ['country'] } },
      },
      metrics: {
        german: { filtered: { of: 'amount', where: "country = 'DE'" } },
        germanEver: { cumulative: { of: 'german' } },
        germanAnywhere: { level: { of: 'germanEver', drop: ['country'] } },
      },
      access: { analyst: { rows: 'all' } },
    },
    {
      dataset: 'early',
      description: '',
      sql: "SELECT * FROM growing.sales WHERE at < '2024-02-01'",
      time: 'at',
      dimensions: { at: { type: 'time' } },
      measures: { earned: { agg: 'sum', sql: 'amount' } },
      access: { analyst: { rows: 'all' } },
    },
    {
      dataset: 'days',
      description: '',
      source: 'growing.days',
      dimensions: { day: { type: 'date' }, before: { type: 'date' }, season: { type: 'string' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['sales.at', "Nullable(DateTime('UTC'))"],
      ['sales.country', 'String'],
      ['sales.id', 'UInt32'],
      ['early.at', "Nullable(DateTime('UTC'))"],
      ['days.day', 'Date'],
      ['days.before', 'Date'],
      ['days.season', 'String'],
    ]),
    measures: new Map([
      ['sales.sales', { args: [], result: 'UInt64' }],
      ['sales.amount', { args: ['Int64'], result: 'Int64' }],
      ['sales.balance', { args: ['Int64'], result: 'Int64' }],
      ['early.earned', { args: ['Int64'], result: 'Int64' }],
      ['sales.countries', { args: ['String'], result: 'Array(String)' }],
    ]),
  },
);

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const rows = ROWS.map(([at, country, amount], index) => `('${at}', '${country}', ${index}, ${amount})`);
  for (const statement of [
    'CREATE DATABASE growing',
    "CREATE TABLE growing.sales (at Nullable(DateTime('UTC')), country String, id UInt32, amount Int64) ENGINE = MergeTree ORDER BY id",
    `INSERT INTO growing.sales VALUES ${rows.join(', ')}, (NULL, 'AT', 99, 1000)`,
    'CREATE TABLE growing.days (day Date, before Date, season String) ENGINE = MergeTree ORDER BY day',
    // 1 June looks at 29 January, and so on; 5 June at none, so that 2 February is left out.
    "INSERT INTO growing.days SELECT toDate('2024-06-01') + number AS day, toDate('2024-01-29') + number, 'summer' FROM numbers(40) WHERE number != 4",
  ])
    await warehouse.write(statement);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-07-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

it('have a valid catalog', () => expect(issues).toEqual([]));

const german = { where: { country: { eq: 'DE' } } };
const by = (grain: 'DAY' | 'WEEK' | 'MONTH' | 'HOUR') => ({ field: 'at', grain, as: 'at' });
const ask = async (select: readonly Selection[], query: Partial<MetricQuery> = {}) =>
  asker.ask({ dataset: 'sales', view: 'rows', select, limit: 1000, ...query });
/** What a number is in each bucket, with `null` for the rows of no time. */
const seen = async (select: readonly Selection[], key = 'n', query: Partial<MetricQuery> = {}) => {
  const rows = await ask(select, query);
  return Object.fromEntries(rows.map((row) => [String(row['at']), plain(row[key])]));
};
const plain = (value: unknown) => (value === null || Array.isArray(value) ? value : Number(value));

/** The last row of all is of 5 March; another number has rows on these days. */
const DAYS = ['2024-03-30', '2024-03-31', '2024-04-03', '2024-04-10', '2024-05-04'] as const;
const later = { field: 'sales', as: 'later', shift: { n: 60, unit: 'DAY' } };
const at = (values: readonly unknown[]) => Object.fromEntries(DAYS.map((day, index) => [day, values[index]]));
const amount = { field: 'amount', as: 'n' };

describe('after the last row of its own, a number that grew without an end', () => {
  it.each([
    ['running total', { calculate: 'RUNNING_TOTAL' }, [29, 29, 29, 29, 29]],
    ['of all time', { window: { trailing: 'ALL' } }, [29, 29, 29, 29, 29]],
    ['before the start of each day', { window: { trailing: 'ALL', anchor: 'START' } }, [29, 29, 29, 29, 29]],
    ['of all time, of some', { window: { trailing: 'ALL' }, ...german }, [15, 15, 15, 15, 15]],
    ['month to date', { toDate: 'MONTH' }, [4, 4, null, null, null]],
    ['year to date', { toDate: 'YEAR' }, [29, 29, 29, 29, 29]],
    ['year to date a week ago', { toDate: 'YEAR', shift: { n: 1, unit: 'WEEK' } }, [29, 29, 29, 29, 29]],
    ['month to date a week ago', { toDate: 'MONTH', shift: { n: 1, unit: 'WEEK' } }, [4, 4, 4, null, null]],
    [
      'of all time 32 days ago',
      { window: { trailing: 'ALL' }, shift: { n: 32, unit: 'DAY' } },
      [25, 25, 25, 29, 29],
    ],
    [
      'at the start of the month',
      { window: { trailing: 'ALL' }, shift: { startOf: 'MONTH' } },
      [25, 25, 29, 29, 29],
    ],
  ] as const)('stands: %s', async (_, how, expected) => {
    const answer = await seen([by('DAY'), { field: 'sales' }, later, { ...amount, ...how }]);
    expect(answer).toMatchObject(at(expected));
    expect(answer['null']).toBeNull();
  });

  it('goes on to its last row when it looks ahead, in days and in months that have no 31st', async () => {
    const ahead = { window: { trailing: 'ALL', leading: { n: 3, unit: 'DAY' } } } as const;
    const answer = await seen([by('DAY'), { ...amount, ...ahead }], 'n', { where: { id: { eq: 0 } } });
    expect(answer).toEqual({ '2024-01-27': 10, '2024-01-28': 10, '2024-01-29': 10, '2024-01-30': 10 });
    // What lies before the start of a day is known on the day after the last row, too.
    const before = { window: { ...ahead.window, anchor: 'START' } } as const;
    const atStart = await seen([by('DAY'), { ...amount, ...before }], 'n', { where: { id: { eq: 0 } } });
    expect(Object.keys(atStart)).toEqual(['2024-01-28', '2024-01-29', '2024-01-30', '2024-01-31']);
    const months = { window: { trailing: 'ALL', leading: { n: 1, unit: 'MONTH' } } } as const;
    const byDay = await seen([by('DAY'), { ...amount, ...months }], 'n', { where: { id: { lt: 3 } } });
    expect(Object.keys(byDay).sort().at(-1)).toBe('2024-01-31');
  });

  it('makes no groups where it only stands', async () => {
    const answer = await seen([by('DAY'), later, { ...amount, toDate: 'YEAR' }]);
    expect(Object.keys(answer).filter((day) => day > '2024-03-05')).toEqual(DAYS);
    const alone = await seen([by('DAY'), { ...amount, toDate: 'YEAR' }]);
    expect(Object.keys(alone).at(-1)).toBe('2024-03-05');
  });

  it('is 0 where a count has not begun', async () => {
    const answer = await seen([by('DAY'), later, { field: 'sales', as: 'n', toDate: 'MONTH' }]);
    expect(answer).toMatchObject(at([1, 1, 0, 0, 0]));
  });

  it('stands among the numbers of several datasets, also when no day looks at the last one a month ago', async () => {
    const date = { field: 'date', grain: 'DAY' as const, as: 'at' };
    const across = (how: Partial<Selection>) =>
      seen([date, { field: 'sales.sales', as: 'all' }, { field: 'early.earned', as: 'n', ...how }], 'n', { dataset: 'metrics' }); // prettier-ignore
    const all = {
      '2024-01-30': 10,
      '2024-01-31': 18,
      '2024-02-03': 18,
      '2024-02-10': 18,
      '2024-03-05': 18,
      null: null,
    };
    expect(await across({ calculate: 'RUNNING_TOTAL' })).toEqual(all);
    expect(await across({ toDate: 'MONTH' })).toMatchObject({ '2024-01-31': 18, '2024-02-03': null });
    expect(await across({ window: { trailing: 'ALL' }, shift: { n: 1, unit: 'MONTH' } })).toMatchObject({ '2024-02-10': null, '2024-03-05': 18 }); // prettier-ignore
    expect(await across({ window: { trailing: 'ALL' }, shift: { startOf: 'MONTH' } })).toMatchObject({ '2024-01-31': null, '2024-02-03': 18, '2024-03-05': 18 }); // prettier-ignore
  });

  it('stands in longer buckets', async () => {
    const weeks = await seen([by('WEEK'), later, { ...amount, toDate: 'MONTH' }]);
    // The week of 4 March ends with the last sale that there is; that of 25 March is of the same month.
    expect(weeks).toMatchObject({ '2024-03-04': 4, '2024-03-25': 4, '2024-04-01': null, '2024-04-29': null });
    const ever = await seen([by('WEEK'), later, { ...amount, calculate: 'RUNNING_TOTAL' }]);
    expect(ever).toMatchObject({ '2024-03-04': 29, '2024-03-25': 29, '2024-04-29': 29 });
    const both = await ask([by('WEEK'), { field: 'at', grain: 'MONTH', as: 'month' }, later, { ...amount, window: { trailing: 'ALL' } }]); // prettier-ignore
    expect(both.slice(-4).map((row) => [row['at'], row['month'], plain(row['n'])])).toEqual([
      ['2024-03-25', '2024-03-01', 29],
      ['2024-04-01', '2024-04-01', 29],
      ['2024-04-08', '2024-04-01', 29],
      ['2024-04-29', '2024-05-01', 29],
    ]); // prettier-ignore
  });

  it('stands as a list, as a balance, and as a number of fewer dimensions', async () => {
    const list = await seen([by('DAY'), later, { field: 'countries', as: 'n', ...german, window: { trailing: 'ALL' } }]); // prettier-ignore
    expect(list).toMatchObject(at([['DE'], ['DE'], ['DE'], ['DE'], ['DE']]));
    const balance = await seen([
      by('DAY'),
      later,
      { field: 'balance', as: 'n', window: { trailing: 'ALL' } },
    ]);
    expect(balance).toMatchObject({ '2024-02-03': 13, ...at([16, 16, 16, 16, 16]) });
    const level = await ask([by('DAY'), { field: 'country' }, later, { field: 'germanAnywhere', as: 'n' }]);
    const last = level.filter((row) => row['later'] !== null && Number(row['later']) > 0);
    expect(last.map((row) => [row['at'], row['country'], plain(row['n'])])).toEqual([
      ['2024-03-30', 'DE', 15],
      ['2024-03-31', 'AT', 15],
      ['2024-03-31', 'FR', 15],
      ['2024-04-03', 'DE', 15],
      ['2024-04-10', 'AT', 15],
      ['2024-05-04', 'AT', 15],
    ]); // prettier-ignore
  });

  it('is of each group', async () => {
    const rows = await ask([
      by('DAY'),
      { field: 'country' },
      later,
      { ...amount, calculate: 'RUNNING_TOTAL' },
    ]);
    const last = rows.filter(({ at: day }) => String(day) >= '2024-03-30');
    expect(last.map((row) => [row['at'], row['country'], plain(row['n'])])).toEqual([
      ['2024-03-30', 'DE', 15],
      ['2024-03-31', 'AT', 7],
      ['2024-03-31', 'FR', 7],
      ['2024-04-03', 'DE', 15],
      ['2024-04-10', 'AT', 7],
      ['2024-05-04', 'AT', 7],
    ]); // prettier-ignore
  });
});

describe('behind a calendar, a number that grew', () => {
  const time = (from: string, to: string) => ({ time: { range: { from, to } } });
  const back = { shift: { n: 1, unit: 'season' } };

  it('begins with the first day that is compared with, and stands to the last', async () => {
    const how = { field: 'amount', as: 'n', ...german, ...back, calculate: 'RUNNING_TOTAL' } as const;
    expect(await seen([by('DAY'), how], 'n', time('2024-06-02', '2024-06-11'))).toEqual({
      '2024-06-02': 10, '2024-06-03': 10, '2024-06-04': 10, '2024-06-06': 15, '2024-06-07': 15, '2024-06-08': 15, '2024-06-09': 15, '2024-06-10': 15,
    }); // prettier-ignore
    expect(await seen([by('DAY'), how], 'n', time('2024-06-03', '2024-06-09'))).toEqual({ '2024-06-03': null, '2024-06-04': null, '2024-06-06': 5, '2024-06-07': 5, '2024-06-08': 5 }); // prettier-ignore
  });

  it('is to date, by days and by hours', async () => {
    const how = { field: 'amount', as: 'n', ...german, ...back, toDate: 'MONTH' } as const;
    expect(await seen([by('DAY'), how], 'n', time('2024-06-02', '2024-06-09'))).toEqual({
      '2024-06-02': 10, '2024-06-03': 10, '2024-06-06': 5, '2024-06-07': 5, '2024-06-08': 5,
    }); // prettier-ignore
    const hours = await seen([by('HOUR'), how], 'n', time('2024-06-06', '2024-06-08'));
    expect(Object.keys(hours)).toHaveLength(40);
    expect(hours['2024-06-07T23:00:00Z']).toBe(5);
    expect(hours['2024-06-06T07:00:00Z']).toBeUndefined();
  });

  it('stands without a range where another number has rows', async () => {
    const how = { field: 'amount', as: 'n', ...german, ...back, window: { trailing: 'ALL' } } as const;
    const other = { field: 'amount', as: 'other', where: { country: { eq: 'AT' } }, ...back } as const;
    const answer = await seen([by('DAY'), how, other]);
    expect(answer).toMatchObject({ '2024-06-02': 10, '2024-06-06': 15, '2024-06-13': 15, '2024-07-07': 15 });
  });
});
