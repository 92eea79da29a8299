import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import type { CalendarUnit } from '../../src/metrics/resolve/calendar.js';
import type { Frame, ResolvedShift } from '../../src/metrics/resolve/resolvedQuery.js';
import { openTestWarehouse } from '../support/embedded.js';
import { SeriesAsker } from '../support/series/seriesAsker.js';
import { makeSales, seriesStatements, type Sale } from '../support/series/seriesFixture.js';
import { expectedSeries } from '../support/series/seriesReference.js';

/** Numbers over other times, against what a slow reference counts. */
const sales = makeSales();
let warehouse: Warehouse;
let asker: SeriesAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of seriesStatements(sales, makeSales(20))) await warehouse.write(statement);
  asker = new SeriesAsker(warehouse);
});
afterAll(() => warehouse.close());

const back = (n: number, unit: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'): ResolvedShift => ({ kind: 'back', span: { n, unit } }); // prettier-ignore
const startOf = (grain: CalendarUnit): ResolvedShift => ({ kind: 'startOf', grain });
const range = (from: string, to: string): ResolvedShift => ({ kind: 'range', from: Date.parse(`${from}T00:00Z`), to: Date.parse(`${to}T00:00Z`) }); // prettier-ignore
type WindowFrame = Extract<Frame, { kind: 'window' }>;
const window = (trailing: WindowFrame['trailing'], more: Partial<WindowFrame> = {}): Frame => ({ kind: 'window', trailing, leading: undefined, anchor: 'END', ...more }); // prettier-ignore
const days = (n: number) => ({ n, unit: 'DAY' as const });
const toDate = (grain: CalendarUnit, show?: 'FIRST' | 'LAST' | 'AVERAGE'): Frame => ({ kind: 'toDate', grain, show }); // prettier-ignore

const MEASURES: Readonly<Record<string, (rows: readonly Sale[]) => number>> = {
  sales: (rows) => rows.length,
  amount: (rows) => rows.reduce((sum, { amount }) => sum + amount, 0),
  users: (rows) => new Set(rows.map(({ user }) => user)).size,
  largest: (rows) => Math.max(...rows.map(({ amount }) => amount)),
  mean: (rows) => rows.reduce((sum, { amount }) => sum + amount, 0) / rows.length,
};

interface Case {
  readonly name: string;
  readonly shown?: CalendarUnit;
  /** Buckets at which it must be counted; days unless all is months. */
  readonly base?: CalendarUnit;
  readonly dates?: readonly [string, string];
  readonly frame?: Frame;
  readonly shifts?: readonly ResolvedShift[];
}

const CASES: readonly Case[] = [
  { name: 'a week back', shifts: [back(7, 'DAY')] },
  { name: 'a week back, in weeks', shown: 'WEEK', base: 'DAY', shifts: [back(7, 'DAY')] },
  { name: 'a week ahead', shifts: [back(-1, 'WEEK')] },
  { name: 'a month back, by days', shifts: [back(1, 'MONTH')] },
  { name: 'a month ahead, by days', shifts: [back(-1, 'MONTH')] },
  { name: 'a month back in March, whose last days look at one', dates: ['2024-03-20', '2024-04-05'], shifts: [back(1, 'MONTH')] },
  { name: 'a month back, by weeks', shown: 'WEEK', shifts: [back(1, 'MONTH')], dates: ['2024-02-20', '2024-04-05'] },
  { name: 'a month ahead, by weeks', shown: 'WEEK', shifts: [back(-1, 'MONTH')], dates: ['2024-01-20', '2024-04-05'] },
  { name: 'a quarter back, by weeks', shown: 'WEEK', shifts: [back(1, 'QUARTER')], dates: ['2024-01-20', '2024-06-05'] },
  { name: 'a month back, by months that are counted in days', shown: 'MONTH', shifts: [back(1, 'MONTH'), back(1, 'WEEK')], dates: ['2024-01-01', '2024-05-01'] },
  { name: 'the last three days at the end of the month before', shown: 'MONTH', frame: window(days(3)), shifts: [back(1, 'MONTH')], dates: ['2024-01-01', '2024-05-01'] },
  { name: 'the last three days of the month before, averaged', shown: 'MONTH', frame: window(days(3), { show: 'AVERAGE' }), shifts: [back(1, 'MONTH')], dates: ['2024-01-01', '2024-05-01'] },
  { name: 'the last three days that there were in the month before', shown: 'MONTH', frame: window(days(3), { show: 'LAST' }), shifts: [back(1, 'MONTH')], dates: ['2024-01-01', '2024-05-01'] },
  { name: 'week to date, the last that there was in the month before', shown: 'MONTH', frame: toDate('WEEK', 'LAST'), shifts: [back(1, 'MONTH')], dates: ['2024-01-01', '2024-05-01'] },
  { name: 'running a month ago, by weeks', shown: 'WEEK', frame: { kind: 'running' }, shifts: [back(1, 'MONTH')], dates: ['2024-01-29', '2024-05-06'] },
  { name: 'month to date a month ago, by weeks', shown: 'WEEK', frame: toDate('MONTH'), shifts: [back(1, 'MONTH')], dates: ['2024-01-29', '2024-05-06'] },
  { name: 'a month back, by months', shown: 'MONTH', base: 'MONTH', dates: ['2024-01-01', '2024-05-01'], shifts: [back(1, 'MONTH')] },
  { name: 'a quarter back, by months', shown: 'MONTH', base: 'MONTH', dates: ['2024-01-01', '2024-05-01'], shifts: [back(1, 'QUARTER')] },
  { name: 'two shifts after each other', shifts: [back(1, 'MONTH'), back(3, 'DAY')] },
  { name: 'a shift of months behind one of days', shown: 'WEEK', shifts: [back(3, 'DAY'), back(1, 'MONTH')] },
  { name: 'the start of the month', shifts: [startOf('MONTH')] },
  { name: 'the start of the quarter, by months', shown: 'MONTH', base: 'MONTH', dates: ['2024-01-01', '2024-06-01'], shifts: [startOf('QUARTER')] },
  { name: 'another range, as long', shifts: [range('2023-10-05', '2023-11-03')] },
  { name: 'another range, longer', shifts: [range('2023-10-05', '2024-02-03')] },
  { name: 'another range, shorter, by months', shown: 'MONTH', base: 'MONTH', dates: ['2024-02-01', '2024-05-01'], shifts: [range('2023-10-01', '2023-12-01')] },
  { name: 'the last seven days', frame: window(days(7)) },
  { name: 'a day', frame: window(days(1)) },
  { name: 'the three days before', frame: window(days(3), { anchor: 'START' }) },
  { name: 'the next three days', frame: window(days(0), { leading: days(3) }) },
  { name: 'around the start', frame: window(days(2), { leading: days(2), anchor: 'START' }) },
  { name: 'the last month, by days', frame: window({ n: 1, unit: 'MONTH' }) },
  { name: 'the last month, at the first of each week', shown: 'WEEK', frame: window({ n: 1, unit: 'MONTH' }, { show: 'FIRST' }) },
  { name: 'the last seven days, at the end of each week', shown: 'WEEK', frame: window(days(7)) },
  { name: 'the last seven days, averaged by month', shown: 'MONTH', dates: ['2024-01-01', '2024-04-01'], frame: window(days(7), { show: 'AVERAGE' }) },
  { name: 'the last seven days, first of the month', shown: 'MONTH', dates: ['2024-01-01', '2024-04-01'], frame: window(days(7), { show: 'FIRST' }) },
  { name: 'the last two months, by months', shown: 'MONTH', base: 'MONTH', dates: ['2024-01-01', '2024-05-01'], frame: window({ n: 2, unit: 'MONTH' }) },
  { name: 'the last two weeks, at the end of each month', shown: 'MONTH', dates: ['2023-12-01', '2024-05-10'], frame: window(days(14)) },
  { name: 'the last three days, at the end of each month', shown: 'MONTH', dates: ['2023-12-01', '2024-05-10'], frame: window(days(3)) },
  { name: 'the last three days that there were in each month', shown: 'MONTH', dates: ['2023-12-01', '2024-05-10'], frame: window(days(3), { show: 'LAST' }) },
  { name: 'the last month that there was in each month', shown: 'MONTH', dates: ['2023-12-01', '2024-05-10'], frame: window({ n: 1, unit: 'MONTH' }, { show: 'LAST' }) },
  { name: 'the three days before each month', shown: 'MONTH', dates: ['2023-12-10', '2024-05-10'], frame: window(days(3), { anchor: 'START' }) },
  { name: 'the three days after each week', shown: 'WEEK', frame: window(days(0), { leading: days(3) }) },
  { name: 'the last three days at the end of the week a month ago', shown: 'WEEK', frame: window(days(3)), shifts: [back(1, 'MONTH')] },
  { name: 'the last three days at the end of the week, of another range', shown: 'WEEK', frame: window(days(3)), shifts: [range('2023-10-05', '2024-02-03')] },
  { name: 'all before the start of each week, by days', shown: 'WEEK', base: 'DAY', frame: window('ALL', { anchor: 'START', leading: days(1) }) },
  { name: 'all before', frame: window('ALL') },
  { name: 'all before the start', frame: window('ALL', { anchor: 'START' }) },
  { name: 'all until three days later', frame: window('ALL', { leading: days(3) }) },
  { name: 'all before, by weeks', shown: 'WEEK', base: 'WEEK', dates: ['2024-01-29', '2024-03-04'], frame: window('ALL') },
  { name: 'all before, averaged by week', shown: 'WEEK', frame: window('ALL', { show: 'AVERAGE' }) },
  { name: 'all after', frame: window(days(0), { leading: 'ALL' }) },
  { name: 'month to date', frame: toDate('MONTH') },
  { name: 'week to date, by months', shown: 'MONTH', dates: ['2024-01-01', '2024-04-01'], frame: toDate('WEEK') },
  { name: 'month to date, by weeks', shown: 'WEEK', frame: toDate('MONTH') },
  { name: 'month to date, the first of each week', shown: 'WEEK', frame: toDate('MONTH', 'FIRST') },
  { name: 'year to date, by months', shown: 'MONTH', base: 'MONTH', dates: ['2023-11-01', '2024-05-01'], frame: toDate('YEAR') },
  { name: 'month to date a month ago', frame: toDate('MONTH'), shifts: [back(1, 'MONTH')] },
  { name: 'running', frame: { kind: 'running' } },
  { name: 'running, by weeks', shown: 'WEEK', base: 'WEEK', dates: ['2024-01-01', '2024-03-04'], frame: { kind: 'running' } },
  { name: 'running in the range before', frame: { kind: 'running' }, shifts: [range('2023-12-23', '2024-01-28')] },
  { name: 'the last seven days a week ago', frame: window(days(7)), shifts: [back(1, 'WEEK')] },
  { name: 'the last seven days a month ago, by weeks', shown: 'WEEK', frame: window(days(7)), shifts: [back(1, 'MONTH')] },
  { name: 'the last seven days at the start of the month', frame: window(days(7)), shifts: [startOf('MONTH')] },
]; // prettier-ignore

describe('numbers over other times', () => {
  it.each(CASES)(
    '$name',
    async ({ shown = 'DAY', base, dates = ['2024-01-28', '2024-03-05'], frame, shifts = [] }) => {
      const [from, to] = dates;
      for (const zone of ['UTC', 'America/Sao_Paulo']) {
        for (const byCountry of [false, true]) {
          const measures = Object.keys(MEASURES);
          const asked = {
            time: { range: { from, to } },
            timezone: zone,
            select: [
              { field: 'at', grain: shown },
              ...(byCountry ? [{ field: 'country' }] : []),
              ...measures.map((field) => ({ field })),
            ],
          };
          const moved = shifts.map((shift) => inZone(shift, zone));
          const rows = await asker.ask({
            ...asked,
            series: Object.fromEntries(measures.map((measure) => [measure, { frame, shifts: moved }])),
          });
          for (const [measure, value] of Object.entries(MEASURES)) {
            const made = rows.map((row) => [byCountry ? `${String(row['at'])} ${String(row['country'])}` : row['at'], number(row[measure])]); // prettier-ignore
            const expected = expectedSeries({ sales, zone, from, to, shown, base: base ?? 'DAY', byCountry, shifts, value, ...(frame === undefined ? {} : { frame }) }); // prettier-ignore
            expect(sorted(made), asker.compile({ ...asked, series: Object.fromEntries(measures.map((each) => [each, { frame, shifts: moved }])) }).text).toEqual(
            sorted([...expected].map(([key, each]) => [key, number(each)])),
          ); // prettier-ignore
          }
        }
      }
    },
  );
});

/** Rows of a span of time, half open. */
const between = (from: number, to: number) =>
  sales.filter(({ at }) => {
    const instant = Date.parse(`${at.replace(' ', 'T')}Z`);
    return instant >= from && instant < to;
  });
const DAY = 86_400_000;
const inRange = { range: { from: '2024-01-28', to: '2024-03-05' } };
const [FROM, TO] = [Date.UTC(2024, 0, 28), Date.UTC(2024, 2, 5)];

/** What there is, in order of the buckets; a bucket without rows is not there. */
const counts = (groups: readonly (readonly [unknown, readonly Sale[]])[]) =>
  groups.filter(([, rows]) => rows.length > 0).map(([at, rows]) => [at, rows.length]);
const asked = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.map(({ at, sales: count }) => [at, Number(count)]); // prettier-ignore

describe('grains of the catalog', () => {
  const ask = async (grain: string, series: { frame?: Frame; shifts?: readonly ResolvedShift[] }, time: object | null = inRange) =>
    asked(await asker.ask({ ...(time === null ? {} : { time }), select: [{ field: 'at', grain }, { field: 'sales' }], orderBy: [{ at: 'ASC' }], series: { sales: series } })); // prettier-ignore

  const sprints = Array.from({ length: 40 }, (_, index) => Date.UTC(2023, 8, 5) + index * 10 * DAY).filter((at) => at > FROM - 10 * DAY && at < TO); // prettier-ignore
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);

  it('has windows at the ends of its intervals, cut by the range', async () => {
    const ends = sprints.map((at) => [day(at), between(Math.min(at + 10 * DAY, TO) - 3 * DAY, Math.min(at + 10 * DAY, TO))] as const); // prettier-ignore
    expect(await ask('sprint', { frame: window(days(3)) })).toEqual(counts(ends));
  });

  it('has windows before the starts of its intervals', async () => {
    const starts = sprints.map((at) => [day(at), between(Math.max(at, FROM) - 3 * DAY, Math.max(at, FROM))] as const); // prettier-ignore
    expect(await ask('sprint', { frame: window(days(3), { anchor: 'START' }) })).toEqual(counts(starts));
  });

  it('is seen through shifts', async () => {
    const before = sprints.map((at) => [day(at), between(Math.max(at, FROM) - 7 * DAY, Math.min(at + 10 * DAY, TO) - 7 * DAY)] as const); // prettier-ignore
    expect(await ask('sprint', { shifts: [back(1, 'WEEK')] })).toEqual(counts(before));
  });

  it('has windows over intervals that begin at an hour, with a range or without', async () => {
    const starts = Array.from({ length: 9 }, (_, index) => [Date.UTC(2023, 7 + 2 * index, 1, 10), Date.UTC(2023, 9 + 2 * index, 1, 10)] as const); // prettier-ignore
    const text = (at: number) => new Date(at).toISOString().replace('.000', '');
    const two = { n: 2, unit: 'MONTH' } as const;
    const trailing = starts.map(([at, end]) => [text(at), between(at, end)] as const);
    expect(await ask('shift', { frame: window(two) }, null)).toEqual(counts(trailing));
    const leading = starts.map(([at, end], index) => [text(at), between(end, starts[index + 1]?.[1] ?? end)] as const); // prettier-ignore
    const wide = { range: { from: text(starts[0]?.[0] as number), to: text(starts.at(-1)?.[1] as number) } };
    expect(await ask('shift', { frame: window({ n: 0, unit: 'DAY' }, { leading: two }) }, wide)).toEqual(counts(leading)); // prettier-ignore
    const shifted = starts.map(([at, end]) => [text(at), between(at - 7 * DAY, end - 7 * DAY)] as const);
    expect(await ask('shift', { shifts: [back(1, 'WEEK')] }, wide)).toEqual(counts(shifted));
  });

  it.each([
    ['with a range', inRange],
    ['without one', null],
  ])('has windows at the last days of the buckets of a calendar, %s', async (_, time) => {
    const all = Array.from({ length: 366 }, (__, index) => Date.UTC(2024, 0, 1) + index * DAY);
    const shown = all.filter((at) => time === null || (at >= FROM && at < TO));
    const seasonOf = (at: number) => (new Date(at).getUTCDay() === 0 ? null : `s${Math.floor((at - Date.UTC(2024, 0, 1)) / (28 * DAY))}`); // prettier-ignore
    const last = new Map(shown.map((at) => [seasonOf(at), at]));
    const expected = counts([...last].filter(([season]) => season !== null).map(([season, at]) => [season, between(at - 2 * DAY, at + DAY)])); // prettier-ignore
    const rows = await ask('season', { frame: window(days(3)) }, time);
    expect(sorted(rows.filter(([season]) => season !== null))).toEqual(sorted(expected));
  });

  it('is not looked through by a window that is open ahead', async () => {
    const select = [{ field: 'at', grain: 'season' }, { field: 'sales', window: { trailing: days(2), leading: 'ALL' as const }, shift: { n: 1, unit: 'quarter' } }]; // prettier-ignore
    await expect(asker.ask({ time: inRange, select })).rejects.toThrow(/open ahead/);
  });

  it('has windows at the last of all Mondays of the range', async () => {
    const last = new Map(Array.from({ length: (TO - FROM) / DAY }, (_, index) => FROM + index * DAY).map((at) => [new Date(at).getUTCDay() || 7, at])); // prettier-ignore
    const rows = await asker.ask({ time: inRange, select: [{ field: 'at', part: 'DAY_OF_WEEK' }, { field: 'sales' }], series: { sales: { frame: window(days(2)) } } }); // prettier-ignore
    expect(sorted(asked(rows))).toEqual(sorted(counts([...last].map(([part, at]) => [part, between(at - DAY, at + DAY)])))); // prettier-ignore
  });
});

/** The same days, as instants of another zone: that one is three hours behind. */
function inZone(shift: ResolvedShift, zone: string): ResolvedShift {
  const hours = zone === 'UTC' ? 0 : 3;
  return shift.kind === 'range' ? { ...shift, from: shift.from + hours * 3_600_000, to: shift.to + hours * 3_600_000 } : shift; // prettier-ignore
}

function number(value: unknown): number | null {
  return value === null ? null : Number(Number(value).toPrecision(12));
}

function sorted(rows: readonly unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
}
