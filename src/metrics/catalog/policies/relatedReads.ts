import type { Dataset, Policy } from '../definitions.js';
import type { Expression } from '../expression.js';
import { dimensionsIn } from './dimensionsIn.js';
import type { PolicyRows } from './policyRows.js';

/** Conditions of a policy: of the rows, and of the rows without masks. */
export function conditionsOfPolicy({ rows, masks }: Policy): readonly PolicyRows[] {
  return [rows, ...[...masks.values()].flatMap(({ unless }) => (unless === undefined ? [] : [unless]))];
}

/** What conditions read of other datasets, whole, whatever a role may see of them. */
export function relatedReads(
  rows: PolicyRows,
  dataset: Dataset,
  datasets: ReadonlyMap<string, Dataset>,
): readonly { readonly dataset: Dataset; readonly expressions: readonly Expression[] }[] {
  switch (rows.kind) {
    case 'all':
    case 'in':
      return [];
    case 'and':
    case 'or':
      return rows.of.flatMap((part) => relatedReads(part, dataset, datasets));
    case 'related': {
      const relationship = dataset.relationships.get(rows.relationship);
      const other = datasets.get(relationship?.to ?? '');
      if (relationship === undefined || other === undefined) return [];
      const expressions = [...relationship.on.map(({ to }) => to), ...dimensionsIn(rows.of, other)];
      return [{ dataset: other, expressions }, ...relatedReads(rows.of, other, datasets)];
    }
  }
}
