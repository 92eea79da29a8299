import {
  formatDay,
  parseDay,
  startOfUnit,
  type CalendarUnit,
} from '../../../src/metrics/resolve/calendar.js';
import { zoneOf } from '../../../src/metrics/resolve/zone.js';
import type { Frame, ResolvedShift } from '../../../src/metrics/resolve/resolvedQuery.js';
import type { Sale } from './seriesFixture.js';

/** What is asked, in days. Slow and obvious on purpose: every bucket looks through all rows. */
export interface Question {
  readonly sales: readonly Sale[];
  readonly zone?: string;
  /** Days, the second not included. */
  readonly from: string;
  readonly to: string;
  readonly shown: CalendarUnit;
  /** Buckets at which it is counted. */
  readonly base: CalendarUnit;
  readonly byCountry: boolean;
  readonly frame?: Frame;
  readonly shifts: readonly ResolvedShift[];
  readonly value: (rows: readonly Sale[]) => number;
}

/** `bucket country` → value, for every group that has one. */
export function expectedSeries(question: Question): ReadonlyMap<string, number> {
  const { sales, base, from, to, byCountry } = question;
  const zone = zoneOf(question.zone ?? 'UTC');
  const dayOf = (sale: Sale) => zone.dayOf(Date.parse(`${sale.at.replace(' ', 'T')}Z`));
  const cut = (day: number, unit: CalendarUnit, plus = 0) =>
    startOfUnit(day, unit, { weekStart: 'monday', plus });
  const [first, end] = [parseDay(from) as number, parseDay(to) as number];
  const answer = new Map<string, number>();
  const countries = byCountry ? [...new Set(sales.map(({ country }) => country))] : [undefined];
  for (const country of countries) {
    const own = sales.filter((sale) => country === undefined || sale.country === country).map((sale) => ({ sale, bucket: cut(dayOf(sale), base) })); // prettier-ignore
    const rowsOf = (lo: number, hi: number) => own.filter(({ bucket }) => bucket >= lo && bucket < hi).map(({ sale }) => sale); // prettier-ignore
    const groups = new Map<number, { rows: Set<Sale>; values: number[] }>();
    for (let t = cut(first, base); t < end; t = cut(t, base, 1)) {
      for (const looked of look(t, question)) {
        const [lo, hi] = windowOf(looked.bucket, { ...question, start: looked.start });
        const rows = rowsOf(lo, hi);
        if (rows.length === 0) continue;
        const bucket = cut(t, question.shown);
        const group = groups.get(bucket) ?? { rows: new Set<Sale>(), values: [] };
        rows.forEach((row) => group.rows.add(row));
        if (stands(t, question)) group.values.push(question.value(rows));
        groups.set(bucket, group);
      }
    }
    for (const [bucket, { rows, values }] of groups) {
      if (values.length === 0) continue;
      const key = byCountry ? `${formatDay(bucket)} ${String(country)}` : formatDay(bucket);
      answer.set(key, shownOf(question, { rows: [...rows], values }));
    }
  }
  return answer;
}

function shownOf(
  { frame, value }: Question,
  { rows, values }: { rows: readonly Sale[]; values: readonly number[] },
): number {
  // prettier-ignore
  if (frame === undefined) return value(rows);
  const { show = 'LAST' } = frame.kind === 'running' ? {} : frame;
  if (show === 'AVERAGE') return values.reduce((a, b) => a + b, 0) / values.length;
  return values.at(show === 'FIRST' ? 0 : -1) as number;
}

/** Whether what a bucket shows may be this base bucket's: of no named one only that at which it ends, or begins. */
function stands(bucket: number, { frame, base, shown, from, to }: Question): boolean {
  if (frame === undefined || frame.kind === 'running' || frame.show !== undefined) return true;
  const cut = (day: number, unit: CalendarUnit, plus = 0) =>
    startOfUnit(day, unit, { weekStart: 'monday', plus });
  if (frame.kind === 'window' && frame.anchor === 'START')
    return cut(bucket, shown) === bucket || bucket === cut(parseDay(from) as number, base);
  const next = cut(bucket, base, 1);
  return cut(next, shown) !== cut(bucket, shown) || next >= (parseDay(to) as number);
}

