import { InvariantError } from '../../errors.js';
import type { Grain } from '../query/metricQuery.js';
import { wholePeriod } from './intervalBuckets.js';
import type { IntervalGrain } from './resolvedQuery.js';

/** What a number to date counts from the start of: a grain of the calendar, or one of the catalog whose buckets have a length. */
export type Period = Grain | IntervalGrain;

/** How much later the next period begins. */
export function lengthOf(period: Period): { readonly n: number; readonly unit: Grain } {
  if (typeof period === 'string') return { n: 1, unit: period };
  const length = wholePeriod(period);
  if (length === undefined) throw new InvariantError(`Periods of "${period.name}" have no length.`);
  return length;
}

/** The coarsest grain whose buckets each lie in one period. */
export function grainWithin(period: Period): Grain {
  const { unit } = lengthOf(period);
  return typeof period === 'string' || period.origin.slice(8, 10) === '01' ? unit : 'DAY';
}
