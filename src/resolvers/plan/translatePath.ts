type Path = readonly (string | number)[];

/** Where the parts of a MetricQuery came from in the GraphQL document. */
export interface QueryOrigin {
  readonly scopeKey: string;
  readonly viewKey: string;
  /** Response keys of each selection, below the view. */
  readonly selections: readonly Path[];
}

/** Members of a MetricQuery that are arguments of the scope, not of the view. */
const SCOPE_ARGUMENTS: ReadonlySet<string | number> = new Set([
  'time',
  'timeDimension',
  'timezone',
  'where',
  'segments',
]);

/** An issue's path into the MetricQuery → the path in the caller's document: response keys, then argument names. */
export function translatePath(path: Path, origin: QueryOrigin): Path {
  const [member, ...rest] = path;
  const view = [origin.scopeKey, origin.viewKey];
  if (member === undefined || member === 'view') return view;
  if (member === 'dataset') return [origin.scopeKey];
  if (SCOPE_ARGUMENTS.has(member)) return [origin.scopeKey, ...path];
  if (member !== 'select') return [...view, ...path];
  const [index, part, ...below] = rest;
  const selection = typeof index === 'number' ? (origin.selections[index] ?? []) : [];
  // `field` and `as` are the selected field itself, everything else is one of its arguments.
  const argument = part === undefined || part === 'field' || part === 'as' ? [] : [part, ...below];
  return [...view, ...selection, ...argument];
}
