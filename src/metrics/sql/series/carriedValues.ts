import type { Frame } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import { withBucketColumn, type Stage } from './moveStage.js';
import { bucketEnds } from './shownTime.js';
import type { Range } from './sourceRange.js';
import { sequence, type TargetScope } from './targets.js';
import type { Framed } from './timedBranch.js';
import { later, nextPeriod, stepsBetween } from '../timeSteps.js';

/**
 * Numbers from the start of a period (or of the range, or of all time) to the end of each bucket. Linear: parts are merged along the buckets that have
 * rows, and each value stands until the next one, the end of its period or the end of the range.
 */
export function carriedValues(branch: Framed, frame: Frame, targets: TargetScope): Stage {
  const { others, names, values, merged } = branch;
  const known = counted(branch, frame, targets);
  const period = frame.kind === 'toDate' ? targets.periodOf(known.bucket, frame.grain) : undefined;
  const partition = [...others.map(column), ...(period === undefined ? [] : [period])];
  const by = partition.length === 0 ? sql`` : sql`PARTITION BY ${list(partition)} `;
  const over = sql`(${by}ORDER BY ${known.bucket})`;
  const following = sql`(${by}ORDER BY ${known.bucket} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;
  const [first, end] = bucketEnds(branch.scope.ranges.at(-1) as Range, targets);
  const [until, last, at] = [names.take('until'), names.take('last_bucket'), names.take('at')];
  const summed = select({
    items: [
      ...others.map(column),
      known.bucket,
      ...merged(over).map((value, index) => sql`${value} AS ${identifier(values[index] as string)}`),
      sql`leadInFrame(toNullable(${known.bucket})) OVER ${following} AS ${identifier(until)}`,
      ...(end === undefined ? [sql`max(${known.bucket}) OVER () AS ${identifier(last)}`] : []),
    ],
    from: nested(known.select),
  });
  const { grain } = targets;
  const start = first === undefined ? known.bucket : sql`greatest(${known.bucket}, ${first})`;
  const stops = [
    end ?? later(column(last), 1, grain),
    ...(frame.kind === 'toDate' && period !== undefined ? [nextPeriod(period, frame.grain)] : []),
  ];
  const stop = sql`ifNull(${column(until)}, ${stops.length === 1 ? (stops[0] as Sql) : sql`least(${list(stops)})`})`;
  const count = sql`greatest(0, ${stepsBetween(start, stop, grain)})`;
  return {
    select: select({
      items: [...others.map(column), column(at), ...values.map(column)],
      from: nested(summed),
      joins: [sql`ARRAY JOIN ${sequence(start, count, grain)} AS ${identifier(at)}`],
    }),
    bucket: column(at),
  };
}

/** Rows of a window of all time count from the first bucket on whose anchor they lie before. */
function counted({ start, others, parts, names }: Framed, frame: Frame, targets: TargetScope): Stage {
  if (frame.kind !== 'window') return start;
  const { leading, anchor } = frame;
  const ahead =
    leading === undefined || leading === 'ALL' ? start.bucket : later(start.bucket, -leading.n, leading.unit);
  const from = anchor === 'START' ? later(ahead, 1, targets.grain) : ahead;
  return withBucketColumn({ select: start.select, bucket: from }, [...others, ...parts], names);
}
