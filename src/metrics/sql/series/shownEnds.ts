import { calendarStep } from '../../resolve/baseGrain.js';
import { FIRST_YEAR, LAST_YEAR } from '../../resolve/calendar.js';
import type { ResolvedQuery } from '../../resolve/resolvedQuery.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { Grain } from '../../query/metricQuery.js';
import { select } from '../select.js';
import { column, identifier, join, nested, sql, type Sql } from '../sql.js';
import type { DimensionColumn } from '../uses.js';
import type { BranchNames } from './branchSelect.js';
import { bucketName, withCalendars, type Stage } from './moveStage.js';
import { bucketEnds, cut } from './shownTime.js';
import type { Clock, Range } from './sourceRange.js';
import { bucketAt, sequence } from './targets.js';
import { isDays, later, stepsBetween } from '../timeSteps.js';

/** Which of its base buckets stands for a shown one. */
export interface Ends {
  readonly edge: 'FIRST' | 'LAST';
  /** Without a range numbers stand until the last bucket that there is, which then ends the last shown one. */
  readonly untilKnown: boolean;
}

interface EndScope {
  readonly secured: SecuredQuery;
  readonly names: BranchNames;
  readonly times: readonly DimensionColumn[];
  readonly resolved: ResolvedQuery;
  readonly clock: Clock;
  readonly grain: Grain;
  readonly clip: Range | undefined;
}

interface Carried {
  /** Columns that the next select reads. */
  readonly carry: readonly string[];
  /** A column that says of a bucket that it is after the last rows. */
  readonly beyond?: string | undefined;
}

/** Whether it can be told where shown buckets end: all Mondays have no last one without the end of a range. */
export function hasEnds({ edge }: Ends, scope: Omit<EndScope, 'secured' | 'names' | 'resolved'>): boolean {
  if (scope.times.every(isStretch)) return true;
  const { from, to } = bounds(edge, scope);
  return from !== undefined && to !== undefined;
}

/** Keeps the buckets at which shown ones end (or begin); a range that cuts one ends it. `carry`: the columns that the next select reads. */
export function atEnds(
  stage: Stage,
  ends: Ends,
  scope: EndScope & Carried,
): { readonly stage: Stage; readonly where: readonly Sql[] } {
  return scope.times.every(isStretch) ? byNeighbour(stage, ends, scope) : bySet(stage, ends, scope);
}

/** Its buckets follow each other without a gap. */
export function isStretch({ field }: DimensionColumn): boolean {
  return calendarStep(field) === undefined && (field.part === undefined || field.part === 'YEAR');
}

/** The bucket after the last one of a shown bucket is in another one, or outside the range. */
function byNeighbour(
  stage: Stage,
  { edge, untilKnown }: Ends,
  { times, names, clock, grain, resolved, clip, carry, beyond }: EndScope & Carried,
): { readonly stage: Stage; readonly where: readonly Sql[] } {
  const [next, known] = [names.take(edge === 'LAST' ? 'next_bucket' : 'bucket_before'), names.take('known_bucket')]; // prettier-ignore
  const { bucket } = stage;
  const [first, end] = bucketEnds(clip ?? { from: undefined, to: undefined }, { ...clock, grain });
  const readsKnown = untilKnown && edge === 'LAST' && end === undefined;
  const changes = times.map(
    ({ field }) => sql`${cut(column(next), field, { grain, resolved })} != ${cut(bucket, field, { grain, resolved })}`, // prettier-ignore
  );
  const outside =
    edge === 'FIRST'
      ? first === undefined ? [] : [sql`${column(next)} < ${first}`]
      : readsKnown ? [sql`${bucket} = ${column(known)}`]
      : end === undefined ? [] : [sql`${column(next)} >= ${end}`]; // prettier-ignore
  const tests = [...changes, ...outside];
  return {
    stage: {
      select: select({
        items: [
          ...[...new Set([...carry, bucketName(bucket) as string])].map(column),
          sql`${bucketAt(later(bucket, edge === 'LAST' ? 1 : -1, grain), { grain, zone: clock.zone })} AS ${identifier(next)}`,
          ...(readsKnown
            ? [
                sql`${beyond === undefined ? sql`max(${bucket})` : sql`maxIf(${bucket}, NOT ${column(beyond)})`} OVER () AS ${identifier(known)}`,
              ]
            : []),
        ],
        from: nested(stage.select),
      }),
      bucket,
    },
    where: [tests.length === 1 ? (tests[0] as Sql) : sql`(${join(tests, sql` OR `)})`],
  };
}

/** The last of all buckets of the range that show the same. */
function bySet(
  stage: Stage,
  { edge }: Ends,
  scope: EndScope & Carried,
): { readonly stage: Stage; readonly where: readonly Sql[] } {
  const { times, names, clock, grain, resolved } = scope;
  const [first, end] = bucketEnds(bounds(edge, scope), { ...clock, grain }) as [Sql, Sql];
  const at = names.take('each_bucket');
  const all = select({
    items: [
      sql`arrayJoin(${sequence(first, stepsBetween(first, end, grain), { grain, zone: clock.zone })}) AS ${identifier(at)}`,
    ],
    from: sql`system.one`,
  });
  const { stage: each, columns } = withCalendars({ select: all, bucket: column(at) }, times, { carry: [], scope }); // prettier-ignore
  const same = (bucket: Sql) => (isDays(grain) ? sql`toDate32(${bucket})` : sql`toDateTime64(${bucket}, 3, 'UTC')`); // prettier-ignore
  const last = select({
    items: [edge === 'LAST' ? sql`max(${same(each.bucket)})` : sql`min(${same(each.bucket)})`],
    from: nested(each.select),
    groupBy: times.map(({ key, field }) => columns.get(key) ?? cut(each.bucket, field, { grain, resolved })),
  });
  return { stage, where: [sql`${same(stage.bucket)} IN ${nested(last)}`] };
}

/** Of the buckets among which the last is looked for. Calendars say themselves where their buckets end; all Mondays go on for ever. */
function bounds(
  edge: Ends['edge'],
  { clip, grain, times }: Pick<EndScope, 'clip' | 'grain' | 'times'>,
): Range {
  const ends = times.every(({ field }) => field.part === undefined);
  const [earliest, latest] = isDays(grain) ? [Date.UTC(FIRST_YEAR, 0, 2), Date.UTC(LAST_YEAR, 11, 31)] : [];
  return {
    from: clip?.from ?? (ends || edge === 'LAST' ? earliest : undefined),
    to: clip?.to ?? (ends || edge === 'FIRST' ? latest : undefined),
  };
}
