import type { Dataset, Metric } from './definitions.js';
import { sharedDataset, sharedView } from './sharedDataset.js';
import { inputsOf, seesFilter, type SeenDatasets } from './visibleNumbers.js';

/**
 * What a role can ask of several datasets at once: metrics all of whose members it sees, filtered only by what all facts of them share in its sight.
 */
export function visibleShared(
  datasets: SeenDatasets,
  metrics: ReadonlyMap<string, Metric>,
): Dataset | undefined {
  let kept = metrics;
  for (;;) {
    const shared = sharedDataset(datasets, kept);
    if (shared === undefined) return undefined;
    const next = new Map(
      [...kept].filter(([, { definition }]) => {
        return inputsOf(definition).every(({ of, where }) => {
          const facts = factsOfNumber(of, kept, datasets);
          if (facts === undefined) return false;
          if (where === undefined || !('where' in where)) return true;
          const filter = where.where;
          return facts.every((fact) => seesFilter(filter, sharedView(fact, shared), datasets));
        });
      }),
    );
    if (next.size === kept.size) return shared;
    kept = next;
  }
}

/** Datasets whose rows a number is made of; undefined when one of its members is not seen. */
export function factsOfNumber(
  name: string,
  metrics: ReadonlyMap<string, Metric>,
  datasets: SeenDatasets,
): readonly Dataset[] | undefined {
  const metric = metrics.get(name);
  if (metric !== undefined) {
    const parts = inputsOf(metric.definition).map(({ of }) => factsOfNumber(of, metrics, datasets));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const [dataset = '', member = ''] = name.split('.');
  const fact = datasets.get(dataset);
  const seen = fact?.measures.has(member) === true || fact?.metrics.has(member) === true;
  return fact !== undefined && seen ? [fact] : undefined;
}
