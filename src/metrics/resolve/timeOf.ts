import type { DimensionField } from './resolvedQuery.js';

/** The field that a bucket of a calendar is looked up by; every other field is itself. */
export function timeOf(field: DimensionField): DimensionField {
  return field.path.at(-1)?.day ?? field;
}
