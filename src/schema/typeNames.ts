import { CatalogError, type OperatorIssue } from '../errors.js';
import { askableShared, type Dataset, type RoleCatalog } from '../metrics/index.js';

/** Endings of the types that are generated for each dataset: `SessionsRow`, `SessionsWhere` … */
const ENDINGS = [
  'Scope',
  'Totals',
  'Measures',
  'Numbers',
  'Datasets',
  'Row',
  'Record',
  'Where',
  'Having',
  'Related',
  'RelatedHaving',
  'OrderBy',
  'RecordOrderBy',
  'RelatedOrderBy',
  'Dimension',
  'TimeDimension',
  'Segment',
  'TimeUnit',
  'Period',
  'Shift',
  'FunnelName',
  'FunnelStep',
  'FunnelRow',
  'EventFilter',
  'RetentionName',
  'RetentionRow',
  'LifecycleRow',
] as const;
export type TypeEnding = (typeof ENDINGS)[number];

/** `pageViews`, `Row` → `PageViewsRow`. */
export function typeName(dataset: string, ending: TypeEnding): string {
  return `${capital(dataset)}${ending}`;
}

/** `visits`, `startedAt`, `Grain` → `VisitsStartedAtGrain`: an enum that one dimension alone has. */
export function dimensionTypeName(dataset: string, dimension: string, ending: 'Grain' | 'Choice'): string {
  return `${capital(dataset)}${capital(dimension)}${ending}`;
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function generatedNames({ name, dimensions }: Dataset): readonly string[] {
  return [
    ...ENDINGS.map((ending) => typeName(name, ending)),
    ...[...dimensions.values()].flatMap(({ name: dimension, grains, choices }) => [
      ...(grains === undefined ? [] : [dimensionTypeName(name, dimension, 'Grain')]),
      ...(choices === undefined ? [] : [dimensionTypeName(name, dimension, 'Choice')]),
    ]),
  ];
}

/**
 * Refuses datasets whose generated names meet those of another dataset or of the fixed part of the schema: GraphQL has one
 * name space, and the second type would silently take the place of the first.
 */
export function checkTypeNames(
  catalog: RoleCatalog,
  fixed: { readonly types: Iterable<string>; readonly fields: Iterable<string> },
): void {
  const fields = new Set(fixed.fields);
  const owners = new Map<string, string>([...fixed.types].map((name) => [name, 'the API itself']));
  const issues: OperatorIssue[] = [];
  const shared = askableShared(catalog);
  const datasets = [...(shared === undefined ? [] : [shared]), ...catalog.datasets.values()];
  for (const dataset of datasets) {
    const { name } = dataset;
    if (fields.has(name)) {
      issues.push({
        member: name,
        message: `The dataset "${name}" has the name of a root field of the API. Choose another name.`,
      });
      continue;
    }
    const taken = new Set<string>();
    for (const type of generatedNames(dataset)) {
      const owner = owners.get(type);
      if (owner === undefined) owners.set(type, `the dataset "${name}"`);
      else taken.add(`${type} (of ${owner})`);
    }
    if (taken.size > 0) {
      issues.push({
        member: name,
        message: `The dataset "${name}" would generate GraphQL types that exist already: ${[...taken].join(', ')}. Choose another name.`,
      });
    }
  }
  if (issues.length > 0) throw new CatalogError(issues);
}
