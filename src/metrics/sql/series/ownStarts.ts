import type { CalendarPeriod, IntervalGrain } from '../../resolve/resolvedQuery.js';
import { FIRST_YEAR, LAST_YEAR } from '../../resolve/calendar.js';
import { calendarRows } from '../calendarDays.js';
import { select } from '../select.js';
import { bare, column, identifier, list, nested, sql, value, type Sql } from '../sql.js';
import { isDays, stepsBetween } from '../timeSteps.js';
import type { BranchNames } from './branchSelect.js';
import { freshNames, rowsOf, withCalendars } from './moveStage.js';
import { periodOf } from './periods.js';
import { bucketEnds, cut } from './shownTime.js';
import { startOfPeriod, type Range } from './sourceRange.js';
import { sequence, type BucketPairs, type Targets } from './targets.js';
import type { TimedScope } from './timedBranch.js';

/**
 * The first shown bucket of each period of the catalog's own stands at every shown bucket that begins in the period. Which buckets those are is counted
 * from a list of all base buckets: their shown bucket is only known where they are cut, or in a calendar.
 */
export function ownStarts(
  period: IntervalGrain | CalendarPeriod,
  shown: Range,
  scope: TimedScope,
): Extract<Targets, { kind: 'pairs' }> {
  return { kind: 'pairs', pairs: (names) => pairs(period, { shown, names }, scope) };
}

function pairs(
  period: IntervalGrain | CalendarPeriod,
  { shown, names }: { readonly shown: Range; readonly names: BranchNames },
  scope: TimedScope,
): BucketPairs {
  const { times, secured, grain } = scope;
  const { resolved } = secured;
  const take = (preferred: string) => names.take(preferred);
  const [at, own, start, unitPeriod, first] = ['each_bucket', 'period', 'unit_start', 'unit_period', 'first_start'].map(take) as [string, string, string, string, string]; // prettier-ignore
  const all =
    period.kind === 'calendar'
      ? calendarBuckets(period, { at, own }, { scope, names })
      : intervalBuckets(period, { at, own, shown }, scope);
  const each = { select: all, bucket: column(at) };
  // What a part of a date shows is no stretch of time that could be the first of a period.
  const stretches = times.some(({ field }) => field.part !== undefined) ? [] : times;
  const { stage, columns } = withCalendars(each, stretches, {
    carry: [own],
    scope: { secured, names, grain },
  });
  const units: readonly Sql[] =
    stretches.length === 0
      ? [stage.bucket]
      : stretches.map(({ key, field }) => columns.get(key) ?? cut(stage.bucket, field, { grain, resolved }));
  const begun = select({
    items: [
      ...[at, own].map(column),
      sql`min(${column(at)}) OVER (PARTITION BY ${list(units)}) AS ${identifier(start)}`,
    ],
    from: nested(stage.select),
  });
  const placed = select({
    items: [
      ...[at, start].map(column),
      sql`argMin(${column(own)}, ${column(at)}) OVER (PARTITION BY ${column(start)}) AS ${identifier(unitPeriod)}`,
    ],
    from: nested(begun),
  });
  const ordered = select({
    items: [
      ...[at, start, unitPeriod].map(column),
      sql`min(${column(start)}) OVER (PARTITION BY ${column(unitPeriod)}) AS ${identifier(first)}`,
    ],
    from: nested(placed),
  });
  const [compared, shownAt, firsts, starts] = ['compared', 'shown_at', 'firsts', 'starts'].map(take) as [string, string, string, string]; // prettier-ignore
  const collected = select({
    items: [
      sql`groupArrayIf(${column(at)}, ${column(start)} = ${column(first)}) AS ${identifier(firsts)}`,
      sql`groupArrayIf(${column(at)}, ${column(at)} = ${column(start)}) AS ${identifier(starts)}`,
    ],
    from: nested(ordered),
    where: [sql`${column(unitPeriod)} IS NOT NULL`],
    groupBy: [column(unitPeriod)],
  });
  return {
    select: select({
      items: [rowsOf(column(firsts), compared), rowsOf(column(starts), shownAt)],
      from: nested(collected),
    }),
    compared,
    shown: shownAt,
  };
}

const EARLIEST = Date.UTC(FIRST_YEAR, 0, 2);
const LATEST = Date.UTC(LAST_YEAR, 11, 31);

/** The buckets from the start of the first period to the end of the range, each with its period. */
function intervalBuckets(
  period: IntervalGrain,
  { at, own, shown: { from, to } }: { readonly at: string; readonly own: string; readonly shown: Range },
  scope: TimedScope,
): Sql {
  const { grain, clock } = scope;
  const begin = from === undefined ? EARLIEST : startOfPeriod(from, period, clock);
  const [first, end] = bucketEnds({ from: begin, to: to ?? LATEST }, { ...clock, grain }) as [Sql, Sql];
  const start = isDays(grain) ? first : sql`toTimeZone(${first}, ${value(clock.zone.name, 'String')})`;
  const all = select({
    items: [rowsOf(sequence(start, stepsBetween(first, end, grain), { grain, zone: clock.zone }), at)],
    from: sql`system.one`,
  });
  return select({
    items: [column(at), sql`${periodOf(column(at), period, scope)} AS ${identifier(own)}`],
    from: nested(all),
  });
}

/** All days from the first of the calendar to its last, or what they have of shorter buckets, each with its period; one that the calendar lacks has none. */
function calendarBuckets(
  period: CalendarPeriod,
  { at, own }: { readonly at: string; readonly own: string },
  { scope, names }: { readonly scope: TimedScope; readonly names: BranchNames },
): Sql {
  const { grain, clock, secured } = scope;
  const { from, where } = calendarRows(period, secured);
  const dayOf = sql`toDate32(${bare(period.day.sql)})`;
  const fresh = freshNames(names, [...where, dayOf, bare(period.bucket.sql)]);
  const [first, last, all, calendar, known] = ['first_day', 'last_day', 'all_days', 'calendar', 'calendar_day'].map(fresh) as [string, string, string, string, string]; // prettier-ignore
  const isFine = !isDays(grain);
  const day = isFine ? fresh('each_day') : at;
  const ends = select({
    items: [sql`min(${dayOf}) AS ${identifier(first)}`, sql`max(${dayOf}) AS ${identifier(last)}`],
    from,
    where,
  });
  const count = sql`${stepsBetween(column(first), column(last), 'DAY')} + 1`;
  const days = select({
    items: [rowsOf(sequence(column(first), count, { grain: 'DAY', zone: clock.zone }), day)],
    from: nested(ends),
  });
  const periods = select({
    items: [
      sql`${dayOf} AS ${identifier(known)}`,
      sql`toNullable(${period.bucket.sql}) AS ${identifier(own)}`,
    ],
    from,
    where,
  });
  const looked = select({
    items: [column(day), column(own)],
    from: sql`${nested(days)} AS ${identifier(all)}`,
    joins: [sql`LEFT ANY JOIN ${nested(periods)} AS ${identifier(calendar)} ON ${column(day)} = ${column(known)}`], // prettier-ignore
  });
  if (!isFine) return looked;
  const midnight = (later: number) => sql`toDateTime64(addDays(${column(day)}, ${value(String(later), 'Int64')}), 3, ${value(clock.zone.name, 'String')})`; // prettier-ignore
  const [start, end] = [midnight(0), midnight(1)];
  return select({
    items: [rowsOf(sequence(start, stepsBetween(start, end, grain), { grain, zone: clock.zone }), at), column(own)], // prettier-ignore
    from: nested(looked),
  });
}
