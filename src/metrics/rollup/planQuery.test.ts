import { describe, expect, it } from 'vitest';

import { fixtureCatalog, fixtureViewer } from '../../../test/support/fixture/fixtureCatalog.js';
import { compileQuery } from '../compileQuery.js';
import { catalogFor } from '../catalog/roleCatalog.js';

const plan = (dataset: string, ...fields: readonly string[]) =>
  compileQuery({
    catalog: catalogFor(fixtureCatalog(), 'analyst'),
    query: { dataset, view: 'totals', select: fields.map((field) => ({ field })) },
    viewer: fixtureViewer('analyst'),
    now: new Date(0),
  }).plan;

describe('planQuery', () => {
  it('answers from the table and says why each declared rollup did not', () => {
    expect(plan('visits', 'pages')).toMatchObject({
      source: { kind: 'table', name: 'fixture.visits' },
      reason: 'Answered from fixture.visits: no rollup of "visits" is served.',
      rejected: [{ name: 'visitsDaily', code: 'NOT_SERVED' }],
    });
  });

  it('names a SELECT by its dataset', () => {
    expect(plan('siteDays', 'total')).toMatchObject({
      source: { name: 'the SQL of "siteDays"' },
      rejected: [],
    });
  });

  it('names what each of several datasets is read from', () => {
    expect(plan('metrics', 'siteDays.total', 'sites.sites')).toMatchObject({
      source: { name: 'the SQL of "siteDays" and fixture.sites' },
      reason: 'Answered from the SQL of "siteDays" and fixture.sites: "siteDays" and "sites" have no rollup.',
      rejected: [],
    });
    expect(plan('metrics', 'pagesPerCounted')).toMatchObject({
      reason:
        'Answered from fixture.visits and the SQL of "siteDays": no rollup of "visits" and "siteDays" is served.',
      rejected: [{ name: 'visitsDaily' }],
    });
  });
});
