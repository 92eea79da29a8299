import type { Measure, Metric } from '../catalog/definitions.js';
import { SHARED_MEMBERS } from '../catalog/sharedDataset.js';
import type { Scope } from './scope.js';

/**
 * A measure or metric by its name, and where it is; in a question over several facts also one of theirs, as `dataset.member` or, where that is the way
 * to a dimension too, `datasets.dataset.member`.
 */
export function findNumber(
  scope: Scope,
  name: string,
): { readonly scope: Scope; readonly member: Measure | Metric } | undefined {
  const { dataset, facts } = scope;
  const own = dataset.measures.get(name) ?? dataset.metrics.get(name);
  if (own !== undefined) return { scope, member: own };
  const steps = name.split('.');
  const [fact = '', member = '', ...rest] = steps[0] === SHARED_MEMBERS ? steps.slice(1) : steps;
  const place = rest.length > 0 ? undefined : facts?.scopeOf(fact, scope);
  const theirs = place?.dataset.measures.get(member) ?? place?.dataset.metrics.get(member);
  return place === undefined || theirs === undefined ? undefined : { scope: place, member: theirs };
}
