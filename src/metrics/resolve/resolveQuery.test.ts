import { describe, expect, it } from 'vitest';
import { issuesOf, NOW, resolveShop } from '../../../test/support/resolveShop.js';
import { shopCatalog } from '../../../test/support/shopSpecs.js';
import { QueryError } from '../../errors.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { resolveQuery } from './resolveQuery.js';

describe('resolveQuery', () => {
  it('gives defaults', () => {
    expect(resolveShop()).toMatchObject({
      timezone: 'UTC',
      limit: 1_000,
      offset: 0,
      time: undefined,
      filter: undefined,
      having: undefined,
      fill: undefined,
    });
  });

  it('takes null for absent', () => {
    const query = {
      dataset: 'orders',
      view: 'rows',
      select: [{ field: 'orders', as: null }],
      time: null,
      where: null,
      limit: null,
      having: null,
      orderBy: null,
    };
    expect(resolveQuery(shopCatalog(), query as unknown as MetricQuery, { now: NOW })).toMatchObject({
      limit: 1_000,
      filter: undefined,
    });
  });

  it.each<[Partial<MetricQuery>, readonly string[]]>([
    [{ limit: 0 }, []],
    [{ limit: 100_000, offset: 5 }, []],
    [{ limit: -1 }, ['INVALID_ARGUMENT limit: "limit" is a whole number of at least 0, not -1.']],
    [
      { limit: 1.5, offset: -2 },
      [
        'INVALID_ARGUMENT limit: "limit" is a whole number of at least 0, not 1.5.',
        'INVALID_ARGUMENT offset: "offset" is a whole number of at least 0, not -2.',
      ],
    ],
    [{ limit: 100_001 }, ['TOO_MANY limit: "limit" is at most 100000; page with "offset", or export.']],
  ])('%j', (query, expected) => {
    if (expected.length > 0) expect(issuesOf(query)).toEqual(expected);
    else expect(resolveShop(query)).toMatchObject(query);
  });

  it('reports everything at once, each where it stands', () => {
    const issues = issuesOf({
      timezone: 'Mars/Base',
      time: { range: { from: 'x', to: '2024-01-01' } },
      select: [{ field: 'chanel' }, { field: 'orders', where: { quantity: { eq: 'many' } } }],
      where: { express: { eq: 1 } },
      segments: ['bgi'],
      having: { revenue: { gt: 'a' } },
      orderBy: [{ nothing: 'ASC' }],
      limit: -5,
    });
    expect(issues.map((issue) => issue.split(':')[0])).toEqual([
      'INVALID_TIMEZONE timezone',
      'INVALID_TIME time.range.from',
      'UNKNOWN_FIELD select.0.field',
      'INVALID_VALUE select.1.where.quantity.eq',
      'INVALID_VALUE where.express.eq',
      'UNKNOWN_FIELD segments.0',
      'INVALID_ARGUMENT limit',
      'INVALID_VALUE having.revenue.gt',
      'UNKNOWN_FIELD orderBy.0.nothing',
    ]);
  });

  it('knows no dataset that the role may not see', () => {
    const ask = (dataset: string) => issuesOf({ dataset, select: [{ field: 'amount' }] });
    expect(ask('salaries')).toEqual(['UNKNOWN_DATASET dataset: There is no dataset "salaries".']);
    expect(ask('salarie')).toEqual(['UNKNOWN_DATASET dataset: There is no dataset "salarie".']);
    expect(ask('order')).toEqual([
      'UNKNOWN_DATASET dataset: There is no dataset "order". Did you mean "orders"?',
    ]);
    expect(() =>
      resolveQuery(
        shopCatalog('analyst'),
        { dataset: 'salaries', view: 'rows', select: [{ field: 'amount' }] },
        { now: NOW },
      ),
    ).not.toThrow();
  });

  it('says nothing of hidden members, whatever is asked', () => {
    const everywhere = issuesOf({
      select: [{ field: 'secre' }],
      where: { secre: { eq: 'x' } },
      having: { secre: { gt: 1 } },
      orderBy: [{ secre: 'ASC' }],
    });
    for (const issue of everywhere) expect(issue).not.toContain('secret');
    expect(issuesOf({ view: 'values', of: 'secret' })).toEqual([
      'UNKNOWN_FIELD of: There is no field "secret" in dataset "orders".',
    ]);
  });

  it('refuses what is no question', () => {
    expect(() => resolveQuery(shopCatalog(), { dataset: 'orders' } as MetricQuery, { now: NOW })).toThrow(
      QueryError,
    );
  });
});
