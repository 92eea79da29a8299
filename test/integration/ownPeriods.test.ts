import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { QueryError } from '../../src/errors.js';
import { defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';
import { makeSales, seriesStatements, type Sale } from '../support/series/seriesFixture.js';

/** Numbers to date over periods of the catalog's own, against plain counts. */
const GRAINS = {
  fiscalYear: { interval: '1 year', offset: '3 months' },
  fiscalHalf: { interval: '6 months', origin: '2024-01-15' },
  sprint: { interval: '2 weeks', origin: '2024-01-03' },
} as const;

const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'sales',
      description: '',
      source: 'series.sales',
      primaryKey: ['id'],
      time: 'at',
      dimensions: {
        at: { type: 'time', grains: GRAINS },
        country: { type: 'string' },
        id: { type: 'integer' },
      },
      measures: { sales: { agg: 'count' }, users: { agg: 'uniqExact', sql: 'user' } },
      access: { analyst: { rows: 'all' } },
    },
    {
      dataset: 'days',
      description: '',
      source: 'series.calendar',
      dimensions: { day: { type: 'date' }, pair: { type: 'date', sql: 'before' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['sales.at', "DateTime('UTC')"],
      ['sales.country', 'Nullable(String)'],
      ['sales.id', 'UInt32'],
      ['days.day', 'Date'],
      ['days.pair', 'Nullable(Date)'],
    ]),
    measures: new Map([
      ['sales.sales', { args: [], result: 'UInt64' }],
      ['sales.users', { args: ['String'], result: 'UInt64' }],
    ]),
  },
);

const DAY = 86_400_000;
const sales = makeSales();
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of seriesStatements(sales, makeSales(20))) await warehouse.write(statement);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-05-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

it('have a valid catalog', () => {
  expect(issues).toEqual([]);
});

const RANGE = { range: { from: '2024-01-10', to: '2024-05-10' } };
const ask = (select: readonly Selection[], query: Partial<MetricQuery> = {}) =>
  asker.ask({ dataset: 'sales', view: 'rows', time: RANGE, select, limit: 10_000, ...query });

/** First days of the periods that the tests count in, written by hand. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  fiscalYear: ['2023-04-01', '2024-04-01'],
  fiscalHalf: ['2023-07-15', '2024-01-15'],
  sprint: Array.from({ length: 12 }, (_, k) =>
    new Date(Date.UTC(2024, 0, 3 + 14 * k)).toISOString().slice(0, 10),
  ),
};

/** Users of a period up to each day from the first to the last (not included). */
function usersToDate(
  period: string,
  [from, to]: readonly [string, string] = ['2024-01-10', '2024-05-10'],
  keep: (sale: Sale) => boolean = () => true,
): Readonly<Record<string, number>> {
  const answer: Record<string, number> = {};
  for (let day = Date.parse(from); day < Date.parse(to); day += DAY) {
    const name = new Date(day).toISOString().slice(0, 10);
    const start = (STARTS[period] as readonly string[]).filter((first) => first <= name).at(-1) as string;
    const users = sales.filter((sale) => keep(sale) && sale.at >= start && sale.at.slice(0, 10) <= name);
    const count = new Set(users.map(({ user }) => user)).size;
    if (count > 0) answer[name] = count;
  }
  return answer;
}
const byDay = (rows: Awaited<ReturnType<typeof ask>>) =>
  Object.fromEntries(rows.map(({ day, users }) => [String(day), Number(users)]));

