import { describe, expect, it } from 'vitest';
import { QueryError, type QueryIssue } from '../../errors.js';
import type { DatasetSpec } from '../catalog/catalogSpec.js';
import { defineCatalog } from '../catalog/defineCatalog.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { MetricQuery, Selection } from '../query/metricQuery.js';
import { resolveQuery } from './resolveQuery.js';

const ORDERS: DatasetSpec = {
  dataset: 'orders',
  description: '',
  source: 'shop.orders',
  time: 'ordered',
  dimensions: {
    ordered: { type: 'time', grains: { half: { interval: '30 minutes', origin: '2024-01-01' } } },
    shipped: { type: 'date' },
    channel: { type: 'string' },
  },
  measures: { orders: { agg: 'count' }, shippedOrders: { agg: 'count', time: 'shipped' } },
  metrics: {
    ever: { cumulative: { of: 'orders' } },
    twice: { derived: 'ever + orders' },
    before: { shift: { of: 'orders', n: 1, unit: 'day' } },
  },
  access: { analyst: { rows: 'all' } },
};
const { catalog, issues } = defineCatalog([ORDERS]);

/** The issues of rows that show `selected`. */
function issuesOf(selected: readonly Selection[], query: Partial<MetricQuery> = {}): readonly QueryIssue[] {
  const asked: MetricQuery = { dataset: 'orders', view: 'rows', time: DAYS, select: selected, ...query };
  try {
    resolveQuery(catalogFor(catalog, 'analyst'), asked, { now: new Date('2024-05-15T11:30:00Z') });
    return [];
  } catch (error) {
    if (error instanceof QueryError) return error.issues;
    throw error;
  }
}
const DAYS = { range: { from: '2024-03-01', to: '2024-03-08' } };
const YEAR = { range: { from: '2023-01-01', to: '2024-01-01' } };
const ALL = { all: true };
const trailing = (n: number, unit: 'MINUTE' | 'HOUR' | 'DAY' | 'YEAR') => ({ trailing: { n, unit } });

it('has a valid catalog', () => {
  expect(issues).toEqual([]);
});

describe('beside single instants', () => {
  const instants: Selection = { field: 'ordered' };
  it.each<[string, Selection]>([
    ['a window', { field: 'orders', window: trailing(1, 'DAY') }],
    ['a number to date', { field: 'orders', toDate: 'MONTH' }],
    ['a running total', { field: 'orders', calculate: 'RUNNING_TOTAL' }],
    ['another period', { field: 'orders', shift: { n: 1, unit: 'DAY' } }],
    ['a change', { field: 'orders', calculate: 'CHANGE' }],
    ['a cumulative metric', { field: 'ever' }],
    ['a part of a metric', { field: 'twice' }],
    ['a shifted metric', { field: 'before' }],
  ])('%s is refused', (_, selection) => {
    const found = issuesOf([instants, selection]);
    expect(found.map(({ path }) => path.slice(0, 2))).toEqual([['select', 1]]);
    expect(found[0]?.message).toContain(
      '"ordered" is shown as single instants, which have no number of another time: select it with a grain.',
    );
  });

  it('is refused in filters and orders, too', () => {
    const found = issuesOf([instants, { field: 'orders' }], {
      having: { ever: { gt: 1 } },
      orderBy: [{ ever: 'DESC' }],
    });
    expect(found.map(({ path }) => path[0])).toEqual(['having', 'orderBy']);
  });

  it('shows what stays at its own time, and days as they are', () => {
    expect(issuesOf([instants, { field: 'orders' }])).toEqual([]);
    expect(issuesOf([instants, { field: 'orders', calculate: 'SHARE' }])).toEqual([]);
    expect(issuesOf([{ field: 'shipped' }, { field: 'shippedOrders', window: trailing(2, 'DAY') }])).toEqual(
      [],
    );
    // Another time than the one that is shown.
    expect(issuesOf([instants, { field: 'shippedOrders', window: trailing(2, 'DAY') }])).toEqual([]);
    expect(issuesOf([{ field: 'ordered', part: 'HOUR_OF_DAY' }, { field: 'ever' }])).toEqual([]);
  });
});

