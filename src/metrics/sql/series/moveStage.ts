import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { Grain } from '../../query/metricQuery.js';
import { calendarStep } from '../../resolve/baseGrain.js';
import { scan } from '../renderRows.js';
import { select } from '../select.js';
import { isDays } from '../timeSteps.js';
import { bare, column, identifier, isName, nested, sql, value, type Sql } from '../sql.js';
import type { DimensionColumn } from '../uses.js';
import type { BranchNames } from './branchSelect.js';
import type { BucketPairs, Targets } from './targets.js';

/** A select that is about to be read by the next one. */
export interface Stage {
  readonly select: Sql;
  /** Its bucket, as the next select reads it. */
  readonly bucket: Sql;
}

export interface MoveScope {
  readonly secured: SecuredQuery;
  readonly names: BranchNames;
  /** Of the buckets; undefined: days. */
  readonly grain?: Grain | undefined;
}

/**
 * Puts buckets where they are shown, one mapping after the other; the bucket becomes the target. Mappings to several buckets are selects of their own.
 * `carry`: the columns that the next select reads.
 */
export function moveStage(
  start: Stage,
  moves: readonly Targets[],
  { carry, scope }: { readonly carry: readonly string[]; readonly scope: MoveScope },
): Stage {
  return moves.reduce((stage: Stage, move): Stage => {
    if (move.kind === 'one') return { ...stage, bucket: move.bucket(stage.bucket) };
    const simple = withBucketColumn(stage, carry, scope.names);
    if (move.kind === 'calendar') return byCalendar(simple, move, { carry, scope });
    if (move.kind === 'pairs') return byPairs(simple, move.pairs(scope.names), { carry, scope });
    const at = scope.names.take('shown_at');
    return {
      select: select({
        items: [...carry.map(column), rowsOf(move.buckets(simple.bucket), at)],
        from: nested(simple.select),
        orderBy: move.inOrder === true ? [column(at)] : [],
      }),
      bucket: column(at),
    };
  }, start);
}

/**
 * A row for each element of an array. TRICKY: not the ARRAY JOIN clause, which ClickHouse names anew when it plans it. Where such a select is part of an IN
 * that is grouped by, ClickHouse no longer finds what it grouped.
 */
export function rowsOf(array: Sql, name: string): Sql {
  return sql`arrayJoin(${array}) AS ${identifier(name)}`;
}

/** A bucket that is read several times becomes a column. */
export function withBucketColumn(stage: Stage, carry: readonly string[], names: BranchNames): Stage {
  if (bucketName(stage.bucket) !== undefined) return stage;
  const at = names.take('seen_at');
  return {
    select: select({
      items: [...carry.map(column), sql`${stage.bucket} AS ${identifier(at)}`],
      from: nested(stage.select),
    }),
    bucket: column(at),
  };
}

/** Gives names that a select which reads these may give to something else, too. */
export function freshNames(names: BranchNames, reads: readonly Sql[]): (preferred: string) => string {
  const read = new Set(reads.flatMap((piece) => [...piece.identifiers]));
  return (preferred) => {
    for (;;) {
      const name = names.take(preferred);
      if (!read.has(name)) return name;
    }
  };
}

/** A sub-query that something is joined to needs a name. */
export function namedStage(stage: Sql, names: BranchNames): Sql {
  return sql`${nested(stage)} AS ${identifier(names.take('buckets'))}`;
}

/** The name of a bucket that is a plain column. */
export function bucketName(bucket: Sql): string | undefined {
  const [name] = bucket.identifiers;
  return name !== undefined && isName(bucket, name) ? name : undefined;
}

