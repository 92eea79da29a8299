import { describe, expect, it } from 'vitest';

import { fixtureCatalog } from '../../../test/support/fixture/fixtureCatalog.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { resolveQuery } from '../resolve/resolveQuery.js';
import { partialRows } from './partialRows.js';

const NOW = new Date('2024-03-05T12:00:00Z');

function isPartial(query: Partial<MetricQuery>, row: Readonly<Record<string, string | null>>) {
  const resolved = resolveQuery(
    catalogFor(fixtureCatalog(), 'analyst'),
    { dataset: 'visits', view: 'rows', ...query },
    { now: NOW },
  );
  return partialRows(resolved, NOW)?.(new Map(Object.entries(row)));
}

const by = (grain: string, field = 'started') => [{ field, grain, as: 'bucket' }, { field: 'visits' }];
const range = (from: string, to: string) => ({ range: { from, to } });

describe('partialRows', () => {
  it.each([
    ['DAY', '2024-03-04', false],
    ['DAY', '2024-03-05', true],
    ['DAY', '2030-01-01', true],
    ['WEEK', '2024-02-26', false],
    ['WEEK', '2024-03-04', true],
    ['MONTH', '2024-02-01', false],
    ['MONTH', '2024-03-01', true],
    ['QUARTER', '2023-10-01', false],
    ['YEAR', '2024-01-01', true],
    ['YEAR', '2023-01-01', false],
    ['HOUR', '2024-03-05T11:00:00Z', false],
    ['HOUR', '2024-03-05T12:00:00Z', true],
    ['FIFTEEN_MINUTES', '2024-03-05T11:45:00Z', false],
    ['MINUTE', '2024-03-05T12:00:00Z', true],
    ['SECOND', '2024-03-05T11:59:59Z', false],
  ])('%s %s is not over at noon of 5 March: %s', (grain, bucket, partial) => {
    expect(isPartial({ select: by(grain) }, { bucket })).toBe(partial);
  });

  it('cuts where the range begins or ends within a bucket', () => {
    const query = { select: by('MONTH'), time: range('2023-11-15', '2024-01-20') };
    const cut = ['2023-11-01', '2023-12-01', '2024-01-01'].map((bucket) => isPartial(query, { bucket }));
    expect(cut).toEqual([true, false, true]);
  });

  it('counts in the zone of the query', () => {
    const query = { select: by('DAY'), timezone: 'Asia/Tokyo', time: range('2024-03-01', '2024-03-04') };
    expect(isPartial(query, { bucket: '2024-03-01' })).toBe(false);
    const utc = { select: by('DAY'), timezone: 'Asia/Tokyo', time: range('2024-03-01T00:00:00Z', '2024-03-03T15:00:00Z') }; // prettier-ignore
    expect([isPartial(utc, { bucket: '2024-03-01' }), isPartial(utc, { bucket: '2024-03-03' })]).toEqual([true, false]); // prettier-ignore
  });

  it('knows hours of a day that is set back by half an hour', () => {
    const query = (from: string) => ({ select: by('HOUR'), timezone: 'Australia/Lord_Howe', time: range(from, '2023-04-01T18:00:00Z') }); // prettier-ignore
    expect(isPartial(query('2023-04-01T14:00:00Z'), { bucket: '2023-04-02T01:00:00+11:00' })).toBe(false);
    expect(isPartial(query('2023-04-01T14:30:00Z'), { bucket: '2023-04-02T01:00:00+11:00' })).toBe(true);
  });

  it('cuts no bucket of another time than that of the range', () => {
    const query = { select: by('MONTH', 'ended'), time: range('2023-11-15', '2024-01-20') };
    expect(isPartial(query, { bucket: '2023-11-01' })).toBe(false);
    expect(isPartial(query, { bucket: '2024-03-01' })).toBe(true);
  });

  it('has nothing to say without a bucket', () => {
    expect(isPartial({ select: by('DAY') }, { bucket: null })).toBe(false);
    expect(isPartial({ select: [{ field: 'country' }] }, { country: 'DE' })).toBeUndefined();
  });

  it('says of a date that today is not over', () => {
    const query = { select: by('DAY', 'day'), timeDimension: 'day', time: { last: { n: 2, unit: 'DAY' as const } } }; // prettier-ignore
    expect([isPartial(query, { bucket: '2024-03-04' }), isPartial(query, { bucket: '2024-03-05' })]).toEqual([false, true]); // prettier-ignore
  });
});
