import type { FunnelPreset } from '../../catalog/preset.js';
import {
  FUNNEL_ANCHORS,
  FUNNEL_BETWEEN,
  FUNNEL_TIES,
  type FunnelQuery,
  type NamedFunnel,
} from '../../query/journey.js';
import { MAX_FUNNEL_STEPS } from '../../query/limits.js';
import { TIME_UNITS, type Span } from '../../query/metricQuery.js';
import { formatDay, isCalendarUnit, LAST_YEAR, MILLISECONDS_PER_DAY } from '../calendar.js';
import { present, type Scope } from '../scope.js';
import { presetEvents, resolveEvents, resolveWord, type JourneyParts } from './journeyParts.js';
import type { ResolvedFunnel } from './resolvedJourney.js';

/** Longest window: it bounds how far past the range is read. */
const MAX_WINDOW_DAYS = 36_600;

/** The steps and rules of a funnel: as the question says, else as the preset that it names. Undefined, and reported, when there is none of that name. */
export function resolveFunnel(
  scope: Scope,
  asked: FunnelQuery | NamedFunnel,
  { range, preset, ...parts }: JourneyParts & { readonly preset: FunnelPreset | undefined },
): ResolvedFunnel | undefined {
  const { window, sameEvent = false, ...rules } = { ...preset, ...present(asked) };
  const { issues } = scope;
  const steps = asked.steps ?? preset?.steps;
  if (steps === undefined || window === undefined) return undefined;
  checkSteps(scope, steps);
  const days = windowDays(scope, { window, isDate: parts.time.dimension.type === 'date' });
  const anchor = resolveWord(scope, { asked: rules.anchor, words: FUNNEL_ANCHORS }, ['funnel', 'anchor']);
  const ties = resolveWord(scope, { asked: rules.ties, words: FUNNEL_TIES }, ['funnel', 'ties']);
  const between = resolveWord(scope, { asked: rules.between, words: FUNNEL_BETWEEN }, ['funnel', 'between']);
  if (ties === 'ANY' && !sameEvent)
    issues.add(
      'INVALID_ARGUMENT',
      ['funnel', 'sameEvent'],
      'Events of one time count in any order with the ties ANY, so one event can fill two steps: say "sameEvent: true", or choose other ties.',
    );
  if (ties === 'STRICT' && sameEvent)
    issues.add(
      'INVALID_ARGUMENT',
      ['funnel', 'sameEvent'],
      'With the ties STRICT each step is later than the one before, so no event fills two: leave "sameEvent" out.',
    );
  if (ties === 'ANY' && between !== 'ANYTHING')
    issues.add(
      'INVALID_ARGUMENT',
      ['funnel', 'between'],
      'What lies between two steps is not known when events of one time have no order: choose the ties ORDERED or STRICT.',
    );
  const shown = resolveSteps(scope, asked, preset);
  return {
    ...parts,
    ...{ kind: 'funnel', window, anchor, ties, sameEvent, between },
    steps: shown,
    end: lastInstant(range?.to, days * (anchor === 'TOTAL' ? 1 : Math.max(shown.length - 1, 1))),
  };
}

function resolveSteps(
  scope: Scope,
  asked: FunnelQuery | NamedFunnel,
  preset: FunnelPreset | undefined,
): ResolvedFunnel['steps'] {
  const path = (index: number) => ['funnel', 'steps', index];
  const steps = asked.steps?.slice(0, MAX_FUNNEL_STEPS).map((step, index) => ({
    name: step.name,
    filter: resolveEvents(scope, step, path(index)),
  }));
  const named = preset?.steps.slice(0, MAX_FUNNEL_STEPS);
  return (
    steps ??
    named?.map((step, index) => ({ name: step.name, filter: presetEvents(scope, step, path(index)) })) ??
    []
  );
}

function checkSteps({ issues }: Scope, steps: readonly { readonly name: string }[]): void {
  if (steps.length < 2 || steps.length > MAX_FUNNEL_STEPS)
    issues.add(
      steps.length < 2 ? 'EMPTY_SELECTION' : 'TOO_MANY',
      ['funnel', 'steps'],
      `A funnel has 2 to ${MAX_FUNNEL_STEPS} steps; this one has ${steps.length}.`,
    );
  steps.forEach(({ name }, index) => {
    if (steps.findIndex((step) => step.name === name) < index)
      issues.add(
        'DUPLICATE_KEY',
        ['funnel', 'steps', index, 'name'],
        `"${name}" is the name of an earlier step, too.`,
      );
  });
}

const LONGEST = { MINUTE: 1 / 1_440, HOUR: 1 / 24, DAY: 1, WEEK: 7, MONTH: 31, QUARTER: 92, YEAR: 366 };

/** At least as many days as the window lasts, whatever the calendar: what is read past the range may be a bit too much. */
function windowDays(
  { issues }: Scope,
  { window: { n, unit }, isDate }: { window: Span; isDate: boolean },
): number {
  if (!TIME_UNITS.includes(unit)) {
    const sentence = `There is no unit ${JSON.stringify(unit)}.`;
    issues.unknown('INVALID_ARGUMENT', ['funnel', 'window', 'unit'], {
      sentence,
      name: String(unit),
      candidates: TIME_UNITS,
    });
    return 0;
  }
  if (isDate && !isCalendarUnit(unit))
    issues.add(
      'INVALID_ARGUMENT',
      ['funnel', 'window', 'unit'],
      `The events have a date and no time of day: a window of ${unit} cannot be told. Use DAY or longer.`,
    );
  const days = n * LONGEST[unit];
  if (Number.isInteger(n) && n >= 1 && days <= MAX_WINDOW_DAYS) return days;
  issues.add(
    'INVALID_ARGUMENT',
    ['funnel', 'window', 'n'],
    '"n" is how many units the window lasts: a whole number of at least 1, and not more than a century.',
  );
  return 0;
}

function lastInstant(to: number | undefined, days: number): ResolvedFunnel['end'] {
  if (to === undefined) return undefined;
  // One more: days of the calendar are longer where clocks are set back.
  const instant = to + Math.ceil((days + 1) * MILLISECONDS_PER_DAY);
  if (instant >= Date.UTC(LAST_YEAR, 0, 1)) return undefined;
  return { instant, date: formatDay(Math.ceil(instant / MILLISECONDS_PER_DAY)) };
}
