import type { Policy } from '../../src/metrics/catalog/definitions.js';
import type { Catalog, Dataset, Role } from '../../src/metrics/index.js';

/** A catalog with one thing of every policy of a role changed. */
export function withPolicies(
  catalog: Catalog,
  role: Role,
  change: (policy: Policy, dataset: Dataset) => Policy,
): Catalog {
  const datasets = [...catalog.datasets].map(([name, dataset]): [string, Dataset] => {
    const policy = dataset.policies.get(role);
    if (policy === undefined) return [name, dataset];
    return [name, { ...dataset, policies: new Map([...dataset.policies, [role, change(policy, dataset)]]) }];
  });
  return { ...catalog, datasets: new Map(datasets) };
}

/** Numbers about few are told, where tables hold the rows of few. */
export function withoutMinimums(catalog: Catalog, role: Role): Catalog {
  return withPolicies(catalog, role, (policy) => ({ ...policy, minGroup: undefined }));
}
