import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type MetricQuery,
  type ResultValue,
} from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';
import { makeSales, seriesStatements, type Sale } from '../support/series/seriesFixture.js';

/** Windows of levels, of numbers per entity, and of what is computed of several numbers, against answers computed plainly, bucket by bucket. */
const sales = makeSales(600);
const SPEC: DatasetSpec = {
  dataset: 'sales',
  description: 'Sales.',
  source: 'series.sales',
  primaryKey: ['id'],
  time: 'at',
  dimensions: {
    id: { type: 'integer' },
    at: { type: 'time' },
    day: { type: 'date', sql: 'toDate(at)' },
    userId: { type: 'string', sql: 'user' },
    country: { type: 'string' },
  },
  measures: {
    sales: { agg: 'count' },
    amount: { agg: 'sum', sql: 'amount' },
    users: { agg: 'uniqExact', sql: 'user' },
    balance: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'at', take: 'last', per: 'userId' } },
    opening: { agg: 'max', sql: 'amount', semiAdditive: { over: 'at', take: 'first', per: 'userId' } },
    snapshot: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last' } },
    firstSnapshot: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'first' } },
    meanInstant: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'at', take: 'average' } },
    meanDay: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'average' } },
    salesPerUser: { agg: 'avg', of: 'sales', per: 'userId' },
    bestMean: { agg: 'max', of: 'perSale', per: 'userId' },
    weekPerUser: { agg: 'avg', of: 'week', per: 'userId' },
    growthPerUser: { agg: 'sum', of: 'growth', per: 'userId' },
    balancePerUser: { agg: 'max', of: 'balance', per: 'userId' },
  },
  metrics: {
    perSale: { ratio: ['amount', 'sales'] },
    perUser: { ratio: ['salesPerUser', 'users'] },
    held: { ratio: ['balance', 'users'] },
    week: { cumulative: { of: 'sales', window: { n: 7, unit: 'day' } } },
    growth: {
      derived: 'amount - before',
      inputs: { before: { of: 'amount', shift: { n: 1, unit: 'month' } } },
    },
    smallBalance: { filtered: { of: 'balance', where: 'amount < 500' } },
    smallPerUser: { filtered: { of: 'salesPerUser', where: 'amount < 500' } },
  },
  access: { analyst: { rows: 'all' } },
};

function catalogOf(): Catalog {
  const measure = (result: string, ...args: readonly string[]) => ({ args, result });
  const { catalog, issues } = defineCatalog([SPEC], {
    dimensions: new Map([
      ['sales.id', 'UInt32'],
      ['sales.at', "DateTime('UTC')"],
      ['sales.day', 'Date'],
      ['sales.userId', 'String'],
      ['sales.country', 'Nullable(String)'],
    ]),
    measures: new Map([
      ['sales.sales', measure('UInt64')],
      ['sales.users', measure('UInt64', 'String')],
      ['sales.opening', measure('UInt32', 'UInt32')],
      ...['amount', 'balance', 'snapshot', 'firstSnapshot', 'meanDay', 'meanInstant'].map((name) => [`sales.${name}`, measure('UInt64', 'UInt32')] as const), // prettier-ignore
    ]),
  });
  expect(issues).toEqual([]);
  return catalog;
}

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of seriesStatements(sales, sales.slice(0, 1))) await warehouse.write(statement);
  asker = new CatalogAsker(catalogOf(), warehouse, new Date('2024-05-15T11:30:00Z'));
});
afterAll(() => warehouse.close());

type Rows = readonly Sale[];
/** The number of rows of a window, for those of a group. */
type Meaning = (rows: Rows, inGroup: (row: Sale) => boolean) => number | null;

