import type { Dataset } from '../definitions.js';
import type { Expression } from '../expression.js';
import type { PolicyRows } from './policyRows.js';

/** What a condition of a policy reads of the dataset's own columns. */
export function dimensionsIn(rows: PolicyRows, dataset: Dataset): readonly Expression[] {
  switch (rows.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return rows.of.flatMap((part) => dimensionsIn(part, dataset));
    case 'in':
      return [dataset.dimensions.get(rows.dimension)?.sql].filter((sql) => sql !== undefined);
    case 'related':
      return (dataset.relationships.get(rows.relationship)?.on ?? []).map(({ from }) => from);
  }
}
