import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { page, type NamedSelect } from './groupSelect.js';
import { outputNames } from './outputNames.js';
import { recordsOrder } from './recordsOrder.js';
import { readsOf, tablesOf, type RowSource } from './rowSource.js';
import { select } from './select.js';
import { identifier, type Sql } from './sql.js';
import { isDimension, type DimensionColumn } from './uses.js';

/** The rows of a source one by one: neither grouped nor made distinct. */
export function recordsSelect(resolved: ResolvedQuery, source: RowSource): NamedSelect {
  const dimensions = resolved.columns.filter(isDimension);
  const hidden = dimensions.filter((shown) => shown.hidden === true);
  const columns = outputNames(
    dimensions
      .filter((shown) => !hidden.includes(shown))
      .map(({ key, field }) => ({ key, sql: source.dimension(field) })),
    [...readsOf(source), ...hidden.map(({ field }) => source.dimension(field))],
    tablesOf(source),
  );
  const names = new Map(columns.map(({ key, name }) => [key, identifier(name)]));
  const read = (shown: DimensionColumn): Sql => names.get(shown.key) ?? source.dimension(shown.field);
  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: source.from,
      joins: source.joins,
      where: source.where,
      orderBy: recordsOrder(resolved, read),
      ...page(resolved, true),
    }),
    columns,
  };
}
