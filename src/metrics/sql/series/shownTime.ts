import { InvariantError } from '../../../errors.js';
import { Expression } from '../../catalog/expression.js';
import type { Grain } from '../../query/metricQuery.js';
import { formatDay } from '../../resolve/calendar.js';
import type { DimensionField, IntervalGrain, ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { renderDimension, renderIntervalEnd } from '../renderDimension.js';
import { column, sql, value, type Sql } from '../sql.js';
import { timeText } from '../timeText.js';
import { bucketName } from './moveStage.js';
import { showsBuckets } from './timeColumns.js';
import { moved, startOf, type Clock, type Range } from './sourceRange.js';
import { isDays } from '../timeSteps.js';

interface Cut {
  readonly field: DimensionField;
  readonly grain: Grain;
  readonly resolved: ResolvedQuery;
}

/** A column of bucket starts of `grain`, cut again to a coarser grain or a part. */
export function cutBucket(name: string, { field, grain, resolved }: Cut): Sql {
  if (showsBuckets(field, grain)) return column(name);
  return renderDimension(ofBuckets(name, { field, grain }), { ...resolved, time: undefined });
}

/** Where the interval of the catalog that holds a bucket ends. */
export function intervalEnd(
  name: string,
  { field, grain, resolved }: Cut & { readonly field: DimensionField & { readonly interval: IntervalGrain } },
): Sql {
  const { interval } = field;
  return renderIntervalEnd({ ...ofBuckets(name, { field, grain }), interval }, { ...resolved, time: undefined }); // prettier-ignore
}

/** The field as one of a column of buckets. */
function ofBuckets(name: string, { field, grain }: Omit<Cut, 'resolved'>): DimensionField {
  const { dimension, interval } = field;
  // An interval asks for the seconds of a time, which ClickHouse gives of a DateTime64 alone; a bucket may be a DateTime.
  const isInstant = interval !== undefined && !isDays(grain);
  const bucket = {
    ...dimension,
    // Names of buckets are this code base's own, so they need no quotes.
    sql: new Expression(isInstant ? `toDateTime64(${name}, 0)` : name, new Set([name])),
    type: isDays(grain) ? ('date' as const) : ('time' as const),
    // Whole seconds, of whatever type they are: nothing is to be cut off before they are cut.
    clickhouseType: isDays(grain) ? 'Date32' : 'DateTime64(0)',
  };
  return { ...field, path: [], dimension: bucket };
}

/** What a column of a bucket's time shows. */
export function cut(
  bucket: Sql,
  field: DimensionField,
  { grain, resolved }: { readonly grain: Grain; readonly resolved: ResolvedQuery },
): Sql {
  if (showsBuckets(field, grain)) return bucket;
  const name = bucketName(bucket);
  if (name === undefined) throw new InvariantError('A bucket that is cut must be a column.');
  return cutBucket(name, { field, grain, resolved });
}

/** Buckets that a range touches. */
export function inRange(bucket: Sql, range: Range, at: Clock & { readonly grain: Grain }): readonly Sql[] {
  const [first, end] = bucketEnds(range, at);
  return [
    ...(first === undefined ? [] : [sql`${bucket} >= ${first}`]),
    ...(end === undefined ? [] : [sql`${bucket} < ${end}`]),
  ];
}

/** Starts of the first bucket of a range and of the one after its last. */
export function bucketEnds(
  { from, to }: Range,
  at: Clock & { readonly grain: Grain },
): readonly [Sql | undefined, Sql | undefined] {
  // prettier-ignore
  const { grain, zone } = at;
  const first = from === undefined ? undefined : startOf(from, grain, at);
  const end = to === undefined ? undefined : moved(startOf(to - 1, grain, at), { n: 1, unit: grain }, zone);
  const bound = (instant: number) =>
    isDays(grain)
      ? value(formatDay(zone.dayOf(instant)), 'Date32')
      : value(timeText(instant), "DateTime64(3, 'UTC')");
  return [first === undefined ? undefined : bound(first), end === undefined ? undefined : bound(end)];
}
