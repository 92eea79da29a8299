import { describe, expect, it } from 'vitest';
import { issuesOf, resolveShop } from '../../../test/support/resolveShop.js';
import type { MetricQuery, Selection } from '../query/metricQuery.js';

const DAY: Selection = { field: 'ordered', grain: 'DAY', as: 'day' };
const ORDERS: Selection = { field: 'orders' };
const fill = (query: Partial<MetricQuery>) =>
  resolveShop({ fill: true, select: [DAY, ORDERS], ...query }).fill;

describe('fill', () => {
  it('knows every bucket of the range', () => {
    expect(fill({ time: { last: { n: 3, unit: 'DAY' } } })).toEqual({
      key: 'day',
      buckets: ['2024-05-13', '2024-05-14', '2024-05-15'],
    });
    expect(fill({ time: { last: { n: 3, unit: 'DAY', complete: true } } })?.buckets).toEqual([
      '2024-05-12',
      '2024-05-13',
      '2024-05-14',
    ]);
    expect(
      fill({
        time: { period: 'THIS_QUARTER' },
        select: [{ field: 'ordered', grain: 'MONTH' }, { field: 'channel' }, ORDERS],
      }),
    ).toEqual({ key: 'ordered', buckets: ['2024-04-01', '2024-05-01', '2024-06-01'] });
    expect(
      fill({ time: { last: { n: 2, unit: 'HOUR' } }, select: [{ field: 'ordered', grain: 'HOUR' }] })
        ?.buckets,
    ).toEqual([Date.UTC(2024, 4, 15, 10), Date.UTC(2024, 4, 15, 11)]);
  });

  it('takes weeks from the dataset and days of a date column', () => {
    const born: Partial<MetricQuery> = {
      dataset: 'customers',
      select: [{ field: 'born', grain: 'WEEK' }],
      time: { range: { from: '2024-05-01', to: '2024-05-13' } },
    };
    expect(fill(born)?.buckets).toEqual(['2024-04-28', '2024-05-05', '2024-05-12']);
  });

  it('is off unless it is asked for', () => {
    expect(resolveShop({ select: [DAY, ORDERS], fill: false }).fill).toBeUndefined();
  });

  const needsGrain =
    'INVALID_ARGUMENT fill: "fill" needs "ordered" to be selected exactly once, with a grain';
  it.each<[Partial<MetricQuery>, readonly string[]]>([
    [
      {},
      ['INVALID_TIME fill: "fill" needs to know which buckets there are: give a time range with both ends.'],
    ],
    [
      { time: { all: true } },
      ['INVALID_TIME fill: "fill" needs to know which buckets there are: give a time range with both ends.'],
    ],
    [{ time: { period: 'TODAY' }, select: [ORDERS] }, [`${needsGrain}.`]],
    [{ time: { period: 'TODAY' }, select: [{ field: 'ordered' }] }, [`${needsGrain}.`]],
    [{ time: { period: 'TODAY' }, select: [{ field: 'delivered', grain: 'DAY' }] }, [`${needsGrain}.`]],
    [
      { time: { period: 'TODAY' }, select: [DAY, { field: 'ordered', grain: 'MONTH' }] },
      [
        `${needsGrain}; it is selected more than once: keep the finest, which tells the others, or put its rows inside rows of the other.`,
      ],
    ],
    [
      { time: { period: 'TODAY' }, select: [DAY, { field: 'ordered', part: 'DAY_OF_WEEK' }] },
      [
        `${needsGrain}; it is selected more than once: keep the finest, which tells the others, or put its rows inside rows of the other.`,
      ],
    ],
    [
      { time: { period: 'THIS_YEAR' }, select: [{ field: 'ordered', grain: 'MINUTE' }] },
      ['TOO_MANY fill: The range has more than 10000 buckets: choose a coarser grain or a shorter range.'],
    ],
    [
      {
        time: { range: { from: '1901-01-01', to: '2299-01-01' } },
        select: [{ field: 'ordered', grain: 'SECOND' }],
      },
      ['TOO_MANY fill: The range has more than 10000 buckets: choose a coarser grain or a shorter range.'],
    ],
  ])('refuses %j', (query, expected) => {
    expect(issuesOf({ fill: true, select: [DAY, ORDERS], ...query })).toEqual(expected);
  });

  it('makes up to ten thousand buckets', () => {
    const minutes = (to: string) => ({
      time: { range: { from: '2024-05-01', to } },
      select: [{ field: 'ordered', grain: 'MINUTE' as const }],
    });
    expect(fill(minutes('2024-05-07T22:40Z'))?.buckets).toHaveLength(10_000);
    expect(issuesOf({ fill: true, ...minutes('2024-05-07T22:41Z') })).toHaveLength(1);
  });
});
