import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, type Shop } from './graphqlFixture.js';

/** What GraphQL adds to the numbers: names, types, paths. What they are is proven on their own, case by case. */

let warehouse: Warehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  shop = openShop(warehouse);
});
afterAll(() => warehouse.close());

const RANGE = 'time: { range: { from: "2024-03-01", to: "2024-03-05" } }';

async function issuesOf(selection: string): Promise<unknown> {
  const { errors } = await shop.run(`{ visits(${RANGE}) { ${selection} } }`);
  const original = errors?.[0]?.originalError as
    { issues?: { code: string; path: readonly (string | number)[] }[] } | undefined;
  return original?.issues?.map(({ code, path }) => `${code} ${path.join('.')}`) ?? errors;
}

describe('a measure over time', () => {
  test('beside itself: shifted, changed, running, trailing and to date', async () => {
    const data = await shop.ask(`{
      visits(${RANGE}) { rows(fill: true) {
        day: started(grain: DAY)
        visits
        previous: visits(shift: { n: 1, unit: DAY })
        change: visits(as: CHANGE)
        percent: visits(as: PERCENT_CHANGE, shift: { n: 1, unit: DAY, startOf: null })
        running: people(as: RUNNING_TOTAL)
        trailing: people(window: { n: 3, unit: DAY })
        both: people(window: { trailing: { n: 3, unit: DAY } })
        month: revenue(toDate: MONTH)
      } }
    }`);
    const days = [
      ['2024-03-01', 2, 0, 2, null, 1, 1, '12.34'],
      ['2024-03-02', 2, 2, 0, 0, 3, 3, '119.59'],
      ['2024-03-03', 0, 2, -2, -1, 3, 3, '119.59'],
      ['2024-03-04', 3, 0, 3, null, 5, 5, '120.69'],
    ] as const;
    expect(data).toEqual({
      visits: {
        rows: days.map(([day, visits, previous, change, percent, running, trailing, month]) => ({
          ...{ day, visits, previous, change, percent, running, trailing, both: trailing },
          month: expect.stringMatching(new RegExp(`^${month.replace('.', '\\.')}0*$`)) as string,
        })),
      },
    });
  });

  test('in totals: of the range before, from a named range, and of all time', async () => {
    expect(
      await shop.ask(`{ visits(time: { range: { from: "2024-03-02", to: "2024-03-03" } }) { totals {
        visits
        before: visits(shift: { previous: true })
        named: visits(shift: { range: { from: "2024-03-04", to: "2024-03-05" } })
        always: people(window: { trailing: { all: true } })
      } } }`),
    ).toEqual({ visits: { totals: { visits: 2, before: 2, named: 3, always: 3 } } });
  });

  test('takes its arguments from variables', async () => {
    const source = `query ($shift: VisitsShift, $window: WindowInput, $as: Calculation) {
      visits(${RANGE}) { totals { shifted: visits(shift: $shift, as: $as) people(window: $window) } }
    }`;
    expect(
      await shop.ask(source, {
        shift: { n: 3, unit: 'DAY', startOf: null, previous: null },
        window: { n: 1, unit: 'DAY', trailing: null, show: null },
        as: null,
      }),
    ).toEqual({ visits: { totals: { shifted: 2, people: 3 } } });
    expect(await shop.ask(source, {})).toEqual({ visits: { totals: { shifted: 7, people: 5 } } });
  });
});

