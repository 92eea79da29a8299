import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import type { Dataset, Measure } from '../../src/metrics/catalog/definitions.js';
import type {
  DimensionField,
  MeasureNode,
  ResolvedQuery,
  Series,
  SeriesRows,
} from '../../src/metrics/resolve/resolvedQuery.js';
import { openTestWarehouse } from '../support/embedded.js';
import { SeriesAsker, timeOf, type Asked } from '../support/series/seriesAsker.js';
import { makeSales, seriesStatements, type Sale } from '../support/series/seriesFixture.js';

/** Numbers over other rows and other levels, against answers computed plainly. */
const sales = makeSales();
/** Sign-ups of the same users, a few hours or days after their sales. */
const signups: readonly Sale[] = sales
  .filter(({ id }) => id % 3 === 0)
  .map((sale, index) => ({
    ...sale,
    at: later(sale.at, ((index * 7) % 90) * 3_600_000),
    country: index % 5 === 0 ? null : sale.country,
  }));
let warehouse: Warehouse;
let asker: SeriesAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of seriesStatements(sales, signups)) await warehouse.write(statement);
  asker = new SeriesAsker(warehouse);
});
afterAll(() => warehouse.close());

const FEBRUARY = { from: '2024-02-01', to: '2024-03-01' };
const time = { range: FEBRUARY };
const within = (rows: readonly Sale[], { from, to } = FEBRUARY) =>
  rows.filter(({ at }) => at >= from && at < to);
const monthOf = ({ at }: Sale) => `${at.slice(0, 7)}-01`;
const dayOf = ({ at }: Sale) => at.slice(0, 10);
const total = (rows: readonly Sale[]) => rows.reduce((sum, { amount }) => sum + amount, 0);

function groupBy(rows: readonly Sale[], key: (row: Sale) => unknown): Map<string, Sale[]> {
  const groups = new Map<string, Sale[]>();
  for (const row of rows) groups.set(String(key(row)), [...(groups.get(String(key(row))) ?? []), row]);
  return groups;
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(`${at.replace(' ', 'T')}Z`) + milliseconds)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ');
}

function field(dataset: Dataset, name: string): DimensionField {
  const dimension = dataset.dimensions.get(name);
  if (dimension === undefined) throw new TypeError(name);
  return { path: [], dataset, dimension };
}

/** Puts rows on a leaf. */
function withRows(rows: (dataset: Dataset) => SeriesRows, more: Partial<Series> = {}) {
  return (node: MeasureNode, resolved: ResolvedQuery): MeasureNode =>
    node.kind === 'aggregate'
      ? {
          ...node,
          series: {
            time: timeOf(resolved),
            range: resolved.time,
            shifts: [],
            rows: rows(resolved.dataset),
            ...more,
          },
        }
      : node;
}

const lastPer = (per: readonly string[], take: 'first' | 'last' = 'last', ties: 'one' | 'all' = 'one') => (dataset: Dataset): SeriesRows => ({
  kind: 'semiAdditive', over: field(dataset, 'at'), take, ties, per: per.map((name) => field(dataset, name)),
}); // prettier-ignore

/** The answer as `first column [second column]` → value. */
async function answers(asked: Asked, value = 'value'): Promise<Record<string, unknown>> {
  const rows = await asker.ask(asked);
  return Object.fromEntries(rows.map((row) => [Object.entries(row).filter(([key]) => key !== value && key !== 'plain').map(([, each]) => String(each)).join(' '), row[value]])); // prettier-ignore
}

function lastOf(rows: readonly Sale[], per: (row: Sale) => string): readonly Sale[] {
  return [...groupBy(rows, per).values()].map((own) =>
    own.reduce((a, b) => (a.at > b.at || (a.at === b.at && a.id > b.id) ? a : b)),
  );
}

