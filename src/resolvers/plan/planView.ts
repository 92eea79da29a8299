import { QueryError, type QueryIssue } from '../../errors.js';
import {
  compileQuery,
  type Dataset,
  type MetricQuery,
  type RoleCatalog,
  type Viewer,
} from '../../metrics/index.js';
import type { ViewPlan } from './operationPlan.js';
import { readArguments, type OperationDocument, type ReadField } from './readFields.js';
import { readSelection } from './readSelection.js';
import { translatePath } from './translatePath.js';

export interface ViewPlanner {
  readonly document: OperationDocument;
  readonly catalog: RoleCatalog;
  readonly viewer: Viewer;
  readonly now: Date;
  /** Takes issues with their whole path. */
  readonly report: (issue: QueryIssue) => void;
}

export interface PlannedScope {
  readonly key: string;
  readonly dataset: Dataset;
  readonly args: Readonly<Record<string, unknown>>;
}

const VIEWS: ReadonlySet<string> = new Set<MetricQuery['view']>(['rows', 'totals', 'rowCount', 'values']);

/** One view → its statement; undefined when it has issues, which are reported. */
export function planView(planner: ViewPlanner, scope: PlannedScope, view: ReadField): ViewPlan | undefined {
  if (!VIEWS.has(view.name)) return { kind: 'info' };
  let clean = true;
  const reportBelow = (issue: QueryIssue): void => {
    clean = false;
    planner.report({ ...issue, path: [scope.key, view.key, ...issue.path] });
  };
  const args = readArguments(planner.document, view, reportBelow);
  const placed = readSelection(
    { document: planner.document, catalog: planner.catalog, report: reportBelow },
    view,
    scope.dataset,
  );
  const kind = view.name as MetricQuery['view'];
  const selects = kind === 'rows' || kind === 'totals';
  // The schema's arguments are named after the members of MetricQuery.
  const query: MetricQuery = {
    ...scope.args,
    ...args,
    dataset: scope.dataset.name,
    view: kind,
    ...(selects ? { select: placed.map(({ selection }) => selection) } : {}),
  };
  if (!clean) return undefined;
  if (selects && placed.length === 0) return { kind: 'shape', query };
  try {
    const { catalog, viewer, now } = planner;
    return { kind: 'statement', query, ...compileQuery({ catalog, query, viewer, now }) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const origin = { scopeKey: scope.key, viewKey: view.key, selections: placed };
    for (const issue of error.issues) planner.report({ ...issue, path: translatePath(issue.path, origin) });
    return undefined;
  }
}
