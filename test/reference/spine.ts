import { GRAINS, type Grain } from '../../src/metrics/query/metricQuery.js';
import type { View } from './catalogView.js';
import { bucketsBetween } from './cut.js';
import { invalid, Undecided } from './invalid.js';
import { mapLeaves, type NumberTree } from './numbers.js';
import { ownBuckets } from './ownGrain.js';
import { cutAgain, isCutOf, PART_GRAIN, placeKey, type GroupPlace, type GroupScope } from './series.js';
import type { Value } from './value.js';

/** Whether a number, or one that it is made of, is shown in every bucket of the range. */
export function hasSpine(view: View, name: string): boolean {
  const part = view.numbers.get(name);
  if (part?.kind !== 'metric') return false;
  return part.spec.spine === true || part.inputs.some(({ of }) => hasSpine(view, of));
}

/** The same number, unknown where it has no rows: nobody looked for it there. */
export function withoutZero(tree: NumberTree): NumberTree {
  return mapLeaves(tree, (leaf) => ({
    ...leaf,
    part: { ...leaf.part, spec: { ...leaf.part.spec, fill: 'null' } },
  }));
}

/** Buckets of the range with what is shown of each; undefined where the view does not cut its time, or has no end. */
export function spineBuckets(scope: GroupScope): readonly ReadonlyMap<string, Value>[] | undefined {
  const { time, zone, view } = scope;
  const range = time === undefined ? undefined : scope.rangeOver(time);
  const columns = scope.dimensions.filter((column) => isCutOf(column, time) && (column.selection.grain ?? column.selection.part) !== undefined); // prettier-ignore
  const [first] = columns;
  if (range === undefined || first === undefined) return undefined;
  if ((range.to - range.from) / 86_400_000_000_000n > 3_000n) throw new Undecided();
  if (first.own !== undefined && columns.length === 1 && first.own.isTable !== true)
    return ownBuckets(first.own, { ...range, zone }).map((bucket) => new Map([[first.key, bucket]]));
  const grains = columns.map(({ own, selection: { grain, part } }) => own !== undefined ? (own.isTable === true ? 'DAY' : undefined) : part === undefined ? grain : PART_GRAIN[part]); // prettier-ignore
  if (grains.includes(undefined)) return undefined;
  const finest = GRAINS.find((grain) => grains.includes(grain)) ?? invalid('No grain.');
  const grain: Grain = finest === 'WEEK' && grains.some((other) => other !== 'WEEK') ? 'DAY' : finest;
  if ((range.to - range.from) / 900_000_000_000n > 3_000n && GRAINS.indexOf(grain) < 4) throw new Undecided();
  const weekStart = view.spec.weekStart ?? 'monday';
  const buckets = bucketsBetween({ ...range, grain, type: first.field.meaning.type }, { zone, weekStart });
  return buckets.map((bucket) => new Map(columns.map((column) => [column.key, column.own === undefined ? cutAgain(scope, column, bucket) : column.own.bucketOf(bucket)]))); // prettier-ignore
}

/** The groups, and one without anything else for each bucket that none of them is in. */
export function spined(
  scope: GroupScope,
  places: readonly GroupPlace[],
  buckets: readonly ReadonlyMap<string, Value>[],
): readonly GroupPlace[] {
  const keys = [...(buckets[0]?.keys() ?? [])];
  const known = new Set(places.map(({ values }) => placeKey(keys, values)));
  const shown = places.map((place): GroupPlace => ({ ...place, isBucket: true }));
  for (const bucket of buckets) {
    const key = placeKey(keys, bucket);
    if (known.has(key)) continue;
    known.add(key);
    const values = new Map(scope.dimensions.map((column) => [column.key, bucket.get(column.key) ?? null]));
    shown.push({ values, isBucket: true });
  }
  return shown;
}
