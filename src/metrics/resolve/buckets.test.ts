import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRAINS, type Grain } from '../query/metricQuery.js';
import { bucketsOf, countBuckets, startOfClockBucket, type BucketRange } from './buckets.js';
import { zoneOf } from './zone.js';

const range = (from: string, to: string, options: Partial<BucketRange> & { grain: Grain }): BucketRange => ({
  from: Date.parse(from),
  to: Date.parse(to),
  weekStart: 'monday',
  column: 'time',
  ...options,
});
const clock = (asked: BucketRange, zone: string) =>
  bucketsOf(asked, zoneOf(zone)).map((bucket) => new Date(bucket).toISOString().slice(5, 16));

describe('buckets of days and more', () => {
  it('begin with the one that holds the start and end before the end', () => {
    const week = range('2024-05-15T12:00Z', '2024-05-27T00:00Z', { grain: 'WEEK' });
    expect(bucketsOf(week, zoneOf('UTC'))).toEqual(['2024-05-13', '2024-05-20']);
    expect(bucketsOf({ ...week, weekStart: 'sunday' }, zoneOf('UTC'))).toEqual([
      '2024-05-12',
      '2024-05-19',
      '2024-05-26',
    ]);
    expect(bucketsOf({ ...week, to: week.to + 1 }, zoneOf('UTC'))).toEqual([
      '2024-05-13',
      '2024-05-20',
      '2024-05-27',
    ]);
  });

  it('are local days', () => {
    expect(
      bucketsOf(range('2024-03-30T23:00Z', '2024-04-01T22:00Z', { grain: 'DAY' }), zoneOf('Europe/Berlin')),
    ).toEqual(['2024-03-31', '2024-04-01']);
  });

  it('leave out a day that the zone skipped, but not in a date column', () => {
    const apia = range('2011-12-29T10:00Z', '2012-01-01T10:00Z', { grain: 'DAY' });
    expect(bucketsOf(apia, zoneOf('Pacific/Apia'))).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
    expect(bucketsOf({ ...apia, column: 'date' }, zoneOf('Pacific/Apia'))).toEqual([
      '2011-12-29',
      '2011-12-30',
      '2011-12-31',
      '2012-01-01',
    ]);
  });

  it('count months, quarters and years', () => {
    const two = range('2023-11-15T00:00Z', '2024-02-01T00:00Z', { grain: 'MONTH' });
    expect(bucketsOf(two, zoneOf('UTC'))).toEqual(['2023-11-01', '2023-12-01', '2024-01-01']);
    expect(bucketsOf({ ...two, grain: 'QUARTER' }, zoneOf('UTC'))).toEqual(['2023-10-01', '2024-01-01']);
    expect(bucketsOf({ ...two, grain: 'YEAR' }, zoneOf('UTC'))).toEqual(['2023-01-01', '2024-01-01']);
  });
});

describe('buckets of the clock', () => {
  it('keep both hours of an autumn night', () => {
    const night = range('2024-10-26T23:00Z', '2024-10-27T03:00Z', { grain: 'HOUR' });
    expect(clock(night, 'Europe/Berlin')).toEqual([
      '10-26T23:00',
      '10-27T00:00',
      '10-27T01:00',
      '10-27T02:00',
    ]);
  });

  it('follow the local hour where offsets are not whole hours', () => {
    expect(
      clock(range('2024-05-01T00:00Z', '2024-05-01T02:00Z', { grain: 'HOUR' }), 'Asia/Kathmandu'),
    ).toEqual(['04-30T23:15', '05-01T00:15', '05-01T01:15']);
  });

  it('count from midnight on days that lose half an hour', () => {
    // Lord Howe, 02:00 → 02:30: the last hour of the day is half of one.
    const end = range('2024-10-06T10:40Z', '2024-10-06T14:00Z', { grain: 'HOUR' });
    expect(clock(end, 'Australia/Lord_Howe')).toEqual([
      '10-06T10:30',
      '10-06T11:30',
      '10-06T12:30',
      '10-06T13:00',
    ]);
  });

  it('may be seconds, minutes and quarters of an hour', () => {
    expect(
      clock(range('2024-05-01T00:10Z', '2024-05-01T00:31Z', { grain: 'FIFTEEN_MINUTES' }), 'UTC'),
    ).toEqual(['05-01T00:00', '05-01T00:15', '05-01T00:30']);
    expect(
      bucketsOf(range('2024-05-01T00:00:00.5Z', '2024-05-01T00:00:02Z', { grain: 'SECOND' }), zoneOf('UTC')),
    ).toEqual([Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 1, 0, 0, 1)]);
    expect(
      bucketsOf(range('2024-05-01T00:00Z', '2024-05-01T00:02Z', { grain: 'MINUTE' }), zoneOf('UTC')),
    ).toHaveLength(2);
  });
});

it('in every zone and grain, buckets rise, cover the range and are not too many', () => {
  const asked = fc.tuple(
    fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    fc.constantFrom(...GRAINS),
    fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2290, 0, 1) }),
    fc.integer({ min: 1, max: 200 }),
  );
  const property = fc.property(asked, ([name, grain, from, length]) => {
    const zone = zoneOf(name);
    const size = {
      SECOND: 1e3,
      MINUTE: 6e4,
      FIFTEEN_MINUTES: 9e5,
      HOUR: 36e5,
      DAY: 864e5,
      WEEK: 6048e5,
      MONTH: 26e8,
      QUARTER: 78e8,
      YEAR: 31e9,
    }[grain];
    const range: BucketRange = {
      from,
      to: from + Math.ceil((length * size) / 40),
      grain,
      weekStart: 'monday',
      column: 'time',
    };
    const starts = bucketsOf(range, zone).map((bucket) =>
      typeof bucket === 'number' ? bucket : zone.startOfDay(Date.parse(bucket) / 864e5),
    );
    expect(starts.length).toBeLessThanOrEqual(countBuckets(range));
    expect(starts[0]).toBeLessThanOrEqual(from);
    expect(starts.at(-1)).toBeLessThan(range.to);
    for (const [index, start] of starts.entries()) {
      if (index > 0) expect(start).toBeGreaterThan(starts[index - 1] as number);
      if (index > 0) expect(start).toBeGreaterThan(from);
      if (grain === 'HOUR') expect(startOfClockBucket(start, grain, zone)).toBe(start);
    }
  });
  fc.assert(property, { numRuns: 500, seed: 7 });
});
