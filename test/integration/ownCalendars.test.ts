import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { catalogFor, defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';
import { makeSales, seriesStatements, type Sale } from '../support/series/seriesFixture.js';

/** A fiscal calendar of four, four and five weeks that is a table, against plain counts. */
const DAY = 86_400_000;
const PERIODS = [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5];

interface FiscalDay {
  readonly day: string;
  readonly period: string;
  readonly year: number;
  readonly before: string;
}

/** Fiscal years begin on 30 January 2023 and 29 January 2024; three days of February 2024 are missing. */
const DAYS: readonly FiscalDay[] = ['2023-01-30', '2024-01-29']
  .flatMap((start, index) =>
    PERIODS.flatMap((weeks, period) => {
      const first = PERIODS.slice(0, period).reduce((sum, each) => sum + each * 7, 0);
      return Array.from({ length: weeks * 7 }, (_, at): FiscalDay => {
        const day = plus(start, first + at);
        const year = 2023 + index;
        return {
          day,
          year,
          period: `${year}-P${String(period + 1).padStart(2, '0')}`,
          before: plus(day, -364),
        };
      });
    }),
  )
  .filter(({ day }) => !['2024-02-10', '2024-02-11', '2024-02-12'].includes(day));
const BY_DAY = new Map(DAYS.map((day) => [day.day, day]));

function plus(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

const calendar = { calendar: 'fiscal', date: 'day' } as const;
const GRAINS = {
  fiscalYear: { ...calendar, bucket: 'year', shifts: { fiscalYear: 'before', YEAR: 'before' } },
  period: { ...calendar, bucket: 'period' },
  late: { interval: '1 month', origin: '2023-12-31' },
  mixed: { interval: '1 month 3 days', origin: '2023-09-30' },
  third: { interval: '8 hours', offset: '6 hours' },
  ninety: { interval: '90 minutes' },
  half: { interval: '6 months', origin: '2024-01-15' },
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
      measures: { sales: { agg: 'count' }, users: { agg: 'uniqExact', sql: 'user' }, amount: { agg: 'sum', sql: 'amount' } }, // prettier-ignore
      metrics: {
        usersToDate: { cumulative: { of: 'users', toDate: 'fiscalYear' } },
        firstSales: { shift: { of: 'sales', startOf: 'fiscalYear' } },
        everywhere: { filtered: { of: 'sales', where: "country = 'DE'" }, spine: true },
      },
      access: { analyst: { rows: 'all' }, owner: { rows: 'all' } },
    },
    {
      dataset: 'fiscal',
      description: '',
      source: 'series.fiscal',
      dimensions: { day: { type: 'date' }, period: { type: 'string' }, year: { type: 'integer' }, before: { type: 'date' } }, // prettier-ignore
      access: { analyst: { rows: 'all' }, owner: { rows: { period: { in: '$tenants' } } } },
    },
  ],
  {
    dimensions: new Map([
      ['sales.at', "DateTime('UTC')"],
      ['sales.country', 'Nullable(String)'],
      ['sales.id', 'UInt32'],
      ['fiscal.day', 'Date'],
      ['fiscal.period', 'LowCardinality(String)'],
      ['fiscal.year', 'UInt16'],
      ['fiscal.before', 'Date'],
    ]),
    measures: new Map([
      ['sales.sales', { args: [], result: 'UInt64' }],
      ['sales.users', { args: ['String'], result: 'UInt64' }],
      ['sales.amount', { args: ['UInt32'], result: 'UInt64' }],
    ]),
  },
);

const sales = makeSales();
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of seriesStatements(sales, makeSales(20))) await warehouse.write(statement);
  await warehouse.write('CREATE TABLE series.fiscal (day Date, period LowCardinality(String), year UInt16, before Date) ENGINE = MergeTree ORDER BY day'); // prettier-ignore
  const rows = DAYS.map(({ day, period, year, before }) => `('${day}', '${period}', ${year}, '${before}')`);
  await warehouse.write(`INSERT INTO series.fiscal VALUES ${rows.join(', ')}`);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-05-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

it('have a valid catalog', () => expect(issues).toEqual([]));

