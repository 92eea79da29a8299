import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedRetention } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { allOf } from '../renderCondition.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, value, type Sql } from '../sql.js';
import { later, stepsBetween } from '../timeSteps.js';
import { eventSource } from './eventSource.js';
import { broken, journeyPage, literal, type JourneyColumn, type JourneySelect } from './journeySelect.js';

/**
 * One scan, grouped by entity and bucket: the first event of the cohort and the last of the return in it. Then each entity's cohorts and the buckets it
 * was back in meet in arrays; what is left is counting. The size is counted from the cohort, not from who was back in period 0.
 */
export function renderRetention(secured: SecuredQuery, retention: ResolvedRetention): JourneySelect {
  const { resolved } = secured;
  const { grain, periods, cohort, mode, time, overall } = retention;
  const bucketField = { ...time, grain };
  const source = eventSource(secured, retention, {
    time: scanned(retention, resolved.time),
    only: both(retention),
    fields: [bucketField],
  });
  const { names, axis, keys } = source;
  const take = (preferred: string): string => names.take(preferred);
  const as = (piece: Sql, name: string): Sql => sql`${piece} AS ${identifier(name)}`;
  const [entity, bucket, first, last, joined, returned, by] = ['entity', 'bucket', 'first', 'last', 'joined', 'returned', 'by'].map(take) as [string, string, string, string, string, string, string]; // prettier-ignore

  const order = sql`tuple(${list([axis.at, ...keys])})`;
  const inRange = rangeConditions(resolved.time, source.axis);
  const joins = allOf([source.satisfies(retention.cohortEvent), ...(cohort === 'FIRST_EVER' ? [] : inRange)]);
  const returns = source.satisfies(retention.returnEvent);
  const values =
    source.by.length === 0 ? undefined : sql`argMinIf(tuple(${list(source.by)}), ${order}, ${joins})`;
  const active = select({
    items: [
      as(source.entity, entity),
      as(sql`toDate32(${source.dimension(bucketField)})`, bucket),
      as(sql`countIf(${joins}) > 0`, joined),
      as(sql`countIf(${returns}) > 0`, returned),
      as(sql`minIf(${axis.at}, ${joins})`, first),
      as(sql`maxIf(${axis.at}, ${returns})`, last),
      ...(values === undefined ? [] : [as(values, by)]),
    ],
    from: source.from,
    joins: source.joins,
    where: source.where,
    groupBy: [identifier(entity), identifier(bucket)],
  });

  const [cohorts, backs] = [take('cohorts'), take('backs')];
  const entry = list([bucket, first, ...(values === undefined ? [] : [by])].map((name) => column(name)));
  const entries = sql`arraySort(groupArrayIf((${entry}), ${column(joined)}))`;
  const perEntity = select({
    items: [
      as(cohort === 'EVERY' ? entries : sql`arraySlice(${entries}, 1, 1)`, cohorts),
      as(sql`groupArrayIf((${column(bucket)}, ${column(last)}), ${column(returned)})`, backs),
    ],
    from: nested(active),
    groupBy: [column(entity)],
    having: [sql`notEmpty(${identifier(cohorts)})`],
  });

  const [member, distances, distance] = [take('member'), take('distances'), take('distance')];
  const backAfter = sql`arrayFilter(back -> back.1 > ${column(member)}.1 OR (back.1 = ${column(member)}.1 AND back.2 >= ${column(member)}.2), ${column(backs)})`;
  const reached = sql`arrayMap(back -> ${stepsBetween(sql`${column(member)}.1`, sql`back.1`, grain)}, ${backAfter})`;
  const steps = literal(periods);
  const members = select({
    items: [
      as(sql`${column(member)}.1`, bucket),
      ...(values === undefined ? [] : [as(sql`${column(member)}.3`, by)]),
      as(
        mode === 'EXACTLY'
          ? sql`arrayFilter(distance -> distance <= ${steps}, ${reached})`
          : sql`range(0, toUInt32(least(arrayMax(arrayPushFront(${reached}, -1)), ${steps}) + 1))`,
        distances,
      ),
    ],
    from: nested(perEntity),
    joins: [sql`ARRAY JOIN ${column(cohorts)} AS ${identifier(member)}`],
    where: cohort === 'FIRST_EVER' ? firstIn(resolved.time, axis, member) : [],
  });
  const group = [bucket, ...(values === undefined ? [] : [by])];
  const [entities, size, reachedBy, counts] = [take('entities'), take('size_'), take('reached'), take('counts')]; // prettier-ignore
  // -1 stands for being in the cohort at all.
  const cells = select({
    items: [...group.map((name) => column(name)), identifier(distance), as(sql`count()`, entities)],
    from: nested(members),
    joins: [sql`ARRAY JOIN arrayPushFront(arrayMap(distance -> toInt64(distance), ${column(distances)}), -1) AS ${identifier(distance)}`], // prettier-ignore
    groupBy: [...group, distance].map((name) => identifier(name)),
  });
  const lines = select({
    items: [
      ...group.map((name) => column(name)),
      as(sql`sumIf(${column(entities)}, ${column(distance)} = -1)`, size),
      as(sql`groupArray(${column(distance)})`, reachedBy),
      as(sql`groupArray(${column(entities)})`, counts),
    ],
    from: nested(cells),
    groupBy: group.map((name) => column(name)),
  });

  const byNames = source.by.map((_, index) => take(`by${index + 1}`));
  const [period, isOver, back] = [take('period_'), take('is_over'), take('back')];
  const today = value(retention.today, 'Date32');
  const grid = select({
    items: [
      column(bucket),
      ...byNames.map((name, index) => as(sql`${column(by)}.${literal(index + 1)}`, name)),
      column(size),
      identifier(period),
      as(sql`${later(column(bucket), sql`${identifier(period)} + 1`, grain)} <= ${today}`, isOver),
      as(sql`${column(counts)}[indexOf(${column(reachedBy)}, ${identifier(period)})]`, back),
    ],
    from: nested(lines),
    joins: [sql`ARRAY JOIN range(0, ${literal(periods + 1)}) AS ${identifier(period)}`],
  });
  const shownSize = overall ? sql`sumIf(${column(size)}, ${column(isOver)})` : column(size);
  const shownBack = overall
    ? sql`if(max(${column(isOver)}), sumIf(${column(back)}, ${column(isOver)}), NULL)`
    : sql`if(${column(isOver)}, ${column(back)}, NULL)`;
  const columns: readonly JourneyColumn[] = [
    {
      key: 'cohort',
      type: 'date',
      sql: overall ? sql`CAST(NULL AS Nullable(Date32))` : column(bucket),
      field: bucketField,
    },
    ...broken(resolved, byNames),
    {
      key: 'size',
      type: 'integer',
      sql: overall ? sql`if(max(${column(isOver)}), ${shownSize}, NULL)` : shownSize,
    },
    { key: 'period', type: 'integer', sql: column(period) },
    { key: 'retained', type: 'integer', sql: shownBack },
    { key: 'rate', type: 'float', sql: sql`${shownBack} / nullIf(${shownSize}, 0)` },
  ];
  return journeyPage(resolved, {
    columns: overall ? columns.map((shown) => (shown.key === 'cohort' ? { ...shown, field: undefined } : shown)) : columns, // prettier-ignore
    from: nested(grid),
    groupBy: overall ? [...byNames, period].map((name) => column(name)) : [],
    inner: column(period),
    rowsPerGroup: periods + 1,
    time,
  });
}

