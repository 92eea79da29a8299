import type { Dataset } from './definitions.js';
import type { RoleCatalog } from './roleCatalog.js';
import { factsOf, sharedView } from './sharedDataset.js';
import { factsOfNumber } from './visibleCross.js';

/**
 * What a role can ask of several datasets: their metrics, and what at least two datasets share, or every dataset of one of the metrics. What a single
 * dataset has is asked there. Undefined when there is no metric and no two datasets.
 */
export function askableShared({ shared, datasets }: RoleCatalog): Dataset | undefined {
  const facts = factsOf(datasets);
  if (shared === undefined || (shared.metrics.size === 0 && facts.length < 2)) return undefined;
  const views = new Map(facts.map((fact) => [fact.name, sharedView(fact, shared)]));
  const metrics = [...shared.metrics.keys()].map((name) => [
    ...new Set((factsOfNumber(name, shared.metrics, datasets) ?? []).map((fact) => fact.name)),
  ]);
  const askable = <Member>(
    members: ReadonlyMap<string, Member>,
    of: 'dimensions' | 'relationships',
  ): ReadonlyMap<string, Member> => {
    const has = (fact: string, member: string): boolean => views.get(fact)?.[of].has(member) === true;
    return new Map(
      [...members].filter(([member]) => {
        const owners = facts.filter(({ name }) => has(name, member));
        return (
          owners.length > 1 ||
          metrics.some((names) => names.length > 0 && names.every((name) => has(name, member)))
        );
      }),
    );
  };
  return {
    ...shared,
    dimensions: askable(shared.dimensions, 'dimensions'),
    relationships: askable(shared.relationships, 'relationships'),
  };
}
