import type { Frame } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import { later, stepsBetween } from '../timeSteps.js';
import type { BranchNames } from './branchSelect.js';
import { countsFrom } from './countsFrom.js';
import { moveStage, rowsOf, withBucketColumn, type Stage } from './moveStage.js';
import { withPeriods } from './periods.js';
import { sequence, type Targets } from './targets.js';
import { isCarried } from './frames.js';
import { lookedEnds } from './lookedEnds.js';
import { slidingTargets, type TimedScope } from './timedBranch.js';

interface PickedFrame {
  readonly frame: Frame;
  readonly timed: TimedScope;
  readonly names: BranchNames;
  /** Columns that the next select reads. */
  readonly carry: readonly string[];
  /** What has one row, or those of one time, in each base bucket. */
  readonly entity: readonly Sql[];
  readonly take: 'first' | 'last';
  /** Where rows are last by something else than the time that the window goes along: by what, in order, and whether all of one place count. */
  readonly rivals?: { readonly standing: readonly Sql[]; readonly ties: 'all' | 'one' } | undefined;
}

/**
 * The rows that stand for their entity in a base bucket, at each bucket in whose window they are the last (or first) of it. No row goes where another
 * one takes its place, so that there are never more than one for each entity and bucket, however long the window is.
 */
export function pickedFrame(picks: Stage, picked: PickedFrame): Stage {
  return isCarried(picked.frame) ? standing(picks, picked) : sliding(picks, picked);
}

/** From its own bucket until the next one of its entity, the end of the period, or of the range. */
function standing(picks: Stage, picked: PickedFrame): Stage {
  const { frame, timed, names, carry, entity, take } = picked;
  const { grain } = timed;
  const begun = withBucketColumn({ ...picks, bucket: countsFrom(picks.bucket, frame, timed) }, carry, names);
  const periods =
    frame.kind === 'toDate' ? withPeriods(begun, frame.grain, { scope: timed, names, carry }) : undefined;
  const counted = periods?.stage ?? begun;
  const { bucket } = counted;
  const within = periods === undefined ? entity : [...entity, periods.period];
  const [until, last, ends] = ['until', 'last_bucket', 'period_stop'].map((name) => names.take(name)) as [string, string, string]; // prettier-ignore
  const [first, end] = lookedEnds(timed);
  const known = select({
    items: [
      ...carry.map(column),
      bucket,
      ...(periods?.columns ?? []).map(column),
      ...(periods === undefined ? [] : [sql`${periods.end} AS ${identifier(ends)}`]),
      sql`${neighbour(bucket, within, picked)} AS ${identifier(until)}`,
      ...(end === undefined ? [sql`max(${bucket}) OVER () AS ${identifier(last)}`] : []),
    ],
    from: nested(counted.select),
  });
  const begin = first === undefined ? bucket : sql`greatest(${bucket}, ${first})`;
  const edge = end ?? later(column(last), 1, grain);
  const stop = periods === undefined ? edge : sql`least(${edge}, ${column(ends)})`;
  const taken = take === 'last' ? sql`ifNull(${column(until)}, ${stop})` : stop;
  const count = sql`greatest(0, ${stepsBetween(begin, taken, grain)})`;
  const at = names.take('shown_at');
  return {
    select: select({
      items: [...carry.map(column), rowsOf(sequence(begin, count, { grain, zone: timed.clock.zone }), at)],
      from: nested(known),
      where: [
        ...(take === 'last' ? [] : [sql`${column(until)} IS NULL`]),
        ...(periods?.holds === undefined ? [] : [periods.holds(column(at))]),
      ],
    }),
    bucket: column(at),
  };
}

/** At the buckets in whose window it lies and the next one of its entity does not. */
function sliding(picks: Stage, picked: PickedFrame): Stage {
  const { frame, timed, names, carry, entity, take } = picked;
  const window = slidingTargets(frame, timed);
  const scope = { secured: timed.secured, names, grain: timed.grain };
  if (window.kind !== 'many') return moveStage(picks, [window], { carry, scope });
  const other = names.take(take === 'last' ? 'next_bucket' : 'bucket_before');
  const known: Stage = {
    select: select({
      items: [
        ...carry.map(column),
        picks.bucket,
        sql`${neighbour(picks.bucket, entity, picked)} AS ${identifier(other)}`,
      ],
      from: nested(picks.select),
    }),
    bucket: picks.bucket,
  };
  // Windows do not overtake each other: those that take in the next row begin at the first of them.
  const own: Targets = {
    kind: 'many',
    buckets: (from) => {
      const taken = window.buckets(sql`assumeNotNull(${column(other)})`);
      const still = take === 'last' ? sql`seen < arrayFirst(target -> true, ${taken})` : sql`seen > arrayLast(target -> true, ${taken})`; // prettier-ignore
      return sql`if(${column(other)} IS NULL, ${window.buckets(from)}, arrayFilter(seen -> ${still}, ${window.buckets(from)}))`;
    },
  };
  return moveStage(known, [own], { carry, scope });
}

/**
 * The next bucket in which the entity has rows, or the one before; NULL when there is none, and when its row does not take the place of this one, which then
 * stands beside it until the end of the window. Rows of one bucket are not each other's.
 */
function neighbour(bucket: Sql, entity: readonly Sql[], { take, rivals }: PickedFrame): Sql {
  const by = entity.length === 0 ? sql`` : sql`PARTITION BY ${list(entity)} `;
  const [find, rows] =
    take === 'last'
      ? [sql`minOrNull`, sql`1 FOLLOWING AND UNBOUNDED FOLLOWING`]
      : [sql`maxOrNull`, sql`UNBOUNDED PRECEDING AND 1 PRECEDING`];
  const over = sql`OVER (${by}ORDER BY toInt64(${bucket}) RANGE BETWEEN ${rows})`;
  const found = sql`${find}(${bucket}) ${over}`;
  if (rivals === undefined) return found;
  const { standing, ties } = rivals;
  const mine = standing.length === 1 ? (standing[0] as Sql) : sql`tuple(${list(standing)})`;
  const theirs = sql`${take === 'last' ? sql`argMin` : sql`argMax`}(${mine}, ${bucket}) ${over}`;
  const compare = { last: { one: sql`>=`, all: sql`>` }, first: { one: sql`<=`, all: sql`<` } }[take][ties];
  return sql`if(${theirs} ${compare} ${mine}, ${found}, NULL)`;
}