const DAY = 86_400_000;
const dayOf = ({ at }: Sale) => at.slice(0, 10);
const plus = (day: string, n: number) => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10);
const plusMonth = (day: string, n: number) => { const [y, m] = day.split('-').map(Number) as [number, number]; return new Date(Date.UTC(y, m - 1 + n, 1)).toISOString().slice(0, 10); }; // prettier-ignore
const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const weekOf = (day: string) => plus(day, -((new Date(day).getUTCDay() + 6) % 7));
const sum = (numbers: readonly number[]) =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]) => (numbers.length === 0 ? null : (sum(numbers) as number) / numbers.length); // prettier-ignore
const amounts = (rows: Rows) => rows.map(({ amount }) => amount);
function parts<T>(rows: readonly T[], key: (row: T) => string): readonly T[][] {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return [...found.values()];
}
const isLater = (a: Sale, b: Sale) => a.at > b.at || (a.at === b.at && a.id > b.id);
const lastOf = (rows: Rows) => parts(rows, ({ user }) => user).map((own) => own.reduce((a, b) => (isLater(a, b) ? a : b))); // prettier-ignore
const firstOf = (rows: Rows) => parts(rows, ({ user }) => user).map((own) => own.reduce((a, b) => (isLater(a, b) ? b : a))); // prettier-ignore
const ofDay = (rows: Rows, pick: (days: readonly string[]) => string | undefined) => { const day = pick(rows.map(dayOf).sort()); return rows.filter((row) => dayOf(row) === day); }; // prettier-ignore
const max = (numbers: readonly number[]) => (numbers.length === 0 ? null : Math.max(...numbers));
const perUser = (rows: Rows) => parts(rows, ({ user }) => user);
const ratio = (a: number | null, b: number) => (a === null || b === 0 ? null : a / b);
const users = (rows: Rows) => new Set(rows.map(({ user }) => user)).size;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  balance: (rows, inGroup) => sum(amounts(lastOf(rows).filter(inGroup))),
  opening: (rows, inGroup) => max(amounts(firstOf(rows).filter(inGroup))),
  snapshot: (rows, inGroup) => sum(amounts(ofDay(rows, (days) => days.at(-1)).filter(inGroup))),
  firstSnapshot: (rows, inGroup) => sum(amounts(ofDay(rows, (days) => days[0]).filter(inGroup))),
  meanDay: (rows, inGroup) => mean(parts(rows.filter(inGroup), dayOf).map((own) => sum(amounts(own)) as number)), // prettier-ignore
  meanInstant: (rows, inGroup) => mean(parts(rows.filter(inGroup), ({ at }) => at).map((own) => sum(amounts(own)) as number)), // prettier-ignore
  salesPerUser: (rows, inGroup) => mean(perUser(rows.filter(inGroup)).map(({ length }) => length)),
  bestMean: (rows, inGroup) => max(perUser(rows.filter(inGroup)).map((own) => mean(amounts(own)) as number)),
  perSale: (rows, inGroup) => mean(amounts(rows.filter(inGroup))),
  perUser: (rows, inGroup) => ratio(mean(perUser(rows.filter(inGroup)).map(({ length }) => length)), users(rows.filter(inGroup))), // prettier-ignore
  held: (rows, inGroup) => ratio(sum(amounts(lastOf(rows).filter(inGroup))), users(rows.filter(inGroup))),
  smallBalance: (rows, inGroup) => sum(amounts(lastOf(rows.filter(({ amount }) => amount < 500)).filter(inGroup))), // prettier-ignore
  smallPerUser: (rows, inGroup) => mean(perUser(rows.filter((row) => row.amount < 500 && inGroup(row))).map(({ length }) => length)), // prettier-ignore
};

const RANGE = { from: '2023-11-10', to: '2024-03-20' };
type Ask = Pick<MetricQuery['select'] extends readonly (infer S)[] | undefined ? S : never, 'window' | 'toDate' | 'calculate' | 'shift'>; // prettier-ignore

/** Days of a window that ends with (or, where it begins, lies after) a day: half open. */
type WindowOf = (day: string) => readonly [string, string];
const FRAMES: Readonly<Record<string, { readonly ask: Ask; readonly of: WindowOf }>> = {
  'the last ten days': {
    ask: { window: { trailing: { n: 10, unit: 'DAY' } } },
    of: (day) => [plus(day, -9), plus(day, 1)],
  },
  'three days around': {
    ask: { window: { trailing: { n: 2, unit: 'DAY' }, leading: { n: 1, unit: 'DAY' } } },
    of: (day) => [plus(day, -1), plus(day, 2)],
  },
  'the month to date': { ask: { toDate: 'MONTH' }, of: (day) => [monthOf(day), plus(day, 1)] },
  'all before': { ask: { window: { trailing: 'ALL' } }, of: (day) => ['2000-01-01', plus(day, 1)] },
  'all until two days later': {
    ask: { window: { trailing: 'ALL', leading: { n: 2, unit: 'DAY' } } },
    of: (day) => ['2000-01-01', plus(day, 3)],
  },
  'all that follows': {
    ask: { window: { trailing: { n: 3, unit: 'DAY' }, leading: 'ALL' } },
    of: (day) => [plus(day, -2), '2100-01-01'],
  },
  'so far': { ask: { calculate: 'RUNNING_TOTAL' }, of: (day) => [RANGE.from, plus(day, 1)] },
  'a month': { ask: { window: { trailing: { n: 1, unit: 'MONTH' } } }, of: (day) => [backMonth(plus(day, 1)), plus(day, 1)] }, // prettier-ignore
};
function backMonth(day: string): string {
  const first = plusMonth(day, -1);
  const last = plus(plusMonth(day, 0), -1);
  const same = `${first.slice(0, 8)}${day.slice(8)}`;
  return same > last ? last : same;
}

