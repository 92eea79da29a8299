import type { ValueType } from '../catalog/definitions.js';
import { isCalendarUnit } from './calendar.js';
import { intervalShape } from './intervalBuckets.js';
import type { DimensionField, GroupValue, ResolvedColumn } from './resolvedQuery.js';

/** Type of a dimension as it is shown: a part is an integer, a day or coarser a date, a finer grain stays a time. */
export function shownType({ dimension, grain, part, interval }: DimensionField): ValueType {
  if (part !== undefined) return 'integer';
  if (interval !== undefined) return intervalShape(interval).isDate ? 'date' : 'time';
  if (grain === undefined) return dimension.type;
  return isCalendarUnit(grain) ? 'date' : 'time';
}

/** Type of a column of the answer. */
export function columnType(column: ResolvedColumn): ValueType {
  return column.kind === 'dimension' ? shownType(column.field) : column.type;
}

/** Type of a value of a group; `columns` are those of the same query. */
export function groupValueType(value: GroupValue, columns: readonly ResolvedColumn[]): ValueType {
  if (value.kind === 'measure') return value.type;
  const column = columns.find(({ key }) => key === value.key);
  return column === undefined ? 'string' : columnType(column);
}
