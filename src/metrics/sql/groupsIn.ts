import { PARENT_PREFIX } from '../query/metricQuery.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { comparedAsGroup, groupName, placeName } from './foldedField.js';
import type { NamedSelect } from './groupSelect.js';
import { select } from './select.js';
import { column, identifier, list, nested, sql, type Sql } from './sql.js';
import { isDimension, isMeasure, type DimensionColumn } from './uses.js';

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
  const compared = (field: DimensionColumn['field'], name: string): Sql =>
    comparedAsGroup(field, column(name), resolved.facts !== undefined);
  const own = keys.map(({ key, field }) => compared(field, nameOf(key)));
  const theirs = keys.map(({ key, field }) =>
    compared(field, names.get(key.slice(PARENT_PREFIX.length)) as string),
  );
  const subject = own.length === 1 ? (own[0] as Sql) : sql`(${list(own)})`;
  return sql`${subject} IN ${nested(select({ items: theirs, from: nested(parent.select) }))}`;
}

/** The groups that a question shows, and their places, under names that do not depend on it. */
export function shownGroups({ columns }: ResolvedQuery, answer: NamedSelect): Sql {
  const names = new Map(answer.columns.map(({ key, name }) => [key, name]));
  const as = (key: string, name: string) => sql`${column(names.get(key) as string)} AS ${identifier(name)}`;
  return select({
    items: [
      ...columns.filter(isDimension).map(({ key }, index) => as(key, groupName(index))),
      ...columns.filter(isMeasure).map(({ key }, index) => as(key, placeName(index))),
    ],
    from: nested(answer.select),
  });
}
