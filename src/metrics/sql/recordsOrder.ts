import { shownType } from '../resolve/shownType.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { asText } from './renderCondition.js';
import { sql, value, type Sql } from './sql.js';
import { isDimension, type DimensionColumn } from './uses.js';

interface Step {
  readonly column: DimensionColumn;
  readonly direction: 'ASC' | 'DESC';
}

/** What single rows are ordered by, as `read` reads it. */
export function recordsOrder(
  resolved: ResolvedQuery,
  read: (column: DimensionColumn) => Sql,
): readonly Sql[] {
  return stepsOf(resolved).map((step) => rendered(step, read));
}

/**
 * Single rows are joined to one row each, so where nothing is filtered after the joins, only those of the page need be joined: the first rows by as much
 * of the order as is their own, and all that tie with the last of them. Undefined when there is no such order.
 */
export function cutBeforeJoins(
  resolved: ResolvedQuery,
  read: (column: DimensionColumn) => Sql,
): { readonly orderBy: readonly Sql[]; readonly limit: Sql } | undefined {
  const steps = stepsOf(resolved);
  const joined = steps.findIndex(({ column }) => column.field.path.length > 0);
  const own = joined === -1 ? steps : steps.slice(0, joined);
  const most = resolved.limit + resolved.offset;
  if (own.length === 0 || resolved.limit === 0 || !Number.isSafeInteger(most)) return undefined;
  return {
    orderBy: own.map((step) => rendered(step, read)),
    limit: sql`${value(most, 'UInt64')} WITH TIES`,
  };
}

function stepsOf({ columns, order }: ResolvedQuery): readonly Step[] {
  const dimensions = columns.filter(isDimension);
  return order.flatMap(({ value: by, direction }) =>
    dimensions
      .filter(({ key }) => by.kind === 'column' && by.key === key)
      .map((column) => ({ column, direction })),
  );
}

function rendered({ column, direction }: Step, read: (column: DimensionColumn) => Sql): Sql {
  const { field } = column;
  const type = shownType(field);
  const { clickhouseType } = field.dimension;
  // An Enum would be ordered by its numbers, which nobody sees.
  const by = asText(read(column), {
    type,
    clickhouseType: type === field.dimension.type ? clickhouseType : undefined,
  });
  return direction === 'DESC' ? sql`${by} DESC` : by;
}
