import { describe, expect, it } from 'vitest';
import { issuesOf, NOW, resolveShop } from '../../../test/support/resolveShop.js';
import { SHOP_SPECS } from '../../../test/support/shopSpecs.js';
import { defineCatalog } from '../catalog/defineCatalog.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { MetricQuery, TimeRange } from '../query/metricQuery.js';
import { resolveQuery } from './resolveQuery.js';

/** `from – to` in UTC, to the minute, with the dates where the ends are midnights. */
function rangeOf(time: TimeRange, query: Partial<MetricQuery> & { now?: string } = {}): string {
  const resolved = resolveShop({ time, ...query }).time;
  if (resolved === undefined) return 'all';
  const show = (instant: number | undefined, date: string | undefined) =>
    `${new Date(instant as number).toISOString().replace(/:00\.000Z$/, 'Z')}${date === undefined ? '' : ` (${date})`}`;
  return `${show(resolved.from, resolved.fromDate)} – ${show(resolved.to, resolved.toDate)}`;
}

const BERLIN = { timezone: 'Europe/Berlin' };

describe('last', () => {
  it.each<[NonNullable<TimeRange['last']>, string]>([
    [{ n: 5, unit: 'MINUTE' }, '2024-05-15T11:26Z – 2024-05-15T11:30:30.000Z'],
    [{ n: 1, unit: 'HOUR' }, '2024-05-15T11:00Z – 2024-05-15T11:30:30.000Z'],
    [{ n: 1, unit: 'DAY' }, '2024-05-14T22:00Z (2024-05-15) – 2024-05-15T11:30:30.000Z'],
    [{ n: 28, unit: 'DAY' }, '2024-04-17T22:00Z (2024-04-18) – 2024-05-15T11:30:30.000Z'],
    [{ n: 60, unit: 'DAY' }, '2024-03-16T23:00Z (2024-03-17) – 2024-05-15T11:30:30.000Z'],
    [{ n: 2, unit: 'WEEK' }, '2024-05-05T22:00Z (2024-05-06) – 2024-05-15T11:30:30.000Z'],
    [{ n: 12, unit: 'MONTH' }, '2023-05-31T22:00Z (2023-06-01) – 2024-05-15T11:30:30.000Z'],
    [{ n: 1, unit: 'QUARTER' }, '2024-03-31T22:00Z (2024-04-01) – 2024-05-15T11:30:30.000Z'],
    [{ n: 1, unit: 'YEAR' }, '2023-12-31T23:00Z (2024-01-01) – 2024-05-15T11:30:30.000Z'],
    [{ n: 5, unit: 'MINUTE', complete: true }, '2024-05-15T11:25Z – 2024-05-15T11:30Z'],
    [{ n: 2, unit: 'HOUR', complete: true }, '2024-05-15T09:00Z – 2024-05-15T11:00Z'],
    [
      { n: 7, unit: 'DAY', complete: true },
      '2024-05-07T22:00Z (2024-05-08) – 2024-05-14T22:00Z (2024-05-15)',
    ],
    [
      { n: 1, unit: 'WEEK', complete: true },
      '2024-05-05T22:00Z (2024-05-06) – 2024-05-12T22:00Z (2024-05-13)',
    ],
    [
      { n: 1, unit: 'MONTH', complete: true },
      '2024-03-31T22:00Z (2024-04-01) – 2024-04-30T22:00Z (2024-05-01)',
    ],
  ])('%j', (last, expected) => {
    expect(rangeOf({ last }, { ...BERLIN, now: '2024-05-15T11:30:30Z' })).toBe(expected);
  });

  it('holds at least one instant, also when a bucket has just begun', () => {
    expect(rangeOf({ last: { n: 1, unit: 'DAY' } }, { ...BERLIN, now: '2024-05-14T22:00:00Z' })).toBe(
      '2024-05-14T22:00Z (2024-05-15) – 2024-05-14T22:00:00.001Z',
    );
  });

  it('starts where a day starts that has no midnight', () => {
    expect(
      rangeOf({ last: { n: 1, unit: 'DAY' } }, { timezone: 'Africa/Cairo', now: '2024-04-26T10:00:00Z' }),
    ).toBe('2024-04-25T22:00Z (2024-04-26) – 2024-04-26T10:00Z');
  });

  it('ends with today on a date column', () => {
    expect(rangeOf({ last: { n: 2, unit: 'DAY' } }, { ...BERLIN, timeDimension: 'delivered' })).toBe(
      '2024-05-13T22:00Z (2024-05-14) – 2024-05-15T22:00Z (2024-05-16)',
    );
  });

  it.each<[unknown, string]>([
    [
      { n: 0, unit: 'DAY' },
      'INVALID_TIME time.last.n: "n" is how many units to go back: a whole number of at least 1.',
    ],
    [{ n: -1, unit: 'DAY' }, 'INVALID_TIME time.last.n'],
    [{ n: 1.5, unit: 'DAY' }, 'INVALID_TIME time.last.n'],
    [{ n: '7', unit: 'DAY' }, 'INVALID_TIME time.last.n'],
    [7, 'INVALID_TIME time.last.n'],
    [{ n: 7, unit: 'DAYS' }, 'INVALID_TIME time.last.unit: There is no unit "DAYS". Did you mean "DAY"?'],
    [{ n: 7 }, 'INVALID_TIME time.last.unit: "unit" is missing: one of MINUTE, HOUR, DAY'],
    [
      { n: 200, unit: 'YEAR' },
      'INVALID_TIME time.last.n: The range would begin before 1900; ask for { all: true } instead.',
    ],
    [{ n: 1e15, unit: 'MINUTE' }, 'INVALID_TIME time.last.n: The range would begin before 1900'],
    [{ n: 1e9, unit: 'DAY' }, 'INVALID_TIME time.last.n: The range would begin before 1900'],
  ])('refuses %j', (last, expected) => {
    expect(issuesOf({ time: { last } as TimeRange })).toEqual([expect.stringContaining(expected)]);
  });
});

