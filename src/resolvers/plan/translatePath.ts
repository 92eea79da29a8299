import { argumentPath } from './memberArguments.js';
import type { PlacedSelection } from './readSelection.js';

type Path = readonly (string | number)[];

/** Where the parts of a MetricQuery came from in the GraphQL document. */
export interface QueryOrigin {
  /** Response keys to the scope, and to the view. */
  readonly scope: Path;
  readonly view: Path;
  /** Of each selection: its response keys below the view, and its arguments. */
  readonly selections: readonly Pick<PlacedSelection, 'path' | 'args'>[];
  /** Of the rows around a nested view. */
  readonly parent?: QueryOrigin | undefined;
}

/** Members of a MetricQuery that are arguments of the scope, not of the view. */
const SCOPE_ARGUMENTS: ReadonlySet<string | number> = new Set([
  'time',
  'timeDimension',
  'timezone',
  'where',
  'segments',
]);

/** Members of a MetricQuery that hold the arguments of the view of that name. */
const JOURNEYS: ReadonlySet<string | number> = new Set(['funnel', 'retention', 'lifecycle']);

/** An issue's path into the MetricQuery → the path in the caller's document: response keys, then argument names. */
export function translatePath(path: Path, origin: QueryOrigin): Path {
  const [member, ...rest] = path;
  const { scope, view } = origin;
  if (member === undefined || member === 'view') return view;
  if (member === 'dataset') return scope;
  if (member === 'parent') return origin.parent === undefined ? view : translatePath(rest, origin.parent);
  if (SCOPE_ARGUMENTS.has(member)) return [...scope, ...path];
  if (JOURNEYS.has(member)) return rest[0] === 'by' ? selected(rest.slice(1), origin) : [...view, ...rest];
  return member === 'select' ? selected(rest, origin) : [...view, ...path];
}

/** A path into a list of fields → the field in the document, or one of its arguments. */
function selected([index, ...below]: Path, { view, selections }: QueryOrigin): Path {
  const selection = typeof index === 'number' ? selections[index] : undefined;
  return selection === undefined
    ? view
    : [...view, ...selection.path, ...argumentPath(below, selection.args)];
}
