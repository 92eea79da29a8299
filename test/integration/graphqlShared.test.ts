import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, type Shop } from './graphqlFixture.js';

let warehouse: Warehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  shop = openShop(warehouse);
});
afterAll(() => warehouse.close());

const TIME = 'time: { range: { from: "2020-01-01", to: "2025-01-01" } }';

describe('metrics of several datasets', () => {
  test('meet by the dimensions that they share, each by its own time', async () => {
    expect(
      await shop.ask(`{ metrics(${TIME}) {
        years: rows { year: date(grain: YEAR) partial visits: allVisits sitesOpened }
        places: rows(orderBy: [{ place: ASC }]) { place allVisits sitesOpened visitsPerSite share: allVisits(as: SHARE) }
        totals { visitsPerSite tidal: allVisits(where: { place: { eq: "tidal" } }) before: allVisits(shift: { n: 1, unit: YEAR }) }
        info { view rows }
      } }`),
    ).toEqual({
      metrics: {
        years: [
          { year: '2020-01-01', partial: false, visits: 0, sitesOpened: 1 },
          { year: '2021-01-01', partial: false, visits: 0, sitesOpened: 1 },
          { year: '2024-01-01', partial: true, visits: 7, sitesOpened: 0 },
        ],
        places: [
          { place: 'aurora', allVisits: 3, sitesOpened: 1, visitsPerSite: 3, share: 3 / 7 },
          { place: 'ghost', allVisits: 1, sitesOpened: 0, visitsPerSite: null, share: 1 / 7 },
          { place: 'tidal', allVisits: 3, sitesOpened: 1, visitsPerSite: 3, share: 3 / 7 },
        ],
        totals: { visitsPerSite: 3.5, tidal: 3, before: 0 },
        info: [
          { view: 'years', rows: 3 },
          { view: 'places', rows: 3 },
          { view: 'totals', rows: 1 },
        ],
      },
    });
  });

  test('are of the rows that the caller may see', async () => {
    const reader = openShop(warehouse, 'reader', new Map([['websites', ['tidal']]]));
    expect(await reader.ask(`{ metrics(${TIME}) { totals { allVisits sitesOpened } } }`)).toEqual({
      metrics: { totals: { allVisits: 3, sitesOpened: 2 } },
    });
  });

  test('say mistakes where they are made', async () => {
    const { errors } = await shop.run(
      `{ several: metrics(${TIME}, where: { site: { domain: { eq: "x" } } }) { rows { date allVisits sitesOpened(window: { n: 0, unit: DAY }) } } }`,
    );
    const { issues } = errors?.[0]?.originalError as unknown as { issues: { path: readonly string[] }[] };
    expect(issues.map(({ path }) => path.join('.')).toSorted()).toEqual([
      'several.rows.date',
      'several.rows.sitesOpened.window.n',
      'several.where.site',
    ]);
  });

  test('are in the catalog, with the dimensions that datasets share', async () => {
    const data = (await shop.ask(
      '{ catalog { shared { metrics { name kind type description } dimensions { name type } } } }',
    )) as { catalog: { shared: { metrics: unknown; dimensions: unknown } } };
    expect(data.catalog.shared.metrics).toContainEqual({
      name: 'visitsPerSite',
      kind: 'RATIO',
      type: 'FLOAT',
      description: expect.any(String),
    });
    expect(data.catalog.shared.dimensions).toEqual(
      expect.arrayContaining([
        { name: 'date', type: 'TIME' },
        { name: 'place', type: 'STRING' },
      ]),
    );
  });

  test('have no views of single rows', () => {
    const scope = shop.schema.getType('MetricsScope');
    expect(Object.keys(scope !== undefined && 'getFields' in scope ? scope.getFields() : {})).toEqual([
      'totals',
      'rows',
      'rowCount',
      'values',
      'info',
    ]);
  });
});
