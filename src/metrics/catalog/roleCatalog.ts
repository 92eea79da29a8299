import type {
  AddedColumn,
  Catalog,
  CustomGrain,
  Dataset,
  Dimension,
  Measure,
  Metric,
  MetricFilter,
  Policy,
  Role,
} from './definitions.js';
import type { Expression } from './expression.js';
import { dimensionsIn } from './policies/dimensionsIn.js';
import { maskedDimension } from './policies/maskedDimension.js';
import { sharedAlike } from './policies/sharedAlike.js';
import { eventsOf } from './preset.js';
import { sharedDataset } from './sharedDataset.js';
import { visibleShared } from './visibleCross.js';
import { conditionsOf, withVisibleNumbers } from './visibleNumbers.js';

/** A catalog as one role sees it: what the role may not see is not in it. Made only by `catalogFor`. */
export class RoleCatalog {
  readonly #catalog: Catalog;
  readonly role: Role;
  /** Datasets by name, without hidden members, members that read hidden columns, and everything that depends on those. */
  readonly datasets: ReadonlyMap<string, Dataset>;

  /** What can be asked of several datasets at once, as if it were one; undefined when nothing can. */
  readonly shared: Dataset | undefined;

  private constructor(catalog: Catalog, role: Role, seen: Pick<RoleCatalog, 'datasets' | 'shared'>) {
    this.#catalog = catalog;
    this.role = role;
    this.datasets = seen.datasets;
    this.shared = seen.shared;
  }

  /** The whole catalog. For the policy stage only: a row filter may name dimensions that the role cannot see. */
  get definitions(): Catalog {
    return this.#catalog;
  }

  /** @internal use catalogFor */
  static of(catalog: Catalog, role: Role, seen: Pick<RoleCatalog, 'datasets' | 'shared'>): RoleCatalog {
    return new RoleCatalog(catalog, role, seen);
  }
}

const known = new WeakMap<Catalog, Map<Role, RoleCatalog>>();

/**
 * What one role may see. A dataset is missing when it has no policy for the role.
 * Hiding a dimension hides its columns: every dimension, measure, segment, metric and relationship that reads one of them is hidden too, except
 * measures that say `exposes: aggregate`. Masking a dimension does the same, only that the dimension itself stays: as its mask.
 */
export function catalogFor(catalog: Catalog, role: Role): RoleCatalog {
  const roles = known.get(catalog) ?? new Map<Role, RoleCatalog>();
  known.set(catalog, roles);
  const made = roles.get(role) ?? narrowed(catalog, role);
  roles.set(role, made);
  return made;
}

/** The whole catalog as if everything were visible: to check definitions with, never to answer. */
export function everythingOf(catalog: Catalog): RoleCatalog {
  const { datasets, metrics = new Map() } = catalog;
  return RoleCatalog.of(catalog, 'owner', { datasets, shared: sharedDataset(datasets, metrics) });
}

function narrowed(catalog: Catalog, role: Role): RoleCatalog {
  const datasets = visibleDatasets(catalog, role);
  return RoleCatalog.of(catalog, role, {
    datasets,
    shared: visibleShared(datasets, catalog.metrics ?? new Map()),
  });
}

/** Columns that scans add need other datasets, whose members may read such columns again: what cannot be read grows until nothing is left that needs it. */
function visibleDatasets(catalog: Catalog, role: Role): ReadonlyMap<string, Dataset> {
  const unreadable = new Set<string>();
  for (;;) {
    const datasets = datasetsWithout(catalog, role, unreadable);
    const before = unreadable.size;
    for (const dataset of datasets.values())
      for (const column of catalog.datasets.get(dataset.name)?.added?.values() ?? [])
        if (!isAddable(column, dataset, datasets)) unreadable.add(column.name);
    if (unreadable.size === before) return datasets;
  }
}

function isAddable(column: AddedColumn, dataset: Dataset, visible: ReadonlyMap<string, Dataset>): boolean {
  const relationship = dataset.relationships.get(column.relationship);
  const other = relationship === undefined ? undefined : visible.get(relationship.to);
  if (other === undefined || dataset.added?.has(column.name) !== true) return false;
  if (column.kind === 'measure') return other.measures.has(column.member) || other.metrics.has(column.member);
  return [...column.sql.identifiers].every(
    (name) => !name.startsWith('@') || other.added?.has(name) === true,
  );
}

