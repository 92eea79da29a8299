import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedRetention } from '../../resolve/journey/resolvedJourney.js';
import type { DimensionField, ResolvedTime } from '../../resolve/resolvedQuery.js';
import { allOf } from '../renderCondition.js';
import { select } from '../select.js';
import { tuple } from '../fillCells.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import { stepsBetween } from '../timeSteps.js';
import { eventSource, ofEarliest, type EventSource } from './eventSource.js';
import { literal } from './journeySelect.js';
import type { TimeAxis } from './timeAxis.js';

/** One row per entity and cohort that it is in. */
interface Members {
  readonly select: Sql;
  readonly source: EventSource;
  /** The column that holds the cohort: the first day of its bucket. */
  readonly bucket: string;
  /** The column that holds a tuple of what the cohort is broken down by; undefined: one group. */
  readonly by: string | undefined;
  /** The column that holds the periods in which the entity was back, as Array(Int64). */
  readonly distances: string;
}

/** Buckets are counted from the first day there can be, so that those of weeks are whole numbers, too, on whatever day weeks begin. */
const EPOCH = sql`toDate32('1900-01-01')`;

/**
 * One scan, grouped by entity and bucket; buckets are numbered, so that distances are differences. Where every event is a return, whoever is there in the
 * bucket of the cohort is back in it; else the last return of that bucket must not be before the entity joined.
 */
export function cohortMembers(
  secured: SecuredQuery,
  retention: ResolvedRetention,
  bucketField: DimensionField,
): Members {
  const { resolved } = secured;
  const { grain, periods, cohort, mode, cohortEvent, returnEvent } = retention;
  const source = eventSource(secured, retention, {
    time: scanned(retention, resolved.time),
    only: both(retention),
    fields: [bucketField],
  });
  const { names, axis } = source;
  const take = (preferred: string): string => names.take(preferred);
  const as = (piece: Sql, name: string): Sql => sql`${piece} AS ${identifier(name)}`;
  const [entity, bucket, number, first, last, joined, returned] = ['entity', 'bucket', 'number', 'first', 'last', 'joined', 'returned'].map(take) as [string, string, string, string, string, string, string]; // prettier-ignore
  const by = source.by.length === 0 ? undefined : take('by');

  const inRange = cohort === 'FIRST_EVER' ? [] : bounds(resolved.time, axis, axis.at);
  const joins =
    cohortEvent === undefined && inRange.length === 0
      ? undefined
      : allOf([source.satisfies(cohortEvent), ...inRange]);
  const returns = returnEvent === undefined ? undefined : source.satisfies(returnEvent);
  const active = select({
    items: [
      as(source.entity, entity),
      as(sql`toDate32(${source.dimension(bucketField)})`, bucket),
      as(stepsBetween(EPOCH, identifier(bucket), grain), number),
      as(joins === undefined ? sql`min(${axis.at})` : sql`minIf(${axis.at}, ${joins})`, first),
      ...(joins === undefined ? [] : [as(sql`countIf(${joins}) > 0`, joined)]),
      ...(returns === undefined
        ? []
        : [as(sql`countIf(${returns}) > 0`, returned), as(sql`maxIf(${axis.at}, ${returns})`, last)]),
      ...(by === undefined ? [] : [as(ofEarliest(sql`tuple(${list(source.by)})`, source, joins), by)]),
    ],
    from: source.from,
    joins: source.joins,
    where: source.where,
    groupBy: [identifier(entity), identifier(bucket)],
  });

  const [backs, cohorts, member, distances] = ['backs', 'cohorts', 'member', 'distances'].map(take) as [string, string, string, string]; // prettier-ignore
  const entry = [bucket, number, first, ...(by === undefined ? [] : [by])];
  const ownNames = new Map(entry.map((name) => [name, take(`cohort_${name}`)]));
  const own = (name: string): string => ownNames.get(name) as string;
  const collected =
    cohort === 'EVERY'
      ? [as(ofJoined(sql`groupArray`, [tuple(entry.map(column))], joins && column(joined)), cohorts)]
      : entry.map((name) =>
          name === by
            ? as(ofJoined(sql`argMin`, [column(name), column(number)], joins && column(joined)), own(name))
            : as(ofJoined(sql`min`, [column(name)], joins && column(joined)), own(name)),
        );
  const perEntity = select({
    items: [
      ...collected,
      as(
        returns === undefined
          ? sql`groupArray(${column(number)})`
          : sql`groupArrayIf(${tuple([number, last].map(column))}, ${column(returned)})`,
        backs,
      ),
    ],
    from: nested(active),
    groupBy: [column(entity)],
    having: cohort === 'EVERY' || joins === undefined ? [] : [sql`countIf(${column(joined)}) > 0`],
  });

  const its = (name: string): Sql =>
    cohort === 'EVERY' ? sql`${column(member)}.${literal(entry.indexOf(name) + 1)}` : column(own(name));
  const distance =
    returns === undefined
      ? sql`arrayMap(back -> back - ${its(number)}, ${column(backs)})`
      : sql`arrayMap(back -> if(back.1 = ${its(number)} AND back.2 < ${its(first)}, -1, back.1 - ${its(number)}), ${column(backs)})`;
  return {
    select: select({
      items: [
        as(its(bucket), bucket),
        ...(by === undefined ? [] : [as(its(by), by)]),
        as(
          mode === 'EXACTLY'
            ? sql`arrayFilter(distance -> distance BETWEEN 0 AND ${literal(periods)}, ${distance})`
            : sql`arrayMap(distance -> toInt64(distance), range(0, toUInt32(least(arrayMax(arrayPushFront(${distance}, -1)), ${literal(periods)}) + 1)))`,
          distances,
        ),
      ],
      from: nested(perEntity),
      joins: cohort === 'EVERY' ? [sql`ARRAY JOIN ${column(cohorts)} AS ${identifier(member)}`] : [],
      where: cohort === 'FIRST_EVER' ? bounds(resolved.time, axis, its(first)) : [],
    }),
    source,
    bucket,
    by,
    distances,
  };
}

/** An aggregate over the buckets of an entity in which it joined. Undefined: over all. */
function ofJoined(aggregate: Sql, pieces: readonly Sql[], joined: Sql | undefined): Sql {
  return joined === undefined
    ? sql`${aggregate}(${list(pieces)})`
    : sql`${aggregate}If(${list([...pieces, joined])})`;
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
function bounds(range: ResolvedTime | undefined, axis: TimeAxis, at: Sql): readonly Sql[] {
  if (range === undefined) return [];
  const { from, to, fromDate = '1970-01-01', toDate = '1970-01-01' } = range;
  return [
    ...(from === undefined ? [] : [sql`${at} >= ${axis.point(from, fromDate)}`]),
    ...(to === undefined ? [] : [sql`${at} < ${axis.point(to, toDate)}`]),
  ];
}
