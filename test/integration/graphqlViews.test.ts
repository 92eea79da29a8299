import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, visitId, type Shop } from './graphqlFixture.js';

let warehouse: Warehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  shop = openShop(warehouse);
});
afterAll(() => warehouse.close());

describe('views', () => {
  test('answer side by side in one scope', async () => {
    const data = await shop.ask(`{
      visits {
        totals { visits people duration revenue largest averageScore perPerson }
        rows { siteId visits }
        rowCount(by: [siteId, page])
        pages: values(of: page)
        sites: values(of: siteId, search: "A", limit: 1)
      }
    }`);
    expect(data).toEqual({
      visits: {
        totals: {
          visits: 7,
          people: 5,
          duration: 280,
          revenue: '120.6900000000',
          largest: '9007199254740993',
          averageScore: 1.8,
          perPerson: 1.4,
        },
        rows: [
          { siteId: 'aurora', visits: 3 },
          { siteId: 'tidal', visits: 3 },
          { siteId: 'ghost', visits: 1 },
        ],
        rowCount: 6,
        pages: ['/News', '/docs', '/home'],
        sites: ['aurora'],
      },
    });
  });

  test('show every type of value exactly', async () => {
    const data = await shop.ask(
      `{ visits(where: { visitId: { eq: "${visitId(1)}" } }, timezone: "Asia/Kathmandu") {
        rows { visitId started day page note seconds big price score fast lastStart pages } } }`,
    );
    expect(data).toEqual({
      visits: {
        rows: [
          {
            visitId: visitId(1),
            started: '2024-03-01T13:45:00+05:45',
            day: '2024-03-01',
            page: '/home',
            note: null,
            seconds: 10,
            big: '9007199254740993',
            price: '12.34',
            score: 1.5,
            fast: true,
            lastStart: '2024-03-01T13:45:00+05:45',
            pages: ['/home'],
          },
        ],
      },
    });
  });

  test('of only dimensions are distinct values, of only measures one row', async () => {
    expect(
      await shop.ask('{ visits { rows(orderBy: [{ page: DESC }]) { page } all: rows { visits } } }'),
    ).toEqual({
      visits: { rows: [{ page: '/home' }, { page: '/docs' }, { page: '/News' }], all: [{ visits: 7 }] },
    });
  });

  test('of several scopes of one dataset do not mix', async () => {
    const data = await shop.ask(`{
      paid: visits(segments: [paid]) { totals { visits } }
      home: visits(segments: [home]) { totals { visits } }
      both: visits(segments: [paid, home], where: { siteId: { eq: "aurora" } }) { totals { visits } }
      companies { rows { name } }
    }`);
    expect(data).toEqual({
      paid: { totals: { visits: 5 } },
      home: { totals: { visits: 4 } },
      both: { totals: { visits: 2 } },
      companies: { rows: [{ name: 'Contoso' }, { name: 'Northwind' }] },
    });
  });

  test('go through relationships several hops deep; an unmatched row shows nulls', async () => {
    const data = await shop.ask(`{
      visits { rows(orderBy: [{ site: { company: { name: ASC } } }]) { visits site { domain owner: company { name staff } since(grain: YEAR) } } count: rowCount(by: [site_company_name]) }
    }`);
    expect(data).toEqual({
      visits: {
        rows: [
          {
            visits: 3,
            site: { domain: 'tidal.example', owner: { name: 'Contoso', staff: null }, since: '2021-01-01' },
          },
          {
            visits: 3,
            site: { domain: 'aurora.example', owner: { name: 'Northwind', staff: 120 }, since: '2020-01-01' },
          },
          { visits: 1, site: { domain: null, owner: { name: null, staff: null }, since: null } },
        ],
        count: 3,
      },
    });
  });

  test('cut time by grain and part, in the zone of the query, and fill gaps', async () => {
    const data = await shop.ask(`{
      visits(time: { range: { from: "2024-03-01", to: "2024-03-05" } }, timezone: "Europe/Berlin") {
        days: rows(fill: true) { day: started(grain: DAY) visits duration perPerson }
        hours: rows(limit: 2) { started(grain: HOUR) visits }
        parts: rows(orderBy: [{ alias: { name: "hour", direction: ASC } }], limit: 2) { hour: started(part: HOUR_OF_DAY) visits }
      }
    }`);
    expect(data).toEqual({
      visits: {
        days: [
          { day: '2024-03-01', visits: 2, duration: 30, perPerson: 2 },
          { day: '2024-03-02', visits: 1, duration: 40, perPerson: 1 },
          { day: '2024-03-03', visits: 1, duration: 30, perPerson: 1 },
          { day: '2024-03-04', visits: 3, duration: 180, perPerson: 1 },
        ],
        hours: [
          { started: '2024-03-01T09:00:00+01:00', visits: 1 },
          { started: '2024-03-01T10:00:00+01:00', visits: 1 },
        ],
        parts: [
          { hour: 0, visits: 1 },
          { hour: 1, visits: 1 },
        ],
      },
    });
  });

  test('restrict another time dimension, and take named periods', async () => {
    expect(
      await shop.ask(`{
        a: visits(time: { period: YESTERDAY }) { totals { visits } }
        b: visits(time: { last: { n: 4, unit: DAY, complete: true } }, timeDimension: day) { totals { visits } }
        c: visits(time: { all: true }) { totals { visits } }
      }`),
    ).toEqual({ a: { totals: { visits: 3 } }, b: { totals: { visits: 7 } }, c: { totals: { visits: 7 } } });
  });
});

