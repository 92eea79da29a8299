import type { Dataset } from './definitions.js';
import type { RoleCatalog } from './roleCatalog.js';
import { sharedView } from './sharedDataset.js';
import { factsOf } from './visibleCross.js';

/**
 * What a role can ask of several datasets by the names of its metrics: those, and of all that any datasets share only what every dataset of at least
 * one metric has. Undefined when there is no such metric.
 */
export function askableShared({ shared, datasets }: RoleCatalog): Dataset | undefined {
  if (shared === undefined || shared.metrics.size === 0) return undefined;
  const dimensions = new Set<string>();
  const relationships = new Set<string>();
  for (const name of shared.metrics.keys()) {
    const facts = factsOf(name, shared.metrics, datasets) ?? [];
    const views = facts.map((fact) => sharedView(fact, shared));
    const everywhere = (member: string, of: 'dimensions' | 'relationships'): boolean =>
      views.length > 0 && views.every((view) => view[of].has(member));
    for (const dimension of shared.dimensions.keys())
      if (everywhere(dimension, 'dimensions')) dimensions.add(dimension);
    for (const relationship of shared.relationships.keys())
      if (everywhere(relationship, 'relationships')) relationships.add(relationship);
  }
  return {
    ...shared,
    dimensions: new Map([...shared.dimensions].filter(([name]) => dimensions.has(name))),
    relationships: new Map([...shared.relationships].filter(([name]) => relationships.has(name))),
  };
}