const [FROM, TO] = ['2023-12-10', '2024-03-20'];
const ask = (select: readonly Selection[], query: Partial<MetricQuery> = {}) =>
  asker.ask({ dataset: 'sales', view: 'rows', time: { range: { from: FROM, to: TO } }, select, limit: 10_000, ...query }); // prettier-ignore
type Rows = Awaited<ReturnType<typeof ask>>;
const byKey = (rows: Rows, value: string, key = 'at') =>
  Object.fromEntries(rows.map((row) => [String(row[key]), row[value] === null ? null : Number(row[value])]));

const dayOf = (sale: Sale) => sale.at.slice(0, 10);
const daysOf = (from: string, to: string): readonly string[] =>
  Array.from({ length: (Date.parse(to) - Date.parse(from)) / DAY }, (_, at) => plus(from, at));
const salesOn = (keep: (day: string, sale: Sale) => boolean) =>
  sales.filter((sale) => keep(dayOf(sale), sale));
const users = (of: readonly Sale[]) => new Set(of.map(({ user }) => user)).size;
const inRange = (day: string) => day >= FROM && day < TO;
const periodsIn = (from: string, to: string) => [...new Set(daysOf(from, to).flatMap((day) => BY_DAY.get(day)?.period ?? []))]; // prettier-ignore
const only = (answer: Record<string, number>) => Object.fromEntries(Object.entries(answer).filter(([, count]) => count > 0)); // prettier-ignore

describe('every bucket of a calendar', () => {
  const period = { field: 'at', grain: 'period' };
  it('fills those that its table has in the range, and keeps what is outside apart', async () => {
    const rows = await ask([period, { field: 'sales' }], { fill: true, where: { country: { eq: 'AT' } } });
    const expected = periodsIn(FROM, TO).map((name) => [name, salesOn((day, { country }) => inRange(day) && country === 'AT' && BY_DAY.get(day)?.period === name).length]); // prettier-ignore
    const outside = salesOn((day, { country }) => inRange(day) && country === 'AT' && !BY_DAY.has(day)).length; // prettier-ignore
    expect(byKey(rows, 'sales')).toEqual({ ...Object.fromEntries(expected), ...(outside > 0 && { null: outside }) }); // prettier-ignore
  });

  it('fills them where there are no rows at all', async () => {
    const rows = await ask([period, { field: 'sales' }, { field: 'amount', shift: { previous: true } }], { fill: true, where: { country: { eq: 'XX' } } }); // prettier-ignore
    expect(rows.map((row) => [row['at'], Number(row['sales']), Number(row['amount'])])).toEqual(periodsIn(FROM, TO).map((name) => [name, 0, 0])); // prettier-ignore
    const totals = await ask([period, { field: 'sales', where: { country: { eq: 'XX' } } }], { fill: true });
    expect(byKey(totals, 'sales')).toMatchObject(Object.fromEntries(periodsIn(FROM, TO).map((name) => [name, 0]))); // prettier-ignore
  });

  it('fills numbers of other times, for each group', async () => {
    const select = [
      period,
      { field: 'country' },
      { field: 'sales' },
      { field: 'users', as: 'toDate', toDate: 'fiscalYear' },
      { field: 'sales', as: 'running', calculate: 'RUNNING_TOTAL' as const },
    ];
    const rows = await ask(select, { fill: true });
    const names = periodsIn(FROM, TO);
    const german = rows.filter(({ country, at }) => country === 'DE' && at !== null);
    expect(german.map(({ at }) => at)).toEqual(names);
    const last = (name: string) => daysOf(FROM, TO).filter((day) => BY_DAY.get(day)?.period === name).at(-1) as string; // prettier-ignore
    const isGerman = ({ country }: Sale) => country === 'DE';
    expect(byKey(german, 'sales')).toEqual(Object.fromEntries(names.map((name) => [name, salesOn((day, sale) => isGerman(sale) && inRange(day) && BY_DAY.get(day)?.period === name).length]))); // prettier-ignore
    expect(byKey(german, 'running')).toEqual(Object.fromEntries(names.map((name) => [name, salesOn((day, sale) => isGerman(sale) && day >= FROM && day <= last(name)).length]))); // prettier-ignore
    expect(byKey(german, 'toDate')).toEqual(Object.fromEntries(names.map((name) => [name, users(salesOn((day, sale) => isGerman(sale) && day <= last(name) && BY_DAY.get(day)?.year === BY_DAY.get(last(name))?.year))]))); // prettier-ignore
  });

  it('is where a metric wants to be shown, and nowhere else', async () => {
    const rows = await ask([{ field: 'at', grain: 'period' }, { field: 'everywhere' }]);
    expect(rows.flatMap(({ at }) => at ?? [])).toEqual(periodsIn(FROM, TO));
  });

  it('are those that the viewer may see', async () => {
    const query: MetricQuery = { dataset: 'sales', view: 'rows', fill: true, time: { range: { from: FROM, to: TO } }, select: [period, { field: 'sales', where: { country: { eq: 'XX' } } }] }; // prettier-ignore
    const rows = await asker.ask(query, { role: 'owner', tenants: ['2024-P01', '2022-P01'] });
    expect(rows.map(({ at }) => at)).toEqual(['2024-P01', null]);
  });

  it('are those of days of the zone', async () => {
    const rows = await ask([period, { field: 'sales', where: { country: { eq: 'XX' } } }], { fill: true, timezone: 'America/New_York', time: { range: { from: '2024-01-28', to: '2024-01-29' } } }); // prettier-ignore
    expect(rows).toEqual([{ at: '2023-P12', sales: 0n }].map((row) => ({ ...row, sales: expect.anything() as unknown }))); // prettier-ignore
    const more = await ask([period, { field: 'sales' }], { fill: true, timezone: 'America/New_York', time: { range: { from: '2024-01-28T12:00', to: '2024-01-29T00:01' } } }); // prettier-ignore
    expect(more.map(({ at }) => at)).toEqual(['2023-P12', '2024-P01']);
  });

  it('stand in rows of rows', async () => {
    const rows = await ask([period, { field: 'sales' }], {
      fill: true,
      limit: 100,
      parent: { select: [{ field: 'country' }], limit: 2 },
    });
    expect(rows.filter((row) => row['../country'] === 'AT' && row['at'] !== null).map(({ at }) => at)).toEqual(periodsIn(FROM, TO)); // prettier-ignore
  });
});

