import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { DimensionField, SeriesRows } from '../../resolve/resolvedQuery.js';
import { isNullable } from '../clickhouseType.js';
import { isFolded, unfolded } from '../foldedField.js';
import { readsOf, tablesOf } from '../rowSource.js';
import { renderAggregate } from '../renderAggregate.js';
import { select } from '../select.js';
import { column, identifier, isName, list, nested, sql, type Sql } from '../sql.js';
import { isTime, showsBuckets } from './timeColumns.js';
import { leafKey } from './branches.js';
import type { BranchQuestion } from './branchQuestion.js';
import type { BranchNames, PreparedBranch } from './branchSelect.js';
import { fieldKey, measureOfColumns } from './columnSource.js';
import { bucketName, moveStage, withBucketColumn, withCalendars, type Stage } from './moveStage.js';
import { pickedFrame } from './pickedFrame.js';
import { argumentFields, expressionField, singleRows } from './rowFields.js';
import { atEnds, hasEnds, type Ends } from './shownEnds.js';
import { cut, inRange } from './shownTime.js';
import type { Range } from './sourceRange.js';
import { shiftTargets } from './targets.js';
import { isBefore, isCarried } from './frames.js';
import { goesOn } from './goesOn.js';
import { targetScope, wideBucket, type TimedScope } from './timedBranch.js';

type Picked = Extract<SeriesRows, { kind: 'semiAdditive' }>;

/**
 * Per shown bucket and entity only the rows at its last (or first) time: a balance is not added up over days. Which rows those are is decided among the
 * rows that count, whatever else they are grouped by. With frame or shifts (`timed`) among those that a bucket looks at.
 */
export function pickedBranch(
  secured: SecuredQuery,
  question: BranchQuestion,
  { rows, timed }: { readonly rows: Picked; readonly timed: TimedScope | undefined },
): PreparedBranch {
  const { branch, dimensions, leaves, resolved } = question;
  const { dataset } = resolved;
  const moves = timed === undefined ? [] : timed.times.map(({ key }) => key);
  const own = dimensions.filter(({ key }) => !moves.includes(key));
  const args = [...new Map(leaves.flatMap(({ measure }) => argumentFields(dataset, measure)).map((field) => [fieldKey(field), field])).values()]; // prettier-ignore
  const key = dataset.primaryKey.map((expression) => expressionField(dataset, expression));
  const bucketField: DimensionField | undefined =
    timed === undefined ? undefined : { ...timed.series.time, grain: timed.grain, part: undefined };
  const periods = own.filter(({ field }) => isTime(field, rows.over));
  const folded = periods
    .map(({ field }) => field)
    .filter(isFolded)
    .map(unfolded);
  const fields = [...own.map(({ field }) => field), ...folded, ...args, ...key, rows.over, ...rows.per, ...(bucketField === undefined ? [] : [bucketField])]; // prettier-ignore
  const source = singleRows(secured, resolved, fields);
  const read = (field: DimensionField) => source.dimension(field);
  const present = isNullable(rows.over.dimension.clickhouseType) ? [sql`${read(rows.over)} IS NOT NULL`] : [];
  const stands = timed === undefined ? undefined : goesOn(timed);
  return {
    dimensions,
    reads: [...tablesOf(source), ...readsOf(source), ...fields.map(read)],
    goesOn: stands?.until === 'EVER' ? stands : undefined,
    write: (names, items) => {
      const given = [...own.map(({ key: shown, field }) => ({ field, name: names.dimension(shown) })), ...[...folded, ...args, ...key, rows.over, ...rows.per].map((field) => ({ field, name: names.take('picked') }))]; // prettier-ignore
      const nameOf = (field: DimensionField) => column(given.findLast((each) => fieldKey(each.field) === fieldKey(field))?.name as string); // prettier-ignore
      const bucket = names.take('bucket');
      const start: Stage = {
        select: select({
          items: [
            ...given.map(({ field, name }) => named(read(field), name)),
            ...(bucketField === undefined
              ? []
              : [named(wideBucket(read(bucketField), timed as TimedScope), bucket)]),
          ],
          from: source.from,
          joins: source.joins,
          where: [...source.where, ...present],
        }),
        bucket: column(bucket),
      };
      const carry = given.map(({ name }) => name);
      const entity = [
        ...periods.map(({ key: shown, field }) =>
          isFolded(field) ? nameOf(unfolded(field)) : column(names.dimension(shown)),
        ),
        ...rows.per.map(nameOf),
      ];
      const direction = rows.take === 'last' ? sql` DESC` : sql``;
      const standing = [rows.over, ...(rows.ties === 'one' ? key : [])].map(nameOf);
      const order = standing.map((name) => sql`${name}${direction}`);
      const bucketed =
        timed === undefined ? start : looked(start, { timed, carry, names, entity, order, standing, rows });
      const end = timed === undefined ? undefined : endOf(timed);
      const ended =
        timed === undefined || end === undefined || end === 'BY_GROUP'
          ? { stage: bucketed, where: [] }
          : atEnds(bucketed, end, {
              ...timed,
              names,
              resolved: secured.resolved,
              clip: timed.ranges[0],
              carry,
            });
      const { stage: placed, columns } = withCalendars(ended.stage, timed?.times ?? [], {
        carry,
        scope: { secured, names },
      });
      const times = (timed?.times ?? []).map(({ key: shown, field }) => ({
        name: names.dimension(shown),
        sql:
          columns.get(shown) ??
          cut(placed.bucket, field, { grain: timed?.grain ?? 'DAY', resolved: secured.resolved }),
      }));
      const timeNames = times.map(({ name }) => name);
      const byGroup = end === 'BY_GROUP' ? bucketName(placed.bucket) : undefined;
      const cutAgain =
        timed === undefined
          ? placed.select
          : select({
              items: [
                ...carry.map(column),
                ...times.map(({ name, sql: shown }) => named(shown, name)),
                ...(byGroup === undefined ? [] : [column(byGroup)]),
              ],
              from: nested(placed.select),
              where: [
                ...inRange(placed.bucket, timed.ranges[0] as Range, { ...timed.clock, grain: timed.grain }),
                ...ended.where,
              ],
            });
      const kept =
        byGroup === undefined
          ? cutAgain
          : chosen(cutAgain, {
              carry: [...carry, ...timeNames],
              by: [...own.map(({ key: shown }) => names.dimension(shown)), ...timeNames].map(column),
              order: [
                timed !== undefined && isBefore(timed.series.frame)
                  ? column(byGroup)
                  : sql`${column(byGroup)} DESC`,
              ],
              rows: { ...rows, ties: 'all' },
              names,
            });
      const place = names.take('place');
      const picks = {
        carry: [...carry, ...timeNames],
        by: [...entity, ...timeNames.map(column)],
        order,
        rows,
      };
      // What is left of several buckets takes the last of them, each of which has its own rows already.
      const left = [...periods, ...own.filter(({ field }) => field.fold?.isKind === true)];
      const byLeft = [...left.map(({ key: shown }) => names.dimension(shown)), ...timeNames].map(column);
      const final =
        folded.length === 0
          ? ranked(kept, { ...picks, place })
          : ranked(chosen(kept, { ...picks, names }), {
              ...picks,
              by: [...byLeft, ...rows.per.map(nameOf)],
              place,
            });
      const values = leaves.map(({ measure }) =>
        renderAggregate({
          measure: measureOfColumns(measure, argumentFields(dataset, measure).map((field) => [...nameOf(field).identifiers][0] as string)), // prettier-ignore
          condition: undefined,
          mayBeEmpty: dimensions.length === 0,
        }),
      );
      const keys = branch.leaves.map(leafKey);
      return select({
        items: items({
          dimensions: new Map(dimensions.map(({ key: shown }) => [shown, column(names.dimension(shown))])),
          leaves: new Map(values.map((value, index) => [keys[index] as string, value])),
        }),
        from: nested(final),
        where: [sql`${column(place)} = 1`],
        groupBy: dimensions.map(({ key: shown }) => identifier(names.dimension(shown))),
      });
    },
  };
}