describe('a measure among the groups', () => {
  test('as a share and a rank, whatever its own type', async () => {
    const data = (await shop.ask(`{ visits { rows(orderBy: [{ siteId: ASC }]) {
      siteId
      share: visits(as: SHARE)
      rank: visits(as: RANK)
      revenueRank: revenue(as: RANK)
      revenueShare: revenue(as: SHARE)
      scoreRank: averageScore(as: RANK)
    } } }`)) as { visits: { rows: { revenueShare: string }[] } };
    expect(data.visits.rows).toMatchObject([
      { siteId: 'aurora', share: 3 / 7, rank: 1, revenueRank: '2', scoreRank: 2 },
      { siteId: 'ghost', share: 1 / 7, rank: 3, revenueRank: '3', scoreRank: 2 },
      { siteId: 'tidal', share: 3 / 7, rank: 1, revenueRank: '1', scoreRank: 1 },
    ]);
    expect(data.visits.rows.map(({ revenueShare }) => Number(revenueShare))).toEqual([
      expect.closeTo(19.59 / 120.69, 9),
      expect.closeTo(1 / 120.69, 9),
      expect.closeTo(100.1 / 120.69, 9),
    ]);
  });

  test('as a share of the group around it', async () => {
    expect(
      await shop.ask(`{ visits(where: { siteId: { eq: "aurora" } }) { rows(orderBy: [{ page: ASC }]) {
        siteId page share: visits(as: SHARE, of: PARENT) filtered: visits(as: SHARE, where: { seconds: { lt: 15 } }) } } }`),
    ).toEqual({
      visits: {
        rows: [
          { siteId: 'aurora', page: '/docs', share: 1 / 3, filtered: 0 },
          { siteId: 'aurora', page: '/home', share: 2 / 3, filtered: 1 },
        ],
      },
    });
  });
});

describe('what the catalog adds to a dimension', () => {
  test('grains of its own, in rows, in fill and as the unit of a shift', async () => {
    expect(
      await shop.ask(`{ visits(time: { range: { from: "2024-03-02", to: "2024-03-04" } }) {
        rows(fill: true) { half: started(grain: HALF_DAY) visits } days: rows { started(grain: DAY) } } }`),
    ).toEqual({
      visits: {
        rows: [
          { half: '2024-03-02T00:00:00Z', visits: 0 },
          { half: '2024-03-02T12:00:00Z', visits: 2 },
          { half: '2024-03-03T00:00:00Z', visits: 0 },
          { half: '2024-03-03T12:00:00Z', visits: 0 },
        ],
        days: [{ started: '2024-03-02' }],
      },
    });
  });

  test('periods of its own, to count from the start of', async () => {
    expect(
      await shop.ask(`{ visits(time: { range: { from: "2024-03-02", to: "2024-03-04" } }) {
        rows { half: started(grain: HALF_DAY) visits sofar: visits(toDate: DAY) } totals { visits(toDate: MONTH) } } }`),
    ).toMatchObject({ visits: { rows: [{ half: '2024-03-02T12:00:00Z', visits: 2, sofar: 2 }] } });
    // Of each day the half that ends it.
    expect(
      await shop.ask('{ visits { rows { started(grain: DAY) visits(toDate: HALF_DAY) } } }'),
    ).toMatchObject({ visits: { rows: [{ started: '2024-03-02', visits: 2 }, { started: '2024-03-04', visits: 3 }] } }); // prettier-ignore
  });

  test('a choice of what it shows', async () => {
    expect(
      await shop.ask(`{ visits(where: { siteId: { eq: "tidal" } }) {
        rows(orderBy: [{ alias: { name: "b", direction: ASC } }]) { a: label(choice: SITE_AND_PAGE) b: label } } }`),
    ).toEqual({
      visits: {
        rows: [
          { a: 'tidal/News', b: '/News' },
          { a: 'tidal/docs', b: '/docs' },
          { a: 'tidal/home', b: '/home' },
        ],
      },
    });
  });
});

describe('rows behind a relationship', () => {
  test('filter by whether there is one, and by what they are together', async () => {
    const domains = async (where: string): Promise<unknown> =>
      (
        (await shop.ask(`{ sites(where: ${where}) { rows { domain } } }`)) as {
          sites: { rows: { domain: string }[] };
        }
      ).sites.rows.map(({ domain }) => domain);
    expect(await domains('{ visits: { page: { eq: "/News" } } }')).toEqual(['tidal.example']);
    expect(await domains('{ not: { visits: { page: { eq: "/News" } } } }')).toEqual(['aurora.example']);
    expect(
      await domains('{ visits: { or: [{ person: { eq: "bob" } }, { person: { eq: "nobody" } }] } }'),
    ).toEqual(['aurora.example']);
    expect(await domains('{ visits: { having: { visits: { gte: 3 } } } }')).toEqual([
      'aurora.example',
      'tidal.example',
    ]);
    expect(await domains('{ visits: { seconds: { gt: 20 }, having: { visits: { gte: 2 } } } }')).toEqual([
      'tidal.example',
    ]);
  });

  test('are those that the caller may see', async () => {
    const reader = openShop(warehouse, 'reader', new Map([['websites', ['aurora']]]));
    expect(
      await reader.ask('{ sites(where: { visits: { having: { visits: { gte: 1 } } } }) { rows { id } } }'),
    ).toEqual({
      sites: { rows: [{ id: 'aurora' }] },
    });
  });
});

