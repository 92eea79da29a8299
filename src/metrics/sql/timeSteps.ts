import { unreachable } from '../../errors.js';
import type { Grain, TimeUnit } from '../query/metricQuery.js';
import { isCalendarUnit } from '../resolve/calendar.js';
import { sql, value, type Sql } from './sql.js';

type Unit = Grain | TimeUnit;

const MONTHS: Partial<Record<Unit, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const DAYS: Partial<Record<Unit, number>> = { DAY: 1, WEEK: 7 };
const SECONDS: Partial<Record<Unit, number>> = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3600 };
const MOST_SECONDS: Readonly<Record<Unit, number>> = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3_600, DAY: 90_000, WEEK: 608_400, MONTH: 2_682_000, QUARTER: 7_952_400, YEAR: 31_626_000 }; // prettier-ignore
const LEAST_SECONDS: Readonly<Record<Unit, number>> = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3_600, DAY: 82_800, WEEK: 601_200, MONTH: 2_415_600, QUARTER: 7_772_400, YEAR: 31_532_400 }; // prettier-ignore

/** How many buckets of `grain` n units are when that is the same everywhere; undefined for months in days, and days in hours. */
export function wholeSteps(n: number, unit: Unit, grain: Grain): number | undefined {
  for (const sizes of [MONTHS, DAYS, SECONDS]) {
    const [own, step] = [sizes[unit], sizes[grain]];
    if (own !== undefined && step !== undefined && (own * n) % step === 0) return (own * n) / step;
  }
  return n === 0 ? 0 : undefined;
}

/** Buckets of `grain` that n units have at most. */
export function mostSteps(n: number, unit: Unit, grain: Grain): number {
  return Math.ceil((n * MOST_SECONDS[unit]) / LEAST_SECONDS[grain]);
}

/** `time` n units later, by the calendar and the clock of its own zone. 31 January and one month is the last day of February. */
export function later(time: Sql, n: Sql | number, unit: Unit): Sql {
  const count = typeof n === 'number' ? value(String(n), 'Int64') : n;
  switch (unit) {
    case 'SECOND':
      return sql`addSeconds(${time}, ${count})`;
    case 'MINUTE':
      return sql`addMinutes(${time}, ${count})`;
    case 'FIFTEEN_MINUTES':
      return sql`addMinutes(${time}, 15 * ${count})`;
    case 'HOUR':
      return sql`addHours(${time}, ${count})`;
    case 'DAY':
      return sql`addDays(${time}, ${count})`;
    case 'WEEK':
      return sql`addWeeks(${time}, ${count})`;
    case 'MONTH':
      return sql`addMonths(${time}, ${count})`;
    case 'QUARTER':
      return sql`addQuarters(${time}, ${count})`;
    case 'YEAR':
      return sql`addYears(${time}, ${count})`;
    default:
      return unreachable(unit);
  }
}

/** Number of buckets from one to another, both of them starts. */
export function stepsBetween(from: Sql, to: Sql, grain: Grain): Sql {
  switch (grain) {
    case 'SECOND':
      return sql`dateDiff('second', ${from}, ${to})`;
    case 'MINUTE':
      return sql`intDiv(dateDiff('second', ${from}, ${to}), 60)`;
    case 'FIFTEEN_MINUTES':
      return sql`intDiv(dateDiff('second', ${from}, ${to}), 900)`;
    case 'HOUR':
      // A day on which the clock changes by half an hour ends with a shorter one.
      return sql`intDiv(dateDiff('second', ${from}, ${to}) + 3599, 3600)`;
    case 'DAY':
      return sql`dateDiff('day', ${from}, ${to})`;
    case 'WEEK':
      // Weeks of dateDiff begin on Monday, these perhaps on Sunday.
      return sql`intDiv(dateDiff('day', ${from}, ${to}), 7)`;
    case 'MONTH':
      return sql`dateDiff('month', ${from}, ${to})`;
    case 'QUARTER':
      return sql`dateDiff('quarter', ${from}, ${to})`;
    case 'YEAR':
      return sql`dateDiff('year', ${from}, ${to})`;
    default:
      return unreachable(grain);
  }
}

/** Buckets of this grain are days (first days of weeks, months …), not instants. */
export function isDays(grain: Grain): boolean {
  return isCalendarUnit(grain);
}
