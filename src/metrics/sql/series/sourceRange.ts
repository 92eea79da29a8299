import type { Grain, Span, TimeUnit } from '../../query/metricQuery.js';
import { startOfClockBucket } from '../../resolve/buckets.js';
import { FIRST_YEAR, isCalendarUnit, LAST_YEAR, MILLISECONDS_PER_DAY, parseDay, startOfUnit, type WeekStart } from '../../resolve/calendar.js'; // prettier-ignore
import { intervalBuckets } from '../../resolve/intervalBuckets.js';
import type { Frame, Period, ResolvedShift, ResolvedTime } from '../../resolve/resolvedQuery.js';
import { dateAtMidnight, zoneOf, type Instant, type Zone } from '../../resolve/zone.js';

/** Half open; undefined is unbounded. */
export interface Range {
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
}

/** Where time is counted. */
export interface Clock {
  readonly zone: Zone;
  readonly weekStart: WeekStart;
}

/** `looksBack`: buckets of days that the other month lacks look at its last day, so that this is one to be read. */
export interface ShiftClock extends Clock {
  readonly looksBack: boolean;
  /** Where the shown bucket begins whose period is looked at; undefined: that of the instant itself. */
  readonly shownStart?: ((instant: Instant | undefined) => Instant | undefined) | undefined;
}

const EARLIEST = Date.UTC(FIRST_YEAR, 0, 2);
const LATEST = Date.UTC(LAST_YEAR, 11, 31);

/** The range of rows as a question states it. */
export function asResolvedTime(
  { from, to }: Range,
  field: ResolvedTime['field'],
  { zone }: Clock,
): ResolvedTime {
  const kept = (instant: Instant | undefined) =>
    instant === undefined ? undefined : Math.min(Math.max(instant, EARLIEST), LATEST);
  const [first, end] = [kept(from), kept(to)];
  return {
    field,
    from: first,
    to: end,
    fromDate: first === undefined ? undefined : dateAtMidnight(zone, first),
    toDate: end === undefined ? undefined : dateAtMidnight(zone, end),
  };
}

/**
 * The ranges that each shift looks at, from the outermost: the first is the shown one, the last is that of the frame's buckets. A range is never too
 * small; where calendar months make it too large, buckets outside the shown range are dropped later.
 */
export function shiftedRanges(
  shown: Range,
  shifts: readonly ResolvedShift[],
  clock: ShiftClock,
): readonly Range[] {
  const ranges = [shown];
  for (const shift of shifts) ranges.push(before(ranges.at(-1) as Range, shift, clock));
  return ranges;
}

function before({ from, to }: Range, shift: ResolvedShift, clock: ShiftClock): Range {
  switch (shift.kind) {
    case 'back': {
      const { n, unit } = shift.span;
      if (isMonths(unit)) return monthsBefore({ from, to }, shift.span, clock);
      return {
        from: from === undefined ? undefined : moved(from, { n: -n, unit }, clock.zone),
        to: to === undefined ? undefined : movedEnd(to, { n: -n, unit }, clock.zone),
      };
    }
    case 'startOf': {
      const first = clock.shownStart === undefined ? from : clock.shownStart(from);
      return { from: first === undefined ? undefined : startOfPeriod(first, shift.grain, clock), to };
    }
    case 'range':
      return { from: shift.from, to: shift.to };
    case 'calendar':
      return { from: undefined, to: undefined };
  }
}

/**
 * The range that lies so many months before. Every day belongs to the range that its place in the month belongs to: one that the other month lacks to that of its
 * end, so that ranges side by side stay so and a month is a month. A range without such a place at all looks at the last day there is, and one day at one day.
 */
function monthsBefore({ from, to }: Range, span: Span, { zone, looksBack }: ShiftClock): Range {
  const by = { n: -span.n, unit: span.unit };
  if (isOneDay({ from, to }, zone)) {
    const [first, end] = [moved(from as Instant, by, zone), moved(to as Instant, by, zone)];
    const isOver = zone.startOfDay(zone.dayOf(to as Instant)) === to;
    return { from: first, to: isOver ? zone.startOfDay(zone.dayOf(first) + 1) : end };
  }
  const end = to === undefined ? undefined : placeBefore(to, by, zone);
  const start = from === undefined ? undefined : placeBefore(from, by, zone);
  const looksAtLast = from !== undefined && start !== undefined && (looksBack || start === end) && lacks(from, by, zone); // prettier-ignore
  return { from: looksAtLast ? zone.startOfDay(zone.dayOf(start) - 1) : start, to: end };
}

/** Whether the buckets of a range look at one day each, whatever they are: it is one day, or nothing but days that the other months lack. */
export function looksAtDays({ from, to }: Range, { n, unit }: Span, zone: Zone): boolean {
  if (from === undefined || to === undefined) return false;
  const by = { n: -n, unit };
  return isOneDay({ from, to }, zone) || placeBefore(from, by, zone) === placeBefore(to, by, zone);
}

function isOneDay({ from, to }: Range, zone: Zone): boolean {
  return from !== undefined && to !== undefined && zone.dayOf(from) === zone.dayOf(to - 1);
}

/** The same place in another month, or the end of a month that has none. */
function placeBefore(instant: Instant, by: Span, zone: Zone): Instant {
  if (!lacks(instant, by, zone)) return moved(instant, by, zone);
  return zone.startOfDay(laterDay(zone.dayOf(instant), by.n, by.unit as MonthUnit) + 1);
}

