import type { Dataset } from '../catalog/definitions.js';
import { factsOf, sharedView } from '../catalog/sharedDataset.js';
import { MAX_FACTS } from '../query/limits.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { ConditionBudget } from './conditionBudget.js';
import { Issues } from './issues.js';
import { resolveFilter } from './resolveWhere.js';
import type { Scope } from './scope.js';
import { sharedField } from './sharedField.js';
import { dottedName, type DimensionColumn } from './shown.js';

/**
 * The facts that have everything which a view without numbers names: dimensions, cut as they are shown, those that `where` is about, and a time when it
 * is over a range. Reports when there is none, or more than one statement should read.
 */
export function factsWith(
  scope: Scope,
  { query, dimensions }: { query: MetricQuery; dimensions: readonly DimensionColumn[] },
): readonly Dataset[] {
  const isRanged = query.time !== undefined && query.time.all !== true;
  const facts = factsOf(scope.catalog.datasets).filter((fact) => {
    const issues = new Issues();
    const shared = sharedView(fact, scope.dataset);
    const within: Scope = {
      ...scope,
      dataset: shared,
      issues,
      conditions: new ConditionBudget(),
      facts: undefined,
    };
    for (const column of dimensions) sharedField(within, column, []);
    resolveFilter(within, { where: query.where }, []);
    return issues.found.length === 0 && (fact.time !== undefined || !isRanged);
  });
  const names = [...new Set(dimensions.map((column) => `"${dottedName(column)}"`))].join(', ');
  if (facts.length === 0)
    scope.issues.add(
      'INVALID_ARGUMENT',
      [],
      `No dataset has all that this view names (${names}${query.where === undefined ? '' : ', and what "where" is about'}): ask for dimensions that one of them has together.`,
    );
  if (facts.length <= MAX_FACTS) return facts;
  scope.issues.add(
    'TOO_MANY',
    [],
    `${facts.length} datasets have ${names}, and at most ${MAX_FACTS} are read at once: select a number, whose datasets are then meant, or ask one dataset.`,
  );
  return [];
}
