import { InvariantError } from '../../../errors.js';
import { aggregateFunction } from '../../catalog/aggregateFunctions.js';
import type { Grain } from '../../query/metricQuery.js';
import { MILLISECONDS_PER_DAY } from '../../resolve/calendar.js';
import type { DimensionField, Frame, Series } from '../../resolve/resolvedQuery.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import { readsOf, tablesOf, type RowSource } from '../rowSource.js';
import { select } from '../select.js';
import { column, identifier, isName, nested, sql, value, type Sql } from '../sql.js';
import { isWideTime, plainType } from '../clickhouseType.js';
import type { DimensionColumn } from '../uses.js';
import { dividesPeriods, showsBuckets, showsDays } from './timeColumns.js';
import { leafKey } from './branches.js';
import type { BranchQuestion } from './branchQuestion.js';
import type { BranchNames, PreparedBranch } from './branchSelect.js';
import { carriedValues } from './carriedValues.js';
import { isBefore, isCarried } from './frames.js';
import { goesOn } from './goesOn.js';
import { looksAround, withUnlisted } from './unlistedDays.js';
import { bucketName, moveStage, type Stage } from './moveStage.js';
import { periodStarts, type Edge } from './periodStarts.js';
import { periodOf } from './periods.js';
import { bucketEnds } from './shownTime.js';
import { hasEnds, type Ends } from './shownEnds.js';
import { showOnce, showStage, type Show, type ShowScope } from './showStage.js';
import type { Clock, Range } from './sourceRange.js';
import { isDays } from '../timeSteps.js';
import { shiftTargets, windowTargets, type MonthPlaces, type Targets, type TargetScope } from './targets.js';

/** A branch whose rows are shown at other times than their own. */
export interface TimedScope {
  readonly secured: SecuredQuery;
  readonly series: Series & { readonly time: DimensionField };
  readonly clock: Clock;
  readonly grain: Grain;
  /** Of the shown buckets, then of those that each shift looks at. */
  readonly ranges: readonly Range[];
  /** The shown columns of the series' time. */
  readonly times: readonly DimensionColumn[];
  /** Whether the source already leaves out what is shown nowhere. */
  readonly exact: boolean;
}

/**
 * One scan: rows are grouped by the other dimensions and a base bucket, as parts that can be merged; each bucket goes to where it is shown; the parts
 * that meet there are merged. Numbers that grow (to date, running) are summed up along the buckets instead.
 */
export function timedBranch(question: BranchQuestion, source: RowSource, scope: TimedScope): PreparedBranch {
  const { branch, dimensions, leaves } = question;
  const others = dimensions.filter(({ key }) => scope.times.every((time) => time.key !== key));
  const steps = leaves.map((leaf) => source.steps(leaf));
  const bucketSql = wideBucket(
    source.dimension({ ...scope.series.time, grain: scope.grain, part: undefined }),
    scope,
  );
  const stands = goesOn(scope);
  const mayBeUnlisted = looksAround(scope);
  const otherSql = others.map(({ key, field }) => ({ key, sql: source.dimension(field) }));
  return {
    dimensions,
    reads: [
      ...tablesOf(source),
      ...readsOf(source),
      bucketSql,
      ...otherSql.map((other) => other.sql),
      ...steps.map(({ part }) => part),
    ],
    goesOn: stands,
    mayBeUnlisted,
    write: (names, items, isMet) => {
      const parts = branch.leaves.map((leaf) => names.take(`${names.leaf(leaf)}_part`));
      const bucket = names.take('bucket');
      const otherNames = others.map(({ key }) => names.dimension(key));
      const base = select({
        items: [
          ...otherSql.map((other) => named(other.sql, names.dimension(other.key))),
          named(bucketSql, bucket),
          ...steps.map(({ part }, index) => named(part, parts[index] as string)),
        ],
        from: source.from,
        joins: source.joins,
        where: source.where,
        groupBy: [...otherNames, bucket].map(identifier),
      });
      const based: Stage = { select: base, bucket: column(bucket) };
      const unlisted = mayBeUnlisted ? withUnlisted(based, { scope, names, others: otherNames, parts }) : undefined; // prettier-ignore
      const show: ShowScope = {
        ...scope,
        names,
        items,
        others: others.map(({ key }) => key),
        resolved: scope.secured.resolved,
        clip: scope.exact ? undefined : scope.ranges[0],
        unlisted: unlisted && { hasRows: unlisted.hasRows, isMet: isMet === true },
      };
      return framed({
        scope,
        names,
        show,
        others: [...otherNames, ...(unlisted === undefined ? [] : [unlisted.hasRows])],
        start: unlisted?.stage ?? based,
        bucket,
        parts,
        values: branch.leaves.map((leaf) => names.take(`${names.leaf(leaf)}_value`)),
        keys: branch.leaves.map(leafKey),
        goesOn: isMet === true && stands !== undefined,
        mergesSets: leaves.some(
          ({ measure }) => aggregateFunction(measure.aggregate.name).reaggregate === undefined,
        ),
        merged: (over) =>
          steps.map(({ merge }, index) => merge(column(parts[index] as string), undefined, over)),
      });
    },
  };
}

