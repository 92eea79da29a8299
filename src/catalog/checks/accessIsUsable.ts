import { catalogFor, ROLES, type Catalog, type Dataset, type Policy } from '../../metrics/index.js';
import type { Finding } from './finding.js';

/** Policies that are valid and yet leave somebody with nothing. */
export function accessIsUsable(dataset: Dataset, catalog: Catalog): readonly Finding[] {
  const place = { dataset: dataset.name, severity: 'warning' } as const;
  if (dataset.policies.size === 0) {
    return [{ ...place, path: ['access'], message: 'No role has a policy, so nobody sees this dataset.' }];
  }
  return [...dataset.policies.values()].flatMap(({ role, rows }): readonly Finding[] => {
    const seen = catalogFor(catalog, role).datasets.get(dataset.name);
    if (seen === undefined || (seen.dimensions.size === 0 && seen.measures.size + seen.metrics.size === 0))
      return [
        {
          ...place,
          path: ['access', role],
          message: `The role ${role} sees nothing of it: every dimension, measure and metric is hidden, or reads what is.`,
        },
      ];
    return isNever(rows)
      ? [
          {
            ...place,
            path: ['access', role, 'rows'],
            message: `The role ${role} sees no row: no row can be like that.`,
          },
        ]
      : [];
  });
}

/** Whether no row can satisfy a condition: a list of nothing, or two lists for one dimension that have nothing in common. */
function isNever(rows: Policy['rows']): boolean {
  switch (rows.kind) {
    case 'all':
      return false;
    case 'or':
      return rows.of.every(isNever);
    case 'and':
      return rows.of.some(isNever) || rows.of.some((one) => rows.of.some((other) => exclude(one, other)));
    case 'in':
      return 'values' in rows.value && rows.value.values.length === 0;
    case 'related':
      return isNever(rows.of);
  }
}

function exclude(one: Policy['rows'], other: Policy['rows']): boolean {
  if (one.kind !== 'in' || other.kind !== 'in' || one.dimension !== other.dimension) return false;
  if (!('values' in one.value) || !('values' in other.value)) return false;
  const allowed = new Set(other.value.values);
  return one.value.values.every((value) => !allowed.has(value));
}

/** Roles that see no dataset at all; they are in no file. */
export function rolesWithoutAccess(catalog: Catalog): readonly string[] {
  return ROLES.filter((role) => catalogFor(catalog, role).datasets.size === 0);
}
