import { AccessError, InvariantError } from '../../errors.js';
import type {
  Catalog,
  Dataset,
  Dimension,
  PolicyRows,
  PolicyValue,
  Relationship,
} from '../catalog/definitions.js';
import type { Viewer } from './viewer.js';

/** Rows of one dataset that one caller may see: the policy with every attribute replaced by the caller's values. */
export type RowPredicate =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowPredicate[] }
  | { readonly kind: 'in'; readonly dimension: Dimension; readonly values: readonly PolicyScalar[] }
  /** Not what programs did on these websites, or on any of those that there are. */
  | {
      readonly kind: 'people';
      readonly bots: Dimension;
      readonly id: Dimension;
      readonly websites: readonly string[] | 'all';
    }
  /** Among the rows of another dataset that are like this is the one that the relationship leads to. */
  | {
      readonly kind: 'related';
      readonly relationship: Relationship;
      readonly dataset: Dataset;
      readonly of: RowPredicate;
    };

type PolicyScalar = string | number | boolean;

/** Whom a policy is bound for, and the definitions that it speaks of. */
export interface BoundFor {
  readonly viewer: Viewer;
  readonly datasets: Catalog['datasets'];
}

/**
 * Puts the caller's attributes into a policy. `dataset` is the whole definition, not the role's view of it: a row filter may name a
 * dimension that the role cannot see. Throws AccessError when the caller was granted nothing.
 */
export function bindRows(rows: PolicyRows, dataset: Dataset, to: BoundFor): RowPredicate {
  switch (rows.kind) {
    case 'all':
      return rows;
    case 'and':
      return { kind: 'and', of: partsOf(rows, dataset).map((part) => bindRows(part, dataset, to)) };
    case 'or':
      return bindAlternatives(partsOf(rows, dataset), dataset, to);
    case 'in': {
      const dimension = dataset.dimensions.get(rows.dimension);
      if (dimension === undefined) {
        throw new InvariantError(
          `The row policy of "${dataset.name}" names no dimension of it: "${rows.dimension}".`,
        );
      }
      return { kind: 'in', dimension, values: grantedValues(rows.value, dimension, to.viewer) };
    }
    case 'related': {
      const relationship = dataset.relationships.get(rows.relationship);
      const other = to.datasets.get(relationship?.to ?? '');
      if (relationship === undefined || other === undefined) {
        throw new InvariantError(
          `The row policy of "${dataset.name}" names no relationship of it: "${rows.relationship}".`,
        );
      }
      return { kind: 'related', relationship, dataset: other, of: bindRows(rows.of, other, to) };
    }
  }
}

/** The same where it only decides which rows are shown whole: who was granted nothing has no such row. */
export function bindRowsOrNone(rows: PolicyRows, dataset: Dataset, to: BoundFor): RowPredicate {
  try {
    return bindRows(rows, dataset, to);
  } catch (error) {
    if (error instanceof AccessError) return { kind: 'or', of: [] };
    throw error;
  }
}

function partsOf(
  { of }: Extract<PolicyRows, { kind: 'and' | 'or' }>,
  { name }: Dataset,
): readonly PolicyRows[] {
  // Nothing to AND would be every row: a policy must say `all` for that.
  if (of.length === 0) throw new InvariantError(`A row policy of "${name}" is empty.`);
  return of;
}

/**
 * One of several grants is enough: whoever was granted tenants and no websites sees what is the tenants'. Nothing granted is refused also beside rows that
 * are anybody's, as everywhere.
 */
function bindAlternatives(parts: readonly PolicyRows[], dataset: Dataset, to: BoundFor): RowPredicate {
  const refusals: AccessError[] = [];
  const of = parts.flatMap((part) => {
    try {
      return [{ predicate: bindRows(part, dataset, to), granted: needsGrant(part) }];
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      refusals.push(error);
      return [];
    }
  });
  if (refusals[0] !== undefined && !of.some(({ granted }) => granted)) throw refusals[0];
  return { kind: 'or', of: of.map(({ predicate }) => predicate) };
}

function needsGrant(rows: PolicyRows): boolean {
  switch (rows.kind) {
    case 'all':
      return false;
    case 'and':
    case 'or':
      return rows.of.some(needsGrant);
    case 'in':
      return 'attribute' in rows.value;
    case 'related':
      return needsGrant(rows.of);
  }
}

function grantedValues(value: PolicyValue, dimension: Dimension, viewer: Viewer): readonly PolicyScalar[] {
  if ('values' in value) return value.values;
  const granted = (viewer.attributes.get(value.attribute) ?? []).flatMap(
    (scalar) => readGrant(scalar, dimension) ?? [],
  );
  // The same words for "missing", "empty" and "nothing of this type", whatever the dataset: the message tells nothing of what exists.
  if (granted.length === 0) {
    throw new AccessError(
      `This credential grants no ${value.attribute}. Ask an owner to grant you at least one.`,
    );
  }
  return granted;
}

/**
 * A grant in the type of the dimension; undefined when it is no value of that type, so no row can have it. Bound as it is, it would fail in the
 * engine, or mean another row: `BigInt('')` is 0.
 */
function readGrant(scalar: unknown, { type }: Dimension): PolicyScalar | undefined {
  if (typeof scalar !== 'string' && !Number.isFinite(scalar)) return undefined;
  const text = String(scalar);
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      return /^-?\d{1,76}$/.test(text) ? text : undefined;
    case 'uuid':
      return UUID.test(text) ? text : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    default:
      // definePolicies takes no other type.
      return undefined;
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
