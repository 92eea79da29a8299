import { QueryError } from '../../src/errors.js';
import {
  catalogFor,
  compileQuery,
  type Catalog,
  type MetricQuery,
  type Role,
  type Viewer,
} from '../../src/metrics/index.js';
import type { Policy } from '../../src/metrics/catalog/definitions.js';
import { NOW } from './answers.js';

export interface HiddenName {
  readonly dataset: string;
  /** A member of the dataset; or the dataset itself, when the role sees nothing of it. */
  readonly name: string;
  /** The same name is something else that the role does see. */
  readonly elsewhere: boolean;
}

/** Every name of the catalog that a role must not know. */
export function hiddenNames(catalog: Catalog, role: Role): readonly HiddenName[] {
  const seen = catalogFor(catalog, role).datasets;
  const known = new Set([...seen].flatMap(([name, dataset]) => [name, ...membersOf(dataset)]));
  return [...catalog.datasets.values()].flatMap((dataset) => {
    const visible = seen.get(dataset.name);
    const hidden = visible === undefined ? [dataset.name] : missing(membersOf(dataset), membersOf(visible));
    return hidden.map((name) => ({ dataset: dataset.name, name, elsewhere: known.has(name) }));
  });
}

type Members = Pick<
  NonNullable<ReturnType<Catalog['datasets']['get']>>,
  'dimensions' | 'measures' | 'metrics' | 'segments' | 'relationships'
>;

function membersOf({ dimensions, measures, metrics, segments, relationships }: Members): readonly string[] {
  return [dimensions, measures, metrics, segments, relationships].flatMap((members) => [...members.keys()]);
}

function missing(all: readonly string[], visible: readonly string[]): readonly string[] {
  const there = new Set(visible);
  return all.filter((name) => !there.has(name));
}

/** A catalog in which nothing that the role may not see has ever been written. */
export function erasedCatalog(catalog: Catalog, role: Role): Catalog {
  const datasets = [...catalogFor(catalog, role).datasets].map(([name, dataset]) => {
    const { minGroup } = dataset.policies.get(role) ?? {};
    const open: Policy = { role, rows: { kind: 'all' }, hide: new Set(), masks: new Map(), minGroup };
    return [name, { ...dataset, policies: new Map([[role, open]]) }] as const;
  });
  return { ...catalog, datasets: new Map(datasets) };
}

/** What the viewer is told when it tries a name, and a misspelling of it, everywhere a name can stand. */
export function nameErrors(catalog: Catalog, viewer: Viewer, hidden: HiddenName): readonly string[] {
  const role = catalogFor(catalog, viewer.role);
  return [hidden.name, `${hidden.name}x`, hidden.name.slice(1)].flatMap((name) =>
    placesOf(hidden.dataset, name).map((query) => {
      try {
        compileQuery({ catalog: role, query, viewer, now: NOW });
        return 'answered';
      } catch (error) {
        if (error instanceof QueryError) return JSON.stringify(error.issues);
        return String(error);
      }
    }),
  );
}

function placesOf(dataset: string, name: string): readonly MetricQuery[] {
  const rows = { dataset, view: 'rows' } as const;
  return [
    { ...rows, dataset: name, select: [{ field: name }] },
    { ...rows, select: [{ field: name }] },
    { ...rows, select: [{ field: `${name}.${name}` }] },
    { ...rows, view: 'totals', select: [{ field: name, where: { [name]: { eq: 'a' } }, segments: [name] }] },
    { ...rows, select: [{ field: name, as: 'shown' }], orderBy: [{ [name]: 'ASC' }] },
    { ...rows, orderBy: [{ alias: { name, direction: 'ASC' } }], having: { [name]: { gt: 0 } } },
    {
      ...rows,
      having: { not: { alias: { name, isNull: true } } },
      where: { or: [{ [name]: { isNull: true } }] },
    },
    { ...rows, where: { [name]: { [name]: { eq: 1 } } }, segments: [name], timeDimension: name },
    { dataset, view: 'rowCount', by: [name] },
    { dataset, view: 'values', of: name, search: 'a' },
  ];
}
