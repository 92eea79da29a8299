import { PARENT_PREFIX, type MetricQuery } from '../query/metricQuery.js';
import { checkFolds } from './checkFolds.js';
import { Issues } from './issues.js';
import { resolveColumns } from './resolveColumns.js';
import { resolveFill } from './resolveFill.js';
import { resolveHaving } from './resolveHaving.js';
import { resolveOrder } from './resolveOrder.js';
import { resolveOther } from './resolveOther.js';
import { resolveNestedPage, resolvePage } from './resolvePage.js';
import { resolveSpine } from './resolveSpine.js';
import { timeDimension } from './resolveTime.js';
import type { ResolvedColumn, ResolvedQuery, RowFilter } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { withShown } from './shown.js';

/** What the views of one scope have in common. */
interface Shared extends Pick<ResolvedQuery, 'time' | 'timezone'> {
  /** Resolved when it is first asked for, after what the outermost view selects. */
  readonly filter: () => RowFilter | undefined;
}

/**
 * A rows view, and the one it is nested in. Nested rows are rows by the dimensions of their parent and their own; having, order, page and fill are
 * those of the rows within one parent.
 */
export function resolveRows(
  scope: Scope,
  query: MetricQuery,
  shared: Shared,
): Omit<ResolvedQuery, 'query' | 'dataset'> {
  const parent = query.parent === undefined ? undefined : resolveParent(scope, query, shared);
  const outer = parent === undefined ? [] : parentColumns(parent);
  const columns = resolveColumns(scope, query, outer);
  const { time, timezone } = shared;
  const filter = shared.filter();
  const own = columns.slice(outer.length);
  const dimension = timeDimension({ ...scope, issues: new Issues() }, query, false);
  const page =
    parent === undefined ? resolvePage(scope, query) : resolveNestedPage(scope, query, rowsOf(parent));
  const shown = withShown(scope, query, columns);
  const having = resolveHaving(shown, query.having, own);
  const order = resolveOrder(shown, { orderBy: query.orderBy, columns: own, time: dimension });
  const filled =
    query.fill === true
      ? { columns, fill: resolveFill(scope, { columns, time, dimension }) }
      : resolveSpine(scope, { columns, time, dimension, nested: parent !== undefined });
  const resolved = { timezone, time, filter, ...page, ...filled, having, order, parent };
  if (query.other === true) return { ...resolved, other: resolveOther(shown, query, resolved) };
  checkFolds(shown, resolved);
  return resolved;
}

function resolveParent(scope: Scope, query: MetricQuery, shared: Shared): ResolvedQuery {
  const { dataset, view, timezone, time, timeDimension: dimension, where, segments } = query;
  const asked: MetricQuery = {
    ...{ dataset, view, timezone, time, timeDimension: dimension, where, segments },
    ...query.parent,
  };
  const issues = new Issues();
  const resolved = resolveRows({ ...scope, issues }, asked, shared);
  for (const issue of issues.found) scope.issues.found.push({ ...issue, path: ['parent', ...issue.path] });
  return { ...resolved, query: asked, dataset: scope.dataset };
}

function parentColumns({ columns }: ResolvedQuery): readonly ResolvedColumn[] {
  return columns
    .filter(({ kind }) => kind === 'dimension')
    .map((column) => ({ ...column, key: `${PARENT_PREFIX}${column.key}` }));
}

/** Most rows that a view shows in all of its parents together. */
function rowsOf({ limit, parent }: ResolvedQuery): number {
  return limit * (parent === undefined ? 1 : rowsOf(parent));
}
