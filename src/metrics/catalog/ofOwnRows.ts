import type { Dataset } from './definitions.js';
import { inputsOf } from './visibleNumbers.js';

/** Whether a measure or metric is of the rows of its group alone: not of other times, chosen rows, numbers per entity or other groups. */
export function isOfOwnRows(dataset: Dataset, name: string): boolean {
  const measure = dataset.measures.get(name);
  if (measure !== undefined) return measure.rows === undefined && measure.time === undefined;
  const definition = dataset.metrics.get(name)?.definition;
  switch (definition?.kind) {
    case 'filtered':
    case 'ratio':
    case 'derived':
      return inputsOf(definition).every(({ of, shift }) => shift === undefined && isOfOwnRows(dataset, of));
    default:
      return false;
  }
}
