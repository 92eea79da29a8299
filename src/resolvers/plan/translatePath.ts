import { argumentPath } from './memberArguments.js';
import type { PlacedSelection } from './readSelection.js';

type Path = readonly (string | number)[];

/** Where the parts of a MetricQuery came from in the GraphQL document. */
export interface QueryOrigin {
  readonly scopeKey: string;
  readonly viewKey: string;
  /** Of each selection: its response keys below the view, and its arguments. */
  readonly selections: readonly Pick<PlacedSelection, 'path' | 'args'>[];
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
  const [index, ...below] = rest;
  const selection = typeof index === 'number' ? origin.selections[index] : undefined;
  return selection === undefined
    ? view
    : [...view, ...selection.path, ...argumentPath(below, selection.args)];
}
