import type { Grain } from '../../query/metricQuery.js';
import type { CalendarPeriod, IntervalGrain, Period } from '../../resolve/resolvedQuery.js';
import type { Instant } from '../../resolve/zone.js';
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
import { shownStart } from './timeColumns.js';
import { sequence, type BucketPairs, type Targets } from './targets.js';
import type { TimedScope } from './timedBranch.js';

/** The base buckets of a first shown one that are looked at: all of them, or the one at which it begins or ends. */
export type Edge = 'ALL' | 'FIRST' | 'LAST';

interface Looking {
  /** The range of the buckets that look at the first ones. */
  readonly shown: Range;
  readonly edge: Edge;
}

/**
 * The first shown bucket that begins in a period, at every shown bucket that does: where buckets do not divide periods (weeks and months), or periods are the
 * catalog's own. Which buckets those are is counted from a list of all base buckets: their shown bucket is only known where they are cut, or in a calendar.
 */
export function periodStarts(
  period: Period,
  looking: Looking,
  scope: TimedScope,
): Extract<Targets, { kind: 'pairs' }> {
  return { kind: 'pairs', pairs: (names) => pairs(period, { ...looking, names }, scope) };
}

function pairs(
  period: Period,
  { shown, edge, names }: Looking & { readonly names: BranchNames },
  scope: TimedScope,
): BucketPairs {
  const { times, secured, grain, clock } = scope;
  const { resolved } = secured;
  const take = (preferred: string) => names.take(preferred);
  const [at, own, start, last, place, unitPeriod, first] = ['each_bucket', 'period', 'unit_start', 'unit_last', 'shown_in', 'unit_period', 'first_start'].map(take) as [string, string, string, string, string, string, string]; // prettier-ignore
  const all =
    typeof period !== 'string' && period.kind === 'calendar'
      ? calendarBuckets(period, { at, own }, { scope, names })
      : countedBuckets(period, { at, own, shown }, scope);
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
  const [begin, end] = bucketEnds(shown, { ...clock, grain });
  const inRange = begin === undefined ? undefined : sql`${column(at)} >= ${begin}`;
  const over = sql`OVER (PARTITION BY ${list(units)})`;
  const begun = select({
    items: [
      ...[at, own].map(column),
      sql`min(${column(at)}) ${over} AS ${identifier(start)}`,
      ...(edge === 'LAST' ? [sql`max(${column(at)}) ${over} AS ${identifier(last)}`] : []),
      // The range may begin within it.
      sql`${edge === 'LAST' ? sql`max` : sql`min`}If(${column(at)}, ${inRange ?? sql`true`}) ${over} AS ${identifier(place)}`,
    ],
    from: nested(stage.select),
    // Days that a calendar lacks are no stretch of time either.
    where: [
      ...[...columns.values()].map((bucket) => sql`${bucket} IS NOT NULL`),
      ...(end === undefined ? [] : [sql`${column(at)} < ${end}`]),
    ],
  });
  const kept = [at, start, place, ...(edge === 'LAST' ? [last] : [])];
  const placed = select({
    items: [
      ...kept.map(column),
      sql`argMin(${column(own)}, ${column(at)}) OVER (PARTITION BY ${column(start)}) AS ${identifier(unitPeriod)}`,
    ],
    from: nested(begun),
  });
  const ordered = select({
    items: [
      ...[...kept, unitPeriod].map(column),
      sql`min(${column(start)}) OVER (PARTITION BY ${column(unitPeriod)}) AS ${identifier(first)}`,
    ],
    from: nested(placed),
  });
  const [compared, shownAt, firsts, places] = ['compared', 'shown_at', 'firsts', 'places'].map(take) as [string, string, string, string]; // prettier-ignore
  const isFirst = sql`${column(start)} = ${column(first)}`;
  const looked = {
    ALL: isFirst,
    FIRST: sql`${column(at)} = ${column(first)}`,
    LAST: sql`${isFirst} AND ${column(at)} = ${column(last)}`,
  }[edge];
  const isPlace = sql`${column(at)} = ${column(place)}`;
  const collected = select({
    items: [
      sql`groupArrayIf(${column(at)}, ${looked}) AS ${identifier(firsts)}`,
      sql`groupArrayIf(${column(at)}, ${inRange === undefined ? isPlace : sql`${isPlace} AND ${inRange}`}) AS ${identifier(places)}`,
    ],
    from: nested(ordered),
    where: [sql`${column(unitPeriod)} IS NOT NULL`],
    groupBy: [column(unitPeriod)],
  });
  return {
    select: select({
      items: [rowsOf(column(firsts), compared), rowsOf(column(places), shownAt)],
      from: nested(collected),
    }),
    compared,
    shown: shownAt,
  };
}

const EARLIEST = Date.UTC(FIRST_YEAR, 0, 2);
const LATEST = Date.UTC(LAST_YEAR, 11, 31);

/** The buckets from the shown one that holds the start of the first period to the end of the range, each with its period. */
function countedBuckets(
  period: Grain | IntervalGrain,
  { at, own, shown: { from, to } }: { readonly at: string; readonly own: string; readonly shown: Range },
  scope: TimedScope,
): Sql {
  const { grain, clock, times } = scope;
  const whole = (instant: Instant | undefined) => shownStart(instant, times.map(({ field }) => field), clock); // prettier-ignore
  const shownFirst = whole(from);
  const begin = whole(shownFirst === undefined ? undefined : startOfPeriod(shownFirst, period, clock)) ?? EARLIEST; // prettier-ignore
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
