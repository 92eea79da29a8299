import { InvariantError, unreachable } from '../../errors.js';
import type { MetricQuery, MetricResult, ResultValue, Statement } from '../../metrics/index.js';
import type { GroupSource, RowSource } from '../../schema/index.js';
import type { AskedView } from '../plan/operationPlan.js';

/** What the resolvers of a view's type read. */
export type ViewAnswer = RowSource | readonly RowSource[] | ResultValue | readonly (string | null)[];

type Row = ReadonlyMap<string, ResultValue>;
type Group = (row: Row) => GroupSource;

/** A result → the answer of its view; `group` makes a row of a rows view. */
export function shapeView(
  { query, statement }: Extract<AskedView, { kind: 'statement' }>,
  { rows }: MetricResult,
  group: Group,
): ViewAnswer {
  switch (query.view) {
    case 'rows':
      return rows.map(group);
    case 'records':
    case 'funnel':
    case 'retention':
    case 'lifecycle':
      return rows;
    case 'totals':
      return only(rows);
    case 'rowCount':
      return only(rows).get(onlyKey(statement)) ?? null;
    case 'values': {
      const key = onlyKey(statement);
      return rows.map((row) => asText(row.get(key)));
    }
    default:
      return unreachable(query.view);
  }
}

/** The answer of a view that selects no field of its rows: one row without dimensions, as for a query without groups. */
export function emptyShape({ view, limit = 1, offset = 0 }: MetricQuery, group: Group): ViewAnswer {
  const row: Row = new Map<string, ResultValue>();
  if (view === 'totals') return row;
  return limit > 0 && offset === 0 ? [group(row)] : [];
}

function only(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length > 1)
    throw new InvariantError(`A view of one row answered ${rows.length}.`);
  return row;
}

function onlyKey(statement: Statement): string {
  const [column] = statement.columns;
  if (column === undefined || statement.columns.length > 1)
    throw new InvariantError(`A view of one column answered ${statement.columns.length}.`);
  return column.key;
}

function asText(value: ResultValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