describe('semi-additive numbers', () => {
  it('take the last row of each entity of the whole range', async () => {
    const expected = total(lastOf(within(sales), ({ user }) => user));
    expect(await answers({ time, view: 'totals', select: [{ field: 'amount', as: 'value' }], series: { value: withRows(lastPer(['userId'])) } })).toEqual({ '': expected }); // prettier-ignore
  });

  it('take it in every shown bucket, whatever else they are grouped by', async () => {
    const asked: Asked = { time: { range: { from: '2024-01-01', to: '2024-04-01' } }, select: [{ field: 'at', grain: 'MONTH' }, { field: 'country' }, { field: 'amount', as: 'value' }, { field: 'sales', as: 'plain' }], series: { value: withRows(lastPer(['userId'])) } }; // prettier-ignore
    const rows = within(sales, { from: '2024-01-01', to: '2024-04-01' });
    const last = [...groupBy(rows, monthOf).values()].flatMap((own) => lastOf(own, ({ user }) => user));
    const expected = Object.fromEntries([...groupBy(rows, (row) => `${monthOf(row)} ${String(row.country)}`).keys()].map((key) => [key, null as number | null])); // prettier-ignore
    for (const [key, own] of groupBy(last, (row) => `${monthOf(row)} ${String(row.country)}`))
      expected[key] = total(own);
    expect(await answers(asked)).toEqual(expected);
  });

  it('decide among the rows that count', async () => {
    const asked: Asked = { time, where: { amount: undefined, userId: { ne: 'u1' } }, select: [{ field: 'country' }, { field: 'amount', as: 'value', segments: ['large'] }], series: { value: withRows(lastPer(['country'])) } }; // prettier-ignore
    const rows = within(sales).filter(({ amount, user }) => amount > 500 && user !== 'u1');
    const expected = Object.fromEntries(lastOf(rows, ({ country }) => String(country)).map((row) => [String(row.country), row.amount])); // prettier-ignore
    expect(await answers(asked)).toEqual(expected);
  });

  it('take the first, and every one of several at one time', async () => {
    const rows = within(sales);
    const first = rows.map(({ at }) => at).sort()[0];
    const expected = rows.filter(({ at }) => at === first).length;
    expect(await answers({ time, view: 'totals', select: [{ field: 'sales', as: 'value' }], series: { value: withRows(lastPer([], 'first', 'all')) } })).toEqual({ '': expected }); // prettier-ignore
  });

  it('look at other times', async () => {
    const rows = within(sales, { from: '2024-01-01', to: '2024-02-01' });
    const asked: Asked = { time, select: [{ field: 'at', grain: 'MONTH' }, { field: 'amount', as: 'value' }], series: { value: withRows(lastPer(['userId']), { shifts: [{ kind: 'back', span: { n: 1, unit: 'MONTH' } }] }) } }; // prettier-ignore
    expect(await answers(asked)).toEqual({ '2024-02-01': total(lastOf(rows, ({ user }) => user)) });
  });

  it('stand for the week before the end of each day', async () => {
    const asked: Asked = { time, select: [{ field: 'at', grain: 'DAY' }, { field: 'amount', as: 'value' }], series: { value: withRows(lastPer(['userId']), { frame: { kind: 'window', trailing: { n: 7, unit: 'DAY' }, leading: undefined, anchor: 'END', show: 'LAST' } }) } }; // prettier-ignore
    const expected: Record<string, number> = {};
    for (
      let day = '2024-02-01';
      day < '2024-03-01';
      day = later(`${day} 00:00:00`, 86_400_000).slice(0, 10)
    ) {
      const rows = within(sales, { from: later(`${day} 00:00:00`, -6 * 86_400_000), to: later(`${day} 00:00:00`, 86_400_000) }); // prettier-ignore
      if (rows.length > 0) expected[day] = total(lastOf(rows, ({ user }) => user));
    }
    expect(await answers(asked)).toEqual(expected);
  });

  it('are the newest so far', async () => {
    const asked: Asked = { time, select: [{ field: 'at', grain: 'DAY' }, { field: 'amount', as: 'value' }], series: { value: withRows(lastPer(['userId']), { frame: { kind: 'running' } }) } }; // prettier-ignore
    const expected: Record<string, number> = {};
    for (
      let day = '2024-02-01';
      day < '2024-03-01';
      day = later(`${day} 00:00:00`, 86_400_000).slice(0, 10)
    ) {
      const rows = within(sales, { from: '2024-02-01', to: later(`${day} 00:00:00`, 86_400_000) });
      if (rows.length > 0) expected[day] = total(lastOf(rows, ({ user }) => user));
    }
    expect(await answers(asked)).toEqual(expected);
  });
});

