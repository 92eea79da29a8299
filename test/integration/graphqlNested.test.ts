import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, visitId, type Shop } from './graphqlFixture.js';
import { askedThrough } from '../support/askedWarehouse.js';

let warehouse: Warehouse;
let shop: Shop;
let asked: string[];
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  const spy = askedThrough(
    () => warehouse,
    (statement, options) => {
      asked.push(statement.text);
      return warehouse.query(statement, options);
    },
  );
  shop = openShop(spy);
});
afterAll(() => warehouse.close());

const ask = (source: string): Promise<unknown> => {
  asked = [];
  return shop.ask(source);
};

async function issuesOf(source: string): Promise<unknown> {
  asked = [];
  const { errors } = await shop.run(source);
  const original = errors?.[0]?.originalError as
    { issues?: { code: string; path: readonly (string | number)[] }[] } | undefined;
  return original?.issues?.map(({ code, path }) => `${code} ${path.join('.')}`) ?? errors;
}

describe('rows in rows', () => {
  test('are the largest groups of each, in one statement for all', async () => {
    expect(
      await ask(`{ visits { rows(orderBy: [{ siteId: ASC }]) {
        siteId visits top: rows(orderBy: [{ visits: DESC }], limit: 1) { page count: visits } } } }`),
    ).toEqual({
      visits: {
        rows: [
          { siteId: 'aurora', visits: 3, top: [{ page: '/home', count: 2 }] },
          { siteId: 'ghost', visits: 1, top: [{ page: '/home', count: 1 }] },
          { siteId: 'tidal', visits: 3, top: [{ page: '/News', count: 1 }] },
        ],
      },
    });
    expect(asked).toHaveLength(2);
  });

  test('nest as deep as asked, under several names, and belong to groups that are null', async () => {
    const data = await ask(`{ visits { rows(orderBy: [{ alias: { name: "site.domain", direction: ASC } }]) {
      site { domain }
      days: rows(limit: 10) { day rows(orderBy: [{ page: ASC }]) { page } }
      people: rows(limit: 1, orderBy: [{ person: DESC }]) { person }
    } } }`);
    expect(data).toEqual({
      visits: {
        rows: [
          {
            site: { domain: 'aurora.example' },
            days: [
              { day: '2024-03-01', rows: [{ page: '/docs' }, { page: '/home' }] },
              { day: '2024-03-02', rows: [{ page: '/home' }] },
            ],
            people: [{ person: 'bob' }],
          },
          {
            site: { domain: 'tidal.example' },
            days: [
              { day: '2024-03-02', rows: [{ page: '/home' }] },
              { day: '2024-03-04', rows: [{ page: '/News' }, { page: '/docs' }] },
            ],
            people: [{ person: 'dan' }],
          },
          {
            site: { domain: null },
            days: [{ day: '2024-03-04', rows: [{ page: '/home' }] }],
            people: [{ person: 'eve' }],
          },
        ],
      },
    });
    expect(asked).toHaveLength(4);
  });

  test('have the filters, having and limit of the rows around them', async () => {
    expect(
      await ask(`{ visits(where: { page: { ne: "/docs" } }) { rows(having: { visits: { gte: 2 } }, limit: 1, offset: 1) {
        siteId rows(having: { duration: { gt: 40 } }) { page duration } } } }`),
    ).toEqual({ visits: { rows: [{ siteId: 'tidal', rows: [{ page: '/News', duration: 50 }] }] } });
  });

  test('say mistakes once, at their place', async () => {
    expect(
      await issuesOf(`{ visits { outer: rows(having: { alias: { name: "none", eq: 1 } }) {
        siteId inner: rows(limit: 9, offset: -1) { page again: rows(limit: 9, orderBy: [{ alias: { name: "no", direction: ASC } }]) { day } } } } }`),
    ).toEqual([
      'UNKNOWN_FIELD visits.outer.having.alias.name',
      'INVALID_ARGUMENT visits.outer.inner.offset',
      'UNKNOWN_FIELD visits.outer.inner.again.orderBy.0.alias.name',
    ]);
    expect(await issuesOf('{ visits { rows { rows { page } } } }')).toEqual(['EMPTY_SELECTION visits.rows']);
    expect(asked).toEqual([]);
  });

  test('have a limit of their own when the rows around them leave room for few', async () => {
    expect(await issuesOf('{ visits { rows { siteId rows { page deep: rows { day } } } } }')).toEqual([
      'TOO_MANY visits.rows.rows.deep.limit',
    ]);
    expect(await issuesOf('{ visits { rows(limit: 1000) { siteId rows(limit: 101) { page } } } }')).toEqual([
      'TOO_MANY visits.rows.rows.limit',
    ]);
  });

  test('are views of their own for limits and info', async () => {
    const source =
      '{ visits { rows { siteId top: rows(limit: 10) { page deep: rows { day } } } info { view rows } } }';
    expect(await ask(source)).toMatchObject({
      visits: {
        info: [
          { view: 'rows', rows: 3 },
          { view: 'rows.top', rows: 6 },
          { view: 'rows.top.deep', rows: 7 },
        ],
      },
    });
    const { errors } = await shop.run(source, { facts: { limits: { maxViews: 3 } } });
    expect(errors?.[0]?.message).toContain('at most 3 views');
  });
});

