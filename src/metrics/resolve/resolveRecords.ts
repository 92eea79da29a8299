import type { MetricQuery } from '../query/metricQuery.js';
import { Issues } from './issues.js';
import { resolveColumns } from './resolveColumns.js';
import { resolveOrder } from './resolveOrder.js';
import { timeDimension } from './resolveTime.js';
import type { DimensionField, ResolvedColumn, ResolvedQuery } from './resolvedQuery.js';
import type { Scope } from './scope.js';

/**
 * Rows as they are, never grouped. Ordered by any dimension, else by time; then by everything that is shown, so that rows which tie look the same
 * and pages are stable whatever key the rows have.
 */
export function resolveRecords(scope: Scope, query: MetricQuery): Pick<ResolvedQuery, 'columns' | 'order'> {
  const columns = resolveColumns(scope, query);
  const hidden: ResolvedColumn[] = [];
  const hide = (field: DimensionField): string => {
    const key = `#order${hidden.length + 1}`;
    hidden.push({ kind: 'dimension', key, field, hidden: true });
    return key;
  };
  const time = timeDimension({ ...scope, issues: new Issues() }, query, false);
  const order = resolveOrder(scope, { orderBy: query.orderBy, columns, time, hide });
  return { columns: [...columns, ...hidden], order };
}
