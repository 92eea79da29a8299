import type { Granularity } from './model.js';

const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };

/** The day after the bucket that a day is in; undefined when the bucket is no longer than a day, or has no simple length. */
export function bucketEnd(
  day: string,
  granularity: string,
  own: Granularity | undefined,
): string | undefined {
  const interval = own === undefined ? `1 ${granularity}` : (own.interval ?? '');
  const steps = [...interval.matchAll(/(\d+)\s+(day|week|month|quarter|year)s?/g)];
  if (steps.length === 0 || /hour|minute|second/.test(interval)) return undefined;
  const next = (from: Date): Date => steps.reduce((at, [, n, unit]) => add(at, Number(n), unit ?? ''), from);
  const wanted = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  // A Monday that begins a month, a quarter and a year.
  let start = new Date('1900-01-01T00:00:00Z');
  if (own?.origin !== undefined) start = new Date(`${own.origin.slice(0, 10)}T00:00:00Z`);
  else if (own?.offset !== undefined) return undefined;
  while (start > wanted) start = steps.reduce((at, [, n, unit]) => add(at, -Number(n), unit ?? ''), start);
  for (let end = next(start); ; end = next(end)) if (end > wanted) return end.toISOString().slice(0, 10);
}

function add(date: Date, n: number, unit: string): Date {
  const result = new Date(date);
  const months = MONTHS[unit];
  if (months === undefined) result.setUTCDate(result.getUTCDate() + n * (DAYS[unit] ?? 1));
  else result.setUTCMonth(result.getUTCMonth() + n * months);
  return result;
}
