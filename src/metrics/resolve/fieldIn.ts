import type { DimensionField, Series } from './resolvedQuery.js';
import type { DimensionColumn } from './shown.js';

/** A shown dimension as the rows of a series have it: undefined when their fact has none. */
export function fieldIn(
  { fact, way }: Pick<Series, 'fact' | 'way'>,
  { field, fields }: Pick<DimensionColumn, 'field' | 'fields'>,
): DimensionField | undefined {
  return fact === undefined ? field : fields?.get(way ?? fact.name);
}