describe('numbers per entity', () => {
  const perUser = (dataset: Dataset, name = 'sales'): SeriesRows => ({ kind: 'stage', inner: { kind: 'aggregate', measure: dataset.measures.get(name) as Measure, filter: undefined }, per: [field(dataset, 'userId')] }); // prettier-ignore
  const meanOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

  it('are aggregated once more', async () => {
    const asked: Asked = { time, select: [{ field: 'country' }, { field: 'mean', as: 'value' }], series: { value: withRows((dataset) => perUser(dataset)) } }; // prettier-ignore
    const expected = Object.fromEntries([...groupBy(within(sales), ({ country }) => country)].map(([country, rows]) => [country, meanOf([...groupBy(rows, ({ user }) => user).values()].map(({ length }) => length))])); // prettier-ignore
    const made = await answers(asked);
    expect(Object.keys(made).sort()).toEqual(Object.keys(expected).sort());
    for (const [country, mean] of Object.entries(expected)) expect(made[country]).toBeCloseTo(mean, 9);
  });

  it('are those of another time, and of the rows that count', async () => {
    const asked: Asked = { time, select: [{ field: 'at', grain: 'MONTH' }, { field: 'largest', as: 'value', segments: ['large'] }], series: { value: withRows((dataset) => perUser(dataset, 'amount'), { shifts: [{ kind: 'back', span: { n: 1, unit: 'MONTH' } }] }) } }; // prettier-ignore
    const rows = within(sales, { from: '2024-01-01', to: '2024-02-01' }).filter(({ amount }) => amount > 500);
    expect(await answers(asked)).toEqual({ '2024-02-01': Math.max(...[...groupBy(rows, ({ user }) => user).values()].map(total)) }); // prettier-ignore
  });
});

describe('conversions', () => {
  const signupsOf =
    (hours: number | undefined, more: Partial<Extract<SeriesRows, { kind: 'conversion' }>> = {}) =>
    (node: MeasureNode, resolved: ResolvedQuery): MeasureNode => {
      const conversion = asker.catalog.datasets.get('signups') as Dataset;
      const { dataset } = resolved;
      const rows: SeriesRows = {
        kind: 'conversion', conversion, baseTime: field(dataset, 'at'), conversionTime: field(conversion, 'at'),
        on: [{ base: field(dataset, 'userId'), conversion: field(conversion, 'userId') }],
        window: hours === undefined ? undefined : { n: hours, unit: 'HOUR' }, baseFilter: undefined, ...more,
      }; // prettier-ignore
      const measure = conversion.measures.get('signups') as Measure;
      return { kind: 'aggregate', measure, filter: undefined, series: { time: timeOf(resolved), range: resolved.time, shifts: [], rows } }; // prettier-ignore
    };
  /** Each sign-up with the sale it follows. */
  const converted = (bases: readonly Sale[], hours: number) =>
    signups.flatMap((signup) => {
      const before = bases.filter(({ user, at }) => user === signup.user && at <= signup.at && at > later(signup.at, -hours * 3_600_000)); // prettier-ignore
      return before.length === 0 ? [] : [{ signup, base: before.reduce((a, b) => (b.at > a.at ? b : a)) }];
    });

  it('are counted where the last event before them stands', async () => {
    const expected: Record<string, number> = {};
    for (const { base } of converted(sales, 48)) {
      if (base.at >= FEBRUARY.from && base.at < FEBRUARY.to)
        expected[dayOf(base)] = (expected[dayOf(base)] ?? 0) + 1;
    }
    const made = await answers({ time, select: [{ field: 'at', grain: 'DAY' }, { field: 'sales', as: 'value' }], series: { value: signupsOf(48) } }); // prettier-ignore
    expect(made).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(3);
  });

  it('follow events that the view keeps, of the same constant properties', async () => {
    const kept = sales.filter(({ amount, country }) => amount > 500 && country !== 'FR');
    const expected: Record<string, number> = {};
    for (const signup of signups) {
      const [last] = kept.filter(({ user, country, at }) => user === signup.user && country !== null && country === signup.country && at <= signup.at).sort((a, b) => (a.at < b.at ? 1 : -1)); // prettier-ignore
      if (last !== undefined) expected[String(last.country)] = (expected[String(last.country)] ?? 0) + 1;
    }
    const made = await answers({
      segments: ['large'],
      where: { or: [{ country: { ne: 'FR' } }, { country: { isNull: true } }] },
      select: [{ field: 'country' }, { field: 'sales', as: 'value' }],
      series: {
        value: (node, resolved) => {
          const conversion = asker.catalog.datasets.get('signups') as Dataset;
          return signupsOf(undefined, { on: ['userId', 'country'].map((name) => ({ base: field(resolved.dataset, name), conversion: field(conversion, name) })) })(node, resolved); // prettier-ignore
        },
      },
    });
    expect(made).toEqual(expected);
  });

  it('see only rows that their viewer may see, on both sides', async () => {
    const own = (rows: readonly Sale[]) => rows.filter(({ country }) => country === 'DE');
    const expected = own(signups).filter((signup) => own(sales).some(({ user, at }) => user === signup.user && at <= signup.at)).length; // prettier-ignore
    expect(await answers({ view: 'totals', role: 'owner', select: [{ field: 'sales', as: 'value' }], series: { value: signupsOf(undefined) } })).toEqual({ '': expected }); // prettier-ignore
  });

  it('are moved with the events they follow', async () => {
    const expected = converted(sales, 24).filter(
      ({ base }) => base.at >= '2024-01-01' && base.at < '2024-02-01',
    ).length;
    const value = (node: MeasureNode, resolved: ResolvedQuery): MeasureNode => {
      const made = signupsOf(24)(node, resolved);
      return made.kind === 'aggregate' && made.series !== undefined ? { ...made, series: { ...made.series, shifts: [{ kind: 'back', span: { n: 1, unit: 'MONTH' } }] } } : made; // prettier-ignore
    };
    expect(await answers({ time, select: [{ field: 'at', grain: 'MONTH' }, { field: 'sales', as: 'value' }], series: { value } })).toEqual({ '2024-02-01': expected }); // prettier-ignore
  });
});

