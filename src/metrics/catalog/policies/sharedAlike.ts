import type { Dataset, Dimension } from '../definitions.js';

/**
 * The same datasets, in which dimensions that conform are shared only if a role sees them alike: where one dataset has values and another one masks of them,
 * or other masks, equal ones would not meet, so those that are masked are no shared dimensions.
 */
export function sharedAlike(datasets: ReadonlyMap<string, Dataset>): ReadonlyMap<string, Dataset> {
  const looks = new Map<string, Set<string>>();
  for (const { conforms, mask } of [...datasets.values()].flatMap(dimensionsOf))
    if (conforms !== undefined) looks.set(conforms, (looks.get(conforms) ?? new Set()).add(lookOf(mask)));
  const isAlone = ({ conforms, mask }: Dimension): boolean =>
    conforms !== undefined && mask !== undefined && (looks.get(conforms)?.size ?? 0) > 1;
  return new Map(
    [...datasets].map(([name, dataset]) => {
      if (!dimensionsOf(dataset).some(isAlone)) return [name, dataset];
      const dimensions = dimensionsOf(dataset).map(
        (dimension) =>
          [dimension.name, isAlone(dimension) ? { ...dimension, conforms: undefined } : dimension] as const,
      );
      return [name, { ...dataset, dimensions: new Map(dimensions) }];
    }),
  );
}

function dimensionsOf({ dimensions }: Dataset): readonly Dimension[] {
  return [...dimensions.values()];
}

/** A condition speaks of its own dataset's rows, so two of them are never alike. */
function lookOf(mask: Dimension['mask']): string {
  return mask === undefined ? '' : JSON.stringify(mask);
}
