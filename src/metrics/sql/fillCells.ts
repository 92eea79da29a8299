import type { ResolvedFill } from '../resolve/resolvedQuery.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { bucketsOfDays } from './calendarDays.js';
import { isArray } from './renderAggregate.js';
import { identifier, list, numberLiteral, sql, column, value, type Sql } from './sql.js';
import { timeText } from './timeText.js';
import type { AggregateNode } from './uses.js';

/** What the parts of a fill are called. */
export interface CellNames {
  /** The array of a group: one tuple a bucket, the bucket first, then its numbers. */
  readonly cells: string;
  readonly cell: string;
  readonly bucket: string;
}

/** The array of all buckets of a fill. */
export function fillBuckets({ buckets }: ResolvedFill, secured: SecuredQuery): Sql {
  if (!isList(buckets)) return bucketsOfDays(buckets, secured);
  const all = [...buckets].map((start) => (typeof start === 'number' ? timeText(start) : start));
  return value(all, typeof buckets[0] === 'number' ? "Array(DateTime64(3, 'UTC'))" : 'Array(Date32)');
}

function isList(buckets: ResolvedFill['buckets']): buckets is readonly string[] | readonly number[] {
  return Array.isArray(buckets);
}

/** ARRAY JOIN of a group's cells and of an empty one for each bucket of the array `spine` that it does not have. */
export function joinCells(
  { cells, cell, bucket }: CellNames,
  spine: Sql,
  leaves: readonly AggregateNode[],
): Sql {
  const empty = tuple([identifier(bucket), ...leaves.map(emptyValue)]);
  const all = sql`arrayConcat(${column(cells)}, arrayMap(${identifier(bucket)} -> ${empty}, ${spine}))`;
  // A bucket that comes a second time is not empty. (Looking each one up in the group's own takes their product in time.)
  const times = sql`arrayEnumerateUniq(arrayConcat(${column(cells)}.1, ${spine}))`;
  return sql`ARRAY JOIN arrayFilter((${identifier(cell)}, times) -> times = 1, ${all}, ${times}) AS ${identifier(cell)}`;
}

/** The part of a cell: 0 is its bucket. */
export function cellPart({ cell }: CellNames, index: number): Sql {
  return sql`${column(cell)}.${numberLiteral(String(index + 1))}`;
}

/** What is there of a measure in a bucket without rows. */
function emptyValue({ measure }: AggregateNode): Sql {
  if (isArray(measure)) return sql`[]`;
  return measure.fillWith === 'zero' ? sql`0` : sql`NULL`;
}

/** TRICKY: `(a)` is only `a` in parentheses. */
export function tuple(elements: readonly Sql[]): Sql {
  return elements.length === 1 ? sql`tuple(${list(elements)})` : sql`(${list(elements)})`;
}