describe('entities on their way', () => {
  const VISITS = `visits(${RANGE})`;

  test('through a funnel, by what is selected of its groups', async () => {
    expect(
      await shop.ask(`{ ${VISITS} {
        funnel(entity: person, window: { n: 1, unit: DAY }, steps: [{ name: "home", where: { page: { eq: "/home" } } }, { name: "docs", where: { page: { eq: "/docs" } } }]) {
          n: step name converted rate group { site { owner: company { name } } }
        }
      } }`),
    ).toEqual({
      visits: {
        funnel: [
          ...[
            ['Northwind', 2, 1],
            ['Contoso', 1, 0],
            [null, 1, 0],
          ].flatMap(([name, first, second]) => [
            { n: 1, name: 'home', converted: first, rate: 1, group: { site: { owner: { name } } } },
            {
              n: 2,
              name: 'docs',
              converted: second,
              rate: Number(second) / Number(first),
              group: { site: { owner: { name } } },
            },
          ]),
        ],
      },
    });
  });

  test('through periods', async () => {
    expect(
      await shop.ask(`{ ${VISITS} {
        retention(entity: person, grain: DAY, periods: 3, limit: 1) { cohort period size retained rate }
        lifecycle(entity: person, grain: DAY) { bucket new returning resurrected dormant }
      } }`),
    ).toEqual({
      visits: {
        retention: [
          { cohort: '2024-03-01', period: 0, size: 1, retained: 1, rate: 1 },
          { cohort: '2024-03-01', period: 1, size: 1, retained: 0, rate: 0 },
          { cohort: '2024-03-01', period: 2, size: 1, retained: 0, rate: 0 },
          { cohort: '2024-03-01', period: 3, size: 1, retained: 1, rate: 1 },
        ],
        lifecycle: [
          { bucket: '2024-03-01', new: 1, returning: 0, resurrected: 0, dormant: 0 },
          { bucket: '2024-03-02', new: 2, returning: 0, resurrected: 0, dormant: 1 },
          { bucket: '2024-03-03', new: 0, returning: 0, resurrected: 0, dormant: 2 },
          { bucket: '2024-03-04', new: 2, returning: 0, resurrected: 1, dormant: 0 },
        ],
      },
    });
  });
});

describe('a mistake in an argument', () => {
  test.each([
    ['totals { a: visits(shift: { n: 1 }) }', 'INVALID_ARGUMENT visits.totals.a.shift.unit'],
    [
      'totals { a: visits(shift: { n: 1, unit: DAY, previous: true }) }',
      'INVALID_ARGUMENT visits.totals.a.shift',
    ],
    ['totals { a: visits(window: { n: 0, unit: DAY }) }', 'INVALID_ARGUMENT visits.totals.a.window.n'],
    [
      'totals { a: visits(window: { trailing: { n: 0, unit: DAY } }) }',
      'INVALID_ARGUMENT visits.totals.a.window.trailing.n',
    ],
    ['totals { a: visits(of: PARENT) }', 'INVALID_ARGUMENT visits.totals.a.of'],
    ['rows { g: started(grain: HALF_DAY, part: YEAR) }', 'INVALID_ARGUMENT visits.rows.g'],
    [
      'funnel(entity: person, window: { n: 0, unit: DAY }, steps: [{ name: "one" }]) { step group { at: day(grain: HOUR) } }',
      'EMPTY_SELECTION visits.funnel.steps, INVALID_ARGUMENT visits.funnel.window.n, WRONG_KIND visits.funnel.group.at.grain',
    ],
  ])('%s stands where it is made', async (selection, expected) => {
    const found = await issuesOf(selection);
    expect(Array.isArray(found) ? found.map(String).toSorted() : found).toEqual(
      expected.split(', ').toSorted(),
    );
  });
});