describe('what GraphQL promises', () => {
  test('one field under many aliases with different arguments', async () => {
    expect(
      await shop.ask(`{
        visits { totals {
          visits
          paid: visits(segments: [paid])
          home: visits(where: { page: { eq: "/home" } })
          neither: visits(where: { not: { or: [{ page: { eq: "/home" } }, { price: { gt: 0 } }] } })
          again: visits(where: { page: { eq: "/home" } })
        } }
      }`),
    ).toEqual({ visits: { totals: { visits: 7, paid: 5, home: 4, neither: 0, again: 4 } } });
  });

  test('fragments, nested, inline and on the way, merged with plain selections', async () => {
    expect(
      await shop.ask(`
        query { visits { ...Views ... on VisitsScope { rows { ...Where visits } } rows { siteId } } }
        fragment Views on VisitsScope { totals { ...Numbers } totals { people } }
        fragment Numbers on VisitsTotals { visits ... { duration } ... @include(if: true) { visits } }
        fragment Where on VisitsRow { site { company { id } } ...Deeper }
        fragment Deeper on VisitsRow { site { ... on SitesRecord { company { name } id } } }
      `),
    ).toEqual({
      visits: {
        totals: { visits: 7, duration: 280, people: 5 },
        rows: [
          { site: { company: { id: 'c1', name: 'Northwind' }, id: 'aurora' }, visits: 3, siteId: 'aurora' },
          { site: { company: { id: 'c2', name: 'Contoso' }, id: 'tidal' }, visits: 3, siteId: 'tidal' },
          { site: { company: { id: null, name: null }, id: null }, visits: 1, siteId: 'ghost' },
        ],
      },
    });
  });

  test('variables anywhere, with defaults; null is "not set"', async () => {
    const source = `
      query ($where: VisitsWhere, $site: String = "aurora", $limit: Int = 1, $grain: VisitsStartedGrain = DAY, $order: [VisitsOrderBy!], $by: VisitsDimension = siteId, $last: LastInput) {
        visits(where: $where, time: $last) @skip(if: false) { rows(limit: $limit, orderBy: $order) { started(grain: $grain) visits(where: { siteId: { eq: $site } }) } values(of: $by) }
      }`
      .replace(', time: $last', ', time: { all: true }')
      .replace(', $last: LastInput', '');
    expect(await shop.ask(source)).toEqual({
      visits: { rows: [{ started: '2024-03-01', visits: 2 }], values: ['aurora', 'ghost', 'tidal'] },
    });
    expect(
      await shop.ask(source, {
        where: { siteId: { in: ['tidal', null] } },
        site: 'tidal',
        limit: 5,
        grain: 'YEAR',
        order: [{ visits: 'DESC' }],
        by: 'site_company_name',
      }),
    ).toEqual({ visits: { rows: [{ started: '2024-01-01', visits: 3 }], values: ['Contoso'] } });
    expect(await shop.ask(source, { where: null, order: null, limit: null, grain: null })).toMatchObject({
      visits: { rows: { length: 7 } },
    });
  });

  test('@skip and @include on scopes, views and fields', async () => {
    expect(
      await shop.ask(
        `query ($no: Boolean!, $yes: Boolean!) {
          gone: visits @skip(if: $yes) { totals { visits } }
          visits { totals @include(if: $no) { visits } rows { siteId @skip(if: $yes) visits people @include(if: $no) site @include(if: $no) { id } } }
        }`,
        { no: false, yes: true },
      ),
    ).toEqual({ visits: { rows: [{ visits: 7 }] } });
  });

  test('__typename everywhere, also alone', async () => {
    expect(
      await shop.ask(`{
        __typename
        empty: visits { __typename }
        visits {
          __typename
          totals { __typename }
          named: rows(limit: 1) { type: __typename siteId site { __typename company { __typename } } }
          shape: rows { __typename site { __typename } }
          none: rows(limit: 0) { __typename }
          past: rows(offset: 1) { __typename }
        }
      }`),
    ).toEqual({
      __typename: 'Query',
      empty: { __typename: 'VisitsScope' },
      visits: {
        __typename: 'VisitsScope',
        totals: { __typename: 'VisitsTotals' },
        named: [
          {
            type: 'VisitsRow',
            siteId: 'aurora',
            site: { __typename: 'SitesRecord', company: { __typename: 'CompaniesRecord' } },
          },
        ],
        shape: [{ __typename: 'VisitsRow', site: { __typename: 'SitesRecord' } }],
        none: [],
        past: [],
      },
    });
  });

  test('a selection that directives emptied keeps the shape of its answer', async () => {
    expect(
      await shop.ask(
        'query ($no: Boolean = false) { visits { totals { visits @include(if: $no) } rows { siteId @include(if: $no) } } companies { rows @include(if: $no) { id } } }',
      ),
    ).toEqual({ visits: { totals: {}, rows: [{}] }, companies: {} });
  });

  test('the named operation of several is planned', async () => {
    const source = 'query A { visits { totals { visits } } } query B { visits { totals { people } } }';
    const { data } = await shop.run(source, {});
    expect(data).toBeUndefined();
    const { executeDocument } = await import('../../src/resolvers/index.js');
    const result = await executeDocument({
      schema: shop.schema,
      context: shop.context(),
      source,
      operationName: 'B',
    });
    expect(JSON.parse(JSON.stringify(result))).toEqual({ data: { visits: { totals: { people: 5 } } } });
  });
});

