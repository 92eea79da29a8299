import type { MetricQuery } from '../query/metricQuery.js';
import type { ResolvedColumn, RowFilter } from './resolvedQuery.js';
import type { Scope } from './scope.js';

/** The rows whose value `search` finds, in the one column of the view `values`; undefined when nothing is searched. */
export function searchFilter(
  { issues }: Scope,
  { view, search }: MetricQuery,
  [column]: readonly ResolvedColumn[],
): RowFilter | undefined {
  if (view !== 'values' || search === undefined || search === '' || column?.kind !== 'dimension')
    return undefined;
  const { dimension } = column.field;
  if (dimension.type !== 'string')
    return issues.add(
      'WRONG_KIND',
      ['search'],
      `"${dimension.name}" is of type ${dimension.type}; only strings can be searched.`,
    );
  return {
    kind: 'compare',
    field: column.field,
    operator: 'contains',
    operand: { kind: 'scalar', value: search },
  };
}
