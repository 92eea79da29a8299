import { describe, expect, it } from 'vitest';

import { fixtureCatalog, fixtureViewer } from '../../../test/support/fixture/fixtureCatalog.js';
import { compileQuery } from '../compileQuery.js';
import { catalogFor } from '../catalog/roleCatalog.js';

const plan = (dataset: string, field: string) =>
  compileQuery({
    catalog: catalogFor(fixtureCatalog(), 'analyst'),
    query: { dataset, view: 'totals', select: [{ field }] },
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
});
