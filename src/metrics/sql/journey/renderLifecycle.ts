import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedLifecycle } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { tuple } from '../fillCells.js';
import { column, identifier, nested, sql, value, type Sql } from '../sql.js';
import { later } from '../timeSteps.js';
import { eventSource, ofEarliest, type EventSource } from './eventSource.js';
import { broken, journeyPage, literal, type JourneyColumn, type JourneySelect } from './journeySelect.js';

/**
 * One scan, grouped by entity and bucket; window functions over those find the bucket before and the one after. Each bucket of an entity says what
 * the entity is there, and that it is dormant in the next one when it is not there. Of a range with both ends every bucket has a row.
 */
export function renderLifecycle(secured: SecuredQuery, lifecycle: ResolvedLifecycle): JourneySelect {
  const { resolved } = secured;
  const { grain, time } = lifecycle;
  const bucketField = { ...time, grain };
  const source = eventSource(secured, lifecycle, {
    time: scanned(lifecycle, resolved.time),
    only: [],
    fields: [bucketField],
  });
  const { names } = source;
  const take = (preferred: string): string => names.take(preferred);
  const as = (piece: Sql, name: string): Sql => sql`${piece} AS ${identifier(name)}`;
  const [entity, bucket, before, after] = ['entity', 'bucket_', 'before', 'after'].map(take) as [string, string, string, string]; // prettier-ignore
  const byNames = source.by.map((_, index) => take(`by${index + 1}`));
  const active = select({
    items: [
      as(source.entity, entity),
      as(sql`toDate32(${source.dimension(bucketField)})`, bucket),
      ...byNames.map((name, index) =>
        as(sql`${ofEarliest(sql`tuple(${source.by[index] as Sql})`, source, undefined)}.1`, name),
      ),
    ],
    from: source.from,
    joins: source.joins,
    where: [...source.where, ...notBefore(lifecycle, resolved.time, source)],
    groupBy: [identifier(entity), identifier(bucket)],
  });
  const window = sql`(PARTITION BY ${column(entity)} ORDER BY ${column(bucket)} ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)`;
  const linked = select({
    items: [
      column(bucket),
      ...byNames.map((name) => column(name)),
      as(sql`lagInFrame(toNullable(${column(bucket)})) OVER ${window}`, before),
      as(sql`leadInFrame(toNullable(${column(bucket)})) OVER ${window}`, after),
    ],
    from: nested(active),
  });
  const [state, states, shownIn] = [take('state'), take('states'), take('shown_in')];
  const next = later(column(bucket), literal(1), grain);
  const told = select({
    items: [
      ...byNames.map((name) => column(name)),
      as(sql`${identifier(state)}.1`, shownIn),
      as(sql`${identifier(state)}.2`, states),
    ],
    from: nested(linked),
    joins: [
      sql`ARRAY JOIN [(${column(bucket)}, multiIf(${column(before)} IS NULL, 'new', ${later(column(before), literal(1), grain)} = ${column(bucket)}, 'returning', 'resurrected')), (${next}, if(${column(after)} = ${next}, '', 'dormant'))] AS ${identifier(state)}`,
    ],
  });
  const today = value(lifecycle.today, 'Date32');
  const counts = ['active', 'new', 'returning', 'resurrected', 'dormant'];
  const countNames = counts.map((name) => take(`${name}_`));
  const count = (name: string): Sql =>
    name === 'active'
      ? sql`countIf(${column(states)} != 'dormant')`
      : sql`countIf(${column(states)} = ${value(name, 'String')})`;
  const counted = select({
    items: [
      ...[shownIn, ...byNames].map((name) => column(name)),
      ...counts.map((name, index) => as(count(name), countNames[index] as string)),
    ],
    from: nested(told),
    where: shownBuckets(lifecycle, { bucket: shownIn, states, today }),
    groupBy: [shownIn, ...byNames].map((name) => column(name)),
  });
  const isOver = sql`${later(column(shownIn), literal(1), grain)} <= ${today}`;
  const columns: readonly JourneyColumn[] = [
    { key: 'bucket', type: 'date', sql: column(shownIn), field: bucketField },
    ...broken(resolved, byNames),
    ...counts.map((key, index): JourneyColumn => {
      const number = column(countNames[index] as string);
      return { key, type: 'integer', sql: key === 'dormant' ? sql`if(${isOver}, ${number}, NULL)` : number };
    }),
  ];
  return journeyPage(resolved, {
    columns,
    from: nested(
      lifecycle.buckets.length === 0
        ? counted
        : everyBucket(counted, { buckets: lifecycle.buckets, shownIn, countNames, byNames, take }),
    ),
    rowsPerGroup: 1,
    time,
  });
}