function datasetsWithout(
  catalog: Catalog,
  role: Role,
  unreadable: ReadonlySet<string>,
): ReadonlyMap<string, Dataset> {
  const open = new Map<string, { dataset: Dataset; policy: Policy; hidden: ReadonlySet<string> }>();
  for (const dataset of catalog.datasets.values()) {
    const policy = dataset.policies.get(role);
    if (policy !== undefined)
      open.set(dataset.name, {
        dataset,
        policy,
        hidden: new Set([
          ...hiddenColumns(dataset, new Set([...policy.hide, ...policy.masks.keys()])),
          ...unreadable,
        ]),
      });
  }
  const datasets = new Map<string, Dataset>();
  for (const { dataset, policy, hidden } of open.values()) {
    const shown = <Value extends { readonly name: string }>(
      members: ReadonlyMap<string, Value>,
      readable: (member: Value) => boolean,
    ): ReadonlyMap<string, Value> =>
      new Map([...members].filter(([name, member]) => !policy.hide.has(name) && readable(member)));
    // Of what is masked the catalog says what may be seen: only what cannot be read at all has no mask either.
    const sees = ({ name, sql }: { readonly name: string; readonly sql: Expression }) =>
      !reads(sql, policy.masks.has(name) ? unreadable : hidden);
    const dimensions = new Map(
      [...shown(dataset.dimensions, sees)].map(([name, dimension]) => {
        const visible = withVisibleParts(dimension, sees, (place) => {
          const other = open.get(place.dataset);
          const found = other?.dataset.dimensions.get(place.dimension);
          return found !== undefined && other?.policy.hide.has(place.dimension) === false && !reads(found.sql, other.hidden); // prettier-ignore
        });
        return [name, masked(visible, { dataset, policy })];
      }),
    );
    const time = dataset.time === undefined ? undefined : dimensions.get(dataset.time);
    const measures = shown(dataset.measures, (measure) => {
      // A column that cannot be added is not there at all, so nothing can be exposed of it.
      const columns = measure.exposesAggregate ? unreadable : hidden;
      return !expressionsOf(measure).some((sql) => reads(sql, columns));
    });
    const relationships = shown(dataset.relationships, (relationship) => {
      const other = open.get(relationship.to);
      // Joining on a hidden key would tell whose row it is: filter the other side by what is known of a person and read this one.
      if (other === undefined) return false;
      const { on, validity } = relationship;
      const keys = validity === undefined ? on : [...on, { from: validity.at, to: validity.from }, { from: validity.at, to: validity.to ?? validity.from }]; // prettier-ignore
      return !keys.some(({ from, to }) => reads(from, hidden) || reads(to, other.hidden));
    });
    datasets.set(dataset.name, {
      ...dataset,
      time: time?.mask === undefined ? time?.name : undefined,
      primaryKey: dataset.primaryKey.some((sql) => reads(sql, hidden)) ? [] : dataset.primaryKey,
      dimensions,
      added: addedFor(dataset, { unreadable, open }),
      measures,
      metrics: shown(dataset.metrics, (metric) => isReadable(metric, hidden)),
      presets:
        dataset.presets &&
        shown(dataset.presets, (preset) =>
          areReadable(
            eventsOf(preset).map(({ where }) => where),
            hidden,
          ),
        ),
      segments: shown(dataset.segments, ({ sql }) => !reads(sql, hidden)),
      website: withVisibleCounts(dataset.website, (sql) => !reads(sql, hidden)),
      relationships,
    });
  }
  return withVisibleNumbers(sharedAlike(datasets));
}

function masked(dimension: Dimension, { dataset, policy }: { dataset: Dataset; policy: Policy }): Dimension {
  const mask = policy.masks.get(dimension.name);
  if (mask === undefined) return dimension;
  const reads = mask.unless === undefined ? [] : dimensionsIn(mask.unless, dataset);
  return maskedDimension(dimension, mask, {
    dataset: dataset.name,
    timezone: dataset.timezone ?? 'UTC',
    weekStart: dataset.weekStart,
    reads: reads.flatMap(({ identifiers }) => [...identifiers]),
  });
}

