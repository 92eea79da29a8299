import type { DimensionField, Fold, JoinPath } from '../resolve/resolvedQuery.js';
import { isNullable } from './clickhouseType.js';
import { answerOf, column, list, sql, type Sql } from './sql.js';

import { isDimension, type DimensionColumn } from './uses.js';

type FoldedField = DimensionField & { readonly fold: Fold };

export function isFolded(field: DimensionField): field is FoldedField {
  return field.fold !== undefined;
}

/** The field itself, of all groups. */
export function unfolded(field: DimensionField): DimensionField {
  return { ...field, fold: undefined };
}

/** The value in rows of shown groups and NULL in all others, or which of the two. `read` reads any field of the row. */
export function foldedField(field: FoldedField, read: (field: DimensionField) => Sql): Sql {
  const { name, group, shown, isKind } = field.fold;
  const ofFacts = shown.facts !== undefined;
  // Both sides as the shown groups are: elsewhere the same dimension may be read through a join, and so be NULL.
  const shownKeys = shown.columns.filter(isDimension);
  const compared = (index: number, each: Sql) =>
    comparedAsGroup((shownKeys[index] as DimensionColumn).field, each, ofFacts);
  const keys = group.map((each, index) => compared(index, read(each.field)));
  const subject = keys.length === 1 ? (keys[0] as Sql) : sql`(${list(keys)})`;
  const theirs = shownKeys.map((_, index) => compared(index, column(groupName(index))));
  const isShown = sql`${subject} IN (SELECT ${list(theirs)} FROM ${answerOf(name, shown)})`;
  return isKind ? sql`if(${isShown}, 'VALUE', 'OTHER')` : sql`if(${isShown}, ${read(unfolded(field))}, NULL)`;
}

/** TRICKY: IN never finds a NULL, but a list that holds one is equal to another such list. */
export function comparedAsGroup({ path, dimension, fold }: DimensionField, read: Sql, ofFacts = false): Sql {
  const { clickhouseType } = dimension;
  const isPlain = fold === undefined || fold.isKind;
  const never = isPlain && path.length === 0 && clickhouseType !== '' && !isNullable(clickhouseType);
  return never && !ofFacts ? read : sql`[${read}]`;
}

/** The joins that a field needs: its own, and those that tell which group a row is in. */
export function pathsOf(field: DimensionField): readonly JoinPath[] {
  if (!isFolded(field)) return [field.path];
  return [
    ...(field.fold.isKind ? [] : [field.path]),
    ...field.fold.group.flatMap((each) => pathsOf(each.field)),
  ];
}

/** Known where the dataset's own rows are read. */
export function isOwn(field: DimensionField): boolean {
  return pathsOf(field).every((path) => path.length === 0);
}

/** What the columns of shown groups are called. */
export function groupName(index: number): string {
  return `group${index + 1}`;
}

export function placeName(index: number): string {
  return `place${index + 1}`;
}
