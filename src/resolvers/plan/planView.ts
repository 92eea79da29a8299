import { QueryError, type QueryIssue } from '../../errors.js';
import {
  compileQuery,
  VIEWS,
  type Dataset,
  type MetricQuery,
  type RoleCatalog,
  type Viewer,
  type WebsiteFacts,
} from '../../metrics/index.js';
import type { AskedView, ViewPlan } from './operationPlan.js';
import { subfields, type OperationDocument, type ReadField } from './readFields.js';
import { readView } from './readView.js';
import { translatePath, type QueryOrigin } from './translatePath.js';

export interface ViewPlanner {
  readonly document: OperationDocument;
  readonly catalog: RoleCatalog;
  readonly viewer: Viewer;
  readonly now: Date;
  readonly websites: WebsiteFacts | undefined;
  /** Takes issues with their whole path. */
  readonly report: (issue: QueryIssue) => void;
  /** Counts a view; false, and reported, when the operation has too many. */
  readonly take: (path: QueryIssue['path']) => boolean;
}

export interface PlannedScope {
  readonly key: string;
  readonly dataset: Dataset;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A rows view around a nested one. */
interface Outer {
  readonly query: MetricQuery;
  readonly origin: QueryOrigin;
}

const ASKED: ReadonlySet<string> = new Set(VIEWS);

/** One view → its statement, and those of the rows nested in it; undefined when it has issues, which are reported. */
export function planView(planner: ViewPlanner, scope: PlannedScope, view: ReadField): ViewPlan | undefined {
  if (!planner.take([scope.key, view.key])) return undefined;
  return ASKED.has(view.name) ? planAsked(planner, { scope, view, outer: undefined }) : { kind: 'info' };
}

interface Place {
  readonly scope: PlannedScope;
  readonly view: ReadField;
  readonly outer: Outer | undefined;
}

function planAsked(planner: ViewPlanner, { scope, view, outer }: Place): AskedView | undefined {
  const path = [...(outer?.origin.view ?? [scope.key]), view.key];
  let clean = true;
  const report = (issue: QueryIssue): void => {
    clean = false;
    planner.report({ ...issue, path: [...path, ...issue.path] });
  };
  const { document, catalog } = planner;
  const read = readView({ document, catalog, report }, view, scope.dataset);
  const { placed } = read;
  const query: MetricQuery = {
    ...scope.args,
    ...read.query,
    dataset: scope.dataset.name,
    ...(outer === undefined ? {} : { parent: rowsOf(outer.query) }),
  };
  const origin = { scope: [scope.key], view: path, selections: placed, parent: outer?.origin };
  const nested = planNested(planner, { scope, view, outer: { query, origin } });
  if (!clean) return undefined;
  // Of records there are as many as there are rows, whatever is shown of them: only the compiler can refuse that.
  const isShape = (query.view === 'rows' || query.view === 'totals') && placed.length === 0;
  if (isShape) return { kind: 'shape', query, nested };
  try {
    const { viewer, now, websites } = planner;
    return { kind: 'statement', query, nested, ...compileQuery({ catalog, query, viewer, now, websites }) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    for (const issue of error.issues) planner.report({ ...issue, path: translatePath(issue.path, origin) });
    return undefined;
  }
}

function planNested(
  planner: ViewPlanner,
  { scope, view, outer }: Place & { readonly outer: Outer },
): ReadonlyMap<string, AskedView> {
  const nested = new Map<string, AskedView>();
  if (view.name !== 'rows') return nested;
  for (const inner of subfields(planner.document, view)) {
    if (inner.name !== 'rows') continue;
    if (!planner.take([...outer.origin.view, inner.key])) break;
    const planned = planAsked(planner, { scope, view: inner, outer });
    if (planned !== undefined) nested.set(inner.key, planned);
  }
  return nested;
}

/** What of a rows view decides which rows it shows. */
function rowsOf({
  select,
  having,
  orderBy,
  limit,
  offset,
  other,
  parent,
}: MetricQuery): MetricQuery['parent'] {
  return { select, having, orderBy, limit, offset, other, parent };
}
