import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import type { MetricQuery, ResultValue, Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { fixtureCatalog } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

type Row = Readonly<Record<string, ResultValue>>;

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openFixture();
  asker = new CatalogAsker(fixtureCatalog(), warehouse, new Date('2024-03-20T12:00:00Z'));
});
afterAll(() => warehouse.close());

const TIME = { range: { from: '2024-02-20', to: '2024-03-20' } };

/** Numbers of every kind, none of which is simply of the rows of its group. */
const NUMBERS: Readonly<Record<string, Selection>> = {
  plain: { field: 'visitors' },
  'last balance of an entity': { field: 'lastPages' },
  'average balance': { field: 'meanPages' },
  'last balance of all': { field: 'lastDayPages' },
  'per entity': { field: 'visitsPerUser' },
  conversion: { field: 'bouncedLater' },
  'of another time': { field: 'endedVisits' },
  'of all time': { field: 'visitsSoFar' },
  'to date': { field: 'pagesOfMonth' },
  'window of a ratio': { field: 'bounceRate', window: { trailing: { n: 30, unit: 'DAY' } } },
  'shifted window': {
    field: 'bounceRate',
    window: { trailing: { n: 30, unit: 'DAY' } },
    shift: { n: 1, unit: 'DAY' },
  },
  shifted: { field: 'pages', shift: { n: 2, unit: 'DAY' } },
  change: { field: 'pagesChange' },
  share: { field: 'pages', calculate: 'SHARE' },
  list: { field: 'spread' },
  'share of a balance': { field: 'lastPages', calculate: 'SHARE' },
  'balance before': { field: 'lastPages', shift: { n: 1, unit: 'DAY' } },
  'per entity before': { field: 'visitsPerUser', shift: { n: 1, unit: 'DAY' } },
};

/** What the rows are by; the last group of each is what is left when all others are shown. */
const GROUPS: Readonly<Record<string, readonly Selection[]>> = {
  'own columns': [{ field: 'country' }, { field: 'device' }],
  'a joined one': [{ field: 'site.region.label', as: 'label' }],
  'an own and a joined one': [{ field: 'source' }, { field: 'site.name', as: 'name' }],
};

const BY_TIME: readonly Selection[] = [{ field: 'country' }, { field: 'started', grain: 'DAY', as: 'day' }];

async function ask(query: Omit<MetricQuery, 'dataset' | 'view'>, view: 'rows' | 'totals' = 'rows') {
  return (await asker.ask({ dataset: 'visits', view, time: TIME, ...query })).map(rounded);
}

/** Floats are added up in any order. */
function rounded(row: Row): Row {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

function ofNumbers(row: Row | undefined, numbers: readonly Selection[]): Row {
  return Object.fromEntries(numbers.map(({ field, as = field }) => [as, row?.[as] ?? null]));
}

/** Rows of all groups, and the same with all but one of them shown. */
async function withoutLast(select: readonly Selection[]): Promise<{ all: Row[]; shown: Row[] }> {
  const all = await ask({ select });
  const shown = await ask({ select, limit: all.length - 1, other: true });
  return { all, shown };
}

const named = Object.entries(NUMBERS).map(([name, number]) => [name, { ...number, as: 'number' }] as const);

describe('OTHER', () => {
  for (const [groups, dimensions] of Object.entries(GROUPS)) {
    it.each(named)(`is the one group that is not shown: %s by ${groups}`, async (_, number) => {
      const { all, shown } = await withoutLast([...dimensions, number]);
      expect(shown.map(({ '#kind': kind }) => kind)).toEqual([...all.slice(1).map(() => 'VALUE'), 'OTHER']);
      expect(shown.slice(0, -1).map(({ '#kind': _kind, ...row }) => row)).toEqual(all.slice(0, -1));
      expect(ofNumbers(shown.at(-1), [number])).toEqual(ofNumbers(all.at(-1), [number]));
      for (const { field, as = field } of dimensions) expect(shown.at(-1)?.[as]).toBeNull();
    });
  }

  const standing = named.filter(
    ([, { field, shift, window }]) =>
      shift === undefined && window === undefined && !/SoFar|OfMonth|Change/.test(field),
  );
  it.each(standing)('is the one group that is not shown: %s by country and day', async (_, number) => {
    const { all, shown } = await withoutLast([...BY_TIME, number]);
    expect(shown.slice(0, -1).map(({ '#kind': _kind, ...row }) => row)).toEqual(all.slice(0, -1));
    expect(ofNumbers(shown.at(-1), [number])).toEqual(ofNumbers(all.at(-1), [number]));
  });

  it.each(named)('is everything when nothing is shown: %s', async (_, number) => {
    const [left, ...more] = await ask({ select: [{ field: 'country' }, number], limit: 0, other: true });
    const [total] = await ask({ select: [number] }, 'totals');
    expect(more).toEqual([]);
    expect(ofNumbers(left, [number])).toEqual(ofNumbers(total, [number]));
  });

  it.each(named)('is everything when nothing is shown of days and countries: %s', async (_, number) => {
    if (!standing.some(([, each]) => each === number)) return;
    const [left] = await ask({ select: [...BY_TIME, number], limit: 0, other: true });
    const [total] = await ask({ select: [number] }, 'totals');
    expect(ofNumbers(left, [number])).toEqual(ofNumbers(total, [number]));
  });

  it.each(named)('has rows inside it like the group that it is: %s', async (_, number) => {
    // What is left holds countries without rows in the range, too: these have to be rows around.
    const parent = { select: [{ field: 'country' }, { field: 'pages' }, { field: 'visitsSoFar' }] };
    const select = [{ field: 'started', grain: 'DAY', as: 'day' }, number] as const;
    const parents = await ask(parent);
    const last = parents.at(-1) as Row;
    const all = await ask({ select, parent });
    const shown = await ask({ select, parent: { ...parent, limit: parents.length - 1, other: true } });
    const own = (rows: readonly Row[]) => rows.map(({ day, number: value }) => [day, value]);
    const inLast = (row: Row) => row['../country'] === last['country'];
    const inOther = (row: Row) => row['../#kind'] === 'OTHER';
    expect(own(shown.filter(inOther))).toEqual(own(all.filter(inLast)));
    const others = (rows: readonly Row[]) => rows.map((row) => JSON.stringify([row['../country'], row['day'], row['number']])).sort(); // prettier-ignore
    expect(others(shown.filter((row) => !inOther(row)))).toEqual(others(all.filter((row) => !inLast(row))));
  });
});
