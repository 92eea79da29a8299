import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** First buckets of periods, and buckets of days that a calendar lacks, against numbers counted by hand. */
const VISITS: Readonly<Record<string, number>> = {
  '2024-01-03': 2,
  '2024-01-10': 1,
  '2024-01-31': 1,
  '2024-02-01': 2,
  '2024-02-06': 3,
  '2024-02-27': 1,
  '2024-03-01': 5,
  '2024-03-04': 2,
  '2024-03-12': 1,
  // The only ones of sort b, and on days that the calendar lacks.
  '2024-04-02': 4,
};

const GRAINS = {
  fiscal: { interval: '1 year', offset: '3 months' },
  sprint: { interval: '2 weeks', origin: '2024-01-08' },
  /** P1 from 1 January, P2 from 29 January, P3 from 26 February to 24 March. */
  period: { calendar: 'days', date: 'day', bucket: 'period' },
} as const;

const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'visits',
      description: '',
      source: 'starts.visits',
      primaryKey: ['id'],
      time: 'at',
      dimensions: { id: { type: 'integer' }, at: { type: 'time', grains: GRAINS }, sort: { type: 'string' } },
      measures: { visits: { agg: 'count' } },
      metrics: {
        firstFiscal: { shift: { of: 'visits', startOf: 'fiscal' } },
        everywhere: { filtered: { of: 'visits', where: "sort = 'a'" }, spine: true },
      },
      access: { analyst: { rows: 'all' } },
    },
    {
      dataset: 'days',
      description: '',
      source: 'starts.days',
      dimensions: { day: { type: 'date' }, period: { type: 'string' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['visits.id', 'UInt32'],
      ['visits.at', "DateTime('UTC')"],
      ['visits.sort', 'String'],
      ['days.day', 'Date'],
      ['days.period', 'String'],
    ]),
    measures: new Map([['visits.visits', { args: [], result: 'UInt64' }]]),
  },
);

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const days = Object.entries(VISITS).flatMap(([day, count]) => Array.from({ length: count }, () => day));
  const rows = days.map((day, id) => `(${id}, '${day} 12:00:00', '${day < '2024-04-01' ? 'a' : 'b'}')`);
  await warehouse.write('CREATE DATABASE starts');
  await warehouse.write("CREATE TABLE starts.visits (id UInt32, at DateTime('UTC'), sort String) ENGINE = MergeTree ORDER BY id"); // prettier-ignore
  await warehouse.write(`INSERT INTO starts.visits VALUES ${rows.join(', ')}`);
  await warehouse.write('CREATE TABLE starts.days (day Date, period String) ENGINE = MergeTree ORDER BY day');
  await warehouse.write("INSERT INTO starts.days SELECT toDate('2024-01-01') + number, concat('P', toString(intDiv(number, 28) + 1)) FROM numbers(84)"); // prettier-ignore
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-05-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

it('have a valid catalog', () => expect(issues).toEqual([]));

/** Rows of a view by `grain`: its bucket, then the numbers. */
async function rowsOf(
  grain: string,
  numbers: readonly Selection[],
  { from, to = '2024-04-10', fill }: { from: string; to?: string; fill?: true },
): Promise<readonly unknown[]> {
  const rows = await asker.ask({
    dataset: 'visits',
    view: 'rows',
    time: { range: { from, to } },
    select: [{ field: 'at', grain }, ...numbers.map((number, index) => ({ ...number, as: `n${index}` }))],
    limit: 1000,
    ...(fill && { fill }),
  });
  return rows.map((row) => [row['at'], ...numbers.map((_, index) => row[`n${index}`]).map((value) => (value === null ? null : Number(value)))]); // prettier-ignore
}
const visits = { field: 'visits' };
const startOf = (period: string, more: Partial<Selection> = {}): Selection => ({ ...visits, ...more, shift: { startOf: period } }); // prettier-ignore

describe('a range that begins within a bucket', () => {
  const from = '2024-02-15';
  it.each<[string, readonly unknown[]]>([
    ['MONTH', [['2024-02-01', 1, 6], ['2024-03-01', 8, 8], ['2024-04-01', 4, 4]]],
    ['fiscal', [['2023-04-01', 9, 18], ['2024-04-01', 4, 4]]],
    ['sprint', [['2024-02-05', 0, 3], ['2024-02-19', 6, 6], ['2024-03-04', 3, 3], ['2024-04-01', 4, 4]]],
    ['period', [['P2', 0, 6], ['P3', 9, 9], [null, 4, 0]]],
  ])('shows the whole first one: %s', async (grain, expected) => {
    expect(await rowsOf(grain, [visits, startOf(grain)], { from })).toEqual(expected);
  }); // prettier-ignore

  it('does so for a metric of the catalog', async () => {
    const expected = [['2023-04-01', 18], ['2024-04-01', 4]]; // prettier-ignore
    expect(await rowsOf('fiscal', [{ field: 'firstFiscal' }], { from })).toEqual(expected);
  });
});

