import type { IntervalUnit } from './definitions.js';
import type { Problem } from './tokenizeSql.js';

/** A length of time as its author wrote it: `3 months 3 days`. */
export type Interval = readonly { readonly n: number; readonly unit: IntervalUnit }[];

const UNITS: readonly IntervalUnit[] = [
  'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year',
]; // prettier-ignore

/** Longer than any table, and short enough to count in. */
const MAX_COUNT = 100_000;

/** Reads `6 months`, `3 months 3 days`, `-1 day`. */
export function parseInterval(text: string): Interval | Problem {
  const words = text.trim().toLowerCase().split(/\s+/);
  const parts: { n: number; unit: IntervalUnit }[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const n = /^[+-]?\d{1,6}$/.test(words[index] as string) ? Number(words[index]) : NaN;
    const unit = UNITS.find((known) => words[index + 1] === known || words[index + 1] === `${known}s`);
    if (unit === undefined || !(Math.abs(n) <= MAX_COUNT))
      return {
        problem: `"${text}" is not a length of time: write numbers and units, as in "6 months" or "3 months 3 days" (${UNITS.join(', ')}).`,
      };
    parts.push({ n, unit });
  }
  return parts;
}

/** The same length in the three measures that are not multiples of each other. */
export interface Lengths {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

const PER_UNIT: Readonly<Record<IntervalUnit, readonly [keyof Lengths, number]>> = {
  second: ['seconds', 1],
  minute: ['seconds', 60],
  hour: ['seconds', 3_600],
  day: ['days', 1],
  week: ['days', 7],
  month: ['months', 1],
  quarter: ['months', 3],
  year: ['months', 12],
};

export function lengthsOf(interval: Interval): Lengths {
  const lengths = { months: 0, days: 0, seconds: 0 };
  for (const { n, unit } of interval) {
    const [measure, factor] = PER_UNIT[unit];
    lengths[measure] += n * factor;
  }
  return lengths;
}
