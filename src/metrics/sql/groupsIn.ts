import { PARENT_PREFIX } from '../query/metricQuery.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { isNullable } from './clickhouseType.js';
import type { NamedSelect } from './groupSelect.js';
import { select } from './select.js';
import { column, list, nested, sql, type Sql } from './sql.js';
import { isDimension, type DimensionColumn } from './uses.js';

/** The dimensions of the row that rows are nested in. */
export function parentColumns(resolved: ResolvedQuery): readonly DimensionColumn[] {
  return resolved.columns.filter(isDimension).filter(({ key }) => key.startsWith(PARENT_PREFIX));
}

/** Keeps groups of those rows that the parent view shows. A NULL is the same group as a NULL. */
export function isOfShownParent(
  resolved: ResolvedQuery,
  nameOf: (key: string) => string,
  parent: NamedSelect,
): Sql {
  const keys = parentColumns(resolved);
  const names = new Map(parent.columns.map(({ key, name }) => [key, name]));
  // Facts differ in what they know of a dimension.
  const compared = (shown: DimensionColumn, name: string): Sql =>
    resolved.facts === undefined ? comparedAsGroup(shown, name) : sql`[${column(name)}]`;
  const own = keys.map((shown) => compared(shown, nameOf(shown.key)));
  const theirs = keys.map((shown) =>
    compared(shown, names.get(shown.key.slice(PARENT_PREFIX.length)) as string),
  );
  const subject = own.length === 1 ? (own[0] as Sql) : sql`(${list(own)})`;
  return sql`${subject} IN ${nested(select({ items: theirs, from: nested(parent.select) }))}`;
}

/** TRICKY: IN never finds a NULL, but a list that holds one is equal to another such list. */
function comparedAsGroup({ field }: DimensionColumn, name: string): Sql {
  const { clickhouseType } = field.dimension;
  const never = field.path.length === 0 && clickhouseType !== '' && !isNullable(clickhouseType);
  return never ? column(name) : sql`[${column(name)}]`;
}
