import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedLifecycle } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, value, type Sql } from '../sql.js';
import { later } from '../timeSteps.js';
import { eventSource, type EventSource } from './eventSource.js';
import { broken, journeyPage, literal, type JourneyColumn, type JourneySelect } from './journeySelect.js';

/**
 * One scan, grouped by entity and bucket; window functions over those find the bucket before and the one after. Each bucket of an entity says what
 * the entity is there, and that it is dormant in the next one when it is not there.
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
  const { names, axis, keys } = source;
  const take = (preferred: string): string => names.take(preferred);
  const as = (piece: Sql, name: string): Sql => sql`${piece} AS ${identifier(name)}`;
  const [entity, bucket, before, after] = ['entity', 'bucket_', 'before', 'after'].map(take) as [string, string, string, string]; // prettier-ignore
  const byNames = source.by.map((_, index) => take(`by${index + 1}`));
  const active = select({
    items: [
      as(source.entity, entity),
      as(sql`toDate32(${source.dimension(bucketField)})`, bucket),
      ...byNames.map((name, index) =>
        as(sql`argMin(tuple(${source.by[index] as Sql}), tuple(${list([axis.at, ...keys])})).1`, name),
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
  const count = (name: Sql): Sql => sql`countIf(${column(states)} = ${name})`;
  const isOver = sql`${later(column(shownIn), literal(1), grain)} <= ${today}`;
  const columns: readonly JourneyColumn[] = [
    { key: 'bucket', type: 'date', sql: column(shownIn), field: bucketField },
    ...broken(resolved, byNames),
    { key: 'active', type: 'integer', sql: sql`countIf(${column(states)} != 'dormant')` },
    { key: 'new', type: 'integer', sql: count(sql`'new'`) },
    { key: 'returning', type: 'integer', sql: count(sql`'returning'`) },
    { key: 'resurrected', type: 'integer', sql: count(sql`'resurrected'`) },
    { key: 'dormant', type: 'integer', sql: sql`if(${isOver}, ${count(sql`'dormant'`)}, NULL)` },
  ];
  return journeyPage(resolved, {
    columns,
    from: nested(told),
    where: shownBuckets(lifecycle, { bucket: shownIn, states, today }),
    groupBy: [shownIn, ...byNames].map((name) => column(name)),
    rowsPerGroup: 1,
    time,
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