/**
 * TRICKY: a Date or DateTime knows nothing before 1970, nor after 2149 or 2106, so what happened at its edge (which often stands for "no time", or "never")
 * could not be shown beyond it.
 */
export function wideBucket(bucket: Sql, { series, ranges, grain, secured }: TimedScope): Sql {
  const type = plainType(series.time.dimension.clickhouseType);
  const latest = type === 'Date' ? LAST_DAY_OF_DATE : LAST_DAY_OF_DATETIME;
  const isInside = ranges.every(
    ({ from = -Infinity, to = Infinity }) => from >= MILLISECONDS_PER_DAY && to <= latest,
  );
  if (isInside || isWideTime(type) || type === 'Date32') return bucket;
  if (isDays(grain)) return sql`toDate32(${bucket})`;
  return sql`toDateTime64(${bucket}, 0, ${value(secured.resolved.timezone, 'String')})`;
}

const LAST_DAY_OF_DATE = Date.UTC(2149, 5, 6);
const LAST_DAY_OF_DATETIME = Date.UTC(2106, 1, 7);

export interface Framed {
  readonly scope: TimedScope;
  readonly names: BranchNames;
  readonly show: ShowScope;
  /** Names of the dimensions that are not of the time. */
  readonly others: readonly string[];
  /** Parts by the others and the base bucket. */
  readonly start: Stage;
  readonly bucket: string;
  readonly parts: readonly string[];
  /** Names for finished values of base buckets. */
  readonly values: readonly string[];
  readonly keys: readonly string[];
  readonly merged: (over?: Sql) => readonly Sql[];
  /** Other branches may have groups after its last rows, in which its numbers stand. */
  readonly goesOn: boolean;
  /** Some part is a state, not a number. */
  readonly mergesSets: boolean;
}

function framed(branch: Framed): Sql {
  const { scope, names, show, others, start, bucket, parts, keys, merged } = branch;
  const { series, ranges, grain, times } = scope;
  const { frame, shifts } = series;
  const targets = targetScope(scope);
  // From the innermost, which is nearest to the rows.
  const moves = shifts.map((shift, index) => shiftTargets(shift, ranges[index] as Range, targets)).reverse();
  const move = (stage: Stage, all: readonly Targets[], carried: readonly string[]) =>
    moveStage(stage, all, {
      carry: [...others, ...carried],
      scope: { secured: scope.secured, names, grain },
    });
  // Each shown bucket is one base bucket, so it has one value.
  const atGrain = times.some(({ field }) => showsBuckets(field, grain));

  if (frame === undefined) {
    if (atGrain || moves.every(({ kind }) => kind === 'one')) {
      return showStage(move(start, moves, parts), { keys, values: merged(), by: 'merged' }, show);
    }
    const placed = move(start, moves, [...parts, bucket]);
    return showOnce(placed, { keys, values: merged(), by: 'merged' }, { ...show, bucket, parts });
  }
  const isOnce = targets.months === 'ONCE' && shifts.some(({ kind }) => kind === 'back');
  const isTogether = moves.some(({ kind }) => kind === 'pairs');
  const moveValues = (values: Stage, more: readonly string[] = []) => {
    // Of several buckets that stand in one place (at the end of a month, at the start of a period) the last is last.
    const then = isOnce || isTogether ? bucketName(values.bucket) : undefined;
    return { then, stage: move(values, moves, [...branch.values, ...more, ...(then === undefined ? [] : [then])]) }; // prettier-ignore
  };
  if (isCarried(frame)) {
    const beyond = branch.goesOn ? names.take('beyond') : undefined;
    const grown = carriedValues(branch, frame, beyond);
    const { stage: carried, then } = moveValues(grown, beyond === undefined ? [] : [beyond]);
    const ends: Ends = { edge: isBefore(frame) ? 'FIRST' : 'LAST', untilKnown: true };
    // Numbers that always grow stand until the end; a period may be over before, and at a start there may be nothing yet.
    const isOver = (frame.kind === 'toDate' && frame.show === undefined) || isBefore(frame);
    return showStage(
      carried,
      {
        keys,
        values: branch.values.map(column),
        by: atGrain ? 'each' : showOf(frame),
        then,
        beyond,
        ends: isOver && !atGrain && hasEnds(ends, show) ? ends : undefined,
      },
      show,
    );
  }
  const window = { ...slidingTargets(frame, scope), inOrder: branch.mergesSets };
  const ends: Ends = { edge: isBefore(frame) ? 'FIRST' : 'LAST', untilKnown: false };
  const isExact = frame.kind === 'window' && frame.show === undefined && hasEnds(ends, show);
  if (atGrain || isExact)
    return showStage(
      move(start, [window, ...moves], parts),
      { keys, values: merged(), by: 'merged', ends: atGrain ? undefined : ends },
      show,
    );
  // Each base bucket has a number of its own; the shown one takes the first, the last or the average of them.
  const { stage: finished, then } = moveValues(finishedWindows(branch, move(start, [window], parts)));
  return showStage(finished, { keys, values: branch.values.map(column), by: showOf(frame), then }, show);
}

