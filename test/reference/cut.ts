import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { DatePart, Grain } from '../../src/metrics/query/metricQuery.js';
import { dayOf, dayText, isoWeek, offsetAt, readDay, secondOfNanos, startOfPiece, startOfUnit, wallClock, type Unit } from './clock.js'; // prettier-ignore
import { Undecided } from './invalid.js';
import type { Value } from './value.js';

const PIECES: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3_600 };

export function isClockGrain(grain: string): boolean {
  return grain in PIECES;
}

interface Calendar {
  readonly zone: string;
  readonly weekStart: 'monday' | 'sunday';
}

/** Before zones were standardised offsets had odd minutes and seconds, which the engine rounds: those times are not compared. */
function certain(value: Value, zone: string): void {
  if (typeof value === 'bigint' && offsetAt(zone, secondOfNanos(value)) % 900 !== 0) throw new Undecided();
}

/** Start of the bucket that holds a time or date: a date for DAY and coarser, a time for finer grains. */
export function bucketOf(value: Value, grain: Grain, { zone, weekStart }: Calendar): Value {
  if (value === null) return null;
  certain(value, zone);
  const piece = PIECES[grain];
  if (piece !== undefined)
    return BigInt(startOfPiece(zone, secondOfNanos(value as bigint), piece)) * 1_000_000_000n;
  return dayText(startOfUnit(dayNumber(value, zone), grain as Unit, { weekStart }));
}

export function partOf(value: Value, part: DatePart, zone: string): Value {
  if (value === null) return null;
  certain(value, zone);
  const day = dayNumber(value, zone);
  const date = new Date(day * 86_400_000);
  const number = (): number => {
    switch (part) {
      case 'MINUTE_OF_HOUR':
        return wallClock(zone, secondOfNanos(value as bigint)).minute;
      case 'HOUR_OF_DAY':
        return wallClock(zone, secondOfNanos(value as bigint)).hour;
      case 'DAY_OF_WEEK':
        return date.getUTCDay() === 0 ? 7 : date.getUTCDay();
      case 'DAY_OF_MONTH':
        return date.getUTCDate();
      case 'DAY_OF_YEAR':
        return day - startOfUnit(day, 'YEAR') + 1;
      case 'WEEK_OF_YEAR':
        return isoWeek(day);
      case 'MONTH_OF_YEAR':
        return date.getUTCMonth() + 1;
      case 'QUARTER_OF_YEAR':
        return Math.floor(date.getUTCMonth() / 3) + 1;
      case 'YEAR':
        return date.getUTCFullYear();
    }
  };
  return BigInt(number());
}

function dayNumber(value: Value, zone: string): number {
  return typeof value === 'string' ? (readDay(value) as number) : dayOf(zone, secondOfNanos(value as bigint));
}

/** Every bucket of a range, by walking through it. */
export function bucketsBetween(
  { from, to, grain, type }: { from: bigint; to: bigint; grain: Grain; type: ValueType },
  calendar: Calendar,
): readonly Value[] {
  const buckets: Value[] = [];
  const add = (bucket: Value): void => {
    if (bucket !== buckets.at(-1)) buckets.push(bucket);
  };
  if (isClockGrain(grain)) {
    const step = Math.min(PIECES[grain] as number, 900);
    for (let at = from; at < to; at += BigInt(step) * 1_000_000_000n) add(bucketOf(at, grain, calendar));
    add(bucketOf(to - 1n, grain, calendar));
    return buckets;
  }
  const last = dayOf(calendar.zone, secondOfNanos(to - 1n));
  for (let day = dayOf(calendar.zone, secondOfNanos(from)); day <= last; day++) {
    // A day that the zone skips holds no instant; a date column knows no zones.
    const isSkipped = type === 'time' && grain === 'DAY' && dayIsSkipped(calendar.zone, day);
    if (!isSkipped) add(bucketOf(dayText(day), grain, calendar));
  }
  return buckets;
}

function dayIsSkipped(zone: string, day: number): boolean {
  for (let hour = -30; hour <= 54; hour++) if (dayOf(zone, day * 86_400 + hour * 3_600) === day) return false;
  return true;
}
