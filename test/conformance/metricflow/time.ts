/** Lengths and buckets of time, as the author writes them. */

export interface SpanText {
  readonly n: number;
  readonly unit: string;
}

/** `7 days`, `2 month`, `1 alien_day`: the unit without a plural. */
export function readSpan(text: string): SpanText {
  const [n = '1', unit = 'day'] = text.trim().split(/\s+/);
  return { n: Number(n), unit: unit.replace(/s$/, '') };
}

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** Whether this is a unit of the calendar, not a grain of the model's own. */
export function isUnit(grain: string): boolean {
  return UNITS.includes(grain);
}

/** Whether one unit is shorter than another. */
export function isFiner(grain: string, than: string): boolean {
  return isUnit(grain) && isUnit(than) && UNITS.indexOf(grain) < UNITS.indexOf(than);
}

/** `2020-01-31T05:59:59.5` (UTC) as milliseconds; a space in place of the T too. */
export function readTime(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  return Date.parse(
    `${iso.includes('T') ? iso : `${iso}T00:00:00`}${/Z|[+-]\d\d:?\d\d$/.test(iso) ? '' : 'Z'}`,
  );
}

/** Start of the bucket that holds the instant. */
export function floorTo(grain: string, time: number): number {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (grain) {
    case 'year':
      return Date.UTC(year, 0);
    case 'quarter':
      return Date.UTC(year, month - (month % 3));
    case 'month':
      return Date.UTC(year, month);
    case 'week':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7));
    case 'day':
      return Date.UTC(year, month, day);
    case 'hour':
      return time - (((time % 3_600_000) + 3_600_000) % 3_600_000);
    case 'minute':
      return time - (((time % 60_000) + 60_000) % 60_000);
    case 'second':
      return time - (((time % 1000) + 1000) % 1000);
    default:
      return time;
  }
}

/** Start of the next bucket. */
export function nextOf(grain: string, time: number): number {
  const start = new Date(floorTo(grain, time));
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  switch (grain) {
    case 'year':
      return Date.UTC(year + 1, 0);
    case 'quarter':
      return Date.UTC(year, month + 3);
    case 'month':
      return Date.UTC(year, month + 1);
    case 'week':
      return Date.UTC(year, month, day + 7);
    case 'day':
      return Date.UTC(year, month, day + 1);
    case 'hour':
      return start.getTime() + 3_600_000;
    case 'minute':
      return start.getTime() + 60_000;
    case 'second':
      return start.getTime() + 1000;
    default:
      return time + 1;
  }
}

/** First bucket that starts at the instant or later. */
export function ceilTo(grain: string, time: number): number {
  const start = floorTo(grain, time);
  return start === time ? time : nextOf(grain, time);
}

/** As GraphQL takes it: UTC. */
export function showTime(time: number): string {
  return new Date(time).toISOString();
}

/** A half-open stretch of time; an absent end is unbounded. */
export interface Interval {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export function intersect(a: Interval, b: Interval): Interval {
  const from = a.from === undefined ? b.from : b.from === undefined ? a.from : Math.max(a.from, b.from);
  const to = a.to === undefined ? b.to : b.to === undefined ? a.to : Math.min(a.to, b.to);
  return { from, to };
}

/** Instants whose bucket compares so with the value; undefined where they are not one stretch. */
export function intervalOf(op: string, grain: string, value: number): Interval | undefined {
  switch (op) {
    case 'gte':
      return { from: ceilTo(grain, value) };
    case 'gt':
      return { from: nextOf(grain, value) };
    case 'lt':
      return { to: ceilTo(grain, value) };
    case 'lte':
      return { to: nextOf(grain, value) };
    case 'eq':
      // A value inside a bucket is no bucket's start: nothing is equal to it.
      return floorTo(grain, value) === value
        ? { from: value, to: nextOf(grain, value) }
        : { from: value, to: value };
    default:
      return undefined;
  }
}
