import type { ResolvedTime, RowFilter } from './resolvedQuery.js';

/** A range of time as conditions of a filter, which can be asked of other rows. */
export function rangeFilters(
  time: ResolvedTime | undefined,
): readonly Extract<RowFilter, { kind: 'compare' }>[] {
  if (time === undefined) return [];
  const isDate = time.field.dimension.type === 'date';
  const end = (instant: number | undefined, day: string | undefined) =>
    instant === undefined ? undefined : isDate ? day : new Date(instant).toISOString();
  const compare = (operator: 'gte' | 'lt', value: string | undefined) =>
    value === undefined ? [] : [{ kind: 'compare', field: time.field, operator, operand: { kind: 'scalar', value } } as const]; // prettier-ignore
  return [...compare('gte', end(time.from, time.fromDate)), ...compare('lt', end(time.to, time.toDate))];
}
