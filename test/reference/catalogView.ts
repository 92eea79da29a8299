import type { DatasetSpec, DimensionSpec, MeasureSpec } from '../../src/metrics/catalog/catalogSpec.js';
import type { MetricSpec, ShiftSpec } from '../../src/metrics/catalog/metricSpec.js';
import type { Where } from '../../src/metrics/query/metricQuery.js';
import type { Role, ValueType } from '../../src/metrics/catalog/definitions.js';
import { addedColumns, isAddable, withAdded } from './added.js';
import { wayTo, type Way } from './relationships.js';
import { addNumbers, type Sight } from './seenNumbers.js';
import type { Truth, Value } from './value.js';

/** One stored row: values by column. */
export type Row = Readonly<Record<string, Value>>;

/** What a SQL snippet of a catalog means. */
export interface Meaning {
  readonly type: ValueType;
  /** Columns that the snippet reads. */
  readonly reads: readonly string[];
  /** The snippet is nothing but this column. */
  readonly column?: string | undefined;
  readonly of: (row: Row) => Value;
}

/** A dataset with its rows and the meaning of every snippet in its specification, by the snippet's text. */
export interface ReferenceDataset {
  readonly spec: DatasetSpec;
  readonly rows: readonly Row[];
  readonly meanings: ReadonlyMap<string, Meaning>;
}
export type ReferenceCatalog = ReadonlyMap<string, ReferenceDataset>;

export interface ReferenceViewer {
  readonly role: Role;
  readonly attributes: ReadonlyMap<string, readonly (string | number)[]>;
}

export type MetricPart =
  | { readonly kind: 'measure'; readonly spec: MeasureSpec; readonly args: readonly Meaning[]; readonly filter: Meaning | undefined; readonly key?: readonly Meaning[] | undefined } // prettier-ignore
  | { readonly kind: 'metric'; readonly spec: MetricSpec; readonly inputs: readonly MetricInput[] };

/** A part of a metric under the name that its formula has for it. */
export interface MetricInput {
  readonly name: string;
  readonly of: string;
  /** A snippet's meaning, or a filter as a question writes it. */
  readonly where: Meaning | Where | undefined;
  readonly shift: ShiftSpec | undefined;
}

/** A dataset as one viewer sees it. */
export interface View {
  readonly name: string;
  readonly spec: DatasetSpec;
  readonly rows: readonly Row[];
  readonly dimensions: ReadonlyMap<string, Meaning>;
  /** Dimensions that may not be asked for too, as expressions read them. */
  readonly defined: ReadonlyMap<string, Meaning>;
  /** Of switchable dimensions: what each choice means. */
  readonly choices: ReadonlyMap<string, ReadonlyMap<string, Meaning>>;
  /** Measures and metrics. */
  readonly numbers: ReadonlyMap<string, MetricPart>;
  readonly segments: ReadonlyMap<string, Meaning>;
  readonly relationships: ReadonlyMap<string, Way>;
  /** Columns that the viewer must not read. */
  readonly hidden: ReadonlySet<string>;
}
export type Views = ReadonlyMap<string, View>;

/** Everything a viewer may see: rows by policy, members by what is hidden. */
export function viewsOf(catalog: ReferenceCatalog, viewer: ReferenceViewer): Views {
  // What other rows would add to a row cannot be read where these, or what is read of them, are not seen; and so on.
  const unreadable = new Map([...catalog.keys()].map((name) => [name, new Set<string>()]));
  for (;;) {
    const views = viewsWithout(catalog, viewer, unreadable);
    const lost = [...views.values()].flatMap((view) => {
      const known = unreadable.get(view.name) as Set<string>;
      const added = addedColumns(catalog.get(view.name) as ReferenceDataset);
      return added.filter((column) => !known.has(column) && !isAddable(column, view, views)).map((column) => known.add(column)); // prettier-ignore
    });
    if (lost.length === 0) return views;
  }
}

type Unreadable = ReadonlyMap<string, ReadonlySet<string>>;

