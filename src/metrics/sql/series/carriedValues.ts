import type { Frame } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql } from '../sql.js';
import { rowsOf, withBucketColumn, type Stage } from './moveStage.js';
import { countsFrom } from './countsFrom.js';
import { afterLast } from './goesOn.js';
import { lookedEnds } from './lookedEnds.js';
import { withPeriods } from './periods.js';
import { sequence } from './targets.js';
import type { Framed } from './timedBranch.js';
import { later, stepsBetween } from '../timeSteps.js';

/**
 * Numbers from the start of a period (or of the range, or of all time) to the end of each bucket. Linear: parts are merged along the buckets that have
 * rows, and each value stands until the next one, the end of its period or the end of the range. `beyond`: what tells the buckets apart that come after
 * the last rows, where other branches may have groups.
 */
export function carriedValues(branch: Framed, frame: Frame, beyond: string | undefined): Stage {
  const { others, names, values, merged, scope } = branch;
  const { grain } = scope;
  const isUnbounded = scope.ranges.at(-1)?.from === undefined;
  const [until, last, at, stops] = ['until', 'last_bucket', 'at', 'period_stop'].map((name) => names.take(name)) as [string, string, string, string]; // prettier-ignore
  const begun = counted(branch, frame, last);
  const isAhead = frame.kind === 'window' && frame.leading !== undefined;
  const periods =
    frame.kind === 'toDate'
      ? withPeriods(begun, frame.grain, { scope, names, carry: [...others, ...branch.parts] })
      : undefined;
  const known = periods?.stage ?? begun;
  const partition = [...others.map(column), ...(periods === undefined ? [] : [periods.period])];
  const by = partition.length === 0 ? sql`` : sql`PARTITION BY ${list(partition)} `;
  const over = sql`(${by}ORDER BY ${known.bucket})`;
  const following = sql`(${by}ORDER BY ${known.bucket} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;
  const [first, end] = lookedEnds(scope);
  const summed = select({
    items: [
      ...others.map(column),
      known.bucket,
      ...(periods?.columns ?? []).map(column),
      ...(periods === undefined ? [] : [sql`${periods.end} AS ${identifier(stops)}`]),
      ...merged(over).map((value, index) => sql`${value} AS ${identifier(values[index] as string)}`),
      sql`leadInFrame(toNullable(${known.bucket})) OVER ${following} AS ${identifier(until)}`,
      ...(end === undefined
        ? [isAhead ? column(last) : sql`max(${known.bucket}) OVER () AS ${identifier(last)}`]
        : []),
    ],
    from: nested(known.select),
    // Where only a calendar knows what is looked at, all of time was read.
    where:
      frame.kind === 'running' && first !== undefined && isUnbounded
        ? [sql`${known.bucket} >= ${first}`]
        : [],
  });
  const start = first === undefined ? known.bucket : sql`greatest(${known.bucket}, ${first})`;
  const edge = end ?? (beyond === undefined ? later(column(last), 1, grain) : afterLast(column(last), scope));
  const isWhole = beyond !== undefined && end === undefined;
  const natural =
    periods === undefined ? edge : isWhole ? column(stops) : sql`least(${edge}, ${column(stops)})`;
  const stop = sql`ifNull(${column(until)}, ${natural})`;
  const count = sql`greatest(0, ${stepsBetween(start, stop, grain)})`;
  return {
    select: select({
      items: [
        ...others.map(column),
        rowsOf(sequence(start, count, { grain, zone: scope.clock.zone }), at),
        ...values.map(column),
        ...(beyond === undefined ? [] : [sql`${column(at)} > ${column(last)} AS ${identifier(beyond)}`]),
      ],
      from: nested(summed),
      where: periods?.holds === undefined ? [] : [periods.holds(column(at))],
    }),
    bucket: column(at),
  };
}

/** Rows where they count from. `last`: what to call the last bucket of the rows themselves, which the windows of the buckets before hold, too. */
function counted({ start, others, parts, names, scope }: Framed, frame: Frame, last: string): Stage {
  if (frame.kind !== 'window') return start;
  const bucket = countsFrom(start.bucket, frame, scope);
  const carry = [...others, ...parts];
  if (frame.leading === undefined) return withBucketColumn({ select: start.select, bucket }, carry, names);
  const at = names.take('seen_at');
  return {
    select: select({
      items: [
        ...carry.map(column),
        sql`${bucket} AS ${identifier(at)}`,
        sql`max(${countsFrom(start.bucket, { ...frame, leading: undefined }, scope)}) OVER () AS ${identifier(last)}`,
      ],
      from: nested(start.select),
    }),
    bucket: column(at),
  };
}
