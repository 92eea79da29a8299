/** Days of data before the current one. */
export const DAYS_BEFORE_TODAY = 120;

/** Web events of one run over days. A bound on memory; a run costs a third of a second before it makes its first row. */
const EVENTS_PER_RANGE = 500_000;
/** Web events of the users of one part: what one derivation holds in memory. */
const EVENTS_PER_PART = 2_000_000;

const MS_PER_DAY = 86_400_000;

/** Days from `from` to `until`, `YYYY-MM-DD`, half open. */
export interface DayRange {
  readonly from: string;
  readonly until: string;
}

/** The UTC day `days` after that of `instant`, as `YYYY-MM-DD`. */
export function dayAfter(instant: Date, days: number): string {
  return new Date(instant.getTime() + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/**
 * Cuts the days of the demo, the current one included, into ranges of about equal length, of at most half a million web events or one day.
 *
 * @param rows wanted web events of the whole period
 */
export function cutDays(rows: number, now: Date): readonly DayRange[] {
  const days = DAYS_BEFORE_TODAY + 1;
  const perRange = Math.ceil(days / Math.min(days, Math.ceil(rows / EVENTS_PER_RANGE)));
  const ranges: DayRange[] = [];
  for (let first = 0; first < days; first += perRange) {
    const last = Math.min(days, first + perRange);
    ranges.push({
      from: dayAfter(now, first - DAYS_BEFORE_TODAY),
      until: dayAfter(now, last - DAYS_BEFORE_TODAY),
    });
  }
  return ranges;
}

/** Into how many parts the users are cut. */
export function countParts(rows: number): number {
  return Math.max(1, Math.ceil(rows / EVENTS_PER_PART));
}
