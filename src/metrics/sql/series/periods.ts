import { InvariantError } from '../../../errors.js';
import type { Grain } from '../../query/metricQuery.js';
import { intervalShape } from '../../resolve/intervalBuckets.js';
import type { CalendarPeriod, IntervalGrain, Period } from '../../resolve/resolvedQuery.js';
import { calendarRows } from '../calendarDays.js';
import { select } from '../select.js';
import { bare, column, identifier, nested, sql, value, type Sql } from '../sql.js';
import { isDays, later } from '../timeSteps.js';
import type { BranchNames } from './branchSelect.js';
import { bucketName, dayOfBucket, freshNames, namedStage, type Stage } from './moveStage.js';
import { cutBucket, intervalEnd } from './shownTime.js';
import type { TimedScope } from './timedBranch.js';

/** The periods of the buckets of a stage. */
export interface PeriodStage {
  readonly stage: Stage;
  /** What sets a period apart, and the bucket after its last. */
  readonly period: Sql;
  readonly end: Sql;
  /** Columns of the stage that these are, if any. */
  readonly columns: readonly string[];
  /** Whether a bucket is in the period `column`; undefined: everything before its end is. */
  readonly holds: ((bucket: Sql) => Sql) | undefined;
}

/** Finds the periods of buckets: they are told from the bucket itself, or looked up in the calendar that has their days. Days of no period are left out. */
export function withPeriods(
  stage: Stage,
  period: Period,
  { scope, names, carry }: { scope: TimedScope; names: BranchNames; carry: readonly string[] },
): PeriodStage {
  if (typeof period === 'string' || period.kind === 'interval') {
    const [start, end] = [periodOf(stage.bucket, period, scope), periodEnd(stage.bucket, period, scope)];
    return { stage, period: start, end, columns: [], holds: undefined };
  }
  const { from, where } = calendarRows(period, scope.secured);
  const [dayOf, bucketOf] = [sql`toDate32(${bare(period.day.sql)})`, bare(period.bucket.sql)];
  const fresh = freshNames(names, [...where, dayOf, bucketOf]);
  const [day, own, last, calendar] = ['calendar_day', 'period', 'period_end', 'calendar'].map(fresh) as [string, string, string, string]; // prettier-ignore
  const days = select({
    items: [
      sql`${dayOf} AS ${identifier(day)}`,
      sql`${bucketOf} AS ${identifier(own)}`,
      sql`addDays(max(${dayOf}) OVER (PARTITION BY ${bucketOf}), 1) AS ${identifier(last)}`,
    ],
    from,
    where,
  });
  return {
    stage: {
      select: select({
        items: [...new Set([...carry, columnOf(stage.bucket), own, last])].map(column),
        from: namedStage(stage.select, names),
        joins: [sql`SEMI LEFT JOIN ${nested(days)} AS ${identifier(calendar)} ON ${dayOfBucket(stage.bucket, scope)} = ${column(day)}`], // prettier-ignore
      }),
      bucket: stage.bucket,
    },
    period: column(own),
    end: atMidnight(column(last), scope),
    columns: [own],
    // A period may come again: what lies between its days is another one's.
    holds: (bucket) => isOfPeriod(bucket, { period, own }, scope),
  };
}

function isOfPeriod(
  bucket: Sql,
  { period, own }: { period: CalendarPeriod; own: string },
  scope: TimedScope,
): Sql {
  const { from, where } = calendarRows(period, scope.secured);
  const days = select({
    items: [sql`toDate32(${bare(period.day.sql)})`, bare(period.bucket.sql)],
    from,
    where,
  });
  return sql`(${dayOfBucket(bucket, scope)}, ${column(own)}) IN ${nested(days)}`;
}

/** Start of the period that holds a bucket. */
export function periodOf(bucket: Sql, period: Grain | IntervalGrain, scope: TimedScope): Sql {
  const { series, grain, secured } = scope;
  const cut = typeof period === 'string' ? { grain: period } : { grain: undefined, interval: period };
  const field = { ...series.time, ...cut, part: undefined };
  const start = cutBucket(columnOf(bucket), { field, grain, resolved: secured.resolved });
  return isDate(period) ? atMidnight(start, scope) : start;
}

/** Where it ends: the start of the next one. */
function periodEnd(bucket: Sql, period: Grain | IntervalGrain, scope: TimedScope): Sql {
  if (typeof period === 'string') return later(periodOf(bucket, period, scope), 1, period);
  const { series, grain, secured } = scope;
  const field = { ...series.time, grain: undefined, part: undefined, interval: period };
  const end = intervalEnd(columnOf(bucket), { field, grain, resolved: secured.resolved });
  return isDate(period) ? atMidnight(end, scope) : end;
}

function columnOf(bucket: Sql): string {
  const name = bucketName(bucket);
  if (name === undefined) throw new InvariantError('A period is asked of what is no column.');
  return name;
}

function isDate(period: Grain | IntervalGrain): boolean {
  return typeof period === 'string' ? isDays(period) : intervalShape(period).isDate;
}

/** A day compared with an instant would be its midnight in UTC. */
function atMidnight(day: Sql, { grain, clock }: Pick<TimedScope, 'grain' | 'clock'>): Sql {
  return isDays(grain) ? day : sql`toDateTime64(${day}, 3, ${value(clock.zone.name, 'String')})`;
}
