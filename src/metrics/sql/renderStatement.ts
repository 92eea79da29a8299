import type { SecuredQuery } from '../policy/securedQuery.js';
import { shownType } from '../resolve/shownType.js';
import type { ResolvedColumn, ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import type { QueryPlan } from '../rollup/queryPlan.js';
import { filledSelect } from './filledSelect.js';
import { flatSource } from './flatSource.js';
import { groupSelect, type NamedSelect } from './groupSelect.js';
import { joinedSource } from './joinedSource.js';
import { joinNeeds } from './joinNeeds.js';
import { READ_SETTINGS, readSettings } from './readSettings.js';
import type { RowSource } from './rowSource.js';
import { select } from './select.js';
import { nested, renderSql, sql } from './sql.js';
import type { Statement, StatementColumn } from './statement.js';
import { aggregatesOf, isDimension } from './uses.js';

/** The one SELECT that answers a plan. */
export function renderStatement(plan: QueryPlan): Statement {
  const { secured } = plan;
  const { resolved } = secured;
  const source = rowSource(secured);
  const rows =
    resolved.fill === undefined
      ? groupSelect(resolved, source)
      : filledSelect(resolved, resolved.fill, source);
  if (resolved.query.view === 'rowCount') return countGroups(rows);
  const columns = rows.columns.map(({ key, name }): StatementColumn => {
    const shown = resolved.columns.find((candidate) => candidate.key === key) as ResolvedColumn;
    const type = shown.kind === 'dimension' ? shownType(shown.field) : shown.type;
    return { name, key, type, ...(type === 'time' ? { timezone: resolved.timezone } : {}) };
  });
  const settings = readSettings(aggregatesOf(resolved).map(({ measure }) => measure));
  return { ...renderSql(rows.select), settings, columns };
}

/** Groups of NULL count too, which a distinct count of columns would leave out. */
function countGroups(rows: NamedSelect): Statement {
  const counted = select({ items: [sql`count() AS rowCount`], from: nested(rows.select) });
  return {
    ...renderSql(counted),
    settings: READ_SETTINGS,
    columns: [{ name: 'rowCount', key: 'rowCount', type: 'integer' }],
  };
}

function rowSource(secured: SecuredQuery): RowSource {
  const { resolved } = secured;
  const needs = joinNeeds(resolved, rowFilters(resolved));
  const grouped = resolved.columns.some(isDimension);
  return needs.paths.length === 0
    ? flatSource(secured, needs, { grouped })
    : joinedSource(secured, needs, { grouped });
}

/** The view's own filter; a filter box offers no "nothing". */
function rowFilters({ query, filter, columns }: ResolvedQuery): readonly RowFilter[] {
  const shown = query.view === 'values' ? columns.filter(isDimension) : [];
  return [
    ...(filter === undefined ? [] : [filter]),
    ...shown.map(({ field }): RowFilter => ({
      kind: 'compare',
      field,
      operator: 'isNull',
      operand: { kind: 'scalar', value: false },
    })),
  ];
}
