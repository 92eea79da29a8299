import type { Catalog, Dataset, Policy, Role } from './definitions.js';
import { isJoinable } from './defineRelationships.js';
import type { Expression } from './expression.js';
import { formulaNames } from './parseFormula.js';

/** A catalog as one role sees it: what the role may not see is not in it. Made only by `catalogFor`. */
export class RoleCatalog {
  readonly #catalog: Catalog;
  readonly role: Role;
  /** Datasets by name, without hidden members, members that read hidden columns, and everything that depends on those. */
  readonly datasets: ReadonlyMap<string, Dataset>;

  private constructor(catalog: Catalog, role: Role, datasets: ReadonlyMap<string, Dataset>) {
    this.#catalog = catalog;
    this.role = role;
    this.datasets = datasets;
  }

  /** The whole catalog. For the policy stage only: a row filter may name dimensions that the role cannot see. */
  get definitions(): Catalog {
    return this.#catalog;
  }

  /** @internal use catalogFor */
  static of(catalog: Catalog, role: Role, datasets: ReadonlyMap<string, Dataset>): RoleCatalog {
    return new RoleCatalog(catalog, role, datasets);
  }
}

const known = new WeakMap<Catalog, Map<Role, RoleCatalog>>();

/**
 * What one role may see. A dataset is missing when it has no policy for the role or when the policy has a rule that this version cannot enforce.
 * Hiding a dimension hides its columns: every dimension, measure, segment, metric and relationship that reads one of them is hidden too, except
 * measures that say `exposes: aggregate`. To-many relationships are left out: they are not served yet.
 */
export function catalogFor(catalog: Catalog, role: Role): RoleCatalog {
  const roles = known.get(catalog) ?? new Map<Role, RoleCatalog>();
  known.set(catalog, roles);
  const made = roles.get(role) ?? RoleCatalog.of(catalog, role, visibleDatasets(catalog, role));
  roles.set(role, made);
  return made;
}

function visibleDatasets(catalog: Catalog, role: Role): ReadonlyMap<string, Dataset> {
  const open = new Map<string, { dataset: Dataset; policy: Policy; hidden: ReadonlySet<string> }>();
  for (const dataset of catalog.datasets.values()) {
    const policy = dataset.policies.get(role);
    if (policy !== undefined && policy.unenforced.length === 0)
      open.set(dataset.name, { dataset, policy, hidden: hiddenColumns(dataset, policy.hide) });
  }
  const datasets = new Map<string, Dataset>();
  for (const { dataset, policy, hidden } of open.values()) {
    const shown = <Value extends { readonly name: string }>(
      members: ReadonlyMap<string, Value>,
      readable: (member: Value) => boolean,
    ): ReadonlyMap<string, Value> =>
      new Map([...members].filter(([name, member]) => !policy.hide.has(name) && readable(member)));
    const dimensions = shown(dataset.dimensions, ({ sql }) => !reads(sql, hidden));
    const measures = shown(dataset.measures, ({ exposesAggregate, aggregate, filter }) => {
      return (
        exposesAggregate ||
        ![...aggregate.args, ...(filter === undefined ? [] : [filter])].some((sql) => reads(sql, hidden))
      );
    });
    const relationships = shown(dataset.relationships, (relationship) => {
      const other = open.get(relationship.to);
      // Joining on a hidden key would tell whose row it is: filter the other side by what is known of a person and read this one.
      return (
        isJoinable(relationship) &&
        other !== undefined &&
        !relationship.on.some(({ from, to }) => reads(from, hidden) || reads(to, other.hidden))
      );
    });
    datasets.set(dataset.name, {
      ...dataset,
      time: dataset.time !== undefined && dimensions.has(dataset.time) ? dataset.time : undefined,
      primaryKey: dataset.primaryKey.some((sql) => reads(sql, hidden)) ? [] : dataset.primaryKey,
      dimensions,
      measures,
      metrics: visibleMetrics(dataset, { policy, hidden, measures: new Set(measures.keys()) }),
      segments: shown(dataset.segments, ({ sql }) => !reads(sql, hidden)),
      relationships,
    });
  }
  return datasets;
}

/**
 * Columns that the role must not read. A hidden dimension that is a plain column hides it. One that is computed hides every column it reads, except
 * those that a visible dimension shows as they are: hiding `fullName` (of first_name and last_name) while `firstName` is shown hides last_name.
 */
function hiddenColumns(dataset: Dataset, hide: ReadonlySet<string>): ReadonlySet<string> {
  const dimensions = [...dataset.dimensions.values()];
  const hiddenOnes = dimensions.filter(({ name }) => hide.has(name));
  const plain = new Set(
    hiddenOnes.flatMap(({ sql }) => (sql.plainColumn === undefined ? [] : [...sql.identifiers])),
  );
  const shown = new Set(dimensions.filter(({ name }) => !hide.has(name)).map(({ sql }) => sql.plainColumn));
  const computed = hiddenOnes
    .flatMap(({ sql }) => [...sql.identifiers])
    .filter((column) => !shown.has(column));
  return new Set([...plain, ...computed]);
}

/**
 * Whether an expression reads a hidden column, the whole that holds it (`payload` of `payload.email`), a part of it, or it behind a table's name, on
 * either side: hiding `visits.user_id` hides `user_id`.
 */
function reads(sql: Expression, hidden: ReadonlySet<string>): boolean {
  const columns = [...hidden].flatMap(withoutTable);
  const overlap = (identifier: string, column: string) =>
    identifier === column || identifier.startsWith(`${column}.`) || column.startsWith(`${identifier}.`);
  return [...sql.identifiers]
    .flatMap(withoutTable)
    .some((identifier) => columns.some((column) => overlap(identifier, column)));
}

/** Every reading of a dotted name: the first steps may be a database and a table, or all of it one column. */
function withoutTable(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.slice(0, 3).map((_, index) => steps.slice(index).join('.'));
}

/** Metrics all of whose parts are visible. */
function visibleMetrics(
  dataset: Dataset,
  role: { policy: Policy; hidden: ReadonlySet<string>; measures: ReadonlySet<string> },
): Dataset['metrics'] {
  const visible = (name: string): boolean => {
    if (role.measures.has(name)) return true;
    const metric = dataset.metrics.get(name);
    if (metric === undefined || role.policy.hide.has(name)) return false;
    const { definition } = metric;
    switch (definition.kind) {
      case 'unserved':
        // Nothing can be read through it, but its description could name what is hidden: only a role from which nothing is hidden sees it.
        return role.hidden.size === 0;
      case 'filtered':
        return (
          visible(definition.of) && !('where' in definition.where) && !reads(definition.where, role.hidden)
        );
      case 'ratio':
        return visible(definition.numerator.of) && visible(definition.denominator.of);
      case 'derived':
        return [...formulaNames(definition.formula)].every(visible);
      case 'cumulative':
      case 'shift':
      case 'level':
      case 'rank':
        return visible(definition.of);
      case 'conversion':
        return false;
    }
  };
  return new Map([...dataset.metrics].filter(([name]) => visible(name)));
}
