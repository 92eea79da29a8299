import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { QueryError } from '../../src/errors.js';
import type { MetricQuery, ResultValue, Selection } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { fixtureCatalog } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

type Row = Readonly<Record<string, ResultValue>>;
type Asked = Omit<MetricQuery, 'view'>;
type OfFacts = Omit<Asked, 'dataset'>;

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

const MONTHS: Selection = { field: 'date', grain: 'MONTH', as: 'month' };
const LEFT = { limit: 1, other: true } as const;
const TWO_DAYS = { trailing: { n: 2, unit: 'DAY' } } as const;

describe('OTHER beside the time of several datasets', () => {
  const moved: Readonly<Record<string, Selection>> = {
    'a shifted number': { field: 'visits.pages', shift: A_DAY },
    'a change': { field: 'visits.pages', shift: A_DAY, calculate: 'CHANGE' },
    'a window': { field: 'pagesPerCounted', window: TWO_DAYS },
    'an average of days': { field: 'pagesPerCounted', window: { ...TWO_DAYS, show: 'AVERAGE' } },
    'a number to date': { field: 'siteDays.total', toDate: 'QUARTER' },
    'a running total': { field: 'siteDays.total', calculate: 'RUNNING_TOTAL' },
    'a cumulative metric': { field: 'countedSoFar' },
    'a cumulative metric of one of them': { field: 'visits.pagesOfMonth' },
    'a shifted metric': { field: 'countedBefore' },
    'a number counted by a time of its own': { field: 'visits.endedVisits', shift: A_DAY },
    'numbers per entity in a window': { field: 'visits.visitsPerUser', window: TWO_DAYS },
    'a balance before': { field: 'visits.lastPages', shift: A_DAY },
  };
  const plain: Selection = { field: 'visits.visits' };
  const asked = (number: Selection): Readonly<Record<string, { query: OfFacts; at: string }>> => {
    const select = [plain, { ...number, as: 'moved' }];
    const byPart: Selection = { field: 'date', part: 'MONTH_OF_YEAR', as: 'month' };
    return {
      'beside the month': { query: { select: [MONTHS, ...select], ...LEFT }, at: 'other' },
      'beside a part of the date': { query: { select: [byPart, ...select], ...LEFT }, at: 'other' },
      'beside the month and another dimension': { query: { select: [{ field: 'site' }, MONTHS, ...select], ...LEFT }, at: 'other' }, // prettier-ignore
      'inside months': { query: { select: [{ field: 'site' }, ...select], ...LEFT, parent: { select: [MONTHS, plain] } }, at: 'other' }, // prettier-ignore
      'inside what is left of months': { query: { select: [{ field: 'site' }, ...select], parent: { select: [MONTHS, plain], ...LEFT } }, at: 'select' }, // prettier-ignore
    };
  };

  it.each(Object.entries(moved))('has no time to look from: %s', (_, number) => {
    for (const [where, { query, at }] of Object.entries(asked(number))) {
      // It is refused beside a part of the date whether anything is left or not.
      if (number.calculate === 'RUNNING_TOTAL' && where === 'beside a part of the date') continue;
      expect({ where, issues: issuesOf(query) }).toEqual({
        where,
        issues: [{ code: 'NOT_SUPPORTED', path: [at], message: expect.stringMatching(/^"moved" looks from the time of its row to other times/) as string }], // prettier-ignore
      });
    }
  });

  it.each(Object.entries(moved))('has no time to look from when rows are picked by: %s', (_, number) => {
    const sorted = { select: [MONTHS, plain, { ...number, as: 'moved' }], orderBy: [{ alias: { name: 'moved', direction: 'DESC' } }] } as const; // prettier-ignore
    expect(issuesOf({ ...sorted, ...LEFT })).toHaveLength(1);
    // A metric, that is, and not a number that only a selection makes.
    if (Object.keys(number).length > 1) return;
    const filtered = { select: [MONTHS, plain], having: { [number.field]: { gt: 0 } } };
    expect(issuesOf({ ...filtered, ...LEFT }).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^A number that rows are ordered or filtered by looks from/),
    ]);
  });

  it('says which dimensions divide what is left', () => {
    const levels = { select: [MONTHS, { field: 'site' }, { field: 'visits.ofAllVisits', as: 'share' }], ...LEFT }; // prettier-ignore
    expect(issuesOf(levels).map(({ message }) => message)).toEqual([
      '"share" is, or is compared with, a number of all rows that have the same "month", and the row of "other" stands for several of them: show "month" in rows around, and ask for "other" in the rows inside them.',
    ]);
    // Of all rows, or of all groups.
    const share: Selection = { ...plain, calculate: 'SHARE', as: 'share' };
    expect(issuesOf({ select: [MONTHS, { field: 'site' }, share], ...LEFT })).toEqual([]);
  });

  it('says that a spine leaves nothing inside rows, either', () => {
    const select = [DAYS, { field: 'visits.visitsOrZero' }];
    expect(issuesOf({ select, ...LEFT, parent: { select: [{ field: 'site' }] } })).toEqual([
      { code: 'INVALID_ARGUMENT', path: ['other'], message: expect.stringContaining('their spine') as string }, // prettier-ignore
    ]);
  });

  // Visits of 1 to 4 March by day: aa and bb 2, 1, 2, 1 (pages 4, 2, 7, 11), zz 1, 0, 1, 0 (pages 1009 and 1039).
  it('is right of numbers at their own time', async () => {
    const numbers: readonly Selection[] = [
      { field: 'visits.pages' },
      { field: 'siteDays.total' },
      { field: 'pagesPerCounted' },
      { field: 'visits.endedVisits' },
      { field: 'visits.visits', calculate: 'SHARE', as: 'share' },
      { field: 'visits.pages', calculate: 'RANK', as: 'place' },
    ];
    const names = ['#kind', 'day', ...numbers.map(({ field, as = field }) => as)];
    const orderBy = [{ 'visits.pages': 'DESC' }] as const;
    const rows = await ask({ ...FACTS, select: [DAYS, ...numbers], orderBy, ...LEFT });
    expect(rows.map((row) => of(row, names))).toEqual([
      ['VALUE', '2024-03-03', 1046, 3, 1046 / 3, 1, 0.375, 1],
      ['OTHER', null, 1026, 5, 1026 / 5, 2, 0.625, null],
    ]);
    const inside = await ask({ ...FACTS, select: [{ field: 'site' }, ...numbers], orderBy, ...LEFT, parent: { select: [DAYS, plain], orderBy, limit: 1, other: true } }); // prettier-ignore
    const inDays = ['../#kind', '../day', '#kind', 'site', ...names.slice(2, 6), 'share'];
    const inKind = (kind: string) => inside.filter((row) => row['../#kind'] === kind);
    expect([...inKind('VALUE'), ...inKind('OTHER')].map((row) => of(row, inDays))).toEqual([
      ['VALUE', '2024-03-03', 'VALUE', 'zz', 1039, 1, 1039, 0, 0.125],
      ['VALUE', '2024-03-03', 'OTHER', null, 7, 2, 3.5, 1, 0.25],
      ['OTHER', null, 'VALUE', 'zz', 1009, 1, 1009, 0, 0.125],
      ['OTHER', null, 'OTHER', null, 17, 4, 4.25, 2, 0.5],
    ]);
  });

  it('is right of numbers of other times whose time is shown inside', async () => {
    const parent: Asked = {
      dataset: 'metrics',
      select: [
        { field: 'site' },
        { field: 'visits.pages' },
        { field: 'siteDays.total', shift: A_DAY, as: 'before' },
        { field: 'visits.visits', calculate: 'SHARE', as: 'share' },
      ],
      orderBy: [{ 'visits.pages': 'DESC' }],
      ...LEFT,
    };
    const time = { range: { from: '2024-03-02', to: '2024-03-06' } };
    const around = await ask({ ...parent, time });
    expect(around.map((row) => of(row, ['#kind', 'site', 'visits.pages', 'before', 'share']))).toEqual([
      ['VALUE', 'zz', 1039, 2, 0.2],
      ['OTHER', null, 20, 6, 0.8],
    ]);
    const numbers: readonly Selection[] = [
      { field: 'visits.pages' },
      { field: 'countedBefore' },
      { field: 'countedSoFar' },
      { field: 'pagesPerCounted', window: TWO_DAYS, as: 'window' },
      { field: 'visits.visits', calculate: 'RUNNING_TOTAL', as: 'running' },
    ];
    const { dataset: _dataset, ...rows } = parent;
    const inside = await ask({ ...FACTS, time, select: [DAYS, ...numbers], fill: true, parent: rows });
    const names = ['../#kind', 'day', 'visits.pages', 'countedBefore', 'countedSoFar', 'window', 'running'];
    const inKind = (kind: string) => inside.filter((row) => row['../#kind'] === kind);
    expect([...inKind('VALUE'), ...inKind('OTHER')].map((row) => of(row, names))).toEqual([
      ['VALUE', '2024-03-02', 0, 1, 1, 1009, 0],
      ['VALUE', '2024-03-03', 1039, 0, 2, 1039, 1],
      ['VALUE', '2024-03-04', 0, 1, 2, 1039, 1],
      ['VALUE', '2024-03-05', 0, 0, 2, null, 1],
      ['OTHER', '2024-03-02', 2, 2, 3, 6 / 3, 1],
      ['OTHER', '2024-03-03', 7, 1, 5, 9 / 3, 3],
      ['OTHER', '2024-03-04', 11, 2, 6, 18 / 3, 4],
      ['OTHER', '2024-03-05', 0, 1, 6, 11, 4],
    ]);
  });
});

function issuesOf(query: OfFacts) {
  try {
    asker.compile({ view: 'rows', ...FACTS, ...query });
    return [];
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.issues.map(({ code, path, message }) => ({ code, path, message }));
  }
}
