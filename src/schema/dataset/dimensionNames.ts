import type { Dataset, Dimension, RoleCatalog } from '../../metrics/index.js';
import { servedRelationships } from './servedMembers.js';

/** Relationships in a row that `by` and `of` can go through. More would grow the enum faster than anyone reads it. */
const MOST_HOPS = 3;

export interface NamedDimension {
  /** Value of the enum: `website_name`. Names of members have no underscore, so no two are the same. */
  readonly enumName: string;
  /** Name in a MetricQuery: `website.name`. */
  readonly field: string;
  readonly dimension: Dimension;
}

/** Every dimension of the dataset and of what it joins, each dataset once on a way. */
export function dimensionNames(catalog: RoleCatalog, dataset: Dataset): readonly NamedDimension[] {
  const names: NamedDimension[] = [];
  const visit = (at: Dataset, path: readonly string[], passed: ReadonlySet<string>): void => {
    for (const dimension of at.dimensions.values()) {
      if (dimension.type === 'list') continue;
      const steps = [...path, dimension.name];
      names.push({ enumName: steps.join('_'), field: steps.join('.'), dimension });
    }
    if (path.length === MOST_HOPS) return;
    for (const { relationship, target } of servedRelationships(catalog, at)) {
      if (!passed.has(target.name))
        visit(target, [...path, relationship.name], new Set([...passed, target.name]));
    }
  };
  visit(dataset, [], new Set([dataset.name]));
  return names;
}