describe('levels, ranks and empty buckets', () => {
  const ofAll = (level: readonly string[]) => ({ level });

  it('give a coarser number to each group, also of groups that are null', async () => {
    const rows = await asker.ask({ time, select: [{ field: 'at', grain: 'WEEK' }, { field: 'country' }, { field: 'users' }, { field: 'users', as: 'week' }, { field: 'users', as: 'all' }], series: { week: ofAll(['at']), all: ofAll([]) } }); // prettier-ignore
    const users = (some: readonly Sale[]) => new Set(some.map(({ user }) => user)).size;
    const weekOf = ({ at }: Sale) => { const day = new Date(`${at.slice(0, 10)}T00:00Z`); return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10); }; // prettier-ignore
    const groups = groupBy(within(sales), (row) => `${weekOf(row)} ${String(row.country)}`);
    expect(rows).toHaveLength(groups.size);
    for (const row of rows) {
      const own = groups.get(`${String(row['at'])} ${String(row['country'])}`) ?? [];
      const week = within(sales).filter((each) => weekOf(each) === row['at']);
      expect(row).toMatchObject({ users: users(own), week: users(week), all: users(within(sales)) });
    }
  });

  it('have groups when only coarser numbers are asked', async () => {
    const rows = await asker.ask({ time, select: [{ field: 'country' }, { field: 'sales', as: 'all' }], series: { all: ofAll([]) } }); // prettier-ignore
    expect(rows.map((row) => row['all'])).toEqual([43, 43, 43, 43]);
  });

  it('rank finished groups, ties alike, before the page is cut', async () => {
    const rank =
      (within: readonly string[]) =>
      (node: MeasureNode): MeasureNode => ({ kind: 'rank', of: node, within });
    const rows = await asker.ask({ time, limit: 3, select: [{ field: 'country' }, { field: 'sales' }, { field: 'sales', as: 'place' }], series: { place: rank([]) } }); // prettier-ignore
    expect(rows.map((row) => [row['country'], row['place']])).toEqual([
      ['DE', 1],
      ['FR', 1],
      ['AT', 3],
    ]);
    const byWeek = await asker.ask({ time, select: [{ field: 'at', grain: 'WEEK' }, { field: 'country' }, { field: 'sales' }, { field: 'sales', as: 'place' }], series: { place: rank(['at']) } }); // prettier-ignore
    for (const row of byWeek) {
      const larger = byWeek.filter((other) => other['at'] === row['at'] && Number(other['sales']) > Number(row['sales'])); // prettier-ignore
      expect(row['place']).toBe(larger.length + 1);
    }
  });

  it('fill the groups that were met, with the number of the level in each bucket', async () => {
    const asked: Asked = { time: { range: { from: '2024-01-08', to: '2024-02-05' } }, fill: true, select: [{ field: 'at', grain: 'DAY' }, { field: 'country' }, { field: 'sales' }, { field: 'sales', as: 'before' }, { field: 'sales', as: 'all' }, { field: 'mean' }], series: { before: { shifts: [{ kind: 'back', span: { n: 1, unit: 'WEEK' } }] }, all: ofAll([]) } }; // prettier-ignore
    const rows = await asker.ask(asked);
    const range = within(sales, { from: '2024-01-08', to: '2024-02-05' });
    const countries = new Set(within(sales, { from: '2024-01-01', to: '2024-02-05' }).map(({ country }) => country)); // prettier-ignore
    expect(rows).toHaveLength(28 * countries.size);
    for (const row of rows) {
      const of = (day: string) =>
        sales.filter((each) => dayOf(each) === day && each.country === row['country']).length;
      const before = later(`${String(row['at'])} 00:00:00`, -7 * 86_400_000).slice(0, 10);
      expect(row).toMatchObject({ sales: of(String(row['at'])), before: of(before), all: range.length });
      if (row['sales'] === 0) expect(row['mean']).toBeNull();
    }
  });

  it('filter, order and cut the met groups', async () => {
    const rows = await asker.ask({
      time,
      select: [{ field: 'country' }, { field: 'sales' }, { field: 'sales', as: 'before' }],
      series: { before: { shifts: [{ kind: 'back', span: { n: 1, unit: 'MONTH' } }] } },
      having: { alias: { name: 'before', gt: 10 } },
      orderBy: [{ alias: { name: 'before', direction: 'DESC' } }],
      limit: 2,
    });
    const january = groupBy(
      within(sales, { from: '2024-01-01', to: '2024-02-01' }),
      ({ country }) => country,
    );
    const expected = [...january].map(([country, own]) => [country, own.length] as const).filter(([, count]) => count > 10).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 2); // prettier-ignore
    expect(rows.map((row) => [String(row['country']), row['before']])).toEqual(expected);
  });
});