describe('filters', () => {
  /** Visits by number: `seconds` is ten times it. */
  const numbers = async (where: string): Promise<readonly number[]> => {
    const data = (await shop.ask(
      `{ visits(where: ${where}) { rows(orderBy: [{ seconds: ASC }]) { seconds } } }`,
    )) as {
      visits: { rows: { seconds: number }[] };
    };
    return data.visits.rows.map(({ seconds }) => seconds / 10);
  };

  test.each([
    ['{ page: { eq: "/docs" } }', [2, 6]],
    ['{ page: { ne: "/home" } }', [2, 5, 6]],
    ['{ note: { ne: "Promo" } }', [3, 5, 7]],
    ['{ note: { eq: null } }', [1, 4, 6]],
    ['{ page: { in: ["/News", "/docs"] } }', [2, 5, 6]],
    ['{ page: { in: [] } }', []],
    ['{ note: { in: ["sale", null] } }', [1, 3, 4, 6]],
    ['{ note: { notIn: ["sale", null] } }', [2, 5, 7]],
    ['{ note: { notIn: ["sale"] } }', [2, 5, 7]],
    ['{ note: { isNull: true } }', [1, 4, 6]],
    ['{ note: { isNull: false } }', [2, 3, 5, 7]],
    ['{ note: { startsWith: "PROMO" } }', [2, 5]],
    ['{ note: { endsWith: "le" } }', [3, 7]],
    ['{ page: { contains: "NEW" } }', [5]],
    ['{ page: { contains: "%" } }', []],
    ['{ note: { matches: "^[A-Z]+$" } }', [7]],
    ['{ page: { gt: "/d", lte: "/docs" } }', [2, 6]],
    ['{ page: { between: { from: "/A", to: "/docs" } } }', [2, 5, 6]],
    ['{ seconds: { gt: 50 } }', [6, 7]],
    ['{ seconds: { gte: 50, lt: "70" } }', [5, 6]],
    ['{ seconds: { between: { from: 20, to: 40 } } }', [2, 3, 4]],
    ['{ big: { eq: "9007199254740993" } }', [1]],
    ['{ big: { eq: 9007199254740993 } }', [1]],
    ['{ big: { in: ["9007199254740992", 6] } }', [7]],
    ['{ price: { eq: 12.34 } }', [1]],
    ['{ price: { gt: "0.1" } }', [1, 3, 4, 7]],
    ['{ price: { lte: "0.10" } }', [5]],
    ['{ score: { gt: 1 } }', [1, 4, 6]],
    ['{ score: { ne: 4 } }', [1, 3, 4, 7]],
    ['{ fast: { eq: true } }', [1, 3, 5]],
    ['{ fast: { in: [false, null] } }', [2, 4, 6, 7]],
    ['{ day: { eq: "2024-03-02" } }', [3, 4]],
    ['{ day: { gte: "2024-03-02", lt: "2024-03-04" } }', [3, 4]],
    ['{ started: { gte: "2024-03-04T01:00:00+01:00" } }', [5, 6, 7]],
    ['{ started: { eq: "2024-03-01T09:30:00.250Z" } }', [2]],
    ['{ started: { between: { from: "2024-03-01", to: "2024-03-02T12:00" } } }', [1, 2, 4]],
    [`{ visitId: { in: ["${visitId(2)}", "${visitId(7)}"] } }`, [2, 7]],
    ['{ site: { domain: { endsWith: ".EXAMPLE" } } }', [1, 2, 3, 4, 5, 6]],
    ['{ site: { domain: { isNull: true } } }', [7]],
    ['{ site: { company: { staff: { gt: 100 } }, since: { lt: "2021-01-01" } } }', [1, 2, 3]],
    [
      '{ or: [{ page: { eq: "/docs" } }, { and: [{ seconds: { lt: 35 } }, { page: { eq: "/home" } }] }] }',
      [1, 2, 3, 6],
    ],
    ['{ or: [{ seconds: { eq: 10 } }, { seconds: { eq: 20 } }], page: { eq: "/home" } }', [1]],
    ['{ not: { price: { gt: 1 } } }', [5, 7]],
    ['{ not: { not: { seconds: { lt: 25 } } } }', [1, 2]],
    ['{ and: [] }', [1, 2, 3, 4, 5, 6, 7]],
    ['{}', [1, 2, 3, 4, 5, 6, 7]],
  ])('where %s', async (where, expected) => {
    expect(await numbers(where)).toEqual(expected);
  });
});

