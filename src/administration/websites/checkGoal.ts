import type { Problems } from '../checks/problems.js';
import { checkText, sameName } from '../checks/text.js';
import type { Goal, Rules, WebsiteRecord } from '../ports.js';
import { checkMatch } from './checkMatch.js';
import { isWhole } from './checkSettings.js';

/** What a caller says of a goal; absent: as it is. */
export interface GoalChange {
  readonly name?: string | null | undefined;
  readonly type?: Goal['type'] | null | undefined;
  readonly match?: Goal['match'] | undefined;
  readonly value?: string | null | undefined;
  readonly worth?: string | null | undefined;
}

/** Largest thresholds that are reached at all: seconds of a day, pages. */
const THRESHOLDS = {
  duration: { most: 86_400, message: 'A duration is 1 to 86400 whole seconds, such as "120".' },
  pages_per_session: {
    most: 10_000,
    message: 'A goal is reached from 1 to 10000 whole pages on, such as "5".',
  },
} as const;

/** The goal with what is given, when it can be reached and its name is its own on the website. Reports every problem. */
export function checkGoal(
  problems: Problems,
  {
    given,
    before,
    website,
    rules,
  }: { given: GoalChange; before: Goal | undefined; website: WebsiteRecord; rules: Rules },
): Omit<Goal, 'id'> {
  for (const member of ['name', 'type', 'value'] as const)
    if (given[member] === null || (before === undefined && given[member] === undefined))
      problems.add([member], `A goal has a ${member}.`, { code: 'INVALID_ARGUMENT' });
  const type = given.type ?? before?.type ?? 'event';
  const name = given.name ?? before?.name;
  const value = given.value ?? before?.value;
  const { match, value: kept } = checkReached(problems, { type, given, before, value, rules });
  const checkedName =
    name === undefined ? '' : checkText(problems, name, { path: ['name'], what: 'A name', longest: 100 });
  if (website.goals.some((other) => other !== before && sameName(other.name, checkedName)))
    problems.add(
      ['name'],
      'The website has a goal of this name (upper and lower case are the same): choose another, or change that one.',
    );
  return { name: checkedName, type, match, value: kept, worth: checkWorth(problems, given.worth, before) };
}

function checkReached(
  problems: Problems,
  facts: {
    type: Goal['type'];
    given: GoalChange;
    before: Goal | undefined;
    value: string | undefined;
    rules: Rules;
  },
): Pick<Goal, 'match' | 'value'> {
  const { type, given, before, value, rules } = facts;
  if (type === 'duration' || type === 'pages_per_session') {
    const { most, message } = THRESHOLDS[type];
    if (given.match !== undefined && given.match !== null)
      problems.add(['match'], 'A threshold is reached or not, nothing is compared: leave "match" out.', { code: 'INVALID_ARGUMENT' }); // prettier-ignore
    const digits = value?.trim() ?? '';
    if (value !== undefined && !(/^\d{1,9}$/.test(digits) && isWhole(Number(digits), 1, most)))
      problems.add(['value'], message);
    return { match: null, value: /^\d{1,9}$/.test(digits) ? String(Number(digits)) : digits };
  }
  const match = given.match ?? before?.match ?? 'equals';
  const of = type === 'destination' ? 'page' : 'event';
  const place = { path: ['value'], rules };
  return { match, value: value === undefined ? '' : checkMatch(problems, { of, match, value }, place) };
}

/** Exact, as it is kept: up to fourteen digits and four behind the point. */
function checkWorth(
  problems: Problems,
  given: string | null | undefined,
  before: Goal | undefined,
): string | null {
  if (given === undefined) return before?.worth ?? null;
  if (given !== null && !/^0*\d{1,14}(\.\d{1,4}0*)?$/.test(given))
    problems.add(
      ['worth'],
      'A worth is not negative, with up to 14 digits before the point and 4 behind it.',
    );
  if (given === null) return null;
  const [whole = '', fraction = ''] = given.split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.slice(0, 4).padEnd(4, '0')}`;
}
