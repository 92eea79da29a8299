import { JOURNEY_GRAINS, type LifecycleQuery } from '../../query/journey.js';
import { MAX_BUCKETS } from '../../query/limits.js';
import { formatDay, startOfUnit } from '../calendar.js';
import type { Scope } from '../scope.js';
import { resolveWord, type JourneyParts } from './journeyParts.js';
import type { ResolvedLifecycle } from './resolvedJourney.js';

/** The buckets of a lifecycle. */
export function resolveLifecycle(
  scope: Scope,
  lifecycle: LifecycleQuery,
  { range, ...parts }: JourneyParts,
): ResolvedLifecycle {
  const { zone, dataset } = scope;
  const grain = resolveWord(scope, { asked: lifecycle.grain, words: JOURNEY_GRAINS }, ['lifecycle', 'grain']);
  const bucket = (instant: number | undefined) =>
    instant === undefined
      ? undefined
      : startOfUnit(zone.dayOf(instant), grain, { weekStart: dataset.weekStart });
  const first = bucket(range?.from);
  const last = bucket(range?.to === undefined ? undefined : range.to - 1);
  const start = first === undefined ? undefined : zone.startOfDay(first);
  const { weekStart } = dataset;
  const today = zone.dayOf(parts.now);
  const buckets: string[] = [];
  if (first !== undefined && last !== undefined)
    for (
      let day = first;
      day <= Math.min(last, today);
      day = startOfUnit(day, grain, { weekStart, plus: 1 })
    ) {
      if (buckets.push(formatDay(day)) <= MAX_BUCKETS) continue;
      scope.issues.add('TOO_MANY', ['lifecycle', 'grain'], `The range has more than ${MAX_BUCKETS} buckets: choose a coarser grain or a shorter range.`); // prettier-ignore
      break;
    }
  return {
    ...parts,
    buckets,
    ...{ kind: 'lifecycle', grain },
    first: first === undefined ? undefined : formatDay(first),
    last: last === undefined ? undefined : formatDay(last),
    firstStart: start !== undefined && range?.from !== undefined && start < range.from ? start : undefined,
  };
}
