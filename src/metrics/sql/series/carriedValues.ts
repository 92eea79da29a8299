import type { Frame } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import type { BranchNames } from './branchSelect.js';
import { bucketEnds } from './shownTime.js';
import type { Range } from './sourceRange.js';
import { sequence, type TargetScope } from './targets.js';
import type { Stage } from './timedBranch.js';
import { later, stepsBetween } from './timeSteps.js';

interface Carried {
  readonly frame: Frame;
  readonly base: Sql;
  readonly bucket: string;
  readonly parts: readonly string[];
  readonly values: readonly string[];
  readonly merged: (over?: Sql) => readonly Sql[];
  readonly others: readonly string[];
  readonly targets: TargetScope;
  /** Of the buckets that have a value. */
  readonly range: Range;
  readonly names: BranchNames;
}

/**
 * Numbers from the start of a period (or of the range, or of all time) to the end of each bucket. Linear: parts are merged along the buckets that have
 * rows, and each value stands until the next one, the end of its period or the end of the range.
 */
export function carriedValues(carried: Carried): Stage {
  const { frame, others, targets, range, names, values } = carried;
  const known = counted(carried);
  const period = frame.kind === 'toDate' ? targets.periodOf(known.bucket, frame.grain) : undefined;
  const partition = [...others.map(column), ...(period === undefined ? [] : [period])];
  const by = partition.length === 0 ? sql`` : sql`PARTITION BY ${list(partition)} `;
  const over = sql`(${by}ORDER BY ${known.bucket})`;
  const following = sql`(${by}ORDER BY ${known.bucket} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;
  const [first, end] = bucketEnds(range, targets);
  const [until, last, at] = [names.take('until'), names.take('last_bucket'), names.take('at')];
  const summed = select({
    items: [
      ...others.map(column),
      known.bucket,
      ...carried.merged(over).map((value, index) => sql`${value} AS ${identifier(values[index] as string)}`),
      sql`leadInFrame(toNullable(${known.bucket})) OVER ${following} AS ${identifier(until)}`,
      ...(end === undefined ? [sql`max(${known.bucket}) OVER () AS ${identifier(last)}`] : []),
    ],
    from: nested(known.select),
  });
  const { grain } = targets;
  const start = first === undefined ? known.bucket : sql`greatest(${known.bucket}, ${first})`;
  const stops = [
    end ?? later(column(last), 1, grain),
    ...(frame.kind === 'toDate' && period !== undefined ? [later(period, 1, frame.grain)] : []),
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
function counted({ frame, base, bucket, others, parts, targets, names }: Carried): Stage {
  const start: Stage = { select: base, bucket: column(bucket) };
  if (frame.kind !== 'window') return start;
  const { leading, anchor } = frame;
  const ahead = leading === undefined || leading === 'ALL' ? start.bucket : later(start.bucket, -leading.n, leading.unit);
  const from = anchor === 'START' ? later(ahead, 1, targets.grain) : ahead;
  if (from === start.bucket) return start;
  const at = names.take('counted_at');
  return {
    select: select({
      items: [...[...others, ...parts].map(column), sql`${from} AS ${identifier(at)}`],
      from: nested(base),
    }),
    bucket: column(at),
  };
}