/** The month so much later has no day of this number. */
function lacks(instant: Instant, { n, unit }: Span, zone: Zone): boolean {
  const day = zone.dayOf(instant);
  return dayOfMonth(laterDay(day, n, unit as MonthUnit)) !== dayOfMonth(day);
}

function dayOfMonth(day: number): number {
  return day - startOfUnit(day, 'MONTH', { weekStart: 'monday' });
}

/** Rows that the frames of the buckets of a range take in. */
export function framedRange(
  { from, to }: Range,
  frame: Frame | undefined,
  at: Clock & { readonly grain: Grain },
): Range {
  // prettier-ignore
  switch (frame?.kind) {
    case undefined:
    case 'running':
      return { from, to };
    case 'toDate':
      return { from: from === undefined ? undefined : startOfPeriod(from, frame.grain, at), to };
    case 'window': {
      const { trailing, leading, anchor } = frame;
      const first = from === undefined ? undefined : startOf(from, at.grain, at);
      const anchored = first === undefined || anchor === 'START' ? first : moved(first, { n: 1, unit: at.grain }, at.zone); // prettier-ignore
      return {
        from: trailing === 'ALL' || anchored === undefined ? undefined : moved(anchored, { n: -trailing.n, unit: trailing.unit }, at.zone), // prettier-ignore
        to: to === undefined || leading === undefined ? to : leading === 'ALL' ? undefined : movedEnd(nextStart(to, at), leading, at.zone), // prettier-ignore
      };
    }
  }
}

/** The end of the bucket that an end of a range lies in. */
function nextStart(to: Instant, at: Clock & { readonly grain: Grain }): Instant {
  return moved(startOf(to - 1, at.grain, at), { n: 1, unit: at.grain }, at.zone);
}

/** Months are moved as months and days as days: an end at a midnight also ends the day that the day before it is moved to. */
function movedEnd(to: Instant, by: { readonly n: number; readonly unit: TimeUnit }, zone: Zone): Instant {
  const end = moved(to, by, zone);
  const day = zone.dayOf(to);
  if (zone.startOfDay(day) !== to || !isCalendarUnit(by.unit)) return end;
  const lastDay = zone.dayOf(moved(zone.startOfDay(day - 1), by, zone));
  return Math.max(end, zone.startOfDay(lastDay + 1));
}

/** An instant `by.n` units later: days and longer by the calendar and at the same time of day, shorter ones by the clock. */
export function moved(
  instant: Instant,
  by: { readonly n: number; readonly unit: Span['unit'] | Grain },
  zone: Zone,
): Instant {
  // prettier-ignore
  const { n, unit } = by;
  if (!isCalendarUnit(unit)) return instant + n * CLOCK_UNITS[unit];
  const day = zone.dayOf(instant);
  const target = laterDay(day, n, unit);
  const sinceStart = instant - zone.startOfDay(day);
  if (sinceStart === 0) return zone.startOfDay(target);
  const wall = instant + zone.offsetAt(instant);
  return zone.instantOf(wall + (target - day) * MILLISECONDS_PER_DAY);
}

const CLOCK_UNITS = { SECOND: 1_000, MINUTE: 60_000, FIFTEEN_MINUTES: 900_000, HOUR: 3_600_000 };

type MonthUnit = 'MONTH' | 'QUARTER' | 'YEAR';
/** Units whose days are not all as many. */
export function isMonths(unit: Span['unit']): unit is MonthUnit {
  return unit === 'MONTH' || unit === 'QUARTER' || unit === 'YEAR';
}

/** As ClickHouse adds: a day that the month does not have is its last one. */
function laterDay(day: number, n: number, unit: 'DAY' | 'WEEK' | MonthUnit): number {
  if (unit === 'DAY' || unit === 'WEEK') return day + n * (unit === 'WEEK' ? 7 : 1);
  const months = n * { MONTH: 1, QUARTER: 3, YEAR: 12 }[unit];
  const first = startOfUnit(day, 'MONTH', { weekStart: 'monday' });
  const start = startOfUnit(day, 'MONTH', { weekStart: 'monday', plus: months });
  const end = startOfUnit(day, 'MONTH', { weekStart: 'monday', plus: months + 1 });
  return Math.min(start + (day - first), end - 1);
}

/** Start of the bucket that holds an instant. */
export function startOf(instant: Instant, grain: Grain, { zone, weekStart }: Clock): Instant {
  if (!isCalendarUnit(grain)) return startOfClockBucket(instant, grain, zone);
  return zone.startOfDay(startOfUnit(zone.dayOf(instant), grain, { weekStart }));
}

/** The same of a period, which may be one of the catalog's own; undefined where only a calendar's table knows. */
export function startOfPeriod(instant: Instant, period: Period, clock: Clock): Instant | undefined {
  if (typeof period === 'string') return startOf(instant, period, clock);
  if (period.kind === 'calendar') return undefined;
  const { zone } = clock;
  const [start] = intervalBuckets(period, { from: instant, to: instant + 1 }, zone);
  return typeof start === 'string' ? zone.startOfDay(parseDay(start) as number) : start;
}

export function clockOf({
  timezone,
  dataset,
}: {
  readonly timezone: string;
  readonly dataset: { readonly weekStart: WeekStart };
}): Clock {
  // prettier-ignore
  return { zone: zoneOf(timezone), weekStart: dataset.weekStart };
}
