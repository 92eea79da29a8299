import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, type Shop } from './graphqlFixture.js';

/** Measures of the visits of sites beside those of the sites: aurora has three visits, tidal three; the seventh is of no site. */

let warehouse: Warehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  shop = openShop(warehouse);
});
afterAll(() => warehouse.close());

const ask = (source: string) => shop.ask(source);

/** `path: message` of what the planner says, or the messages of a document that is not valid. */
async function issuesOf(source: string): Promise<readonly string[]> {
  const { errors = [] } = await shop.run(source);
  const original = errors[0]?.originalError as
    { issues?: { path: readonly (string | number)[]; message: string }[] } | undefined;
  return (
    original?.issues?.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
    errors.map(({ message }) => message)
  );
}

test('are objects in rows and totals, each number over its own rows', async () => {
  expect(
    await ask(`{ sites {
      rows(orderBy: [{ domain: ASC }]) {
        domain siteCount
        visits { visits perPerson lastStart home: visits(segments: [home]) long: visits(where: { seconds: { gt: 20 } }) }
      }
      totals { siteCount behind: visits { visits people largest } }
    } }`),
  ).toEqual({
    sites: {
      rows: [
        {
          domain: 'aurora.example',
          siteCount: 1,
          visits: { visits: 3, perPerson: 1.5, lastStart: '2024-03-02T23:30:00Z', home: 2, long: 1 },
        },
        {
          domain: 'tidal.example',
          siteCount: 1,
          visits: { visits: 3, perPerson: 1, lastStart: '2024-03-04T03:00:00Z', home: 1, long: 3 },
        },
      ],
      // Ann was on both sites: four people, not five.
      totals: { siteCount: 2, behind: { visits: 6, people: 4, largest: '9007199254740993' } },
    },
  });
});

test('are ordered and compared by their response keys, beside what is joined', async () => {
  const shown = (args: string) =>
    ask(`{ sites { rows(${args}) { company { name } v: visits { n: visits s: duration } } } }`);
  const contoso = { company: { name: 'Contoso' }, v: { n: 3, s: 150 } };
  const northwind = { company: { name: 'Northwind' }, v: { n: 3, s: 60 } };
  expect(await shown('orderBy: [{ alias: { name: "v.s", direction: ASC } }]')).toEqual({
    sites: { rows: [northwind, contoso] },
  });
  expect(await shown('orderBy: [{ alias: { name: "v.s", direction: DESC } }], limit: 1')).toEqual({
    sites: { rows: [contoso] },
  });
  expect(await shown('having: { alias: { name: "v.s", lt: 100 } }')).toEqual({
    sites: { rows: [northwind] },
  });
});

test('keep to the filter of the scope, and fill buckets without rows', async () => {
  expect(
    await ask(`{ sites(time: { range: { from: "2019-01-01", to: "2021-01-01" } }) {
      rows(fill: true) { since(grain: YEAR) siteCount visits { visits largest } } } }`),
  ).toEqual({
    sites: {
      rows: [
        { since: '2019-01-01', siteCount: 0, visits: { visits: 0, largest: null } },
        { since: '2020-01-01', siteCount: 1, visits: { visits: 3, largest: '9007199254740993' } },
      ],
    },
  });
  expect(
    await ask(
      `{ sites(where: { visits: { having: { duration: { gt: 100 } } } }) { totals { visits { visits } } } }`,
    ),
  ).toEqual({ sites: { totals: { visits: { visits: 3 } } } });
});

test('stand in rows in rows, whether the rows around show them or not', async () => {
  const aurora = { since: '2020-02-29', siteCount: 1, visits: { visits: 3 } };
  const tidal = { since: '2021-06-01', siteCount: 1, visits: { visits: 3 } };
  for (const around of ['', 'visits { people }'])
    expect(
      await ask(`{ sites { rows(orderBy: [{ domain: DESC }]) {
        domain ${around} rows { since siteCount visits { visits } } } } }`),
    ).toEqual({
      sites: {
        rows: [
          { domain: 'tidal.example', ...(around && { visits: { people: 3 } }), rows: [tidal] },
          { domain: 'aurora.example', ...(around && { visits: { people: 2 } }), rows: [aurora] },
        ],
      },
    });
  expect(
    await ask(
      `{ sites { rows(limit: 1) { domain visits { people } rows(orderBy: [{ since: ASC }]) { since } } } }`,
    ),
  ).toEqual({
    sites: { rows: [{ domain: 'tidal.example', visits: { people: 3 }, rows: [{ since: '2021-06-01' }] }] },
  });
});

test('say where they stand when something is wrong', async () => {
  expect(
    await issuesOf(
      `{ s: sites { r: rows { domain v: visits { n: visits(where: { page: { matches: "(" } }) } } } }`,
    ),
  ).toEqual([expect.stringMatching(/^s\.r\.v\.n\.where\.page\.matches: /)]);
  expect(await issuesOf('{ sites { rows(limit: 1, other: true) { domain visits { visits } } } }')).toEqual(
    [],
  );
  expect(
    await issuesOf(
      '{ sites { rows(orderBy: [{ alias: { name: "visit.visits", direction: ASC } }]) { visits { visits } } } }',
    ),
  ).toEqual([expect.stringMatching(/^sites\.rows\.orderBy\.0\.alias\.name: .*Did you mean "visits.visits"/)]);
});

test('have no dimensions, no other times, and no place among single rows', async () => {
  expect(await issuesOf('{ sites { rows { visits { page visits(shift: { n: 1, unit: DAY }) } } } }')).toEqual(
    [
      'Cannot query field "page" on type "VisitsMeasures". Did you mean "pages"?',
      'Unknown argument "shift" on field "VisitsMeasures.visits".',
    ],
  );
  expect(await issuesOf('{ sites { records { visits { visits } } } }')).toEqual([
    'Cannot query field "visits" on type "SitesRecord".',
  ]);
});

test('show a role what it may see of the other dataset', async () => {
  const reader = openShop(warehouse, 'reader', new Map([['websites', ['tidal']]]));
  expect(await reader.ask('{ sites { totals { siteCount visits { visits people } } } }')).toEqual({
    sites: { totals: { siteCount: 2, visits: { visits: 3, people: 3 } } },
  });
});
