import { KIND_KEY } from '../query/metricQuery.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { shownType } from '../resolve/shownType.js';
import type { ResolvedColumn, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { QueryPlan } from '../rollup/queryPlan.js';
import { filledSelect } from './filledSelect.js';
import { groupSelect, type NamedSelect } from './groupSelect.js';
import { renderJourney } from './journey/renderJourney.js';
import { nestedSelect } from './nestedSelect.js';
import { otherSelect } from './otherSelect.js';
import { rowSource } from './questionSource.js';
import { READ_SETTINGS, readSettings } from './readSettings.js';
import { recordsSelect } from './recordsSelect.js';
import { hasSeries, seriesSelect } from './series/seriesSelect.js';
import { select } from './select.js';
import { nested, renderSql, sql } from './sql.js';
import type { Statement, StatementColumn } from './statement.js';
import { measuresOf } from './uses.js';

/** The one SELECT that answers a plan. */
export function renderStatement(plan: QueryPlan): Statement {
  const { secured } = plan;
  const { resolved } = secured;
  if (resolved.journey !== undefined) return renderJourney(secured, resolved.journey);
  const rows = answerSelect(secured);
  if (resolved.query.view === 'rowCount') return countGroups(rows);
  const columns = rows.columns.map(({ key, name }): StatementColumn => {
    if (key === KIND_KEY) return { name, key, type: 'string' };
    const shown = resolved.columns.find((candidate) => candidate.key === key) as ResolvedColumn;
    const type = shown.kind === 'dimension' ? shownType(shown.field) : shown.type;
    return { name, key, type, ...(type === 'time' ? { timezone: resolved.timezone } : {}) };
  });
  const settings = readSettings(withParents(resolved).flatMap(measuresOf));
  return { ...renderSql(rows.select), settings, columns };
}

function withParents(resolved: ResolvedQuery): readonly ResolvedQuery[] {
  return resolved.parent === undefined ? [resolved] : [resolved, ...withParents(resolved.parent)];
}

function answerSelect(secured: SecuredQuery): NamedSelect {
  const { resolved } = secured;
  const source = rowSource(secured);
  if (resolved.query.view === 'records') return recordsSelect(resolved, source);
  const parent = secured.parent === undefined ? undefined : answerSelect(secured.parent);
  if (resolved.other === true) return otherSelect(resolved, source, parent);
  const rows = (asked: ResolvedQuery): NamedSelect => {
    if (hasSeries(asked)) return seriesSelect(secured.part(asked));
    return asked.fill === undefined ? groupSelect(asked, source) : filledSelect(asked, asked.fill, source);
  };
  return parent === undefined ? rows(resolved) : nestedSelect(resolved, rows, parent);
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
