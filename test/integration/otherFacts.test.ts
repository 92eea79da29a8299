import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import type { MetricQuery, ResultValue, Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { fixtureCatalog } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

type Row = Readonly<Record<string, ResultValue>>;
type Asked = Omit<MetricQuery, 'view'>;

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openFixture();
  asker = new CatalogAsker(fixtureCatalog(), warehouse, new Date('2024-03-20T12:00:00Z'));
});
afterAll(() => warehouse.close());

const ask = async (query: Asked): Promise<Row[]> => [...(await asker.ask({ view: 'rows', ...query }))];
const of = (row: Row | undefined, names: readonly string[]) => names.map((name) => row?.[name] ?? null);

const MARCH = { range: { from: '2024-02-20', to: '2024-03-20' } };
const FACTS = { dataset: 'metrics', time: MARCH };
const SITES = { dataset: 'sites', time: { all: true } } as const;
const DAYS: Selection = { field: 'date', grain: 'DAY', as: 'day' };
const A_DAY = { n: 1, unit: 'DAY' } as const;

/** Questions by one dimension, and the numbers of it. */
const QUESTIONS: Readonly<Record<string, { asked: Asked; by: Selection; numbers: readonly Selection[] }>> = {
  'over several datasets': {
    asked: { ...FACTS, select: [] },
    by: { field: 'site' },
    numbers: [{ field: 'siteDays.total' }, { field: 'visits.spread' }, { field: 'pagesPerCounted' }],
  },
  'over several datasets, of other times': {
    asked: { ...FACTS, select: [] },
    by: { field: 'site' },
    numbers: [
      { field: 'countedBefore' },
      { field: 'countedSoFar' },
      { field: 'visits.bounceRate', window: { trailing: { n: 30, unit: 'DAY' } } },
      { field: 'visits.pages', shift: A_DAY },
    ],
  },
  'over several datasets, by day': {
    asked: { ...FACTS, select: [] },
    by: DAYS,
    numbers: [{ field: 'siteDays.total' }, { field: 'visits.visitors' }],
  },
  'of rows behind': {
    asked: { ...SITES, select: [] },
    by: { field: 'name' },
    numbers: [
      { field: 'visits.pages' },
      { field: 'visits.spread' },
      { field: 'visits.bounceRate' },
      { field: 'sites' },
    ],
  },
  'of rows behind alone, by a joined dimension': {
    asked: { ...SITES, select: [] },
    by: { field: 'region.label' },
    numbers: [{ field: 'visits.visitors' }],
  },
  'of rows behind, by a number of theirs': {
    asked: { ...SITES, select: [] },
    by: { field: 'visitCount' },
    numbers: [{ field: 'visits.meanBytes' }, { field: 'allVisits' }],
  },
};