describe('joined dimensions', () => {
  it('group, filter and shift', async () => {
    const asked: Asked = { time, where: { shop: { name: { isNull: false } } }, select: [{ field: 'at', grain: 'DAY' }, { field: 'shop.name' }, { field: 'users', as: 'value' }], series: { value: { frame: { kind: 'window', trailing: { n: 7, unit: 'DAY' }, leading: undefined, anchor: 'END', show: 'LAST' } } } }; // prettier-ignore
    const made = await answers(asked);
    const expected: Record<string, number> = {};
    for (
      let day = '2024-02-01';
      day < '2024-03-01';
      day = later(`${day} 00:00:00`, 86_400_000).slice(0, 10)
    ) {
      const rows = within(sales, { from: later(`${day} 00:00:00`, -6 * 86_400_000), to: later(`${day} 00:00:00`, 86_400_000) }); // prettier-ignore
      for (const [country, name] of [
        ['DE', 'Berlin'],
        ['AT', 'Wien'],
      ]) {
        const users = new Set(rows.filter((row) => row.country === country).map(({ user }) => user)).size;
        if (users > 0) expected[`${day} ${String(name)}`] = users;
      }
    }
    expect(made).toEqual(expected);
  });
});

describe('several facts', () => {
  it('meet on shared dimensions, each by its own time and filter, rows without a country too', async () => {
    const rows = await asker.ask({
      time,
      select: [
        { field: 'at', grain: 'DAY' },
        { field: 'country' },
        { field: 'sales' },
        { field: 'sales', as: 'signups' },
      ],
      series: {
        signups: (_, resolved) => {
          const fact = asker.catalog.datasets.get('signups') as Dataset;
          const at = field(fact, 'at');
          const range = resolved.time === undefined ? undefined : { ...resolved.time, field: at };
          const filter = { kind: 'compare', field: field(fact, 'userId'), operator: 'ne', operand: { kind: 'scalar', value: 'u1' } } as const; // prettier-ignore
          return { kind: 'aggregate', measure: fact.measures.get('signups') as Measure, filter: undefined, series: { fact, time: at, range, filter, shifts: [] } }; // prettier-ignore
        },
      },
      change: (resolved) => ({
        ...resolved,
        columns: resolved.columns.map((column) => {
          if (column.kind === 'measure') return column;
          if (column.key === 'at') return { ...column, isTime: true };
          const fact = asker.catalog.datasets.get('signups') as Dataset;
          return {
            ...column,
            fields: new Map([
              ['sales', column.field],
              ['signups', field(fact, 'country')],
            ]),
          };
        }),
      }),
    });
    const key = (row: Sale) => `${dayOf(row)} ${String(row.country)}`;
    const [sold, signed] = [
      groupBy(within(sales), key),
      groupBy(
        within(signups).filter(({ user }) => user !== 'u1'),
        key,
      ),
    ];
    expect(rows).toHaveLength(new Set([...sold.keys(), ...signed.keys()]).size);
    for (const row of rows) {
      const group = `${String(row['at'])} ${String(row['country'])}`;
      expect(row).toMatchObject({
        sales: sold.get(group)?.length ?? 0,
        signups: signed.get(group)?.length ?? 0,
      });
    }
  });
});