describe('having, order and pages', () => {
  const rows = async (args: string, fields = 'siteId visits'): Promise<unknown> =>
    ((await shop.ask(`{ visits { rows(${args}) { ${fields} } } }`)) as { visits: { rows: unknown } }).visits
      .rows;
  const aurora = { siteId: 'aurora', visits: 3 };
  const tidal = { siteId: 'tidal', visits: 3 };
  const ghost = { siteId: 'ghost', visits: 1 };

  test.each([
    ['having: { visits: { gt: 1 } }', [aurora, tidal]],
    ['having: { people: { eq: 2 } }', [aurora]],
    ['having: { revenue: { gt: "20" } }', [tidal]],
    ['having: { or: [{ people: { eq: 1 } }, { revenue: { lt: 20 } }] }', [aurora, ghost]],
    ['having: { not: { visits: { gt: 1 } } }', [ghost]],
    ['having: { perPerson: { lt: 1.2 } }', [tidal, ghost]],
    ['orderBy: [{ duration: DESC }]', [tidal, ghost, aurora]],
    ['orderBy: [{ siteId: DESC }]', [tidal, ghost, aurora]],
    ['orderBy: [{ visits: ASC }, { siteId: DESC }]', [ghost, tidal, aurora]],
    ['limit: 1', [aurora]],
    ['limit: 1, offset: 1', [tidal]],
    ['offset: 3', []],
    ['limit: 0', []],
  ])('rows(%s)', async (args, expected) => {
    expect(await rows(args)).toEqual(expected);
  });

  test('by response keys: filtered measures, grains and nested fields', async () => {
    expect(
      await rows(
        'orderBy: [{ alias: { name: "paid", direction: ASC } }, { alias: { name: "web.host", direction: DESC } }], having: { alias: { name: "paid", gte: 1, lt: 3 } }',
        'paid: visits(segments: [paid]) web: site { host: domain }',
      ),
    ).toEqual([
      { paid: 1, web: { host: null } },
      { paid: 2, web: { host: 'tidal.example' } },
      { paid: 2, web: { host: 'aurora.example' } },
    ]);
    expect(
      await rows(
        'orderBy: [{ alias: { name: "day", direction: DESC } }], limit: 1',
        'day: started(grain: DAY) visits',
      ),
    ).toEqual([{ day: '2024-03-04', visits: 3 }]);
  });

  test('totals ignore having and limit of other views', async () => {
    expect(
      await shop.ask(
        '{ visits { rows(having: { visits: { gt: 99 } }, limit: 1) { siteId visits } totals { visits } } }',
      ),
    ).toEqual({
      visits: { rows: [], totals: { visits: 7 } },
    });
  });
});
