import { later } from '../timeSteps.js';
import type { Sql } from '../sql.js';
import type { GoesOn } from './branchSelect.js';
import { isBefore, isCarried } from './frames.js';
import { isStretch } from './shownEnds.js';
import { isMonths } from './sourceRange.js';
import { showsBuckets } from './timeColumns.js';
import type { TimedScope } from './timedBranch.js';

/**
 * Whether numbers that grow in an open range stand in shown buckets after their last rows: where these follow each other, and each shows what there is
 * where it ends.
 */
export function goesOn({ series, times, grain, ranges }: TimedScope): GoesOn | undefined {
  const { frame, shifts, range } = series;
  if (frame === undefined || !isCarried(frame) || range?.to !== undefined || ranges[0]?.to !== undefined) return undefined; // prettier-ignore
  const atGrain = times.some(({ field }) => showsBuckets(field, grain));
  const isAtEnd = frame.kind === 'running' || (frame.show === undefined && !isBefore(frame)); // prettier-ignore
  // Of periods of the catalog's own nobody knows how many more there are.
  const isKnown = shifts.every((shift) => shift.kind === 'back' || shift.kind === 'calendar' || (shift.kind === 'startOf' && typeof shift.grain === 'string')); // prettier-ignore
  if (!times.every(isStretch) || !(atGrain || isAtEnd) || !isKnown) return undefined;
  return { until: frame.kind === 'toDate' ? 'PERIOD' : 'EVER', times: times.map(({ key }) => key) };
}

/** Days that a calendar may leave out between two that it compares with. */
const LONGEST_GAP = 31;

/** So far that some shown bucket looks at one after the last, through any shift: then it looks at all there is. */
export function afterLast(last: Sql, { series, grain }: TimedScope): Sql {
  const next = later(last, 1, grain);
  return series.shifts.reduce((at, shift) => {
    // No day of February looks at the last ones of January.
    if (shift.kind === 'back') return isMonths(shift.span.unit) ? later(at, 4, 'DAY') : at;
    if (shift.kind === 'startOf' && typeof shift.grain === 'string') return later(at, 1, shift.grain);
    return shift.kind === 'calendar' ? later(at, LONGEST_GAP, 'DAY') : at;
  }, next);
}