/** Users of a period up to each day; none on days of no period. */
function toDate(
  periodOf: (day: string) => unknown,
  [from, to]: readonly [string, string] = [FROM, TO],
): Record<string, number> {
  return only(Object.fromEntries(daysOf(from, to).flatMap((day) => {
    const own = periodOf(day);
    return own === undefined ? [] : [[day, users(salesOn((at) => at <= day && periodOf(at) === own))]];
  }))); // prettier-ignore
}
const fiscal = (day: string) => BY_DAY.get(day)?.year;

describe('to date over a calendar', () => {
  const byDay = { field: 'at', grain: 'DAY' };
  it.each([
    ['fiscalYear', fiscal],
    ['period', (day: string) => BY_DAY.get(day)?.period],
  ])('counts from the first day of each period: %s', async (name, periodOf) => {
    const rows = await ask([byDay, { field: 'users', toDate: name }]);
    expect(byKey(rows, 'users')).toEqual(toDate(periodOf));
  });

  it('can be a metric of the catalog, by longer buckets too', async () => {
    const plain = toDate(fiscal);
    const months = await ask([{ field: 'at', grain: 'MONTH' }, { field: 'usersToDate' }]);
    expect(byKey(months, 'usersToDate')).toEqual({ '2023-12-01': plain['2023-12-31'], '2024-01-01': plain['2024-01-31'], '2024-02-01': plain['2024-02-29'], '2024-03-01': plain['2024-03-19'] }); // prettier-ignore
    const years = await ask([{ field: 'at', grain: 'fiscalYear' }, { field: 'usersToDate' }]);
    expect(byKey(years, 'usersToDate')).toEqual({ 2023: plain['2024-01-28'], 2024: plain['2024-03-19'] });
  });

  it('of the whole range begins with the period of its end', async () => {
    const [row] = await asker.ask({ dataset: 'sales', view: 'totals', time: { range: { from: FROM, to: TO } }, select: [{ field: 'usersToDate' }] }); // prettier-ignore
    expect(Number(row?.['usersToDate'])).toBe(toDate(fiscal)['2024-03-19']);
    const [none] = await asker.ask({ dataset: 'sales', view: 'totals', time: { range: { from: FROM, to: '2024-02-12' } }, select: [{ field: 'usersToDate' }] }); // prettier-ignore
    expect(Number(none?.['usersToDate'])).toBe(0);
  });

  it('is looked at a fiscal year ago', async () => {
    const range = { range: { from: '2024-10-14', to: '2024-12-20' } };
    const rows = await ask([byDay, { field: 'users', toDate: 'fiscalYear', shift: { n: 1, unit: 'fiscalYear' } }], { time: range }); // prettier-ignore
    const before = toDate(fiscal, [plus('2024-10-14', -364), plus('2024-12-20', -364)]);
    expect(byKey(rows, 'users')).toEqual(Object.fromEntries(Object.entries(before).map(([day, count]) => [plus(day, 364), count]))); // prettier-ignore
  });

  it('by hours ends each day as it does by days, in a zone', async () => {
    const zoned = { timezone: 'America/New_York' };
    const days = await ask([byDay, { field: 'users', toDate: 'period' }], zoned);
    const hours = await ask(
      [
        { field: 'at', grain: 'HOUR' },
        { field: 'users', toDate: 'period' },
      ],
      zoned,
    );
    const last = hours.filter(({ at }) => String(at).includes('T23:00'));
    expect(Object.fromEntries(last.map(({ at, users: count }) => [String(at).slice(0, 10), Number(count)]))).toEqual(byKey(days, 'users')); // prettier-ignore
    expect(last.length).toBeGreaterThan(80);
  });

  it('is of the periods that the viewer may see', async () => {
    const query: MetricQuery = { dataset: 'sales', view: 'rows', limit: 1000, time: { range: { from: FROM, to: TO } }, select: [byDay, { field: 'users', toDate: 'fiscalYear' }] }; // prettier-ignore
    const rows = await asker.ask(query, { role: 'owner', tenants: ['2024-P01'] });
    const seen = (day: string) => (BY_DAY.get(day)?.period === '2024-P01' ? 2024 : undefined);
    expect(byKey(rows, 'users')).toEqual(toDate(seen));
  });
});