describe('a row of what is left', () => {
  test('is recomputed from its rows and says what it is', async () => {
    expect(
      await ask(
        `{ visits { rows(orderBy: [{ visits: DESC }, { siteId: ASC }], limit: 1, other: true) { kind siteId visits people rows { page } } } }`,
      ),
    ).toMatchObject({
      visits: {
        rows: [
          { kind: 'VALUE', siteId: 'aurora', visits: 3, people: 2, rows: { length: 2 } },
          {
            kind: 'OTHER',
            siteId: null,
            visits: 4,
            people: 4,
            rows: [{ page: '/News' }, { page: '/docs' }, { page: '/home' }],
          },
        ],
      },
    });
    expect(await ask('{ visits { rows(limit: 1) { what: kind siteId } } }')).toEqual({
      visits: { rows: [{ what: 'VALUE', siteId: 'aurora' }] },
    });
  });
});

describe('records', () => {
  test('are the rows themselves, through relationships too', async () => {
    expect(
      await ask(`{ visits { records(orderBy: [{ site: { domain: DESC } }, { started: DESC }], limit: 3, offset: 1) {
        visitId page site { domain } hour: started(part: HOUR_OF_DAY) } } }`),
    ).toEqual({
      visits: {
        records: [
          { visitId: visitId(5), page: '/News', site: { domain: 'tidal.example' }, hour: 0 },
          { visitId: visitId(4), page: '/home', site: { domain: 'tidal.example' }, hour: 12 },
          { visitId: visitId(3), page: '/home', site: { domain: 'aurora.example' }, hour: 23 },
        ],
      },
    });
    const byKey = (name: string) => `{ visits {
      records(orderBy: [{ alias: { name: "${name}", direction: DESC } }, { started: ASC }], limit: 2) { s: site { d: domain } n: seconds } } }`;
    const [long, tidal] = [
      { s: { d: null }, n: 70 },
      { s: { d: 'tidal.example' }, n: 60 },
    ];
    expect(await ask(byKey('n'))).toEqual({ visits: { records: [long, tidal] } });
    expect(await ask(byKey('s.d'))).toEqual({
      visits: {
        records: [
          { ...tidal, n: 40 },
          { ...tidal, n: 50 },
        ],
      },
    });
    expect(await issuesOf('{ visits { records { __typename } } }')).toEqual([
      'EMPTY_SELECTION visits.records',
    ]);
    expect(await ask('{ visits { records { page } } }')).toMatchObject({
      visits: { records: { length: 7 } },
    });
  });
});

describe('a bucket', () => {
  test('is partial when the range cuts it or it is not over, also around nested rows', async () => {
    expect(
      await ask(`{ visits(time: { range: { from: "2024-03-01T09:00", to: "2024-03-06" } }) {
        rows(fill: true, orderBy: [{ started: ASC }]) { started(grain: DAY) partial }
        weeks: rows { week: started(grain: WEEK) rows { siteId partial } }
        sites: rows(limit: 1) { siteId partial } } }`),
    ).toEqual({
      visits: {
        rows: [
          { started: '2024-03-01', partial: true },
          { started: '2024-03-02', partial: false },
          { started: '2024-03-03', partial: false },
          { started: '2024-03-04', partial: false },
          { started: '2024-03-05', partial: true },
        ],
        weeks: [
          {
            week: '2024-02-26',
            rows: [
              { siteId: 'aurora', partial: true },
              { siteId: 'tidal', partial: true },
            ],
          },
          {
            week: '2024-03-04',
            rows: [
              { siteId: 'ghost', partial: true },
              { siteId: 'tidal', partial: true },
            ],
          },
        ],
        sites: [{ siteId: 'aurora', partial: null }],
      },
    });
  });
});
