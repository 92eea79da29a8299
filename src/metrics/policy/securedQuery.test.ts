import { describe, expect, it } from 'vitest';

import { AccessError, InvariantError } from '../../errors.js';
import { fixtureCatalog, fixtureViewer } from '../../../test/support/fixture/fixtureCatalog.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { Dataset, PolicyRows, PolicyValue, Role } from '../catalog/definitions.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { resolveQuery } from '../resolve/resolveQuery.js';
import { planQuery } from '../rollup/planQuery.js';
import type { QueryPlan } from '../rollup/queryPlan.js';
import { bindRows } from './rowPredicate.js';
import type { SecuredQuery } from './securedQuery.js';
import { secureQuery } from './securedQuery.js';
import { touchedDatasets } from './touchedDatasets.js';

const catalog = fixtureCatalog();
const now = new Date('2024-03-05T12:00:00Z');
const visits: MetricQuery = { dataset: 'visits', view: 'rows', select: [{ field: 'visits' }] };

function secure(query: MetricQuery, role: Role = 'owner', viewer = fixtureViewer(role)): SecuredQuery {
  return secureQuery(
    resolveQuery(catalogFor(catalog, role), query, { now }),
    catalogFor(catalog, role),
    viewer,
  );
}

describe('secureQuery', () => {
  it('binds the attributes of the caller into the policy of each dataset', () => {
    const secured = secure({ ...visits, select: [{ field: 'note.body' }, { field: 'visits' }] });
    const { dataset } = secured.resolved;
    expect(secured.rowsOf(dataset)).toMatchObject({
      kind: 'in',
      values: ['aa', 'bb'],
      dimension: { name: 'siteId' },
    });
    expect(secured.rowsOf(catalog.datasets.get('notes') as typeof dataset)).toMatchObject({
      kind: 'or',
      of: [
        { kind: 'in', values: ['aa', 'bb'] },
        { kind: 'in', values: [true], dimension: { name: 'open' } },
      ],
    });
  });

  it('refuses a caller without a grant, in words that do not depend on the data', () => {
    const withoutAny = { ...fixtureViewer('owner'), attributes: new Map() };
    const messages = [withoutAny, fixtureViewer('owner', [])].map((viewer) => {
      try {
        secure(visits, 'owner', viewer);
        return 'no error';
      } catch (error) {
        expect(error).toBeInstanceOf(AccessError);
        return (error as Error).message;
      }
    });
    expect(new Set(messages)).toEqual(
      new Set(['This credential grants no sites. Ask an owner to grant you at least one.']),
    );
  });

  it('takes one of several grants for enough and drops the others, and refuses nothing granted beside rows of anybody', () => {
    const visitsOf = catalog.datasets.get('visits') as Dataset;
    const by = (value: PolicyValue): PolicyRows => ({ kind: 'in', dimension: 'siteId', value });
    const rows: PolicyRows = {
      kind: 'or',
      of: [by({ attribute: 'sites' }), by({ attribute: 'tenants' }), by({ values: ['open'] })],
    };
    const bound = (granted: Record<string, string[]>) =>
      bindRows(rows, visitsOf, {
        viewer: { ...fixtureViewer('owner'), attributes: new Map(Object.entries(granted)) },
        datasets: catalog.datasets,
      });
    expect(bound({ tenants: ['t'] })).toMatchObject({
      kind: 'or',
      of: [{ values: ['t'] }, { values: ['open'] }],
    });
    expect(() => bound({ sites: [] })).toThrow('This credential grants no sites.');
  });

  it('refuses a question that was resolved for another role', () => {
    const analyst = catalogFor(catalog, 'analyst');
    expect(() =>
      secureQuery(resolveQuery(analyst, visits, { now }), analyst, fixtureViewer('owner')),
    ).toThrow(InvariantError);
  });

  it('has no rows of a dataset that the question does not read', () => {
    expect(() =>
      secure(visits).rowsOf(catalog.datasets.get('sites') as SecuredQuery['resolved']['dataset']),
    ).toThrow(InvariantError);
  });

  it('cannot be made or copied anywhere else', () => {
    const secured = secure(visits);
    const plan = planQuery(secured);
    // @ts-expect-error a spread copy has no private field, so nobody can swap the question under a policy
    const copied: QueryPlan = { ...plan, secured: { ...secured, resolved: secured.resolved } };
    // @ts-expect-error a literal of the same shape is no SecuredQuery
    const forged: SecuredQuery = {
      resolved: secured.resolved,
      viewer: secured.viewer,
      rowsOf: () => ({ kind: 'all' }),
    };
    expect([copied, forged]).toHaveLength(2);
  });
});

describe('touchedDatasets', () => {
  const touched = (query: Partial<MetricQuery>) =>
    [...touchedDatasets(resolveQuery(catalogFor(catalog, 'owner'), { ...visits, ...query }, { now }))].sort();
  const far = { site: { region: { manager: { name: { eq: 'x' } } } } };
  const all = ['managers', 'regions', 'sites', 'visits'];

  it.each<[string, Partial<MetricQuery>]>([
    ['shown fields', { select: [{ field: 'site.region.manager.name' }] }],
    ['filters', { where: { not: { or: [far] } } }],
    ['filters of measures', { select: [{ field: 'bounceRate', where: far }] }],
    [
      'having over measures that are not shown',
      { select: [{ field: 'site.region.manager.name' }], having: { not: { net: { gt: 1 } } } },
    ],
  ])('finds what %s read', (_, query) => {
    expect(touched(query)).toEqual(all);
  });

  it('counts the dataset itself', () => {
    expect(touched({})).toEqual(['visits']);
  });
});
