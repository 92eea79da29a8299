import { AccessError, InvariantError } from '../../errors.js';
import type { Dataset } from '../catalog/definitions.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { bindRows, type RowPredicate } from './rowPredicate.js';
import { touchedDatasets } from './touchedDatasets.js';
import type { Viewer } from './viewer.js';

/**
 * A question together with the rows its caller may see. Exported as a type only and with a private field, so that nobody else can make
 * one: not with `new`, not as a literal, not by copying (`{ ...secured }` has no private field).
 */
class SecuredQuery {
  readonly resolved: ResolvedQuery;
  readonly viewer: Viewer;
  /** Nested rows: the view that they are nested in, for the same caller. */
  readonly parent: SecuredQuery | undefined;
  readonly #rows: ReadonlyMap<string, RowPredicate>;

  constructor(resolved: ResolvedQuery, viewer: Viewer, rows: ReadonlyMap<string, RowPredicate>) {
    this.resolved = resolved;
    this.viewer = viewer;
    this.parent = resolved.parent === undefined ? undefined : new SecuredQuery(resolved.parent, viewer, rows);
    this.#rows = rows;
  }

  /** The filter that every scan of this dataset must carry. */
  rowsOf(dataset: Dataset): RowPredicate {
    const rows = this.#rows.get(dataset.name);
    if (rows === undefined) throw new InvariantError(`No row policy was bound for "${dataset.name}".`);
    return rows;
  }

  /**
   * A part of this question with the same row filters, for statements that are made of several. InvariantError when it reads a dataset that
   * this question does not: no filter was bound for that.
   */
  part(resolved: ResolvedQuery): SecuredQuery {
    for (const name of touchedDatasets(resolved)) {
      if (!this.#rows.has(name)) throw new InvariantError(`No row policy was bound for "${name}".`);
    }
    return new SecuredQuery(resolved, this.viewer, this.#rows);
  }
}
export type { SecuredQuery };

/**
 * Binds the caller's row filters to a resolved question. Throws AccessError when the caller was granted nothing that a filter needs;
 * InvariantError when the question was resolved for another role.
 */
export function secureQuery(resolved: ResolvedQuery, catalog: RoleCatalog, viewer: Viewer): SecuredQuery {
  if (viewer.role !== catalog.role) {
    throw new InvariantError(`A question resolved for ${catalog.role} was asked as ${viewer.role}.`);
  }
  const rows = new Map<string, RowPredicate>();
  for (const name of touchedDatasets(resolved)) {
    const dataset = catalog.datasets.has(name) ? catalog.definitions.datasets.get(name) : undefined;
    const policy = dataset?.policies.get(viewer.role);
    if (dataset === undefined || policy === undefined || policy.unenforced.length > 0) {
      throw new AccessError('This question reads data that your role may not see.');
    }
    rows.set(name, bindRows(policy.rows, dataset, viewer));
  }
  return new SecuredQuery(resolved, viewer, rows);
}