/** The buckets that a bucket looks at, and where the range that it looks at begins. */
function look(shown: number, question: Question): readonly { bucket: number; start: number }[] {
  const { shifts, base, from } = question;
  let [buckets, start] = [[shown], parseDay(from) as number];
  for (const shift of shifts) {
    switch (shift.kind) {
      case 'back': {
        const [n, unit] = [shift.span.n, shift.span.unit as CalendarUnit];
        buckets = buckets.flatMap((bucket) => sourcesOf(bucket, { n, unit }, question));
        start = earlier(start, n, unit);
        break;
      }
      case 'startOf':
        buckets = buckets.map((bucket) => startOfUnit(bucket, shift.grain as CalendarUnit, { weekStart: 'monday' })); // prettier-ignore
        start = startOfUnit(start, shift.grain as CalendarUnit, { weekStart: 'monday' });
        break;
      case 'range': {
        const there = shift.from / 86_400_000;
        const from = startOfUnit(start, base, { weekStart: 'monday' });
        const other = (bucket: number) => startOfUnit(there, base, { weekStart: 'monday', plus: stepsBetween(from, bucket, base) }); // prettier-ignore
        buckets = buckets.map(other).filter((bucket) => bucket < shift.to / 86_400_000);
        start = there;
        break;
      }
      case 'calendar':
        throw new TypeError('Not here.');
    }
  }
  return buckets.map((bucket) => ({ bucket, start }));
}

/** A day looks at a day. Of what is longer each day is once: at its place, or at the end of a month that has none; and what stands at an end stood at the end. */
function sourcesOf(
  bucket: number,
  { n, unit }: { n: number; unit: CalendarUnit },
  { base, shown, frame }: Question,
): readonly number[] {
  const same = earlier(bucket, n, unit);
  if (base !== 'DAY' || shown === 'DAY' || unit === 'DAY' || unit === 'WEEK') return [same];
  if (frame === undefined || (frame.kind !== 'running' && frame.show !== undefined))
    return [0, 1, 2, 3].map((days) => same + days).filter((day) => earlier(day, -n, unit) === bucket);
  const isLast = startOfUnit(bucket + 1, 'MONTH', { weekStart: 'monday' }) === bucket + 1;
  return isLast ? [earlier(bucket + 1, n, unit) - 1] : [same];
}

function stepsBetween(a: number, b: number, unit: CalendarUnit): number {
  let steps = 0;
  for (let at = a; at < b; at = startOfUnit(at, unit, { weekStart: 'monday', plus: 1 })) steps++;
  return steps;
}

/** As SQL subtracts: 31 March less a month is the last day of February. */
function earlier(day: number, n: number, unit: CalendarUnit): number {
  if (unit === 'DAY' || unit === 'WEEK') return day - n * (unit === 'WEEK' ? 7 : 1);
  const months = n * { MONTH: 1, QUARTER: 3, YEAR: 12 }[unit];
  const date = new Date(day * 86_400_000);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return target.getTime() / 86_400_000 + Math.min(date.getUTCDate(), last) - 1;
}

function windowOf(
  bucket: number,
  { frame, base, start }: Question & { start: number },
): readonly [number, number] {
  const next = startOfUnit(bucket, base, { weekStart: 'monday', plus: 1 });
  switch (frame?.kind) {
    case undefined:
      return [bucket, next];
    case 'running':
      return [startOfUnit(start, base, { weekStart: 'monday' }), next];
    case 'toDate':
      return [startOfUnit(bucket, frame.grain as CalendarUnit, { weekStart: 'monday' }), next];
    case 'window': {
      const anchor = frame.anchor === 'END' ? next : bucket;
      const { trailing, leading = { n: 0, unit: 'DAY' } } = frame;
      return [
        trailing === 'ALL' ? -Infinity : earlier(anchor, trailing.n, trailing.unit as CalendarUnit),
        leading === 'ALL' ? Infinity : earlier(anchor, -leading.n, leading.unit as CalendarUnit),
      ];
    }
  }
}