describe('period', () => {
  it.each([
    ['TODAY', '2024-05-14T22:00Z (2024-05-15) – 2024-05-15T22:00Z (2024-05-16)'],
    ['YESTERDAY', '2024-05-13T22:00Z (2024-05-14) – 2024-05-14T22:00Z (2024-05-15)'],
    ['THIS_WEEK', '2024-05-12T22:00Z (2024-05-13) – 2024-05-19T22:00Z (2024-05-20)'],
    ['LAST_WEEK', '2024-05-05T22:00Z (2024-05-06) – 2024-05-12T22:00Z (2024-05-13)'],
    ['THIS_MONTH', '2024-04-30T22:00Z (2024-05-01) – 2024-05-31T22:00Z (2024-06-01)'],
    ['LAST_MONTH', '2024-03-31T22:00Z (2024-04-01) – 2024-04-30T22:00Z (2024-05-01)'],
    ['THIS_QUARTER', '2024-03-31T22:00Z (2024-04-01) – 2024-06-30T22:00Z (2024-07-01)'],
    ['LAST_QUARTER', '2023-12-31T23:00Z (2024-01-01) – 2024-03-31T22:00Z (2024-04-01)'],
    ['THIS_YEAR', '2023-12-31T23:00Z (2024-01-01) – 2024-12-31T23:00Z (2025-01-01)'],
    ['LAST_YEAR', '2022-12-31T23:00Z (2023-01-01) – 2023-12-31T23:00Z (2024-01-01)'],
  ] as const)('%s', (period, expected) => {
    expect(rangeOf({ period }, BERLIN)).toBe(expected);
  });

  it('refuses others', () => {
    expect(issuesOf({ time: { period: 'LAST_WEAK' } as unknown as TimeRange })).toEqual([
      'INVALID_TIME time.period: There is no period "LAST_WEAK". Did you mean "LAST_WEEK" or "LAST_YEAR"?',
    ]);
  });
});

describe('range', () => {
  it.each([
    ['2024-03-31', '2024-04-01', '2024-03-30T23:00Z (2024-03-31) – 2024-03-31T22:00Z (2024-04-01)'],
    ['2024-03-31T02:30', '2024-03-31T04:00', '2024-03-31T01:30Z – 2024-03-31T02:00Z'],
    ['2024-03-01T00:00:00Z', '2024-03-01T00:00:00.001Z', '2024-03-01T00:00Z – 2024-03-01T00:00:00.001Z'],
    [
      '2024-03-01T00:00:00+01:00',
      '2024-03-02',
      '2024-02-29T23:00Z (2024-03-01) – 2024-03-01T23:00Z (2024-03-02)',
    ],
  ])('%s – %s', (from, to, expected) => {
    expect(rangeOf({ range: { from, to } }, BERLIN)).toBe(expected);
  });

  it('of an autumn day has 25 hours', () => {
    const { from = 0, to = 0 } =
      resolveShop({ time: { range: { from: '2024-10-27', to: '2024-10-28' } }, ...BERLIN }).time ?? {};
    expect((to - from) / 3_600_000).toBe(25);
  });

  it.each<[unknown, readonly string[]]>([
    [
      { from: '2024-01-01', to: '2024-01-01' },
      [
        'INVALID_TIME time.range: "from" must be before "to": the end itself is not part of the range, so a single day ends with the next.',
      ],
    ],
    [{ from: '2024-01-02', to: '2024-01-01' }, ['INVALID_TIME time.range: "from" must be before "to"']],
    [
      { from: '2024-02-30', to: 'tomorrow' },
      [
        'INVALID_TIME time.range.from: "2024-02-30" is not a date or date-time',
        'INVALID_TIME time.range.to: "tomorrow" is not a date or date-time',
      ],
    ],
    [{ from: '2024-01-01' }, ['INVALID_TIME time.range.to: Nothing is not a date or date-time']],
    [
      { from: '2024-01-01', to: '9999-12-31' },
      ['INVALID_TIME time.range.to: "9999-12-31" is not a date or date-time'],
    ],
    [
      { from: '2024-01-01T00:00:00.0001Z', to: '2024-01-02' },
      [
        'INVALID_TIME time.range.from: Ranges are taken to the millisecond: give at most three digits after the second.',
      ],
    ],
    ['2024', ['INVALID_TIME time.range: A range has "from" and "to".']],
  ])('refuses %j', (range, expected) => {
    expect(issuesOf({ time: { range } as TimeRange })).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });
});