const DAYS: readonly string[] = (() => {
  const days: string[] = [];
  for (let day = RANGE.from; day < RANGE.to; day = plus(day, 1)) days.push(day);
  return days;
})();
const inWindow = (day: string, of: WindowOf) => {
  const [from, to] = of(day);
  // What happens after the range has not happened to a running total, and to no other window of it.
  return sales.filter((row) => dayOf(row) >= from && dayOf(row) < to);
};

const rounded = (value: ResultValue | number | undefined) =>
  value === null || value === undefined ? null : Number(Number(value).toFixed(6));

/** Values by key, without those that are unknown. */
function known(
  entries: Iterable<readonly [string, ResultValue | number | undefined]>,
): Record<string, number> {
  return Object.fromEntries([...entries].map(([key, value]) => [key, rounded(value)] as const).filter((entry): entry is [string, number] => entry[1] !== null)); // prettier-ignore
}

async function answer(query: Omit<MetricQuery, 'dataset' | 'view'>): Promise<Record<string, number>> {
  const asked: MetricQuery = {
    dataset: 'sales',
    view: 'rows',
    limit: 10_000,
    time: { range: RANGE },
    ...query,
  };
  try {
    const rows = await asker.ask(asked);
    return known(rows.map((row) => [Object.entries(row).filter(([key]) => key !== 'value').map(([, each]) => String(each)).join(' '), row.value])); // prettier-ignore
  } catch (error) {
    throw new Error(`${String((error as Error & { cause?: unknown }).cause ?? error)}\n${asker.compile(asked).statement.text}`); // prettier-ignore
  }
}

const everyone = () => true;
const GROUPS = ['DE', 'AT', 'FR', 'null'];

describe.each(Object.entries(MEANINGS))('%s over', (field, meaning) => {
  it.each(Object.entries(FRAMES))('%s, by days', async (_, { ask, of }) => {
    const made = await answer({
      select: [
        { field: 'at', grain: 'DAY' },
        { field, as: 'value', ...ask },
      ],
    });
    const expected = known(DAYS.map((day) => [day, meaning(inWindow(day, of), everyone)]));
    expect(made).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(20);
  });

  it.each(Object.entries(FRAMES))('%s, at the end of each week, by country', async (_, { ask, of }) => {
    const made = await answer({ select: [{ field: 'at', grain: 'WEEK' }, { field: 'country' }, { field, as: 'value', ...ask }] }); // prettier-ignore
    const ends = parts(DAYS, weekOf).map((days) => days.at(-1) as string);
    const expected = known(ends.flatMap((day) => GROUPS.map((country) => [`${weekOf(day)} ${country}`, meaning(inWindow(day, of), (row) => String(row.country) === country)] as const))); // prettier-ignore
    expect(made).toEqual(expected);
  });

  it.each(['FIRST', 'LAST', 'AVERAGE'] as const)('the last four days, the %s of each month', async (show) => {
    const of: WindowOf = (day) => [plus(day, -3), plus(day, 1)];
    const made = await answer({ select: [{ field: 'at', grain: 'MONTH' }, { field: 'country' }, { field, as: 'value', window: { trailing: { n: 4, unit: 'DAY' }, show } }] }); // prettier-ignore
    const expected = known(
      parts(DAYS, monthOf).flatMap((days) =>
        GROUPS.map((country) => {
          const values = days.map((day) => meaning(inWindow(day, of), (row) => String(row.country) === country)).filter((value) => value !== null); // prettier-ignore
          const value = { FIRST: values[0], LAST: values.at(-1), AVERAGE: mean(values) }[show];
          return [`${monthOf(days[0] as string)} ${country}`, value] as const;
        }),
      ),
    );
    expect(made).toEqual(expected);
  });

  it('the last ten days of the range', async () => {
    const made = await answer({ view: 'totals', select: [{ field, as: 'value', window: { trailing: { n: 10, unit: 'DAY' } } }] } as never); // prettier-ignore
    const [expected] = [
      meaning(inWindow('2024-03-19', FRAMES['the last ten days']?.of as WindowOf), everyone),
    ];
    expect(made).toEqual(known([['', expected]]));
  });

  it('the average of the last four days, a week ago', async () => {
    const of: WindowOf = (day) => [plus(day, -3), plus(day, 1)];
    const made = await answer({ select: [{ field: 'at', grain: 'WEEK' }, { field, as: 'value', window: { trailing: { n: 4, unit: 'DAY' }, show: 'AVERAGE' }, shift: { n: 1, unit: 'WEEK' } }] }); // prettier-ignore
    const shifted = DAYS.map((day) => plus(day, -7));
    const expected = known(parts(shifted, weekOf).map((days) => [plus(weekOf(days[0] as string), 7), mean(days.map((day) => meaning(inWindow(day, of), everyone)).filter((value) => value !== null))] as const)); // prettier-ignore
    expect(made).toEqual(expected);
  });
});

