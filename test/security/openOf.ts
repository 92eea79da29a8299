import type { Dataset, Dimension } from '../../src/metrics/index.js';

/** What may be filtered by: a mask is only shown. */
export function openOf({ dimensions }: Dataset): readonly Dimension[] {
  return [...dimensions.values()].filter(({ mask }) => mask === undefined);
}
