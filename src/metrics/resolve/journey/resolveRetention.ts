import type { RetentionPreset } from '../../catalog/preset.js';
import {
  COHORT_RULES,
  JOURNEY_GRAINS,
  RETENTION_MODES,
  type NamedRetention,
  type RetentionQuery,
} from '../../query/journey.js';
import { MAX_RETENTION_PERIODS } from '../../query/limits.js';
import { present, type Scope } from '../scope.js';
import { presetEvents, resolveEvents, resolveWord, type JourneyParts } from './journeyParts.js';
import type { ResolvedRetention } from './resolvedJourney.js';

/** The cohorts and periods of a retention: as the question says, else as the preset that it names. Undefined, and reported, when there is none. */
export function resolveRetention(
  scope: Scope,
  asked: RetentionQuery | NamedRetention,
  { range: _, preset, ...parts }: JourneyParts & { readonly preset: RetentionPreset | undefined },
): ResolvedRetention | undefined {
  const { periods, overall = false, ...rules } = { ...preset, ...present(asked) };
  if (periods === undefined) return undefined;
  const word = <Word extends string>(
    argument: 'grain' | 'cohort' | 'mode',
    words: readonly [Word, ...Word[]],
  ) => resolveWord(scope, { asked: rules[argument], words }, ['retention', argument]);
  const events = (argument: 'cohortEvent' | 'returnEvent') => {
    const path = ['retention', argument];
    return asked[argument] === undefined
      ? presetEvents(scope, preset?.[argument], path)
      : resolveEvents(scope, asked[argument], path);
  };
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
    cohortEvent: events('cohortEvent'),
    returnEvent: events('returnEvent'),
  };
}