describe('a time range', () => {
  it('of all is none', () => {
    expect(rangeOf({ all: true })).toBe('all');
    expect(resolveShop().time).toBeUndefined();
  });

  it.each<[TimeRange, string]>([
    [{}, 'INVALID_TIME time: A time range has exactly one of last, range, period, all; this one has none.'],
    [
      { all: true, period: 'TODAY' },
      'INVALID_TIME time: A time range has exactly one of last, range, period, all; this one has period and all.',
    ],
    [{ all: false }, 'INVALID_TIME time.all: "all" can only be true; leave "time" out or give a range.'],
  ])('refuses %j', (time, expected) => {
    expect(issuesOf({ time })).toEqual([expected]);
  });

  it('restricts the default time dimension or another one', () => {
    expect(resolveShop({ time: { period: 'TODAY' } }).time?.field.dimension.name).toBe('ordered');
    expect(
      resolveShop({ time: { period: 'TODAY' }, timeDimension: 'delivered' }).time?.field.dimension.name,
    ).toBe('delivered');
  });

  it('wants whole days of a date', () => {
    expect(issuesOf({ time: { last: { n: 3, unit: 'HOUR' } }, timeDimension: 'delivered' })).toEqual([
      'INVALID_TIME time: "delivered" is a date: give a range of whole days.',
    ]);
    expect(
      issuesOf({
        time: { range: { from: '2024-01-01T12:00', to: '2024-01-02' } },
        timeDimension: 'delivered',
      }),
    ).toEqual(['INVALID_TIME time: "delivered" is a date: give a range of whole days.']);
  });

  it('wants a time dimension', () => {
    expect(issuesOf({ time: { period: 'TODAY' }, timeDimension: 'orderd' })).toEqual([
      'UNKNOWN_FIELD timeDimension: There is no time dimension "orderd" in dataset "orders". Did you mean "ordered"?',
    ]);
    expect(issuesOf({ timeDimension: 'channel' })).toEqual([
      'WRONG_KIND timeDimension: "channel" is of type string, not a time dimension (ordered, delivered).',
    ]);
    expect(
      issuesOf({ dataset: 'countries', select: [{ field: 'name' }], time: { period: 'TODAY' } }),
    ).toEqual([
      'INVALID_TIME time: Dataset "countries" has no default time dimension: ask without a time range.',
    ]);
  });
});

describe('the time zone', () => {
  it('is that of the query, else of the dataset, else UTC', () => {
    expect(resolveShop({ timezone: 'asia/kathmandu' }).timezone).toBe('Asia/Kathmandu');
    expect(resolveShop({ dataset: 'customers', select: [{ field: 'name' }] }).timezone).toBe('Europe/Berlin');
    expect(resolveShop().timezone).toBe('UTC');
  });

  it('has a name', () => {
    expect(issuesOf({ timezone: 'Europe/Berln' })).toEqual([
      'INVALID_TIMEZONE timezone: "Europe/Berln" is not a time zone: give a name of the tz database, such as "Europe/Berlin". An offset is not enough, because clocks change. Did you mean "Europe/Berlin"?',
    ]);
    expect(issuesOf({ timezone: '+01:00' })).toEqual([
      expect.stringContaining('INVALID_TIMEZONE timezone: "+01:00" is not a time zone'),
    ]);
  });

  it('is one that the engine knows too', () => {
    const types = {
      dimensions: new Map(),
      measures: new Map(),
      timezones: new Set(['UTC', 'Europe/Berlin']),
    };
    const catalog = catalogFor(defineCatalog(SHOP_SPECS, types).catalog, 'reader');
    const ask = (timezone: string) =>
      resolveQuery(
        catalog,
        { dataset: 'orders', view: 'rows', select: [{ field: 'orders' }], timezone },
        { now: NOW },
      );
    expect(ask('europe/berlin').timezone).toBe('Europe/Berlin');
    expect(() => ask('Asia/Tokyo')).toThrow('"Asia/Tokyo" is not a time zone');
  });

  it('decides when weeks begin together with the dataset', () => {
    const week = resolveShop({
      dataset: 'customers',
      select: [{ field: 'name' }],
      time: { period: 'THIS_WEEK' },
    }).time;
    expect([week?.fromDate, week?.toDate]).toEqual(['2024-05-12', '2024-05-19']);
  });
});