describe('OTHER beside rows of several datasets', () => {
  it.each(Object.entries(QUESTIONS))('is the one group that is not shown: %s', async (_, question) => {
    const { asked, by, numbers } = question;
    const names = numbers.map(({ field, as = field }) => as);
    const all = await ask({ ...asked, select: [by, ...numbers] });
    expect(all.length).toBeGreaterThan(1);
    const shown = await ask({ ...asked, select: [by, ...numbers], limit: all.length - 1, other: true });
    expect(shown.map(({ '#kind': kind }) => kind)).toEqual([...all.slice(1).map(() => 'VALUE'), 'OTHER']);
    expect(shown.map((row) => of(row, names))).toEqual(all.map((row) => of(row, names)));
    expect(shown.at(-1)?.[by.as ?? by.field]).toBeNull();
  });

  it.each(Object.entries(QUESTIONS))('is everything when nothing is shown: %s', async (_, question) => {
    const { asked, by, numbers } = question;
    const names = numbers.map(({ field, as = field }) => as);
    const [left, ...more] = await ask({ ...asked, select: [by, ...numbers], limit: 0, other: true });
    const [total] = await asker.ask({ ...asked, view: 'totals', select: [...numbers] });
    expect(more).toEqual([]);
    expect(of(left, names)).toEqual(of(total, names));
  });

  it('has rows of several datasets inside it', async () => {
    const select: readonly Selection[] = [DAYS, { field: 'siteDays.total' }, { field: 'countedSoFar' }];
    const parent = { select: [{ field: 'site' }, { field: 'visits.pages' }] };
    const [zz, ...others] = await ask({ ...FACTS, ...parent });
    expect(zz?.['site']).toBe('zz');
    expect(others.map(({ site }) => site)).toEqual(['bb', 'aa']);
    const all = await ask({ ...FACTS, select, parent });
    const shown = await ask({ ...FACTS, select, parent: { ...parent, limit: 2, other: true } });
    const inLast = all.filter((row) => row['../site'] === 'aa');
    const names = ['day', 'siteDays.total', 'countedSoFar'];
    const inOther = shown.filter((row) => row['../#kind'] === 'OTHER');
    expect(inLast.length).toBeGreaterThan(1);
    expect(inOther.map((row) => of(row, names))).toEqual(inLast.map((row) => of(row, names)));
  });

  it('is told without numbers', async () => {
    const groups = await ask({ ...FACTS, select: [{ field: 'site' }], limit: 1, other: true });
    expect(groups).toEqual([
      { site: 'aa', '#kind': 'VALUE' },
      { site: null, '#kind': 'OTHER' },
    ]);
    const parent = { select: [{ field: 'site' }], limit: 1, other: true };
    const inside = await ask({ ...FACTS, select: [DAYS], limit: 1, other: true, parent });
    const inRow = (site: string | null) =>
      inside.filter((row) => row['../site'] === site).map((row) => of(row, ['../#kind', 'day', '#kind']));
    expect(inside).toHaveLength(4);
    for (const [site, kind] of [
      ['aa', 'VALUE'],
      [null, 'OTHER'],
    ] as const)
      // prettier-ignore
      expect(inRow(site)).toEqual([
        [kind, '2024-03-01', 'VALUE'],
        [kind, null, 'OTHER'],
      ]);
  });
});

describe('OTHER beside places', () => {
  const places: Readonly<Record<string, Asked>> = {
    'of a number of the rows': { dataset: 'visits', time: MARCH, select: [{ field: 'country' }, { field: 'pages', calculate: 'RANK' }] }, // prettier-ignore
    'of a shifted number': { dataset: 'visits', time: MARCH, select: [{ field: 'country' }, { field: 'pages', calculate: 'RANK', shift: A_DAY }] }, // prettier-ignore
    'of balances': { dataset: 'visits', time: MARCH, select: [{ field: 'site.name' }, { field: 'lastPages', calculate: 'RANK' }] }, // prettier-ignore
    'of a level': { dataset: 'visits', time: MARCH, select: [{ field: 'country' }, { field: 'visitsOfTime', calculate: 'RANK' }] }, // prettier-ignore
    'over several datasets': { ...FACTS, select: [{ field: 'site' }, { field: 'visits.pages', calculate: 'RANK' }] }, // prettier-ignore
  };

  it.each(Object.entries(places))('is there, without one of its own: %s', async (_, asked) => {
    const all = await ask(asked);
    expect(all.length).toBeGreaterThan(1);
    const shown = await ask({ ...asked, limit: 1, other: true });
    const [group, place] = (asked.select ?? []).map(({ field }) => field) as [string, string];
    expect(shown).toEqual([
      { ...all[0], '#kind': 'VALUE' },
      { [group]: null, [place]: null, '#kind': 'OTHER' },
    ]);
    // Nothing is left when all are shown.
    const whole = await ask({ ...asked, limit: all.length, other: true });
    expect(whole.map(({ '#kind': kind }) => kind)).toEqual(all.map(() => 'VALUE'));
  });

  it('is of the groups of a number that only filters them', async () => {
    const select = [{ field: 'country' }];
    const having = { bouncedLater: { notIn: [] } };
    const all = await ask({ dataset: 'visits', time: MARCH, select, having });
    const shown = await ask({
      dataset: 'visits',
      time: MARCH,
      select,
      having,
      limit: all.length,
      other: true,
    });
    expect(shown.map(({ '#kind': kind }) => kind)).toEqual(all.map(() => 'VALUE'));
  });
});