describe('other numbers over a calendar', () => {
  it('stand at the same hour of the day that is compared with, in a zone', async () => {
    const range = { range: { from: '2024-10-14', to: '2024-12-20' } };
    const rows = await ask([{ field: 'at', grain: 'HOUR' }, { field: 'sales', shift: { n: 1, unit: 'fiscalYear' } }], { time: range, timezone: 'Asia/Tokyo' }); // prettier-ignore
    const hour = (at: string) => `${new Date(Date.parse(`${at.replace(' ', 'T')}Z`) + 9 * 3_600_000 + 364 * DAY).toISOString().slice(0, 13)}:00:00+09:00`; // prettier-ignore
    const expected: Record<string, number> = {};
    for (const { at } of sales) {
      const shown = hour(at);
      if (shown >= '2024-10-14' && shown < '2024-12-20') expected[shown] = (expected[shown] ?? 0) + 1;
    }
    expect(byKey(rows, 'sales')).toEqual(expected);
  });

  it('are recomputed for what is in no shown bucket', async () => {
    const rows = await ask([{ field: 'at', grain: 'period' }, { field: 'users' }], { other: true, limit: 1, orderBy: [{ alias: { name: 'at', direction: 'ASC' } }] }); // prettier-ignore
    const first = periodsIn(FROM, TO)[0];
    const of = (isFirst: boolean) => users(salesOn((day) => inRange(day) && (BY_DAY.get(day)?.period === first) === isFirst)); // prettier-ignore
    expect(rows.map((row) => [row['at'], Number(row['users'])])).toEqual([[first, of(true)], [null, of(false)]]); // prettier-ignore
  });
});

