import { COHORT_RULES, JOURNEY_GRAINS, RETENTION_MODES, type RetentionQuery } from '../../query/journey.js';
import { MAX_RETENTION_PERIODS } from '../../query/limits.js';
import type { Scope } from '../scope.js';
import { resolveEvents, resolveWord, type JourneyParts } from './journeyParts.js';
import type { ResolvedRetention } from './resolvedJourney.js';

/** The cohorts and periods of a retention. */
export function resolveRetention(
  scope: Scope,
  retention: RetentionQuery,
  { range: _, ...parts }: JourneyParts,
): ResolvedRetention {
  const { periods, overall = false } = retention;
  const word = <Word extends string>(argument: keyof RetentionQuery, words: readonly [Word, ...Word[]]) =>
    resolveWord(scope, { asked: retention[argument] as string | undefined, words }, ['retention', argument]);
  if (!Number.isInteger(periods) || periods < 0 || periods > MAX_RETENTION_PERIODS)
    scope.issues.add(
      'INVALID_ARGUMENT',
      ['retention', 'periods'],
      `"periods" is the last period that is shown after period 0: a whole number of at most ${MAX_RETENTION_PERIODS}.`,
    );
  return {
    ...parts,
    ...{ kind: 'retention', periods, overall },
    grain: word('grain', JOURNEY_GRAINS),
    cohort: word('cohort', COHORT_RULES),
    mode: word('mode', RETENTION_MODES),
    cohortEvent: resolveEvents(scope, retention.cohortEvent, ['retention', 'cohortEvent']),
    returnEvent: resolveEvents(scope, retention.returnEvent, ['retention', 'returnEvent']),
  };
}
