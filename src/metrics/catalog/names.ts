/** Names of datasets and members: they become GraphQL fields. */
const NAME_PATTERN = /^[a-z][A-Za-z0-9]*$/;

/** Names that mean something else in a dataset's GraphQL types, so no dimension, measure, metric, segment or relationship may have them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  ['rows', 'totals', 'kind', 'info', 'rowCount', 'values', 'records', 'funnel', 'retention', 'lifecycle', 'other', 'partial', 'having', 'and', 'or', 'not', 'alias', 'datasets'], // prettier-ignore
);

/** Static root fields of the GraphQL schema, present or planned: a dataset of this name would hide them. */
export const RESERVED_DATASETS: ReadonlySet<string> = new Set(
  ['catalog', 'viewer', 'metrics', 'realtime', 'jobs', 'job', 'rollups', 'rollup', 'node', 'nodes', 'query', 'mutation', 'subscription'], // prettier-ignore
);

/** What is wrong with the name of a dataset or member; undefined when nothing is. */
export function nameProblem(name: string, reserved: ReadonlySet<string>): string | undefined {
  if (!NAME_PATTERN.test(name))
    return `"${name}" is not a valid name: use a lower-case letter, then letters and digits (camelCase).`;
  if (reserved.has(name))
    return `"${name}" is reserved by the GraphQL API; choose another name (its "sql" may stay the same).`;
  return undefined;
}