describe('the first shown bucket that begins in a period', () => {
  it('is the first week of a month by weeks', async () => {
    const expected = [
      ['2024-01-01', 2, 2], ['2024-01-08', 1, 2], ['2024-01-15', 0, 2], ['2024-01-22', 0, 2], ['2024-01-29', 3, 2],
      ['2024-02-05', 3, 3], ['2024-02-12', 0, 3], ['2024-02-19', 0, 3], ['2024-02-26', 6, 3],
      ['2024-03-04', 2, 2], ['2024-03-11', 1, 2], ['2024-03-18', 0, 2], ['2024-03-25', 0, 2],
      ['2024-04-01', 4, 4], ['2024-04-08', 0, 4],
    ]; // prettier-ignore
    expect(await rowsOf('WEEK', [visits, startOf('MONTH')], { from: '2024-01-01' })).toEqual(expected);
    const within = [['2024-02-26', 5, 3], ...expected.slice(9)];
    expect(await rowsOf('WEEK', [visits, startOf('MONTH')], { from: '2024-02-28' })).toEqual(within);
  });

  it('is the same by intervals, and each week of its own', async () => {
    const sprints = [['2024-02-19', 5, 3, 6], ['2024-03-04', 3, 3, 3], ['2024-03-18', 0, 3, 0], ['2024-04-01', 4, 4, 4]]; // prettier-ignore
    expect(await rowsOf('sprint', [visits, startOf('MONTH'), startOf('WEEK')], { from: '2024-02-28' })).toEqual(sprints); // prettier-ignore
  });

  it('is the first day by days', async () => {
    const days = [['2024-03-30', 5], ['2024-03-31', 5]]; // prettier-ignore
    expect(await rowsOf('DAY', [startOf('MONTH')], { from: '2024-03-30' })).toEqual(days);
  });

  it('has the number to date of its end', async () => {
    const toDate = startOf('MONTH', { toDate: 'fiscal' });
    const expected = [['2024-02-19', 9], ['2024-03-04', 18], ['2024-03-18', 18], ['2024-04-01', 4]]; // prettier-ignore
    expect(await rowsOf('sprint', [toDate], { from: '2024-02-28' })).toEqual(expected);
    const week = startOf('fiscal', { window: { trailing: { n: 1, unit: 'WEEK' } } });
    expect(await rowsOf('sprint', [week], { from: '2024-03-20', fill: true })).toEqual([['2024-03-18', 0], ['2024-04-01', 0]]); // prettier-ignore
  });
});

describe('days that a calendar lacks', () => {
  const [toMonth, toYear] = [{ ...visits, toDate: 'MONTH' }, { ...visits, toDate: 'YEAR', where: { sort: { eq: 'a' } } }]; // prettier-ignore
  it('make no bucket without rows', async () => {
    const range = { from: '2024-03-20', to: '2024-04-02' };
    expect(await rowsOf('period', [{ field: 'everywhere' }], range)).toEqual([['P3', 0]]);
    // Nothing on 1 April: the month to date is that of 24 March.
    expect(await rowsOf('period', [toMonth, toYear], { ...range, fill: true })).toEqual([['P3', 8, 18]]);
    expect(await rowsOf('period', [{ ...visits, window: { trailing: { n: 30, unit: 'DAY' } } }], range)).toEqual([['P3', 9]]); // prettier-ignore
  });

  it('make one with rows, in which every number stands', async () => {
    const range = { from: '2024-03-20', to: '2024-04-10', fill: true } as const;
    const expected = [['P3', 0, 8, 18], [null, 4, 4, 18]]; // prettier-ignore
    expect(await rowsOf('period', [visits, toMonth, toYear], range)).toEqual(expected);
    // A condition of a number takes no rows away.
    expect(await rowsOf('period', [toYear], range)).toEqual([['P3', 18], [null, 18]]); // prettier-ignore
  });
});
