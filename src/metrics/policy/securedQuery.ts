import { AccessError, InvariantError } from '../../errors.js';
import type { Catalog, Dataset, PolicyLimits, PolicyRows } from '../catalog/definitions.js';
import type { RoleCatalog } from '../catalog/roleCatalog.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { botsAskedOf } from '../resolve/botsAsked.js';
import { botFilter } from './botFilter.js';
import { questionLimits, type QuestionLimits } from './questionLimits.js';
import { guardGroups } from './guardGroups.js';
import { bindRows, bindRowsOrNone, type RowPredicate } from './rowPredicate.js';
import { touchedDatasets } from './touchedDatasets.js';
import type { Viewer } from './viewer.js';

/** By dataset. */
interface BoundRows {
  readonly policies: ReadonlyMap<string, RowPredicate>;
  /** What the settings of websites leave out: what programs did. */
  readonly people: ReadonlyMap<string, RowPredicate>;
  /** Where that is left in, as the question says so itself. */
  readonly withBots: ReadonlySet<string>;
  readonly limits: ReadonlyMap<string, PolicyLimits>;
  /** What policies speak of. */
  readonly datasets: Catalog['datasets'];
}

/**
 * A question together with the rows its caller may see. Exported as a type only and with a private field, so that nobody else can make
 * one: not with `new`, not as a literal, not by copying (`{ ...secured }` has no private field).
 */
class SecuredQuery {
  readonly resolved: ResolvedQuery;
  readonly viewer: Viewer;
  /** Nested rows: the view that they are nested in, for the same caller. */
  readonly parent: SecuredQuery | undefined;
  readonly #rows: BoundRows;

  constructor(resolved: ResolvedQuery, viewer: Viewer, rows: BoundRows) {
    this.resolved = resolved;
    this.viewer = viewer;
    this.parent =
      resolved.parent === undefined
        ? undefined
        : new SecuredQuery(resolved.parent, viewer, { ...rows, withBots: botsAskedOf(resolved.parent) });
    this.#rows = rows;
  }

  /** The filter that every scan of this dataset must carry. */
  rowsOf(dataset: Dataset): RowPredicate {
    const { policies, people, withBots } = this.#rows;
    const rows = policies.get(dataset.name);
    if (rows === undefined) throw new InvariantError(`No row policy was bound for "${dataset.name}".`);
    const filter = withBots.has(dataset.name) ? undefined : people.get(dataset.name);
    if (filter === undefined) return rows;
    return { kind: 'and', of: [...(rows.kind === 'and' ? rows.of : [rows]), filter] };
  }

  /** The smallest limits of the datasets it reads. */
  get limits(): QuestionLimits {
    return questionLimits(this.#rows.limits);
  }

  /** The limits of each dataset it reads that has some. */
  get limitsOf(): ReadonlyMap<string, PolicyLimits> {
    return this.#rows.limits;
  }

  /** No row of what it reads is hidden from the caller: how many there are is no secret. */
  get seesEveryRow(): boolean {
    return [...this.#rows.policies.values()].every(({ kind }) => kind === 'all');
  }

  /** Rows of a dataset that the caller sees without the mask of a dimension. */
  unmaskedRows(dataset: string, rows: PolicyRows): RowPredicate {
    const { datasets } = this.#rows;
    const found = datasets.get(dataset);
    if (found === undefined) throw new InvariantError(`There is no dataset "${dataset}".`);
    return bindRowsOrNone(rows, found, { viewer: this.viewer, datasets });
  }

  /**
   * A part of this question with the same row filters, for statements that are made of several. InvariantError when it reads a dataset that
   * this question does not: no filter was bound for that.
   */
  part(resolved: ResolvedQuery): SecuredQuery {
    for (const name of touchedDatasets(resolved)) {
      if (!this.#rows.policies.has(name)) throw new InvariantError(`No row policy was bound for "${name}".`);
    }
    const withBots =
      resolved.withBots === true
        ? new Set([...this.#rows.withBots, resolved.dataset.name])
        : this.#rows.withBots;
    return new SecuredQuery(resolved, this.viewer, { ...this.#rows, withBots });
  }
}
export type { SecuredQuery };

/**
 * Binds the caller's row filters to a resolved question. Throws AccessError when the caller was granted nothing that a filter needs;
 * InvariantError when the question was resolved for another role; QueryError when it would show what is about few entities.
 */
export function secureQuery(resolved: ResolvedQuery, catalog: RoleCatalog, viewer: Viewer): SecuredQuery {
  if (viewer.role !== catalog.role) {
    throw new InvariantError(`A question resolved for ${catalog.role} was asked as ${viewer.role}.`);
  }
  const { datasets } = catalog.definitions;
  const policies = new Map<string, RowPredicate>();
  const people = new Map<string, RowPredicate>();
  const limits = new Map<string, PolicyLimits>();
  for (const name of touchedDatasets(resolved)) {
    const dataset = catalog.datasets.has(name) ? catalog.definitions.datasets.get(name) : undefined;
    const policy = dataset?.policies.get(viewer.role);
    if (dataset === undefined || policy === undefined) {
      throw new AccessError('This question reads data that your role may not see.');
    }
    const rows = bindRows(policy.rows, dataset, { viewer, datasets });
    policies.set(name, rows);
    if (policy.limits !== undefined) limits.set(name, policy.limits);
    const filter = botFilter(dataset, resolved.websites ?? [], rows);
    if (filter !== undefined) people.set(name, filter);
  }
  return new SecuredQuery(guardGroups(resolved, catalog), viewer, {
    policies,
    people,
    withBots: botsAskedOf(resolved),
    limits,
    datasets,
  });
}
