import { floorDivide } from './value.js';
import { spend, within } from './work.js';

/**
 * Time zones, the slow way: the offset at an instant from Intl, everything else by looking for it. Seconds since the epoch throughout;
 * days are numbers since 1970-01-01.
 */
const DAY = 86_400;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** Seconds that the clocks of a zone are ahead of UTC. */
export function offsetAt(zone: string, second: number): number {
  spend();
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const before = known.get(second);
  if (before !== undefined) return before;
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  formats.set(zone, format);
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(second * 1_000)) ?? [];
  const ahead = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * (sign === '-' ? -1 : 1);
  if (known.size > 100_000) known.clear();
  known.set(second, ahead);
  return ahead;
}

/** The date that a clock shows. */
function dateShown(zone: string, second: number): number {
  return Math.floor((second + offsetAt(zone, second)) / DAY);
}

/** First second with another offset in (from, to], if the offsets at the ends differ. */
function changeBetween(zone: string, from: number, to: number): number | undefined {
  if (offsetAt(zone, from) === offsetAt(zone, to)) return undefined;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle) === offsetAt(zone, from)) before = middle;
    else after = middle;
  }
  return after;
}

/** The day an instant belongs to: the earliest date that a clock shows from then on. Days never come back, whatever clocks do. */
export function dayOf(zone: string, second: number): number {
  const change = changeBetween(zone, second, second + DAY + 7_200);
  const shown = dateShown(zone, second);
  return change === undefined ? shown : Math.min(shown, dateShown(zone, change));
}

const starts = new Map<string, Map<number, number>>();

/** First second of a day; of the next one when the zone skips it. */
export function startOfDay(zone: string, day: number): number {
  spend();
  const known = starts.get(zone) ?? new Map<number, number>();
  starts.set(zone, known);
  if (known.size > 100_000) known.clear();
  const start = known.get(day) ?? within(1_000, () => findStart(zone, day));
  known.set(day, start);
  return start;
}

function findStart(zone: string, day: number): number {
  let [before, at] = [(day - 2) * DAY, (day + 2) * DAY];
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (dayOf(zone, middle) >= day) at = middle;
    else before = middle;
  }
  return at;
}

/** Start of the piece of a day, counted from the day's start, that holds a second. */
export function startOfPiece(zone: string, second: number, length: number): number {
  const start = startOfDay(zone, dayOf(zone, second));
  return second - ((second - start) % length);
}

/** Second at which a clock shows this local time: the first such, or as long after a gap as without the gap. */
export function secondOf(zone: string, wall: number): number {
  for (let ahead = 16 * 3_600; ahead >= -16 * 3_600; ahead -= 900) {
    // Offsets of the day before and after cover the odd ones of earlier times.
    if (offsetAt(zone, wall - ahead) === ahead) return wall - ahead;
  }
  for (const near of [wall - DAY, wall + DAY]) {
    const second = wall - offsetAt(zone, near);
    if (second + offsetAt(zone, second) === wall) return second;
  }
  return wall - offsetAt(zone, wall - DAY);
}

export function dayText(day: number): string {
  return new Date(day * DAY * 1_000).toISOString().slice(0, 10);
}

/** Day of `YYYY-MM-DD`; undefined when there is no such date. */
export function readDay(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / 1_000 / DAY;
  return Number.isNaN(day) || dayText(day) !== text ? undefined : day;
}

export type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** First day of the week, month … that holds a day, and of the one `plus` later. */
export function startOfUnit(
  day: number,
  unit: Unit,
  { weekStart = 'monday', plus = 0 }: { weekStart?: 'monday' | 'sunday'; plus?: number } = {},
): number {
  const date = new Date(day * DAY * 1_000);
  const [year, month, weekday] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDay()];
  const at = (y: number, m: number): number => Date.UTC(y, m, 1) / 1_000 / DAY;
  switch (unit) {
    case 'DAY':
      return day + plus;
    case 'WEEK':
      return day - (weekStart === 'monday' ? (weekday === 0 ? 6 : weekday - 1) : weekday) + 7 * plus;
    case 'MONTH':
      return at(year, month + plus);
    case 'QUARTER':
      return at(year, Math.floor(month / 3) * 3 + 3 * plus);
    case 'YEAR':
      return at(year + plus, 0);
  }
}

/** Week of the year by ISO 8601: the week belongs to the year of its Thursday. */
export function isoWeek(day: number): number {
  const monday = startOfUnit(day, 'WEEK');
  const newYear = startOfUnit(monday + 3, 'YEAR');
  return Math.floor((monday + 3 - newYear) / 7) + 1;
}

/** What a clock and a calendar on the wall show. */
export function wallClock(zone: string, second: number): { hour: number; minute: number } {
  const wall = second + offsetAt(zone, second);
  const ofDay = ((wall % DAY) + DAY) % DAY;
  return { hour: Math.floor(ofDay / 3_600), minute: Math.floor((ofDay % 3_600) / 60) };
}

/** Nanoseconds since the epoch as an ISO date-time with the zone's offset; no zeros at the end of the fraction. */
export function timeText(zone: string, nanos: bigint): string {
  const second = Number(floorDivide(nanos, 1_000_000_000n));
  const fraction = (nanos - BigInt(second) * 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const ahead = offsetAt(zone, second);
  const local = new Date((second + ahead) * 1_000).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(ahead) / 60);
  const two = (number: number): string => String(number).padStart(2, '0');
  const suffix =
    ahead === 0 ? 'Z' : `${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${local}${fraction === '' ? '' : `.${fraction}`}${suffix}`;
}

/** Nanoseconds of `2024-03-01`, `2024-03-01T09:30` (local) or `…T09:30:00.25+01:00`; undefined when it is none of them. */
export function readTime(zone: string, text: string): bigint | undefined {
  const [, date = '', hour, minute, second = '0', fraction = '', offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|z|[+-]\d\d:?\d\d)?)?$/.exec(text) ??
    [];
  const day = readDay(date);
  if (day === undefined || date < '1900' || date >= '2300') return undefined;
  if (hour === undefined) return BigInt(startOfDay(zone, day)) * 1_000_000_000n;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const wall = day * DAY + Number(hour) * 3_600 + Number(minute) * 60 + Number(second);
  const nanos = BigInt(fraction.padEnd(9, '0'));
  if (offset === undefined) return BigInt(secondOf(zone, wall)) * 1_000_000_000n + nanos;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  const ahead = (Number(hours) * 3_600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1);
  return BigInt(wall - ahead) * 1_000_000_000n + nanos;
}

/** Whole second that holds an instant. */
export function secondOfNanos(nanos: bigint): number {
  return Number(floorDivide(nanos, 1_000_000_000n));
}
