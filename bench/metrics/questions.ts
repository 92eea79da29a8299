import type { MetricQuery } from '../../src/metrics/index.js';

/** A number over other times, and the plain aggregation of the same rows that it is compared with. */
export interface Comparison {
  readonly key: 'trailing' | 'toDate' | 'running' | 'rollingDistinct';
  readonly title: string;
  readonly query: MetricQuery;
  readonly plain: MetricQuery;
}

const byDay = (selection: NonNullable<MetricQuery['select']>[number]): MetricQuery => ({
  dataset: 'events',
  view: 'rows',
  time: { range: { from: '2023-01-01', to: '2024-01-01' } },
  select: [{ field: 'at', as: 'day', grain: 'DAY' }, selection],
  limit: 1000,
});

export const COMPARISONS: readonly Comparison[] = [
  {
    key: 'trailing',
    title: 'sum of the last 7 days, by day',
    query: byDay({ field: 'amount', window: { trailing: { n: 7, unit: 'DAY' } } }),
    plain: byDay({ field: 'amount' }),
  },
  {
    key: 'toDate',
    title: 'sum of the month to date, by day',
    query: byDay({ field: 'amount', toDate: 'MONTH' }),
    plain: byDay({ field: 'amount' }),
  },
  {
    key: 'running',
    title: 'running total, by day',
    query: byDay({ field: 'amount', calculate: 'RUNNING_TOTAL' }),
    plain: byDay({ field: 'amount' }),
  },
  {
    key: 'rollingDistinct',
    title: 'distinct users of the last 7 days, by day',
    query: byDay({ field: 'users', window: { trailing: { n: 7, unit: 'DAY' } } }),
    plain: byDay({ field: 'users' }),
  },
];