function finishedWindows({ names, others, values, merged }: Framed, placed: Stage): Stage {
  const at = names.take('at');
  return {
    select: select({
      items: [
        ...others.map(column),
        named(placed.bucket, at),
        ...merged().map((value, index) => named(value, values[index] as string)),
      ],
      from: nested(placed.select),
      groupBy: [...others, at].map(identifier),
    }),
    bucket: column(at),
  };
}

/** Where days are shown months later. */
function monthPlaces({ times, series: { frame } }: TimedScope): MonthPlaces {
  if (times.some(({ field }) => showsDays(field))) return 'EACH_DAY';
  // What stands at the end of a bucket stood at the end of the other; of all days of it each counts once.
  const isAtEnd = frame !== undefined && (frame.kind === 'running' || frame.show === undefined);
  return isAtEnd ? 'LAST_AT_LAST' : 'ONCE';
}

export function slidingTargets(frame: Frame, scope: TimedScope): Targets {
  if (frame.kind !== 'window' || frame.trailing === 'ALL')
    throw new InvariantError('Not a window that slides.');
  const { clock, grain } = scope;
  return windowTargets(
    { ...frame, trailing: frame.trailing },
    { grain, zone: clock.zone },
    bucketEnds(scope.ranges.at(-1) as Range, { ...clock, grain }),
  );
}

/** What the shifts of a branch are made with. */
export function targetScope(scope: TimedScope): TargetScope {
  return {
    ...scope.clock,
    grain: scope.grain,
    months: monthPlaces(scope),
    periodOf: (at, period) => periodOf(at, period, scope),
    endOf: (range) =>
      scope.series.frame !== undefined || scope.series.shifts.length > 1
        ? bucketEnds(range, { ...scope.clock, grain: scope.grain })[1]
        : undefined,
    dividesPeriods: dividesPeriods(scope.times.map(({ field }) => field), scope.grain), // prettier-ignore
    startsOf: (period, shown) => periodStarts(period, { shown, edge: edgeOf(scope) }, scope),
  };
}

/** Of which base buckets of the first shown one there is a number that counts. */
function edgeOf({ series: { frame, rows } }: TimedScope): Edge {
  if (frame === undefined) return 'ALL';
  if (isBefore(frame)) return 'FIRST';
  if (rows?.kind === 'semiAdditive') return 'LAST';
  // What always grows is last where it is known last; of several days one is chosen, or their average.
  const isOver = frame.kind === 'toDate' || (frame.kind === 'window' && !isCarried(frame));
  return isOver && frame.show === undefined ? 'LAST' : 'ALL';
}

function named(expression: Sql, name: string): Sql {
  return isName(expression, name) ? expression : sql`${expression} AS ${identifier(name)}`;
}

/** Without a last bucket (parts of dates and no range) the last that has a number takes its place. */
function showOf(frame: Frame): Show {
  if (frame.kind === 'running') return 'LAST';
  return frame.show ?? (isBefore(frame) ? 'FIRST' : 'LAST');
}
