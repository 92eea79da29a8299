import { InvariantError, unreachable } from '../../errors.js';
import { decodeRows, type MetricQuery, type ResultValue, type Statement } from '../../metrics/index.js';
import type { RowSource } from '../../schema/index.js';
import type { WarehouseRows } from '../ports.js';

/** What the resolvers of a view's type read. */
export type ViewAnswer = RowSource | readonly RowSource[] | ResultValue | readonly (string | null)[];

/** Rows of ClickHouse → the answer of a view, and how many rows it has. */
export function shapeView(
  kind: MetricQuery['view'],
  statement: Statement,
  { rows }: WarehouseRows,
): { readonly answer: ViewAnswer; readonly rows: number } {
  const decoded = decodeRows(statement, rows);
  switch (kind) {
    case 'rows':
      return { answer: decoded, rows: decoded.length };
    case 'totals':
      return { answer: only(decoded), rows: decoded.length };
    case 'rowCount':
      return { answer: only(decoded).get(onlyKey(statement)) ?? null, rows: decoded.length };
    case 'values': {
      const key = onlyKey(statement);
      return { answer: decoded.map((row) => asText(row.get(key))), rows: decoded.length };
    }
    default:
      return unreachable(kind);
  }
}

/** The answer of a view that selects no field of its rows: one row without dimensions, as for a query without groups. */
export function emptyShape({ view, limit = 1, offset = 0 }: MetricQuery): ViewAnswer {
  const row: RowSource = new Map<string, ResultValue>();
  if (view === 'totals') return row;
  return limit > 0 && offset === 0 ? [row] : [];
}

function only(rows: readonly ReadonlyMap<string, ResultValue>[]): ReadonlyMap<string, ResultValue> {
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
