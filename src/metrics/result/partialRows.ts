import { bucketsOf } from '../resolve/buckets.js';
import { parseDay } from '../resolve/calendar.js';
import type { DimensionField, ResolvedColumn, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { zoneOf, type Instant } from '../resolve/zone.js';
import type { ResultValue } from './metricResult.js';

type Row = ReadonlyMap<string, ResultValue>;

/**
 * Tells of a row whether one of its buckets of time is only partly there: the view's range begins or ends within it, or it is not over at `now`.
 * Undefined when the view shows no bucket. A row without a bucket (NULL, or what is left beside the shown rows) is whole. `cut`: by key of a column that a
 * calendar cuts, the buckets that are only partly there (`cutBuckets`).
 */
export function partialRows(
  resolved: ResolvedQuery,
  now: Date,
  cut: ReadonlyMap<string, readonly ResultValue[]> = new Map(),
): ((row: Row) => boolean) | undefined {
  const columns = resolved.columns.filter(isBucket);
  if (columns.length + cut.size === 0) return undefined;
  const byCalendar = [...cut].map(([key, buckets]) => {
    const known = new Set(buckets);
    return (row: Row): boolean => {
      const bucket = row.get(key) ?? null;
      return bucket !== null && known.has(bucket);
    };
  });
  const byLength = columns.map(({ key, field }) => {
    const isWhole = wholeBucket(resolved, field, now.getTime());
    const known = new Map<ResultValue | undefined, boolean>();
    return (row: Row): boolean => {
      const bucket = row.get(key);
      const whole = known.get(bucket) ?? (typeof bucket !== 'string' || isWhole(bucket));
      known.set(bucket, whole);
      return !whole;
    };
  });
  const tests = [...byLength, ...byCalendar];
  return (row) => tests.some((isPartial) => isPartial(row));
}

type DimensionColumn = Extract<ResolvedColumn, { kind: 'dimension' }>;

function isBucket(column: ResolvedColumn): column is DimensionColumn {
  return column.kind === 'dimension' && (column.field.grain ?? column.field.interval) !== undefined;
}

/** Only the time dimension of the range is cut by it; others are over or not. */
function wholeBucket(
  resolved: ResolvedQuery,
  field: DimensionField,
  now: Instant,
): (shown: string) => boolean {
  const { time } = resolved;
  const cut =
    time !== undefined && field.path.length === 0 && field.dimension.name === time.field.dimension.name
      ? time
      : undefined;
  return (shown) => {
    const [from, to] = instantsOf(shown, field, resolved);
    return to <= now && from >= (cut?.from ?? -Infinity) && to <= (cut?.to ?? Infinity);
  };
}

/** The ends of a bucket, as it is shown: `2024-03-01`, or its first instant with the offset. The next one begins where it ends. */
function instantsOf(
  shown: string,
  { dataset, dimension, grain, interval }: DimensionField,
  { timezone }: ResolvedQuery,
): readonly [Instant, Instant] {
  const zone = zoneOf(timezone);
  const day = parseDay(shown);
  const from = day === undefined ? Date.parse(shown) : zone.startOfDay(day);
  const column = dimension.type === 'date' ? 'date' : 'time';
  const cutBy = interval ?? grain;
  if (cutBy === undefined) return [from, from];
  // Looks ever further, as a bucket lasts a second or years.
  for (let length = 1_500; ; length *= 60) {
    const range = { from, to: from + length, grain: cutBy, weekStart: dataset.weekStart } as const;
    const next = bucketsOf({ ...range, column }, zone)[1];
    if (typeof next === 'number') return [from, next];
    if (next !== undefined) return [from, zone.startOfDay(parseDay(next) as number)];
  }
}
