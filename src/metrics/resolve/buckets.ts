import type { Grain } from '../query/metricQuery.js';
import { formatDay, isCalendarUnit, startOfUnit, type CalendarUnit, type WeekStart } from './calendar.js';
import { intervalBuckets, intervalShape, shortestInterval } from './intervalBuckets.js';
import type { IntervalGrain } from './resolvedQuery.js';
import type { Instant, Zone } from './zone.js';

export type ClockGrain = Exclude<Grain, CalendarUnit>;

const SIZE: Readonly<Record<ClockGrain, number>> = {
  SECOND: 1_000,
  MINUTE: 60_000,
  FIFTEEN_MINUTES: 900_000,
  HOUR: 3_600_000,
};

/** About how many milliseconds a bucket lasts, a little less rather than more: bounds the number of buckets before they are made. */
const SHORTEST: Readonly<Record<Grain, number>> = {
  ...SIZE,
  DAY: 23 * 3_600_000,
  WEEK: 167 * 3_600_000,
  MONTH: 27.9 * 86_400_000,
  QUARTER: 89.9 * 86_400_000,
  YEAR: 364.9 * 86_400_000,
};

/** Start of the bucket that holds an instant: counted from the start of its day, as zones whose clocks change by half an hour need. */
export function startOfClockBucket(instant: Instant, grain: ClockGrain, zone: Zone): Instant {
  const start = zone.startOfDay(zone.dayOf(instant));
  return instant - ((instant - start) % SIZE[grain]);
}

export interface BucketRange {
  readonly from: Instant;
  /** Excluded, and after `from`. */
  readonly to: Instant;
  readonly grain: Grain | IntervalGrain;
  readonly weekStart: WeekStart;
  /** A date column knows no clock changes, so a day that a zone skips exists there. */
  readonly column: 'date' | 'time';
}

/** Most buckets that a range can have. */
export function countBuckets({ from, to, grain }: BucketRange): number {
  const shortest = typeof grain === 'string' ? SHORTEST[grain] : shortestInterval(intervalShape(grain));
  return Math.ceil((to - from) / shortest) + 1;
}

/** About how many buckets of `grain` a length of time has. */
export function stepsIn({ n, unit }: { readonly n: number; readonly unit: Grain }, grain: Grain): number {
  return Math.ceil((Math.abs(n) * SHORTEST[unit]) / SHORTEST[grain]);
}

/** Every bucket that shares an instant with the range, in order: first days `YYYY-MM-DD` for DAY and coarser, instants for finer grains. */
export function bucketsOf(range: BucketRange, zone: Zone): readonly string[] | readonly number[] {
  const { grain } = range;
  if (typeof grain !== 'string') return intervalBuckets(grain, range, zone);
  return isCalendarUnit(grain) ? calendarBuckets(range, grain, zone) : clockBuckets(range, grain, zone);
}

function calendarBuckets(
  { from, to, weekStart, column }: BucketRange,
  unit: CalendarUnit,
  zone: Zone,
): readonly string[] {
  const last = zone.dayOf(to - 1);
  const buckets: string[] = [];
  for (
    let day = startOfUnit(zone.dayOf(from), unit, { weekStart });
    day <= last;
    day = startOfUnit(day, unit, { weekStart, plus: 1 })
  ) {
    const skipped = unit === 'DAY' && column === 'time' && zone.startOfDay(day) === zone.startOfDay(day + 1);
    if (!skipped) buckets.push(formatDay(day));
  }
  return buckets;
}

function clockBuckets({ from, to }: BucketRange, grain: ClockGrain, zone: Zone): readonly number[] {
  const buckets: number[] = [];
  for (
    let start = startOfClockBucket(from, grain, zone);
    start < to;
    start = startOfClockBucket(start + SIZE[grain], grain, zone)
  ) {
    buckets.push(start);
  }
  return buckets;
}
