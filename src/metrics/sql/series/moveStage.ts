import type { SecuredQuery } from '../../policy/securedQuery.js';
import { calendarStep } from '../../resolve/baseGrain.js';
import { scan } from '../renderRows.js';
import { select } from '../select.js';
import { bare, column, identifier, isName, nested, sql, type Sql } from '../sql.js';
import type { DimensionColumn } from '../uses.js';
import type { BranchNames } from './branchSelect.js';
import type { Targets } from './targets.js';

/** A select that is about to be read by the next one. */
export interface Stage {
  readonly select: Sql;
  /** Its bucket, as the next select reads it. */
  readonly bucket: Sql;
}

export interface MoveScope {
  readonly secured: SecuredQuery;
  readonly names: BranchNames;
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
    const at = scope.names.take('shown_at');
    return {
      select: select({
        items: [...carry, at].map(column),
        from: nested(simple.select),
        joins: [sql`ARRAY JOIN ${move.buckets(simple.bucket)} AS ${identifier(at)}`],
        orderBy: move.inOrder === true ? [column(at)] : [],
      }),
      bucket: column(at),
    };
  }, start);
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

/** A sub-query that something is joined to needs a name. */
function named(stage: Sql, names: BranchNames): Sql {
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
  const [compared, at, calendar] = [
    scope.names.take('compared_day'),
    scope.names.take('shown_at'),
    scope.names.take('calendar'),
  ];
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
      items: [...carry, at].map(column),
      from: named(stage.select, scope.names),
      joins: [
        sql`INNER JOIN ${nested(days)} AS ${identifier(calendar)} ON toDate32(${stage.bucket}) = ${column(compared)}`,
      ],
    }),
    bucket: column(at),
  };
}

/** Looks the bucket up in the calendars that cut some of the shown columns; their columns by key. */
export function withCalendars(
  stage: Stage,
  times: readonly DimensionColumn[],
  { carry, scope }: { readonly carry: readonly string[]; readonly scope: MoveScope },
): { readonly stage: Stage; readonly columns: ReadonlyMap<string, Sql> } {
  const cut = times.flatMap(({ key, field }) => {
    const step = calendarStep(field);
    return step === undefined ? [] : [{ key, field, step, name: scope.names.take(field.dimension.name) }];
  });
  if (cut.length === 0) return { stage, columns: new Map() };
  const simple = withBucketColumn(stage, carry, scope.names);
  const joins = cut.map(({ field, step, name }) => {
    const { from, where } = scan(step.dataset, scope.secured);
    const [day, calendar] = [scope.names.take('calendar_day'), scope.names.take('calendar')];
    const days = select({
      items: [
        ...step.relationship.on.map(({ to }) => sql`toDate32(${bare(to)}) AS ${identifier(day)}`),
        sql`${bare(field.dimension.sql)} AS ${identifier(name)}`,
      ],
      from,
      where,
    });
    return sql`LEFT ANY JOIN ${nested(days)} AS ${identifier(calendar)} ON toDate32(${simple.bucket}) = ${column(day)}`;
  });
  const kept = [...carry, bucketName(simple.bucket) as string, ...cut.map(({ name }) => name)];
  return {
    stage: {
      select: select({
        items: [...new Set(kept)].map(column),
        from: named(simple.select, scope.names),
        joins,
      }),
      bucket: simple.bucket,
    },
    columns: new Map(cut.map(({ key, name }) => [key, column(name)])),
  };
}