type Open = ReadonlyMap<string, { readonly dataset: Dataset; readonly hidden: ReadonlySet<string> }>;

/** Added columns that may still be read; a value of a related row only when nothing hidden is read of that row. */
function addedFor(
  { added, relationships }: Dataset,
  { unreadable, open }: { unreadable: ReadonlySet<string>; open: Open },
): Dataset['added'] {
  if (added === undefined) return undefined;
  return new Map(
    [...added].filter(([name, column]) => {
      const other = open.get(relationships.get(column.relationship)?.to ?? '');
      if (unreadable.has(name) || other === undefined) return false;
      return column.kind === 'measure' || !reads(column.sql, other.hidden);
    }),
  );
}

/** Custom metrics are counted over rows that a filter keeps: a role that must not know of those has none of them. */
function withVisibleCounts(
  website: Dataset['website'],
  sees: (sql: Expression) => boolean,
): Dataset['website'] {
  const custom = website?.members?.custom;
  if (website === undefined || custom?.filter === undefined || sees(custom.filter)) return website;
  return { ...website, members: { ...website.members, custom: { ...custom, metrics: new Map() } } };
}

/** A dimension without the choices that read what is hidden, and without the grains of calendars that the role cannot see. */
function withVisibleParts(
  dimension: Dimension,
  sees: (choice: Dimension) => boolean,
  isVisible: (place: { dataset: string; dimension: string }) => boolean,
): Dimension {
  const { choices, grains } = dimension;
  if (choices === undefined && grains === undefined) return dimension;
  const kept = [...(grains ?? [])].flatMap(([name, grain]): readonly (readonly [string, CustomGrain])[] => {
    if (grain.kind === 'interval') return [[name, grain]];
    const here = (wanted: string) => isVisible({ dataset: grain.dataset, dimension: wanted });
    if (!here(grain.date) || !here(grain.bucket)) return [];
    return [[name, { ...grain, shifts: new Map([...grain.shifts].filter(([, shifted]) => here(shifted))) }]];
  });
  return {
    ...dimension,
    choices: choices === undefined ? undefined : new Map([...choices].filter(([, choice]) => sees(choice))),
    grains: grains === undefined ? undefined : new Map(kept),
  };
}

/**
 * Columns that the role must not read. A hidden dimension that is a plain column hides it. One that is computed hides every column it reads, except
 * those that a visible dimension shows as they are: hiding `fullName` (of first_name and last_name) while `firstName` is shown hides last_name.
 */
function hiddenColumns(dataset: Dataset, hide: ReadonlySet<string>): ReadonlySet<string> {
  const dimensions = [...dataset.dimensions.values()];
  const hidden = dimensions.filter(({ name }) => hide.has(name)).flatMap(everyExpression);
  const plain = hidden.flatMap((sql) => (sql.plainColumn === undefined ? [] : [...sql.identifiers]));
  const shown = new Set(dimensions.filter(({ name }) => !hide.has(name)).map(({ sql }) => sql.plainColumn));
  const computed = hidden.flatMap((sql) => [...sql.identifiers]).filter((column) => !shown.has(column));
  return new Set([...plain, ...computed]);
}

/** What a dimension can show: its expression, which is that of its first choice, and those of the others. */
function everyExpression({ sql, choices }: Dimension): readonly Expression[] {
  return [sql, ...[...(choices?.values() ?? [])].map((choice) => choice.sql)];
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

/** Every expression over rows that a measure reads, those of what it alone is made of included. */
function expressionsOf({ aggregate, filter, rows }: Measure): readonly Expression[] {
  const inner = rows?.kind === 'stage' && typeof rows.of !== 'string' ? expressionsOf(rows.of) : [];
  return [...aggregate.args, ...(filter === undefined ? [] : [filter]), ...inner];
}

/** Whether a metric's own conditions read nothing hidden. What it is made of is `withVisibleNumbers`' to judge. */
function isReadable(metric: Metric, hidden: ReadonlySet<string>): boolean {
  return areReadable(conditionsOf(metric), hidden);
}

function areReadable(
  conditions: readonly (MetricFilter | undefined)[],
  hidden: ReadonlySet<string>,
): boolean {
  return conditions.every((where) => where === undefined || 'where' in where || !reads(where, hidden));
}