function viewsWithout(catalog: ReferenceCatalog, viewer: ReferenceViewer, unreadable: Unreadable): Views {
  const views = new Map<string, View>();
  const sights = new Map<string, Sight>();
  const open = [...catalog.values()].filter(({ spec }) => spec.access?.[viewer.role] !== undefined);
  const rowsOf = new Map(
    open.map((dataset) => [
      dataset.spec.dataset,
      withAdded(
        dataset,
        dataset.rows.filter((row) => isGranted(dataset, viewer, row)),
        views,
      ),
    ]),
  );
  const hiddenOf = new Map(
    open.map((dataset) => {
      const { dataset: name } = dataset.spec;
      return [name, new Set([...hiddenColumns(dataset, viewer.role), ...(unreadable.get(name) ?? [])])];
    }),
  );
  for (const { spec, meanings } of open) {
    const hide = new Set(spec.access?.[viewer.role]?.hide ?? []);
    const hidden = hiddenOf.get(spec.dataset) as ReadonlySet<string>;
    const without = unreadable.get(spec.dataset) as ReadonlySet<string>;
    const meaning = (sql: string): Meaning => meanings.get(sql) as Meaning;
    const readable = (read: readonly Meaning[], columns = hidden): boolean =>
      !read.some(({ reads }) => reads.some((column) => columns.has(column)));
    const visible = (name: string, read: readonly Meaning[], columns = hidden): boolean =>
      !hide.has(name) && readable(read, columns);

    const defined = new Map(
      Object.entries(spec.dimensions ?? {}).map(([name, dimension]) => {
        const own = meaning(dimensionKey(name, dimension));
        return [name, { ...own, type: dimension.type ?? own.type }] as const;
      }),
    );
    const dimensions = new Map([...defined].filter(([name, read]) => visible(name, [read])));
    const choices = new Map(
      Object.entries(spec.dimensions ?? {}).flatMap(([name, { choices: texts, type }]) => {
        if (texts === undefined || !dimensions.has(name)) return [];
        const all = Object.entries(texts).map(([choice, sql]) => [choice, { ...meaning(sql), ...(type === undefined ? {} : { type }) }] as const); // prettier-ignore
        return [[name, new Map(all.filter(([, read]) => readable([read])))] as const];
      }),
    );
    const segments = new Map(
      Object.entries(spec.segments ?? {})
        .map(([name, { sql }]) => [name, meaning(sql)] as const)
        .filter(([name, read]) => visible(name, [read])),
    );
    const numbers = new Map<string, MetricPart>();
    const relationships = new Map(
      Object.entries(spec.relationships ?? {}).flatMap(([name, relationship]) => {
        const { to, on, validity } = relationship;
        const other = catalog.get(to) as ReferenceDataset;
        const otherRows = rowsOf.get(to);
        if (otherRows === undefined) return [];
        const theirs = (sql: string): Meaning => other.meanings.get(sql) as Meaning;
        const pairs = Object.entries(on).map(([left, right]) => [meaning(left), theirs(right)] as const);
        const held = validity && {
          at: meaning(validity.at),
          from: theirs(validity.from),
          to: validity.to === undefined ? undefined : theirs(validity.to),
        };
        const lefts = [...pairs.map(([left]) => left), ...(held === undefined ? [] : [held.at])];
        const rights = [...pairs.map(([, right]) => right), ...(held === undefined ? [] : [held.from, held.to ?? held.from])]; // prettier-ignore
        if (!visible(name, lefts) || !readable(rights, hiddenOf.get(to))) return [];
        return [[name, wayTo(relationship, { pairs, validity: held }, otherRows)] as const];
      }),
    );
    const rows = rowsOf.get(spec.dataset) as readonly Row[];
    const view: View = { name: spec.dataset, spec, rows, dimensions, defined, choices, numbers, segments, relationships, hidden }; // prettier-ignore
    views.set(spec.dataset, view);
    const seen = (name: string, read: readonly Meaning[], exposed = false): boolean => visible(name, read, exposed ? without : hidden); // prettier-ignore
    sights.set(spec.dataset, { view, numbers, meaning, visible: seen });
  }
  addNumbers(sights);
  return views;
}

/** Under what the meaning of a dimension is kept: its SQL, or its name when it has none of its own. */
export function dimensionKey(name: string, { sql, choices, measure, ...spec }: DimensionSpec): string {
  if (measure !== undefined) return `@${name}`;
  if (spec.case !== undefined || spec.geo !== undefined) return `dimension ${name}`;
  return Object.values(choices ?? {})[0] ?? sql ?? name;
}

export function isMeaning(where: Meaning | Where): where is Meaning {
  return typeof where['of'] === 'function';
}

/** Columns of hidden dimensions: a plain one hides its column; a computed one each column it reads that no visible dimension shows plainly; a switchable one those of all its choices. */
function hiddenColumns({ spec, meanings }: ReferenceDataset, role: Role): ReadonlySet<string> {
  const hide = new Set(spec.access?.[role]?.hide ?? []);
  const own = (key: string): Meaning => meanings.get(key) as Meaning;
  const all = Object.entries(spec.dimensions ?? {}).map(([name, dimension]) => {
    const first = own(dimensionKey(name, dimension));
    return { name, first, every: [first, ...Object.values(dimension.choices ?? {}).map(own)] };
  });
  const shown = new Set(all.filter(({ name }) => !hide.has(name)).map(({ first }) => first.column));
  const hidden = all.filter(({ name }) => hide.has(name)).flatMap(({ every }) => every);
  return new Set(
    hidden.flatMap(({ column, reads }) =>
      column !== undefined ? [column] : reads.filter((read) => !shown.has(read)),
    ),
  );
}

function isGranted({ spec, meanings }: ReferenceDataset, viewer: ReferenceViewer, row: Row): boolean {
  const dimension = (name: string): Value => {
    const key = dimensionKey(name, spec.dimensions?.[name] ?? {});
    return (meanings.get(key) as Meaning).of(row);
  };
  const holds = (rule: unknown): Truth => {
    if (rule === 'all') return true;
    return Object.entries(rule as Record<string, unknown>).every(([key, value]) => {
      if (key === 'and') return (value as unknown[]).every(holds);
      if (key === 'or') return (value as unknown[]).some(holds);
      const { in: list, eq } = value as { in?: unknown; eq?: unknown };
      const operand = list ?? eq;
      const granted =
        typeof operand === 'string' && operand.startsWith('$')
          ? (viewer.attributes.get(operand.slice(1)) ?? [])
          : [operand].flat();
      const own = dimension(key);
      return own !== null && granted.some((value) => String(value) === String(own));
    });
  };
  return holds(spec.access?.[viewer.role]?.rows) === true;
}