interface Buckets {
  readonly buckets: readonly string[];
  readonly shownIn: string;
  readonly countNames: readonly string[];
  readonly byNames: readonly string[];
  readonly take: (preferred: string) => string;
}

/** Each group in every bucket of the range, with zeros where nobody was. */
function everyBucket(counted: Sql, { buckets, shownIn, countNames, byNames, take }: Buckets): Sql {
  const [cells, cell, empty] = [take('cells'), take('cell'), take('empty_bucket')];
  const collected = select({
    items: [
      ...byNames.map((name) => column(name)),
      sql`groupArray(${tuple([shownIn, ...countNames].map(column))}) AS ${identifier(cells)}`,
    ],
    from: nested(counted),
    groupBy: byNames.map((name) => column(name)),
  });
  const spine = value(buckets, 'Array(Date32)');
  const nobody = tuple([identifier(empty), ...countNames.map(() => sql`0`)]);
  const all = sql`arrayConcat(${column(cells)}, arrayMap(${identifier(empty)} -> ${nobody}, ${spine}))`;
  const times = sql`arrayEnumerateUniq(arrayConcat(${column(cells)}.1, ${spine}))`;
  return select({
    items: [
      ...byNames.map((name) => column(name)),
      ...[shownIn, ...countNames].map((name, index) => sql`${column(cell)}.${literal(index + 1)} AS ${identifier(name)}`), // prettier-ignore
    ],
    from: nested(collected),
    joins: [sql`ARRAY JOIN arrayFilter((${identifier(cell)}, times) -> times = 1, ${all}, ${times}) AS ${identifier(cell)}`], // prettier-ignore
  });
}

/** What was before the range decides who is new. */
function scanned({ time }: ResolvedLifecycle, range: ResolvedTime | undefined): ResolvedTime | undefined {
  if (range === undefined) return undefined;
  return { field: time, from: undefined, fromDate: undefined, to: range.to, toDate: range.toDate };
}

/** Of the first bucket only the part in the range counts. */
function notBefore(
  { first, firstStart }: ResolvedLifecycle,
  range: ResolvedTime | undefined,
  { axis }: EventSource,
): readonly Sql[] {
  if (firstStart === undefined || range?.from === undefined) return [];
  const start = axis.point(firstStart, first ?? '1970-01-01');
  return [
    sql`(${axis.at} < ${start} OR ${axis.at} >= ${axis.point(range.from, range.fromDate ?? '1970-01-01')})`,
  ];
}

/** Buckets of the range; nobody is dormant in a bucket that has not begun. */
function shownBuckets(
  { first, last }: ResolvedLifecycle,
  { bucket, states, today }: { bucket: string; states: string; today: Sql },
): readonly Sql[] {
  return [
    sql`${column(states)} != ''`,
    sql`(${column(states)} != 'dormant' OR ${column(bucket)} <= ${today})`,
    ...(first === undefined ? [] : [sql`${column(bucket)} >= ${value(first, 'Date32')}`]),
    ...(last === undefined ? [] : [sql`${column(bucket)} <= ${value(last, 'Date32')}`]),
  ];
}