describe('the number of buckets', () => {
  const by = (grain: string): Selection => ({ field: 'ordered', grain });
  const tooMany = (selected: readonly Selection[], query: Partial<MetricQuery> = {}) =>
    issuesOf(selected, query).map(({ code, path }) => [code, ...path].join(' '));

  it('of a number that grows is that of the range', () => {
    expect(tooMany([by('SECOND'), { field: 'ever' }], { time: YEAR })).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('SECOND'), { field: 'orders', toDate: 'YEAR' }], { time: YEAR })).toEqual(['TOO_MANY select 1']); // prettier-ignore
    expect(tooMany([by('MINUTE'), { field: 'ever' }], { time: YEAR })).toEqual([]);
    expect(tooMany([by('SECOND'), { field: 'ever' }])).toEqual([]);
    // The grain of the period decides, not the one that is shown.
    expect(tooMany([by('DAY'), { field: 'orders', toDate: 'SECOND' }], { time: YEAR })).toEqual(['TOO_MANY select 1']); // prettier-ignore
  });

  it('without a range is bounded where the grain is', () => {
    expect(tooMany([by('MINUTE'), { field: 'ever' }], { time: ALL })).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('half'), { field: 'ever' }], { time: ALL })).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('HOUR'), { field: 'ever' }], { time: ALL })).toEqual([]);
    expect(tooMany([by('SECOND'), { field: 'orders', toDate: 'DAY' }], { time: ALL })).toEqual([]);
    expect(tooMany([by('SECOND'), { field: 'orders', toDate: 'YEAR' }], { time: ALL })).toEqual(['TOO_MANY select 1']); // prettier-ignore
  });

  it('of a window is bounded with the buckets that look at it', () => {
    const window = { field: 'orders', window: trailing(1, 'YEAR') };
    expect(tooMany([by('SECOND'), window])).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('MINUTE'), window])).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('HOUR'), window])).toEqual([]);
    expect(tooMany([by('DAY'), window], { time: ALL })).toEqual([]);
    expect(tooMany([by('MINUTE'), { field: 'orders', window: trailing(60, 'MINUTE') }])).toEqual([]);
    expect(tooMany([by('MINUTE'), { field: 'orders', window: { ...trailing(1, 'HOUR'), leading: 'ALL' } }])).toEqual(['TOO_MANY select 1']); // prettier-ignore
  });

  it('of the start of a period is that of the period', () => {
    const start: Selection = { field: 'orders', shift: { startOf: 'YEAR' } };
    expect(tooMany([by('SECOND'), start], { time: ALL })).toEqual(['TOO_MANY select 1']);
    expect(tooMany([by('DAY'), start], { time: ALL })).toEqual([]);
  });

  it('does not matter where no bucket is shown', () => {
    expect(tooMany([{ field: 'orders', window: trailing(10_000, 'MINUTE') }], { time: YEAR })).toEqual([]);
    expect(tooMany([{ field: 'orders', calculate: 'RUNNING_TOTAL' }])).toEqual([]);
    expect(
      tooMany([by('SECOND'), { field: 'orders', shift: { n: 1, unit: 'YEAR' } }], { time: YEAR }),
    ).toEqual([]);
  });

  it('is bounded in filters, orders and the rows around nested ones', () => {
    const select = [by('SECOND'), { field: 'orders' }];
    expect(tooMany(select, { time: YEAR, having: { ever: { gt: 1 } }, orderBy: [{ ever: 'ASC' }] })).toEqual([
      'TOO_MANY having',
      'TOO_MANY orderBy',
    ]);
    const parent = { select: [by('SECOND'), { field: 'ever' }], limit: 10 };
    expect(tooMany([{ field: 'channel' }, { field: 'orders' }], { time: YEAR, parent, limit: 5 })).toEqual([
      'TOO_MANY parent select 1',
    ]);
  });
});
