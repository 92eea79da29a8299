import { isJoinable } from './defineRelationships.js';
import type { Dataset, Dimension, Metric, Relationship } from './definitions.js';
import { sharedGrains } from './sharedGrains.js';

/** Name of the dataset that a question over several facts is asked of. No real one can have it. */
export const SHARED_DATASET = 'metrics';

/** The dimension that is each number's own time. */
export const SHARED_TIME = 'date';

/** What stands before the datasets whose numbers are asked: `datasets.sessions.visitors`. Nothing that is shared can be called so. */
export const SHARED_MEMBERS = 'datasets';

type Datasets = ReadonlyMap<string, Dataset>;

/**
 * What datasets share, as if it were one: `date`, dimensions by the name they conform to, relationships that lead to the same place under the same name,
 * and the metrics that cross datasets. It has no rows. Undefined when no dataset has numbers.
 */
export function sharedDataset(datasets: Datasets, metrics: ReadonlyMap<string, Metric>): Dataset | undefined {
  const facts = factsOf(datasets);
  const [first] = facts;
  if (first === undefined) return undefined;
  const relationships = sharedRelationships(facts);
  const found = new Map<string, Dimension[]>();
  for (const fact of facts)
    for (const [name, dimension] of sharedDimensions(fact, relationships))
      found.set(name, [...(found.get(name) ?? []), dimension]);
  const dimensions = new Map<string, Dimension>();
  for (const [name, all] of found)
    for (const dimension of all) {
      const known = dimensions.get(name);
      // Instants can be cut more finely than days, so `date` is an instant as soon as one fact has one.
      if (known === undefined || (name === SHARED_TIME && known.type === 'date' && dimension.type === 'time'))
        dimensions.set(name, { ...dimension, name, grains: sharedGrains(all), choices: undefined });
    }
  const zones = new Set(facts.map(({ timezone }) => timezone));
  const sundays = facts.every(({ weekStart }) => weekStart === 'sunday');
  return {
    name: SHARED_DATASET,
    description: 'Numbers of several datasets, by the dimensions that they share.',
    source: first.source,
    primaryKey: [],
    time: dimensions.has(SHARED_TIME) ? SHARED_TIME : undefined,
    timezone: zones.size === 1 ? first.timezone : undefined,
    weekStart: sundays ? 'sunday' : 'monday',
    dimensions,
    measures: new Map(),
    metrics,
    segments: new Map(),
    relationships,
    policies: new Map(),
    rollups: [],
  };
}

/** A fact under the names that are shared: its own dimensions by what they conform to, and its shared relationships. */
export function sharedView(fact: Dataset, { relationships }: Pick<Dataset, 'relationships'>): Dataset {
  return {
    ...fact,
    dimensions: sharedDimensions(fact, relationships),
    relationships: new Map([...fact.relationships].filter(([name]) => relationships.has(name))),
    segments: new Map(),
  };
}

/** Datasets that have numbers. */
export function factsOf(datasets: Datasets): readonly Dataset[] {
  return [...datasets.values()].filter(({ measures, metrics }) => measures.size > 0 || metrics.size > 0);
}

/** Dimensions of a dataset by their shared names. One that would be called like a relationship is told apart: `website`, `websiteId`. */
function sharedDimensions(
  { dimensions, time }: Dataset,
  relationships: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Dimension> {
  const shared = new Map<string, Dimension>();
  const own = time === undefined ? undefined : dimensions.get(time);
  if (own !== undefined) shared.set(SHARED_TIME, own);
  for (const dimension of dimensions.values()) {
    const { conforms } = dimension;
    if (conforms === undefined || conforms === SHARED_TIME) continue;
    const name = relationships.has(conforms) ? `${conforms}Id` : conforms;
    if (!shared.has(name)) shared.set(name, dimension);
  }
  return shared;
}

/** Relationships that lead to one row of the same dataset wherever they are called so. One that a single fact has does not take a shared name. */
function sharedRelationships(facts: readonly Dataset[]): ReadonlyMap<string, Relationship> {
  const found = new Map<string, Relationship[]>();
  for (const { relationships } of facts)
    for (const relationship of relationships.values())
      found.set(relationship.name, [...(found.get(relationship.name) ?? []), relationship]);
  const conformed = new Set(
    facts.flatMap(({ dimensions }) => [...dimensions.values()].map(({ conforms }) => conforms)),
  );
  return new Map(
    [...found].flatMap(([name, all]) => {
      const [first] = all as [Relationship];
      const same = all.every((one) => isJoinable(one) && one.to === first.to);
      return same && (all.length > 1 || !conformed.has(name)) ? [[name, first]] : [];
    }),
  );
}
