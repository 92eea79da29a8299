import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  defineCatalog,
  type DatasetSpec,
  type ResultValue,
  type Selection,
} from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { FIXTURE_SPECS, FIXTURE_TYPES } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

/** Levels and places that name dimensions as their dataset does, asked where these have the names that several datasets share. */
const METRICS: DatasetSpec['metrics'] = {
  ofSite: { level: { of: 'visits', keep: ['siteId'] } },
  ofAnyDay: { level: { of: 'visits', drop: ['started'] } },
  ofAnySite: { level: { of: 'visits', drop: ['siteId'] } },
  endedOfDay: { level: { of: 'endedVisits', keep: ['ended'] } },
  siteInDay: { rank: { of: 'pages', by: ['siteId'] } },
  dayInSite: { rank: { of: 'pages', by: ['started'] } },
};
const SPECS = FIXTURE_SPECS.map((spec) =>
  spec.dataset === 'visits' ? { ...spec, metrics: { ...spec.metrics, ...METRICS } } : spec,
);

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openFixture();
  const { catalog, issues } = defineCatalog(SPECS, FIXTURE_TYPES);
  expect(issues).toEqual([]);
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-03-20T12:00:00Z'));
});
afterAll(() => warehouse.close());

/** Numbers of visits by day and site, in this order. */
async function answer(names: readonly string[]): Promise<ResultValue[][]> {
  const by: readonly Selection[] = [{ field: 'date', grain: 'DAY' }, { field: 'site' }];
  const rows = await asker.ask({
    dataset: 'metrics',
    view: 'rows',
    time: { range: { from: '2024-03-01', to: '2024-03-05' } },
    select: [...by, ...names.map((name) => ({ field: name }))],
    orderBy: [{ date: 'ASC' }, { site: 'ASC' }],
  });
  return rows.map((row) => Object.values(row));
}

it('keeps and drops the site and the time of a number by day and site', async () => {
  const levels = ['visits.ofSite', 'visits.ofAnyDay', 'visits.ofAnySite', 'visits.visitsOfTime'];
  expect(await answer(['visits.visits', ...levels, 'visits.ofAllVisits'])).toEqual([
    ['2024-03-01', 'aa', 2, 4, 4, 3, 3, 2 / 3],
    ['2024-03-01', 'zz', 1, 2, 2, 3, 3, 1 / 3],
    ['2024-03-02', 'bb', 1, 2, 2, 1, 1, 1],
    ['2024-03-03', 'aa', 2, 4, 4, 3, 3, 2 / 3],
    ['2024-03-03', 'zz', 1, 2, 2, 3, 3, 1 / 3],
    ['2024-03-04', 'bb', 1, 2, 2, 1, 1, 1],
  ]);
});

it('lets the sites of a day, or the days of a site, compete', async () => {
  expect(await answer(['visits.pages', 'visits.siteInDay', 'visits.dayInSite'])).toEqual([
    ['2024-03-01', 'aa', 4, 2, 2],
    ['2024-03-01', 'zz', 1009, 1, 2],
    ['2024-03-02', 'bb', 2, 1, 2],
    ['2024-03-03', 'aa', 7, 2, 1],
    ['2024-03-03', 'zz', 1039, 1, 1],
    ['2024-03-04', 'bb', 11, 1, 1],
  ]);
});

it('takes the date for the time that the number is counted by', async () => {
  expect(await answer(['visits.endedVisits', 'visits.endedOfDay', 'siteDays.total'])).toEqual([
    ['2024-03-01', 'aa', 1, 1, 2],
    ['2024-03-01', 'zz', 0, 1, 1],
    ['2024-03-02', 'bb', 1, 1, 1],
    ['2024-03-03', 'aa', 1, 1, 2],
    ['2024-03-03', 'zz', 0, 1, 1],
    ['2024-03-04', 'bb', 0, 0, 1],
  ]);
});
