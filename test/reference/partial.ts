import type { Grain } from '../../src/metrics/query/metricQuery.js';
import { dayText, readDay, startOfDay } from './clock.js';
import type { OwnGrain } from './ownGrain.js';
import type { Scope } from './rows.js';
import type { DimensionColumn } from './series.js';
import { Grid } from './steps.js';
import type { Range } from './timeRange.js';
import type { Value } from './value.js';

const SECOND = 1_000_000_000n;

/** Whether the range begins or ends within one of a row's buckets, or one is not over yet. */
export function isPartial(
  scope: Scope,
  columns: readonly DimensionColumn[],
  { valueOf, range }: { valueOf: (key: string) => Value; range: Range | undefined },
): boolean {
  return columns.some((column) => {
    const value = valueOf(column.key);
    if (column.selection.grain === undefined || value === null) return false;
    const [from, to] = endsOf(scope, column, value);
    const cut = range?.field.name === column.field.name ? range : undefined;
    return (
      to > BigInt(scope.now.getTime()) * 1_000_000n || (cut !== undefined && (from < cut.from || to > cut.to))
    );
  });
}

function endsOf(
  { zone }: Scope,
  { own, selection, field }: DimensionColumn,
  value: Value,
): readonly [bigint, bigint] {
  if (own !== undefined) return ownEnds(own, value, zone);
  const weekStart = field.owner.spec.weekStart ?? 'monday';
  const grid = new Grid({ zone, weekStart }, selection.grain as Grain);
  const bucket = grid.of(value);
  return [grid.start(bucket), grid.start(grid.next(bucket))];
}

/** Looks for the first moment that is in another bucket. */
function ownEnds({ bucketOf, type }: OwnGrain, value: Value, zone: string): readonly [bigint, bigint] {
  const isDay = type === 'date';
  const start = isDay ? (readDay(String(value)) as number) : Number((value as bigint) / SECOND);
  const isInside = (at: number): boolean => bucketOf(isDay ? dayText(at) : BigInt(at) * SECOND) === value;
  let step = 1;
  while (isInside(start + step)) step *= 2;
  let [low, high] = [start, start + step];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isInside(middle)) low = middle;
    else high = middle;
  }
  const instant = (at: number): bigint => BigInt(isDay ? startOfDay(zone, at) : at) * SECOND;
  return [instant(start), instant(high)];
}
