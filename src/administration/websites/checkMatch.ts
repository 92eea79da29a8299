import type { Problems } from '../checks/problems.js';
import { checkText } from '../checks/text.js';
import type { Match, Rules } from '../ports.js';

const LONGEST_VALUE = 1_000;

/** What a page path or an event action is compared with. */
interface Comparison {
  readonly of: 'page' | 'event';
  readonly match: Match;
  readonly value: string;
}

/** The value as it is kept; reports a path that no page can have and a pattern that the engine would refuse. */
export function checkMatch(
  problems: Problems,
  { of, match, value }: Comparison,
  { path, rules }: { readonly path: readonly (string | number)[]; readonly rules: Rules },
): string {
  if (match === 'regex') {
    const problem = value.includes('\0')
      ? 'A pattern cannot hold the character U+0000.'
      : rules.patternProblem(value);
    if (problem !== undefined) problems.add(path, problem);
    return value;
  }
  const what = of === 'page' ? 'A page path' : 'An event action';
  const text = checkText(problems, value, { path, what, longest: LONGEST_VALUE });
  if (of === 'page' && text !== '' && !text.startsWith('/'))
    problems.add(path, 'A page path begins with "/".', {
      suggestions: text.length < 200 ? [pathOf(text)] : [],
    });
  return text;
}

function pathOf(text: string): string {
  return text.replace(/^(?:[a-z][a-z0-9+.-]*:\/\/[^/]*)?\/?/i, '/');
}
