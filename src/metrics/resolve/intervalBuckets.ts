import { lengthsOf, type Lengths } from '../catalog/parseInterval.js';
import { dayOf, formatDay, MILLISECONDS_PER_DAY, type Day } from './calendar.js';
import type { IntervalGrain } from './resolvedQuery.js';
import type { Instant, Zone } from './zone.js';

/** What sets the buckets of an interval apart, in numbers. */
export interface IntervalShape extends Lengths {
  /** Local time at which a bucket begins, as milliseconds as if it were UTC. */
  readonly origin: number;
  /** Buckets begin at midnights and are whole days: they are shown as dates. */
  readonly isDate: boolean;
}

export function intervalShape({ interval, origin }: IntervalGrain): IntervalShape {
  const lengths = lengthsOf(interval);
  const start = Date.parse(`${origin}Z`);
  return { ...lengths, origin: start, isDate: lengths.seconds === 0 && start % MILLISECONDS_PER_DAY === 0 };
}

/**
 * The length of buckets that are all so many days, or so many months from the same day of the month; the next one begins so much later. Undefined for
 * others: those that do not begin at midnights, mix months and days, or begin on days that some months do not have.
 */
export function wholePeriod(grain: IntervalGrain): WholePeriod | undefined {
  const { isDate, months, days } = intervalShape(grain);
  if (!isDate || (months > 0 && (days !== 0 || Number(grain.origin.slice(8, 10)) > 28))) return undefined;
  return months > 0 ? { n: months, unit: 'MONTH' } : { n: days, unit: 'DAY' };
}

export interface WholePeriod {
  readonly n: number;
  readonly unit: 'MONTH' | 'DAY';
}

/** Seconds of an interval without months; half an hour and its divisors fit between any two changes of clocks. */
export function fixedSeconds({ months, days, seconds }: Lengths): number | undefined {
  return months === 0 ? days * 86_400 + seconds : undefined;
}
export const HALF_HOUR = 1_800;

/** A little less than a bucket lasts at least, in milliseconds. */
export function shortestInterval({ months, days, seconds }: Lengths): number {
  const sum = (months * 28 + days) * MILLISECONDS_PER_DAY + seconds * 1_000;
  // A change of clocks can take an hour or two from a bucket.
  return Math.max(1_000, sum - (days + months > 0 || seconds > HALF_HOUR ? Math.min(sum / 2, 7_200_000) : 0));
}

/** Start of the `k`th bucket after the origin, as a local time: whole months first, then days, then the clock. */
function startAt({ origin, months, days, seconds }: IntervalShape, k: number): number {
  const start = new Date(origin);
  const first = dayOf(start.getUTCFullYear(), start.getUTCMonth() + 1 + months * k, 1);
  const last = new Date((first + 31) * MILLISECONDS_PER_DAY);
  const length = dayOf(last.getUTCFullYear(), last.getUTCMonth() + 1, 1) - first;
  const day =
    months === 0
      ? Math.floor(origin / MILLISECONDS_PER_DAY)
      : first + Math.min(start.getUTCDate(), length) - 1;
  const clock = origin - Math.floor(origin / MILLISECONDS_PER_DAY) * MILLISECONDS_PER_DAY;
  return (day + days * k) * MILLISECONDS_PER_DAY + clock + seconds * k * 1_000;
}

/** Which bucket holds a local time. */
function indexAt(shape: IntervalShape, wall: number): number {
  const { months, days, seconds, origin } = shape;
  const length = (months * 30.436875 + days) * MILLISECONDS_PER_DAY + seconds * 1_000;
  let k = Math.floor((wall - origin) / length) - 1;
  while (startAt(shape, k) > wall) k--;
  while (startAt(shape, k + 1) <= wall) k++;
  return k;
}

/** Buckets that share an instant with a range: days, or instants. */
export function intervalBuckets(
  grain: IntervalGrain,
  { from, to }: { from: Instant; to: Instant },
  zone: Zone,
): readonly string[] | readonly number[] {
  const shape = intervalShape(grain);
  return shape.isDate
    ? dateBuckets(shape, zone.dayOf(from), zone.dayOf(to - 1))
    : clockBuckets(shape, { from, to }, zone);
}

function dateBuckets(shape: IntervalShape, from: Day, last: Day): readonly string[] {
  const buckets: string[] = [];
  for (let k = indexAt(shape, from * MILLISECONDS_PER_DAY); ; k++) {
    const day = startAt(shape, k) / MILLISECONDS_PER_DAY;
    if (day > last) return buckets;
    buckets.push(formatDay(day));
  }
}

function clockBuckets(
  shape: IntervalShape,
  { from, to }: { from: Instant; to: Instant },
  zone: Zone,
): readonly number[] {
  const buckets: number[] = [];
  const seconds = fixedSeconds(shape);
  if (seconds !== undefined && HALF_HOUR % seconds === 0) {
    const length = seconds * 1_000;
    const wall = from + zone.offsetAt(from) - shape.origin;
    for (let start = from - (((wall % length) + length) % length); start < to; start += length)
      buckets.push(start);
    return buckets;
  }
  for (let k = indexAt(shape, from + zone.offsetAt(from)) - 1; ; k++) {
    const start = zone.firstAt(startAt(shape, k));
    if (start >= to) return buckets;
    // Clocks that are set forward over whole buckets leave those without an instant.
    const end = zone.firstAt(startAt(shape, k + 1));
    if (end > from && end > start) buckets.push(start);
  }
}