/** The calendar has a row for each day that is shown, which names the day it is compared with. */
function byCalendar(
  stage: Stage,
  move: Extract<Targets, { kind: 'calendar' }>,
  { carry, scope }: { readonly carry: readonly string[]; readonly scope: MoveScope },
): Stage {
  const { from, where } = scan(move.dataset, scope.secured);
  const fresh = freshNames(scope.names, [...where, bare(move.from.sql), bare(move.to.sql)]);
  const [compared, at, calendar] = [fresh('compared_day'), fresh('shown_at'), fresh('calendar')];
  // Hours stand at the same time of the other day.
  const later = isFine(scope) ? scope.names.take('shown_hour') : at;
  const sameTime = sql`addDays(toTimeZone(${stage.bucket}, ${value(scope.secured.resolved.timezone, 'String')}), dateDiff('day', ${column(compared)}, ${column(at)}))`;
  const days = select({
    items: [
      sql`toDate32(${bare(move.from.sql)}) AS ${identifier(compared)}`,
      sql`toDate32(${bare(move.to.sql)}) AS ${identifier(at)}`,
    ],
    from,
    where: [...where, sql`${move.from.sql} IS NOT NULL`, sql`${move.to.sql} IS NOT NULL`],
  });
  return {
    select: select({
      items: [...carry.map(column), isFine(scope) ? sql`${sameTime} AS ${identifier(later)}` : column(at)],
      from: namedStage(stage.select, scope.names),
      joins: [
        sql`INNER JOIN ${nested(days)} AS ${identifier(calendar)} ON ${dayOfBucket(stage.bucket, scope)} = ${column(compared)}`,
      ],
    }),
    bucket: column(isFine(scope) ? later : at),
  };
}

function byPairs(
  stage: Stage,
  { select: all, compared, shown }: BucketPairs,
  { carry, scope }: { readonly carry: readonly string[]; readonly scope: MoveScope },
): Stage {
  const pairs = scope.names.take('pairs');
  return {
    select: select({
      items: [...carry, shown].map(column),
      from: namedStage(stage.select, scope.names),
      joins: [sql`INNER JOIN ${nested(all)} AS ${identifier(pairs)} ON ${comparable(stage.bucket, scope)} = ${comparable(column(compared), scope)}`], // prettier-ignore
    }),
    bucket: column(shown),
  };
}

function isFine({ grain }: Pick<MoveScope, 'grain'>): boolean {
  return grain !== undefined && !isDays(grain);
}

/** Buckets in one type, however they were made. */
function comparable(bucket: Sql, scope: Pick<MoveScope, 'grain'>): Sql {
  return isFine(scope) ? sql`toDateTime64(${bucket}, 3, 'UTC')` : sql`toDate32(${bucket})`;
}

/** The day of a bucket in the query's zone. */
export function dayOfBucket(bucket: Sql, scope: Pick<MoveScope, 'grain' | 'secured'>): Sql {
  return isFine(scope)
    ? sql`toDate32(${bucket}, ${value(scope.secured.resolved.timezone, 'String')})`
    : sql`toDate32(${bucket})`;
}

/** Looks the bucket up in the calendars that cut some of the shown columns; their columns by key. */
export function withCalendars(
  stage: Stage,
  times: readonly DimensionColumn[],
  { carry, scope }: { readonly carry: readonly string[]; readonly scope: MoveScope },
): { readonly stage: Stage; readonly columns: ReadonlyMap<string, Sql> } {
  const cut = times.flatMap(({ key, field }) => {
    const step = calendarStep(field);
    if (step === undefined) return [];
    const { from, where } = scan(step.dataset, scope.secured);
    const on = step.relationship.on.map(({ to }) => bare(to));
    const fresh = freshNames(scope.names, [...where, bare(field.dimension.sql), ...on]);
    return [{ key, field, from, where, on, fresh, name: fresh(field.dimension.name) }];
  });
  if (cut.length === 0) return { stage, columns: new Map() };
  const simple = withBucketColumn(stage, carry, scope.names);
  const joins = cut.map(({ field, from, where, on, fresh, name }) => {
    const [day, calendar] = [fresh('calendar_day'), fresh('calendar')];
    const days = select({
      items: [
        ...on.map((to) => sql`toDate32(${to}) AS ${identifier(day)}`),
        sql`${bare(field.dimension.sql)} AS ${identifier(name)}`,
      ],
      from,
      where,
    });
    return sql`LEFT ANY JOIN ${nested(days)} AS ${identifier(calendar)} ON ${dayOfBucket(simple.bucket, scope)} = ${column(day)}`;
  });
  const kept = [...carry, bucketName(simple.bucket) as string, ...cut.map(({ name }) => name)];
  return {
    stage: {
      select: select({
        items: [...new Set(kept)].map(column),
        from: namedStage(simple.select, scope.names),
        joins,
      }),
      bucket: simple.bucket,
    },
    columns: new Map(cut.map(({ key, name }) => [key, column(name)])),
  };
}
