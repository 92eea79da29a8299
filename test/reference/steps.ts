import type { Grain, Span, TimeUnit } from '../../src/metrics/query/metricQuery.js';
import { dayOf, dayText, offsetAt, readDay, secondOf, secondOfNanos, startOfDay, startOfPiece, startOfUnit, type Unit } from './clock.js'; // prettier-ignore
import { isClockGrain } from './cut.js';
import { Undecided } from './invalid.js';
import type { Value } from './value.js';

const SECOND = 1_000_000_000n;
export const PIECES: Readonly<Record<string, number>> = {
  SECOND: 1,
  MINUTE: 60,
  FIFTEEN_MINUTES: 900,
  HOUR: 3_600,
};
const MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** Units that are not all as many days. */
export function isMonths(unit: string): boolean {
  return MONTHS[unit] !== undefined;
}

export interface Calendar {
  readonly zone: string;
  readonly weekStart: 'monday' | 'sunday';
}

/** The day `n` units later; a day that the month does not have is its last one. */
function laterDay(day: number, n: number, unit: string): number {
  if (unit === 'DAY' || unit === 'WEEK') return day + n * (unit === 'WEEK' ? 7 : 1);
  const plus = n * (MONTHS[unit] as number);
  const first = startOfUnit(day, 'MONTH');
  const start = startOfUnit(first, 'MONTH', { plus });
  return Math.min(start + (day - first), startOfUnit(start, 'MONTH', { plus: 1 }) - 1);
}

/** An instant `n` units later: days and longer by the calendar at the same time of day, shorter ones by the clock. */
export function laterInstant(
  nanos: bigint,
  n: number,
  { unit, zone }: { unit: string; zone: string },
): bigint {
  const piece = PIECES[unit];
  if (piece !== undefined) return nanos + BigInt(n * piece) * SECOND;
  const second = secondOfNanos(nanos);
  const day = dayOf(zone, second);
  const target = laterDay(day, n, unit);
  if (BigInt(startOfDay(zone, day)) * SECOND === nanos) return BigInt(startOfDay(zone, target)) * SECOND;
  const wall = second + offsetAt(zone, second) + (target - day) * 86_400;
  return BigInt(secondOf(zone, wall)) * SECOND + (nanos - BigInt(second) * SECOND);
}

/**
 * Buckets of one grain as numbers: the first day of it for DAY and longer, else its first second. Where clocks change between two buckets that are
 * compared within days, nothing is said.
 */
export class Grid {
  readonly isDays: boolean;
  constructor(
    readonly calendar: Calendar,
    readonly grain: Grain,
  ) {
    this.isDays = !isClockGrain(grain);
  }

  get #length(): number {
    return PIECES[this.grain] as number;
  }

  of(value: Value): number {
    const { zone, weekStart } = this.calendar;
    if (!this.isDays) return startOfPiece(zone, secondOfNanos(value as bigint), this.#length);
    const day =
      typeof value === 'string' ? (readDay(value) as number) : dayOf(zone, secondOfNanos(value as bigint));
    return startOfUnit(day, this.grain as Unit, { weekStart });
  }

  dayOfMonth(bucket: number): number {
    return Number(dayText(this.isDays ? bucket : dayOf(this.calendar.zone, bucket)).slice(-2));
  }

  /** As a value that can be cut again. */
  value(bucket: number): Value {
    return this.isDays ? dayText(bucket) : BigInt(bucket) * SECOND;
  }

  start(bucket: number): bigint {
    return BigInt(this.isDays ? startOfDay(this.calendar.zone, bucket) : bucket) * SECOND;
  }

  next(bucket: number): number {
    const { weekStart, zone } = this.calendar;
    if (this.isDays) return startOfUnit(bucket, this.grain as Unit, { weekStart, plus: 1 });
    return startOfPiece(zone, bucket + this.#length, this.#length);
  }

  previous(bucket: number): number {
    const { weekStart, zone } = this.calendar;
    if (this.isDays) return startOfUnit(bucket, this.grain as Unit, { weekStart, plus: -1 });
    return startOfPiece(zone, bucket - 1, this.#length);
  }

  /** The point of time `n` units later; the start of a bucket when units are buckets. */
  later(point: number, n: number, unit: string): number {
    if (this.isDays) return laterDay(point, n, unit);
    const { zone } = this.calendar;
    const piece = PIECES[unit];
    if (piece !== undefined) return this.#sure(point, point + n * piece);
    const day = dayOf(zone, point);
    return this.#sure(point, point + (laterDay(day, n, unit) - day) * 86_400);
  }

  /** Buckets within days whose start, so many units later on the clock of the wall, lies in this one: where clocks change none, or two. */
  movedTo(bucket: number, n: number, unit: string): readonly number[] {
    const { zone } = this.calendar;
    const moved = (point: number, times: number): number =>
      Number(laterInstant(BigInt(point) * SECOND, times, { unit, zone }) / SECOND);
    let at = this.of(this.value(moved(bucket, -n)));
    for (let back = 0; back < 4; back++) at = this.previous(at);
    const found: number[] = [];
    for (let ahead = 0; ahead < 9; ahead++, at = this.next(at))
      if (this.of(this.value(moved(at, n))) === bucket) found.push(at);
    return found;
  }

  /** Start of the period of a coarser grain that holds a bucket. */
  startOf(bucket: number, grain: string): number {
    const { zone, weekStart } = this.calendar;
    if (this.isDays) return startOfUnit(bucket, grain as Unit, { weekStart });
    const piece = PIECES[grain];
    if (piece !== undefined) return startOfPiece(zone, bucket, piece);
    return this.#sure(
      bucket,
      startOfDay(zone, startOfUnit(dayOf(zone, bucket), grain as Unit, { weekStart })),
    );
  }

  #sure(from: number, to: number): number {
    const { zone } = this.calendar;
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const ahead = offsetAt(zone, from);
    const step = Math.max(86_400, Math.floor((high - low) / 50));
    for (let at = low - 86_400; at <= high + 86_400 + step; at += step)
      if (offsetAt(zone, at) !== ahead) throw new Undecided();
    return to;
  }

  /** Every bucket that lies in part in the range. */
  between(from: bigint, to: bigint): readonly number[] {
    const buckets: number[] = [];
    const first = this.of(from);
    for (let bucket = first; this.start(bucket) < to; bucket = this.next(bucket)) {
      buckets.push(bucket);
      if (buckets.length > 6_000) throw new Undecided();
    }
    return buckets;
  }
}

const MULTIPLES: Readonly<Record<string, readonly string[]>> = {
  YEAR: ['YEAR'],
  QUARTER: ['QUARTER', 'YEAR'],
  MONTH: ['MONTH', 'QUARTER', 'YEAR'],
  WEEK: ['WEEK'],
};

/** Grain in which rows are moved: days, or finer where something is, or coarser where everything is. */
export function baseGrain(
  shown: readonly string[],
  units: readonly (TimeUnit | Grain)[],
  needsDays: boolean,
): Grain {
  const all: readonly string[] = [...shown, ...units];
  const fine = ['SECOND', 'MINUTE', 'FIFTEEN_MINUTES', 'HOUR', 'DAY'].find((grain) => all.includes(grain));
  if (fine !== undefined || needsDays) return (fine ?? 'DAY') as Grain;
  const coarse = ['YEAR', 'QUARTER', 'MONTH', 'WEEK'].find((grain) =>
    all.every((unit) => MULTIPLES[grain]?.includes(unit)),
  );
  return (coarse ?? 'DAY') as Grain;
}

export type Length = Span | 'ALL' | undefined;
