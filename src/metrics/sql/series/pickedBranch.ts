import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { DimensionField, Frame, SeriesRows } from '../../resolve/resolvedQuery.js';
import { isCalendarPeriod } from '../../resolve/period.js';
import { isNullable } from '../clickhouseType.js';
import { readsOf, tablesOf } from '../rowSource.js';
import { renderAggregate } from '../renderAggregate.js';
import { select } from '../select.js';
import { column, identifier, isName, list, nested, sql, type Sql } from '../sql.js';
import { isTime } from './timeColumns.js';
import { leafKey } from './branches.js';
import type { BranchQuestion } from './branchQuestion.js';
import type { BranchNames, PreparedBranch } from './branchSelect.js';
import { fieldKey, measureOfColumns } from './columnSource.js';
import { moveStage, withBucketColumn, withCalendars, type Stage } from './moveStage.js';
import { argumentFields, expressionField, singleRows } from './rowFields.js';
import { bucketEnds } from './shownTime.js';
import { cut, inRange } from './shownTime.js';
import type { Range } from './sourceRange.js';
import { sequence, shiftTargets, type Targets } from './targets.js';
import { periodEnd } from './periods.js';
import { isCarried, slidingTargets, targetScope, type TimedScope } from './timedBranch.js';
import { later, stepsBetween } from '../timeSteps.js';

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
  const fields = [...own.map(({ field }) => field), ...args, ...key, rows.over, ...rows.per, ...(bucketField === undefined ? [] : [bucketField])]; // prettier-ignore
  const source = singleRows(secured, resolved, fields);
  const read = (field: DimensionField) => source.dimension(field);
  const present = isNullable(rows.over.dimension.clickhouseType) ? [sql`${read(rows.over)} IS NOT NULL`] : [];
  return {
    dimensions,
    reads: [...tablesOf(source), ...readsOf(source), ...fields.map(read)],
    write: (names, items) => {
      const given = [...own.map(({ key: shown, field }) => ({ field, name: names.dimension(shown) })), ...[...args, ...key, rows.over, ...rows.per].map((field) => ({ field, name: names.take('picked') }))]; // prettier-ignore
      const nameOf = (field: DimensionField) => column(given.findLast((each) => fieldKey(each.field) === fieldKey(field))?.name as string); // prettier-ignore
      const bucket = names.take('bucket');
      const start: Stage = {
        select: select({
          items: [
            ...given.map(({ field, name }) => named(read(field), name)),
            ...(bucketField === undefined ? [] : [named(read(bucketField), bucket)]),
          ],
          from: source.from,
          joins: source.joins,
          where: [...source.where, ...present],
        }),
        bucket: column(bucket),
      };
      const carry = given.map(({ name }) => name);
      const bucketed = timed === undefined ? start : looked(start, { timed, carry, names });
      const { stage: placed, columns } = withCalendars(bucketed, timed?.times ?? [], {
        carry,
        scope: { secured, names },
      });
      const times = (timed?.times ?? []).map(({ key: shown, field }) => ({
        name: names.dimension(shown),
        sql:
          columns.get(shown) ??
          cut(placed.bucket, field, { grain: timed?.grain ?? 'DAY', resolved: secured.resolved }),
      }));
      const cutAgain =
        timed === undefined
          ? placed.select
          : select({
              items: [...carry.map(column), ...times.map(({ name, sql: shown }) => named(shown, name))],
              from: nested(placed.select),
              where: inRange(placed.bucket, timed.ranges[0] as Range, { ...timed.clock, grain: timed.grain }),
            });
      const partition = [
        ...own
          .filter(({ field }) => isTime(field, rows.over))
          .map(({ key: shown }) => column(names.dimension(shown))),
        ...times.map(({ name }) => column(name)),
        ...rows.per.map(nameOf),
      ];
      const direction = rows.take === 'last' ? sql` DESC` : sql``;
      const order = [rows.over, ...(rows.ties === 'one' ? key : [])].map(
        (field) => sql`${nameOf(field)}${direction}`,
      );
      const place = names.take('place');
      const by = partition.length === 0 ? sql`` : sql`PARTITION BY ${list(partition)} `;
      const rank = rows.ties === 'one' ? sql`row_number()` : sql`rank()`;
      const ranked = select({
        items: [
          ...[...carry, ...times.map(({ name }) => name)].map(column),
          sql`${rank} OVER (${by}ORDER BY ${list(order)}) AS ${identifier(place)}`,
        ],
        from: nested(cutAgain),
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
        from: nested(ranked),
        where: [sql`${column(place)} = 1`],
        groupBy: dimensions.map(({ key: shown }) => identifier(names.dimension(shown))),
      });
    },
  };
}

/** Each row at every bucket that looks at it. */
function looked(
  start: Stage,
  {
    timed,
    carry,
    names,
  }: { readonly timed: TimedScope; readonly carry: readonly string[]; readonly names: BranchNames },
): Stage {
  const { series, grain, ranges, secured } = timed;
  const targets = targetScope(timed);
  const shifts = series.shifts
    .map((shift, index) => shiftTargets(shift, ranges[index] as Range, targets))
    .reverse();
  const frame = series.frame === undefined ? [] : [isCarried(series.frame) ? standing(series.frame, timed) : slidingTargets(series.frame, timed)]; // prettier-ignore
  const moved = moveStage(start, [...frame, ...shifts], { carry, scope: { secured, names, grain } });
  return withBucketColumn(moved, carry, names);
}

/** From its own bucket to the end of the period, or of the range. */
function standing(frame: Frame, timed: TimedScope): Targets {
  const { ranges, clock, grain } = timed;
  const [first, end] = bucketEnds(ranges.at(-1) as Range, { ...clock, grain });
  return {
    kind: 'many',
    buckets: (from) => {
      const begin = first === undefined ? from : sql`greatest(${from}, ${first})`;
      const stops = [
        ...(end === undefined ? [] : [end]),
        ...(frame.kind === 'toDate' && !isCalendarPeriod(frame.grain)
          ? [periodEnd(from, frame.grain, timed)]
          : []),
      ];
      const stop = stops.length === 0 ? later(from, 1, grain) : stops.length === 1 ? (stops[0] as Sql) : sql`least(${list(stops)})`; // prettier-ignore
      return sequence(begin, sql`greatest(0, ${stepsBetween(begin, stop, grain)})`, grain);
    },
  };
}

function named(expression: Sql, name: string): Sql {
  return isName(expression, name) ? expression : sql`${expression} AS ${identifier(name)}`;
}