describe('the first bucket of a period of a calendar', () => {
  it('is the first day by days', async () => {
    const rows = await ask([
      { field: 'at', grain: 'DAY' },
      { field: 'sales', shift: { startOf: 'period' } },
    ]);
    const first = (name: string) => DAYS.find(({ period }) => period === name)?.day;
    const expected = daysOf(FROM, TO).flatMap((day) => {
      const own = BY_DAY.get(day)?.period;
      return own === undefined ? [] : [[day, salesOn((at) => at === first(own)).length] as const];
    });
    expect(byKey(rows, 'sales')).toEqual(only(Object.fromEntries(expected)));
  });

  it('is the first fiscal period by those', async () => {
    const rows = await ask([{ field: 'at', grain: 'period' }, { field: 'firstSales' }]);
    const count = (name: string) => salesOn((day) => BY_DAY.get(day)?.period === name).length;
    expect(byKey(rows.filter(({ at }) => at !== null), 'firstSales')).toEqual(Object.fromEntries(periodsIn(FROM, TO).map((name) => [name, count(name.slice(0, 4) + '-P01')]).filter(([, n]) => n))); // prettier-ignore
  });

  it('is the first month that begins in the period by months', async () => {
    const rows = await ask([{ field: 'at', grain: 'MONTH' }, { field: 'firstSales' }]);
    const february = salesOn((day) => day.startsWith('2024-02')).length;
    expect(byKey(rows, 'firstSales')).toMatchObject({ '2024-02-01': february, '2024-03-01': february });
  });
});

describe('periods of intervals', () => {
  const starts: Record<string, (day: string) => string> = {
    late: (day) => (day.slice(8) === lastDay(day) ? day : plus(day.slice(0, 8) + '01', -1)),
    mixed: (day) => ['2023-09-30', '2023-11-02', '2023-12-06', '2024-01-08', '2024-02-11', '2024-03-15', '2024-04-17'].filter((start) => start <= day).at(-1) as string, // prettier-ignore
    half: (day) => ['2023-07-15', '2024-01-15'].filter((start) => start <= day).at(-1) as string,
  };
  it.each(Object.keys(starts))('to date: %s', async (name) => {
    const rows = await ask([
      { field: 'at', grain: 'DAY' },
      { field: 'users', toDate: name },
    ]);
    expect(byKey(rows, 'users')).toEqual(toDate(starts[name] as (day: string) => string));
  });

  it.each([
    ['third', 'UTC', 8],
    ['third', 'America/New_York', 8],
    ['ninety', 'UTC', 1.5],
  ])('to date by hours: %s in %s', async (name, timezone, length) => {
    const wall = (at: number) =>
      at - (timezone === 'UTC' ? 0 : at < Date.UTC(2024, 2, 10, 7) ? 5 : 4) * 3_600_000;
    const grain = name === 'third' ? 'HOUR' : 'FIFTEEN_MINUTES';
    const step = grain === 'HOUR' ? 3_600_000 : 900_000;
    const origin = Date.UTC(2000, 0, 1, name === 'third' ? 6 : 0);
    const index = (at: number) => Math.floor((wall(at) - origin) / (length * 3_600_000));
    const range = { range: { from: '2024-03-08', to: '2024-03-20' } };
    const rows = await ask(
      [
        { field: 'at', grain },
        { field: 'sales', toDate: name },
      ],
      { timezone, time: range },
    );
    const times = sales.map(({ at }) => Date.parse(`${at.replace(' ', 'T')}Z`));
    const shown = rows.map(({ at, sales: count }) => [Date.parse(String(at)), Number(count)] as const);
    for (const [at, count] of shown)
      expect([at, count]).toEqual([
        at,
        times.filter((time) => time < at + step && index(time) === index(at)).length,
      ]);
    const [first, end] = timezone === 'UTC' ? [Date.UTC(2024, 2, 8), Date.UTC(2024, 2, 20)] : [Date.UTC(2024, 2, 8, 5), Date.UTC(2024, 2, 20, 4)]; // prettier-ignore
    const known = Array.from({ length: (end - first) / step }, (_, k) => first + k * step).filter((at) => times.some((time) => time < at + step && index(time) === index(at))); // prettier-ignore
    expect(shown.map(([at]) => at)).toEqual(known);
  });

  it('the first of them', async () => {
    const rows = await ask([
      { field: 'at', grain: 'sprint' },
      { field: 'sales', shift: { startOf: 'half' } },
    ]);
    const count = (from: string) => salesOn((day) => day >= from && day < plus(from, 14)).length;
    const sprints = Array.from({ length: 8 }, (_, k) => plus('2023-12-06', 14 * k));
    // Sprints of the half year from 15 July 2023 begin with that of 19 July, before there were sales; those of 2024 with that of 17 January.
    expect(byKey(rows, 'sales')).toEqual(Object.fromEntries(sprints.filter((day) => day >= '2024-01-15').map((day) => [day, count('2024-01-17')]))); // prettier-ignore
    const days = await ask([
      { field: 'at', grain: 'DAY' },
      { field: 'sales', shift: { startOf: 'sprint' } },
    ]);
    const start = (day: string) => plus('2023-12-06', Math.floor((Date.parse(day) - Date.parse('2023-12-06')) / (14 * DAY)) * 14); // prettier-ignore
    expect(byKey(days, 'sales')).toEqual(only(Object.fromEntries(daysOf(FROM, TO).map((day) => [day, salesOn((at) => at === start(day)).length])))); // prettier-ignore
  });
});

