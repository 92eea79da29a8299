import type { Grain } from '../../query/metricQuery.js';
import type { Frame } from '../../resolve/resolvedQuery.js';
import type { Sql } from '../sql.js';
import { later } from '../timeSteps.js';

/** Rows of a window of all time count from the first bucket on whose anchor they lie before. */
export function countsFrom(bucket: Sql, frame: Frame, { grain }: { readonly grain: Grain }): Sql {
  if (frame.kind !== 'window') return bucket;
  const { leading, anchor } = frame;
  const ahead = leading === undefined || leading === 'ALL' ? bucket : later(bucket, -leading.n, leading.unit);
  return anchor === 'START' ? later(ahead, 1, grain) : ahead;
}