interface Looked {
  readonly timed: TimedScope;
  readonly carry: readonly string[];
  readonly names: BranchNames;
  readonly entity: readonly Sql[];
  readonly order: readonly Sql[];
  /** What `order` compares. */
  readonly standing: readonly Sql[];
  readonly rows: Picked;
}

/** Each row at every bucket that looks at it. */
function looked(start: Stage, { timed, carry, names, entity, order, standing, rows }: Looked): Stage {
  const { series, grain, ranges, secured } = timed;
  const { frame, shifts } = series;
  const targets = targetScope(timed);
  const moves = shifts.map((shift, index) => shiftTargets(shift, ranges[index] as Range, targets)).reverse();
  const scope = { secured, names, grain };
  if (frame === undefined) return withBucketColumn(moveStage(start, moves, { carry, scope }), carry, names);
  const bucket = bucketName(start.bucket) as string;
  const picks = {
    ...start,
    select: chosen(start.select, {
      carry: [...carry, bucket],
      by: [...entity, start.bucket],
      order,
      rows,
      names,
    }),
  };
  const goesAlong = rows.over.path.length === 0 && rows.over.dimension.name === series.time?.dimension.name;
  const { take, ties } = rows;
  const framed = pickedFrame(picks, {
    frame,
    timed,
    names,
    carry,
    entity,
    take,
    ...(goesAlong ? {} : { rivals: { standing, ties } }),
  });
  return withBucketColumn(moveStage(framed, moves, { carry, scope }), carry, names);
}

/** The rows that come first in their part, in an order. */
function chosen(
  from: Sql,
  { carry, by, order, rows, names }: Pick<Looked, 'carry' | 'order' | 'rows' | 'names'> & { readonly by: readonly Sql[] }, // prettier-ignore
): Sql {
  const place = names.take('place');
  return select({
    items: carry.map(column),
    from: nested(ranked(from, { carry, by, order, rows, place })),
    where: [sql`${column(place)} = 1`],
  });
}

function ranked(
  from: Sql,
  { carry, by, order, rows, place }: Pick<Looked, 'carry' | 'order' | 'rows'> & { readonly by: readonly Sql[]; readonly place: string }, // prettier-ignore
): Sql {
  const partition = by.length === 0 ? sql`` : sql`PARTITION BY ${list(by)} `;
  const rank = rows.ties === 'one' ? sql`row_number()` : sql`rank()`;
  return select({
    items: [
      ...carry.map(column),
      sql`${rank} OVER (${partition}ORDER BY ${list(order)}) AS ${identifier(place)}`,
    ],
    from: nested(from),
  });
}

/** Of the base buckets of a longer one only that at which it ends counts, or begins. */
function endOf({
  series: { frame },
  times,
  grain,
  clock,
  ranges,
}: TimedScope): Ends | 'BY_GROUP' | undefined {
  if (frame === undefined || times.some(({ field }) => showsBuckets(field, grain))) return undefined;
  const ends: Ends = { edge: isBefore(frame) ? 'FIRST' : 'LAST', untilKnown: isCarried(frame) };
  return hasEnds(ends, { times, grain, clock, clip: ranges[0] }) ? ends : 'BY_GROUP';
}

function named(expression: Sql, name: string): Sql {
  return isName(expression, name) ? expression : sql`${expression} AS ${identifier(name)}`;
}
