import type { Problems } from '../checks/problems.js';
import { checkOptionalText, checkText, sameName } from '../checks/text.js';
import type { Funnel, FunnelStep, Rules, WebsiteRecord } from '../ports.js';
import { checkMatch } from './checkMatch.js';

/** As many as one funnel of a question has. */
const MAX_STEPS = 32;

/** What a caller says of a funnel; absent: as it is. Steps are given whole, in order. */
export interface FunnelChange {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly steps?: readonly FunnelStep[] | null | undefined;
}

/** The funnel with what is given, when its name is its own on the website and in the catalog. Reports every problem. */
export function checkFunnel(
  problems: Problems,
  {
    given,
    before,
    website,
    rules,
  }: { given: FunnelChange; before: Funnel | undefined; website: WebsiteRecord; rules: Rules },
): Omit<Funnel, 'id'> {
  for (const member of ['name', 'steps'] as const)
    if (given[member] === null || (before === undefined && given[member] === undefined))
      problems.add([member], `A funnel has ${member === 'name' ? 'a name' : 'steps'}.`, {
        code: 'INVALID_ARGUMENT',
      });
  const name =
    typeof given.name === 'string'
      ? checkText(problems, given.name, { path: ['name'], what: 'A name', longest: 100 })
      : (before?.name ?? '');
  if (website.funnels.some((other) => other !== before && sameName(other.name, name)))
    problems.add(
      ['name'],
      'The website has a funnel of this name (upper and lower case are the same): choose another, or change that one.',
    );
  if (typeof given.name === 'string' && rules.catalogFunnels.some((taken) => sameWords(taken, name)))
    problems.add(
      ['name'],
      'The catalog has a funnel of this name, which is asked for in the same place: choose another.',
    );
  const description =
    given.description === undefined
      ? (before?.description ?? null)
      : checkOptionalText(problems, given.description, {
          path: ['description'],
          what: 'A description',
          longest: 1_000,
        });
  const steps = given.steps ? checkSteps(problems, given.steps, rules) : (before?.steps ?? []);
  return { name, description, steps };
}

function checkSteps(problems: Problems, given: readonly FunnelStep[], rules: Rules): readonly FunnelStep[] {
  if (given.length < 2 || given.length > MAX_STEPS)
    problems.add(['steps'], `A funnel has 2 to ${MAX_STEPS} steps, in the order in which they are taken.`, {
      code: 'TOO_MANY',
    });
  // Beyond the limit nothing is said of each: the answer would be as large as the input.
  const steps = given.slice(0, MAX_STEPS).map((step, index): FunnelStep => {
    const at = ['steps', index];
    const name = checkText(problems, step.name, { path: [...at, 'name'], what: 'A name', longest: 100 });
    const value = checkMatch(problems, { ...step, of: step.type }, { path: [...at, 'value'], rules });
    return { name, type: step.type, match: step.match, value };
  });
  for (const [index, { name }] of steps.entries())
    if (name !== '' && steps.slice(0, index).some((other) => sameName(other.name, name)))
      problems.add(
        ['steps', index, 'name'],
        'An earlier step has this name: rows of an answer are told apart by it.',
      );
  return steps;
}

/** `trialToPaid`, `TRIAL_TO_PAID` and `trial to paid` would be taken for one another. */
function sameWords(a: string, b: string): boolean {
  const letters = (name: string) => name.replace(/[^\p{L}\p{N}]/gu, '');
  return sameName(letters(a), letters(b));
}