/** Only events of the cohort or of the return matter; all of them where one of these is every event. */
function both({ cohortEvent, returnEvent }: ResolvedRetention) {
  return cohortEvent === undefined || returnEvent === undefined ? [] : [cohortEvent, returnEvent];
}

/** The first event of all time is looked for before the range too, and coming back after it. */
function scanned(
  { cohort, time }: ResolvedRetention,
  range: ResolvedTime | undefined,
): ResolvedTime | undefined {
  if (range === undefined || cohort === 'FIRST_EVER') return undefined;
  return { field: time, from: range.from, fromDate: range.fromDate, to: undefined, toDate: undefined };
}
type Axis = ReturnType<typeof eventSource>['axis'];

function rangeConditions(range: ResolvedTime | undefined, axis: Axis): readonly Sql[] {
  return bounds(range, axis, axis.at);
}

function firstIn(range: ResolvedTime | undefined, axis: Axis, member: string): readonly Sql[] {
  return bounds(range, axis, sql`${column(member)}.2`);
}

function bounds(range: ResolvedTime | undefined, axis: Axis, at: Sql): readonly Sql[] {
  if (range === undefined) return [];
  const { from, to, fromDate = '1970-01-01', toDate = '1970-01-01' } = range;
  return [
    ...(from === undefined ? [] : [sql`${at} >= ${axis.point(from, fromDate)}`]),
    ...(to === undefined ? [] : [sql`${at} < ${axis.point(to, toDate)}`]),
  ];
}