describe('hours', () => {
  it('look back by the clock, also over the night when clocks change', async () => {
    const asked: Asked = { time: { range: { from: '2024-03-30', to: '2024-04-02' } }, timezone: 'Europe/Berlin', select: [{ field: 'at', grain: 'HOUR' }, { field: 'sales', as: 'value' }], series: { value: { frame: { kind: 'window', trailing: { n: 6, unit: 'HOUR' }, leading: undefined, anchor: 'END', show: 'LAST' } } } }; // prettier-ignore
    const rows = await asker.ask(asked);
    const expected = new Map<number, number>();
    for (
      let hour = Date.parse('2024-03-29T23:00Z');
      hour < Date.parse('2024-04-01T22:00Z');
      hour += 3_600_000
    ) {
      const counted = sales.filter(({ at }) => { const instant = Date.parse(`${at.replace(' ', 'T')}Z`); return instant >= hour - 5 * 3_600_000 && instant < hour + 3_600_000; }).length; // prettier-ignore
      if (counted > 0) expected.set(hour, counted);
    }
    expect(new Map(rows.map((row) => [Date.parse(String(row['at'])), row['value']]))).toEqual(expected);
    expect(expected.size).toBeGreaterThan(10);
  });

  it('add up to the days that end with them', async () => {
    const asked: Asked = { time: { range: { from: '2024-03-30', to: '2024-04-02' } }, timezone: 'Europe/Berlin', select: [{ field: 'at', grain: 'HOUR' }, { field: 'amount', as: 'value' }], series: { value: { frame: { kind: 'toDate', grain: 'DAY', show: 'LAST' } } } }; // prettier-ignore
    const rows = await asker.ask(asked);
    for (const row of rows) {
      const hour = Date.parse(String(row['at']));
      const local = String(row['at']).slice(0, 10);
      const midnight = Date.parse(`${local}T00:00${local <= '2024-03-31' ? '+01:00' : '+02:00'}`);
      const counted = sales.filter(({ at }) => { const instant = Date.parse(`${at.replace(' ', 'T')}Z`); return instant >= midnight && instant < hour + 3_600_000; }); // prettier-ignore
      expect(row['value']).toBe(total(counted));
    }
    expect(rows.length).toBeGreaterThan(24);
  });
});

describe('a calendar', () => {
  it.each(['DAY', 'MONTH'] as const)('says which day each is compared with, shown by %s', async (grain) => {
    const rows = await asker.ask({
      time: { range: { from: '2024-02-01', to: '2024-05-01' } },
      select: [
        { field: 'at', grain },
        { field: 'users', as: 'value' },
      ],
      series: {
        value: (node, resolved) => {
          const dataset = asker.catalog.datasets.get('calendar') as Dataset;
          const [from, to] = ['before', 'day'].map((name) => field(dataset, name).dimension);
          const shifts = [{ kind: 'calendar', dataset, from, to }] as Series['shifts'];
          return { ...node, series: { time: timeOf(resolved), range: resolved.time, shifts } } as MeasureNode;
        },
      },
    });
    const shown = sales.map((sale) => ({ ...sale, at: later(sale.at, 84 * 86_400_000) })).filter(({ at }) => at >= '2024-02-01' && at < '2024-05-01' && at.slice(5, 7) !== '03'); // prettier-ignore
    const expected = [...groupBy(shown, grain === 'DAY' ? dayOf : monthOf)].map(([at, own]) => [at, new Set(own.map(({ user }) => user)).size]); // prettier-ignore
    expect(new Map(rows.map((row) => [row['at'], row['value']]))).toEqual(
      new Map(expected as [string, number][]),
    );
    expect(rows.length).toBeGreaterThan(1);
  });
});
