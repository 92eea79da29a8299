import { AccessError, InvariantError } from '../../errors.js';
import type { Dataset, Dimension, PolicyRows, PolicyValue } from '../catalog/definitions.js';
import type { Viewer } from './viewer.js';

/** Rows of one dataset that one caller may see: the policy with every attribute replaced by the caller's values. */
export type RowPredicate =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowPredicate[] }
  | { readonly kind: 'in'; readonly dimension: Dimension; readonly values: readonly PolicyScalar[] };

type PolicyScalar = string | number | boolean;

/**
 * Puts the caller's attributes into a policy. `dataset` is the whole definition, not the role's view of it: a row filter may name a
 * dimension that the role cannot see. Throws AccessError when the caller was granted nothing.
 */
export function bindRows(rows: PolicyRows, dataset: Dataset, viewer: Viewer): RowPredicate {
  switch (rows.kind) {
    case 'all':
      return rows;
    case 'and':
    case 'or':
      // Nothing to AND would be every row: a policy must say `all` for that.
      if (rows.of.length === 0) throw new InvariantError(`A row policy of "${dataset.name}" is empty.`);
      return { kind: rows.kind, of: rows.of.map((part) => bindRows(part, dataset, viewer)) };
    case 'in': {
      const dimension = dataset.dimensions.get(rows.dimension);
      if (dimension === undefined) {
        throw new InvariantError(
          `The row policy of "${dataset.name}" names no dimension of it: "${rows.dimension}".`,
        );
      }
      return { kind: 'in', dimension, values: grantedValues(rows.value, viewer) };
    }
  }
}

function grantedValues(value: PolicyValue, viewer: Viewer): readonly PolicyScalar[] {
  if ('values' in value) return value.values;
  const granted = viewer.attributes.get(value.attribute) ?? [];
  // The same words for "missing" and "empty", whatever the dataset: the message tells nothing of what exists.
  if (granted.length === 0) {
    throw new AccessError(
      `This credential grants no ${value.attribute}. Ask an owner to grant at least one, then sign in again.`,
    );
  }
  return granted;
}
