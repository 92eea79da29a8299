import { ROLES, type Catalog, type Dataset } from '../../metrics/index.js';
import type { Finding } from './finding.js';

/** Policies that are valid and yet leave somebody with nothing. */
export function accessIsUsable(dataset: Dataset): readonly Finding[] {
  const place = { dataset: dataset.name, severity: 'warning' } as const;
  if (dataset.policies.size === 0) {
    return [{ ...place, path: ['access'], message: 'No role has a policy, so nobody sees this dataset.' }];
  }
  return [...dataset.policies.values()]
    .filter(({ unenforced }) => unenforced.length > 0)
    .map(({ role, unenforced }) => ({
      ...place,
      path: ['access', role],
      message: `The role ${role} is refused this dataset. ${unenforced.join(' ')}`,
    }));
}

/** Roles that see no dataset at all; they are in no file. */
export function rolesWithoutAccess(catalog: Catalog): readonly string[] {
  const seen = new Set<string>();
  for (const { policies } of catalog.datasets.values()) {
    for (const { role, unenforced } of policies.values()) if (unenforced.length === 0) seen.add(role);
  }
  return ROLES.filter((role) => !seen.has(role));
}