describe('through GraphQL', () => {
  const graphql = async (source: string, role: 'analyst' | 'owner' = 'analyst') => {
    const own = catalogFor(catalog, role);
    const viewer = { subject: 'test', role, attributes: new Map([['tenants', ['2024-P01']]]) };
    const facts = { viewer, catalog: own, warehouse, metadata: {} as MetadataReader, now: new Date('2024-03-20T12:00:00Z'), requestId: 'test' }; // prettier-ignore
    const context = createRequestContext(facts);
    const { data, errors } = await executeDocument({ schema: buildRoleSchema(own), context, source });
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data)) as { sales: { rows: Record<string, unknown>[] } };
  };
  const scope = (from: string, rows: string) =>
    `{ sales(time: { range: { from: "${from}", to: "2024-04-20" } }) { ${rows} } }`;

  it('asks for all of them', async () => {
    const { sales: answer } = await graphql(scope('2023-12-10', 'rows(fill: true) { at(grain: PERIOD) sales users(toDate: FISCAL_YEAR) first: sales(shift: { startOf: FISCAL_YEAR }) partial }')); // prettier-ignore
    const count = (name: string) => salesOn((day) => day >= FROM && BY_DAY.get(day)?.period === name).length;
    const first = salesOn((day) => BY_DAY.get(day)?.period === '2024-P01').length;
    expect(answer.rows.filter(({ at }) => at !== null).map((row) => [row['at'], row['sales'], row['first'] ?? 0, row['partial']])).toEqual([
      ['2023-P11', count('2023-P11'), 0, true],
      ['2023-P12', count('2023-P12'), 0, false],
      ['2024-P01', count('2024-P01'), first, false],
      ['2024-P02', count('2024-P02'), first, true],
      ['2024-P03', salesOn((day) => day < '2024-04-20' && BY_DAY.get(day)?.period === '2024-P03').length, first, true],
    ]); // prettier-ignore
  });

  it('knows where a bucket ends only of the days that the viewer may see', async () => {
    const { sales: answer } = await graphql(scope('2024-01-30', 'rows(fill: true) { at(grain: PERIOD) partial rows { country partial } }'), 'owner'); // prettier-ignore
    expect(answer.rows.map(({ at, partial }) => [at, partial])).toEqual([['2024-P01', true], [null, false]]); // prettier-ignore
    expect((answer.rows[0]?.['rows'] as { partial: boolean }[]).every(({ partial }) => partial)).toBe(true);
    const whole = await graphql(scope('2024-01-29', 'rows(fill: true) { at(grain: PERIOD) partial }'), 'owner'); // prettier-ignore
    expect(whole.sales.rows.map(({ partial }) => partial)).toEqual([false, false]);
  });
});

function lastDay(day: string): string {
  const next = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0));
  return String(next.getUTCDate());
}
