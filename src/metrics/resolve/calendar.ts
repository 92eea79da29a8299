import type { Grain } from '../query/metricQuery.js';

/** A day of the proleptic Gregorian calendar, as days since 1970-01-01. No zone, no time. */
export type Day = number;

export const MILLISECONDS_PER_DAY = 86_400_000;

/** Years that ClickHouse's DateTime64 and Date32 can hold; a value outside would be moved to the nearest end, silently. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2299;

/** Reads `YYYY-MM-DD`; undefined unless the day exists. */
export function parseDay(text: string): Day | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const found = dayOf(Number(year), Number(month), Number(day));
  return formatDay(found) === text ? found : undefined;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  return new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** `month` counts from 1 and may lie outside 1 to 12. */
export function dayOf(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / MILLISECONDS_PER_DAY;
}

export type CalendarUnit = Extract<Grain, 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'>;

export function isCalendarUnit(grain: string): grain is CalendarUnit {
  return ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'].includes(grain);
}

export type WeekStart = 'monday' | 'sunday';

/** First day of the unit that holds `day`, `units` later (or earlier when negative). */
export function startOfUnit(
  day: Day,
  unit: CalendarUnit,
  { weekStart, plus = 0 }: { weekStart: WeekStart; plus?: number },
): Day {
  const date = new Date(day * MILLISECONDS_PER_DAY);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case 'DAY':
      return day + plus;
    case 'WEEK': {
      const sinceStart = weekStart === 'monday' ? (date.getUTCDay() + 6) % 7 : date.getUTCDay();
      return day - sinceStart + 7 * plus;
    }
    case 'MONTH':
      return dayOf(year, month + 1 + plus, 1);
    case 'QUARTER':
      return dayOf(year, month - (month % 3) + 1 + 3 * plus, 1);
    case 'YEAR':
      return dayOf(year + plus, 1, 1);
  }
}
