import { KIND_KEY } from '../query/metricQuery.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { shownType } from '../resolve/shownType.js';
import type { ResolvedColumn, ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { QueryPlan } from '../rollup/queryPlan.js';
import { filledSelect } from './filledSelect.js';
import { showsAllParents, withOtherFolded, withParentsFolded } from './foldGroups.js';
import { shownGroups } from './groupsIn.js';
import { groupSelect, type NamedSelect } from './groupSelect.js';
import { journeySelect } from './journey/renderJourney.js';
import { nestedSelect } from './nestedSelect.js';
import { isOfOneScan, otherSelect } from './otherSelect.js';
import { outputNames } from './outputNames.js';
import { rowSource } from './questionSource.js';
import { readsOf, tablesOf } from './rowSource.js';
import { READ_SETTINGS, readSettings } from './readSettings.js';
import { recordsSelect } from './recordsSelect.js';
import { hasSeries, seriesSelect } from './series/seriesSelect.js';
import { select, withTables } from './select.js';
import { identifier, nested, renderSql, sql, withAnswers, type Sql } from './sql.js';
import { remember } from './statementReads.js';
import { withMasks } from './withMasks.js';
import type { Statement, StatementColumn } from './statement.js';
import { isDimension, isMeasure, measuresOf } from './uses.js';

/** The one SELECT that answers a plan. What it reads, `statementReads` tells. */
export function renderStatement(plan: QueryPlan): Statement {
  const { secured } = plan;
  const { resolved } = secured;
  const inner: ResolvedQuery[] = [];
  const named = new Map<string, Sql>();
  const complete = (asked: Sql): Sql =>
    withAnswers(withMasks(asked, secured), (question, name) => {
      inner.push(question);
      if (question.query.view !== 'rows') return nested(complete(innerSelect(secured.part(question))));
      // Which groups are shown is asked in several places: it has a name.
      const table = `#${name}`;
      if (!named.has(table))
        named.set(table, complete(shownGroups(question, answerSelect(secured.part(question)))));
      return identifier(table);
    });
  if (resolved.journey !== undefined) {
    const { select: asked, columns } = journeySelect(secured, resolved.journey);
    const piece = complete(asked);
    const settings = readSettings(inner.flatMap(measuresOf));
    return remember({ ...renderSql(piece), settings, columns }, { piece, complete, tables: () => named.keys() }); // prettier-ignore
  }
  const asked = answerSelect(secured);
  const rows = { ...asked, select: withTables(complete(asked.select), named) };
  const how = { piece: rows.select, complete, tables: () => named.keys() };
  if (resolved.query.view === 'rowCount') return remember(countGroups(rows), how);
  const columns = rows.columns.map(({ key, name }): StatementColumn => {
    if (key.endsWith(KIND_KEY)) return { name, key, type: 'string' };
    const shown = resolved.columns.find((candidate) => candidate.key === key) as ResolvedColumn;
    const type = shown.kind === 'dimension' ? shownType(shown.field) : shown.type;
    return { name, key, type, ...(type === 'time' ? { timezone: resolved.timezone } : {}) };
  });
  const settings = readSettings([...withParents(resolved), ...inner].flatMap(measuresOf));
  return remember({ ...renderSql(rows.select), settings, columns }, how);
}

function withParents(resolved: ResolvedQuery): readonly ResolvedQuery[] {
  return resolved.parent === undefined ? [resolved] : [resolved, ...withParents(resolved.parent)];
}

function answerSelect(secured: SecuredQuery): NamedSelect {
  const { resolved } = secured;
  if (resolved.query.view === 'records') return recordsSelect(resolved, rowSource(secured));
  const around = withParentsFolded(resolved);
  const parent =
    secured.parent === undefined || showsAllParents(resolved) ? undefined : answerSelect(secured.parent);
  if (resolved.other === true && resolved.guard === undefined && isOfOneScan(resolved))
    return otherSelect(secured.part(around), parent);
  const asked = resolved.other === true ? withOtherFolded(around) : around;
  const rows = (question: ResolvedQuery): NamedSelect => {
    const part = secured.part(question);
    // Several facts have no rows of their own to start from.
    if (hasSeries(question) || question.facts !== undefined) return seriesSelect(part);
    const { fill } = question;
    return fill === undefined
      ? groupSelect(question, rowSource(part))
      : filledSelect(part, fill, rowSource(part));
  };
  return resolved.parent === undefined ? rows(asked) : nestedSelect(asked, rows, parent);
}

/** What stands in a filter or a join of the statement: single rows where no number is asked of them. */
function innerSelect(secured: SecuredQuery): Sql {
  const { resolved } = secured;
  if (resolved.having !== undefined || resolved.columns.some(isMeasure)) return answerSelect(secured).select;
  const source = rowSource(secured);
  const columns = resolved.columns.filter(isDimension).map(({ key, field }) => ({ key, sql: source.dimension(field) })); // prettier-ignore
  const keysOnly = resolved.columns.every(({ key }) => !key.startsWith('@'));
  const items = keysOnly ? columns.map(({ sql: key }) => key) : outputNames(columns, readsOf(source), tablesOf(source)).map(({ item }) => item); // prettier-ignore
  return select({ items, from: source.from, joins: source.joins, where: source.where });
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