describe('to date', () => {
  it.each(Object.keys(STARTS))('counts nobody twice, from the start of the period: %s', async (toDate) => {
    const rows = await ask([
      { field: 'at', as: 'day', grain: 'DAY' },
      { field: 'users', toDate },
    ]);
    expect(byDay(rows)).toEqual(usersToDate(toDate));
  });

  it('keeps groups apart, and looks a year back', async () => {
    const select = [
      { field: 'at', as: 'day', grain: 'DAY' },
      { field: 'country' },
      { field: 'users', toDate: 'sprint', shift: { n: 4, unit: 'WEEK' } },
    ];
    const rows = await ask(select, { time: { range: { from: '2024-02-14', to: '2024-04-24' } } });
    const german = rows.filter(({ country }) => country === 'DE');
    const expected = usersToDate('sprint', ['2024-01-17', '2024-03-27'], ({ country }) => country === 'DE');
    const later = Object.entries(expected).map(([day, users]) => [
      new Date(Date.parse(day) + 28 * DAY).toISOString().slice(0, 10),
      users,
    ]);
    expect(byDay(german)).toEqual(Object.fromEntries(later));
  });

  it('by months is that of the end of each, by hours that of each hour', async () => {
    const expected = usersToDate('fiscalYear', ['2024-01-01', '2024-06-01']);
    const months = await ask(
      [
        { field: 'at', as: 'day', grain: 'MONTH' },
        { field: 'users', toDate: 'fiscalYear' },
      ],
      {
        time: { range: { from: '2024-01-01', to: '2024-06-01' } },
      },
    );
    expect(Object.values(byDay(months))).toEqual(
      ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'].map((day) => expected[day]),
    );
    const hours = await ask([
      { field: 'at', as: 'day', grain: 'HOUR' },
      { field: 'users', toDate: 'sprint' },
    ]);
    const last = hours.filter(({ day }) => String(day).includes('T23:00')).map(({ day, users }) => [String(day).slice(0, 10), Number(users)]); // prettier-ignore
    expect(Object.fromEntries(last)).toEqual(usersToDate('sprint'));
  });

  it('is shown by the periods themselves, whose last day has everything', async () => {
    const rows = await ask([
      { field: 'at', as: 'day', grain: 'fiscalYear' },
      { field: 'users', toDate: 'fiscalYear' },
    ]);
    const plain = usersToDate('fiscalYear');
    expect(byDay(rows)).toEqual({ '2023-04-01': plain['2024-03-31'], '2024-04-01': plain['2024-05-09'] });
  });

  it('of the whole range ends with it', async () => {
    const [row] = await asker.ask({
      dataset: 'sales',
      view: 'totals',
      time: RANGE,
      select: [{ field: 'users', toDate: 'fiscalYear' }],
    });
    expect(Number(row?.['users'])).toBe(usersToDate('fiscalYear')['2024-05-09']);
  });

  it('begins at midnights of the zone', async () => {
    const select = [
      { field: 'at', as: 'day', grain: 'DAY' },
      { field: 'sales', as: 'users', toDate: 'sprint' },
    ];
    const rows = await ask(select, { timezone: 'America/New_York' });
    const local = sales.map((sale) => new Date(Date.parse(`${sale.at.replace(' ', 'T')}Z`) - (sale.at < '2024-03-10 07' ? 5 : 4) * 3_600_000).toISOString().slice(0, 10)); // prettier-ignore
    const starts = STARTS['sprint'] as readonly string[];
    for (const { day, users } of rows) {
      const start = starts.filter((first) => first <= String(day)).at(-1) as string;
      expect([day, Number(users)]).toEqual([
        day,
        local.filter((at) => at >= start && at <= String(day)).length,
      ]);
    }
    expect(rows.length).toBeGreaterThan(100);
  });
});

it.each([['fiscalYeer', 'There is no grain "fiscalYeer" to count from the start of.']])(
  'refuses what there is not: %s',
  (toDate, sentence) => {
    const query: MetricQuery = {
      dataset: 'sales',
      view: 'rows',
      time: RANGE,
      select: [
        { field: 'at', grain: 'DAY' },
        { field: 'users', toDate },
      ],
    };
    let found: unknown;
    try {
      asker.compile(query);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(QueryError);
    const [issue] = (found as QueryError).issues;
    expect([issue?.path, issue?.message.includes(sentence)]).toEqual([['select', 1, 'toDate'], true]);
  },
);
