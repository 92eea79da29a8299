import type { MetricFilter } from '../catalog/definitions.js';
import type { Selection } from '../query/metricQuery.js';
import { ConditionBudget } from './conditionBudget.js';
import { findNumber } from './findNumber.js';
import { Issues, type IssuePath } from './issues.js';
import type { RowFilter } from './resolvedQuery.js';
import { allOf, resolveFilter } from './resolveWhere.js';
import type { Scope } from './scope.js';
import type { Refuse } from './series.js';

/**
 * Rows that count, over one dataset: a question's filter is resolved once for the dataset it is asked of, and once for each fact of a question over
 * several.
 */
export type FilterIn = (scope: Scope) => RowFilter | undefined;

/**
 * The filter of a selected number (`where`, `segments`): over the names that facts share when it is asked of several; a number of one of them is
 * filtered by that one's own.
 */
export function askedFilter(
  scope: Scope,
  { field, where, segments }: Pick<Selection, 'field' | 'where' | 'segments'>,
  path: IssuePath,
): FilterIn {
  const asked = { where, segments };
  if (scope.facts === undefined) {
    const filter = resolveFilter(scope, asked, path);
    return () => filter;
  }
  const isOwn = findNumber(scope, field)?.scope.dataset !== scope.dataset;
  return (fact) => resolveFilter(isOwn ? fact : named(scope, fact), asked, path);
}

/** A filter of the catalog, besides those of the question. */
export function withFilter(
  scope: Scope,
  { filter, where, refuse }: { filter: FilterIn; where: MetricFilter | undefined; refuse: Refuse },
): FilterIn {
  if (where === undefined) return filter;
  return (fact) => allOf([filter(fact), catalogFilter(named(scope, fact), where, refuse)]);
}

/** Its mistakes are the catalog's, not the caller's, and are found before a catalog is served (`checkMetrics`): no question ever runs without the filter. */
function catalogFilter(scope: Scope, where: MetricFilter, refuse: Refuse): RowFilter | undefined {
  if (!('where' in where)) return { kind: 'expression', dataset: scope.dataset, path: [], sql: where };
  const issues = new Issues();
  const resolved = resolveFilter({ ...scope, issues, conditions: new ConditionBudget() }, where, []);
  for (const { message } of issues.found) refuse(message);
  return resolved;
}

/** Where the names of a filter are looked up: what was asked of several facts uses the names they share. */
function named(asked: Scope, fact: Scope): Scope {
  return asked.facts === undefined || fact.fact === undefined ? fact : { ...fact, dataset: fact.fact.shared };
}