describe('numbers per entity', () => {
  const day = { field: 'at', grain: 'DAY' } as const;
  const per = (value: (user: string, day: string) => number | null, then: (numbers: readonly number[]) => number | null) => known(DAYS.map((each) => [each, then([...new Set(sales.map(({ user }) => user))].map((user) => value(user, each)).filter((number) => number !== null))])); // prettier-ignore
  const ofUser = (user: string, from: string, to: string) => sales.filter((row) => row.user === user && dayOf(row) >= from && dayOf(row) < to); // prettier-ignore

  it('may be over windows', async () => {
    const expected = per((user, each) => ofUser(user, plus(each, -6), plus(each, 1)).length || null, mean);
    expect(await answer({ select: [day, { field: 'weekPerUser', as: 'value' }] })).toEqual(expected);
  });

  it('may compare other times, of whoever is there at either', async () => {
    const select = [
      { field: 'at', grain: 'MONTH' },
      { field: 'growthPerUser', as: 'value' },
    ] as const;
    const made = await answer({ select, time: { range: { from: '2023-12-01', to: '2024-03-01' } } });
    const months = ['2023-12-01', '2024-01-01', '2024-02-01'];
    const growth = (user: string, month: string) => {
      const [now, before] = [month, plusMonth(month, -1)].map((from) => sum(amounts(ofUser(user, from, plusMonth(from, 1))))); // prettier-ignore
      return now === null || now === undefined || before === null || before === undefined ? null : now - before; // prettier-ignore
    };
    const users = [...new Set(sales.map(({ user }) => user))];
    expect(made).toEqual(known(months.map((month) => [month, sum(users.map((user) => growth(user, month)).filter((value) => value !== null))]))); // prettier-ignore
  });

  it('may be levels, in windows too', async () => {
    const expected = per((user, each) => sum(amounts(lastOf(ofUser(user, each, plus(each, 1))))), max);
    expect(await answer({ select: [day, { field: 'balancePerUser', as: 'value' }] })).toEqual(expected);
    const week = per((user, each) => sum(amounts(lastOf(ofUser(user, plus(each, -6), plus(each, 1))))), max);
    const window = { trailing: { n: 7, unit: 'DAY' } } as const;
    expect(await answer({ select: [day, { field: 'balancePerUser', as: 'value', window }] })).toEqual(week);
  });

  it('have a change, and a filter of their own at other times', async () => {
    const small = (each: string) => MEANINGS['smallPerUser']?.(inWindow(each, (at) => [at, plus(at, 1)]), everyone) ?? null; // prettier-ignore
    const expected = known(DAYS.map((each) => { const [now, before] = [small(each), small(plus(each, -7))]; return [each, now === null || before === null ? null : (now - before) / before]; })); // prettier-ignore
    const select = [day, { field: 'smallPerUser', as: 'value', calculate: 'PERCENT_CHANGE', shift: { n: 7, unit: 'DAY' } }] as const; // prettier-ignore
    expect(await answer({ select })).toEqual(expected);
  });

  it('are not kept apart in more buckets than can be made', () => {
    const window = { trailing: { n: 5000, unit: 'DAY' } } as const;
    for (const field of ['balance', 'salesPerUser'])
      expect(() => asker.compile({ dataset: 'sales', view: 'rows', select: [day, { field, window }], time: { range: RANGE } })).toThrow('kept apart for each entity, in each DAY of about 5000'); // prettier-ignore
  });
});

describe('levels', () => {
  it('change, in percent', async () => {
    const day = { field: 'at', grain: 'DAY' } as const;
    const at = (each: string) => sum(amounts(lastOf(sales.filter((row) => dayOf(row) < plus(each, 1)))));
    const expected = known(DAYS.map((each) => [each, ((at(each) ?? 0) - (at(plus(each, -1)) ?? 0)) / (at(plus(each, -1)) ?? 1)])); // prettier-ignore
    const select = [day, { field: 'balance', as: 'value', window: { trailing: 'ALL' }, calculate: 'PERCENT_CHANGE' }] as const; // prettier-ignore
    expect(await answer({ select })).toEqual(expected);
  });
});
