import type { Problems } from './problems.js';

/** Characters that PostgreSQL cannot keep, that end a line in a log, or that turn around how a name is shown. */
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;

interface TextRule {
  readonly path: readonly (string | number)[];
  /** What it is, as the sentence begins: `A name`. */
  readonly what: string;
  /** Longest, in characters. */
  readonly longest: number;
}

/** The text without spaces around it, when it is 1 to so many characters that can be shown; reports what is wrong. */
export function checkText(problems: Problems, text: string, { path, what, longest }: TextRule): string {
  const trimmed = text.trim();
  const length = [...trimmed.slice(0, 2 * longest + 2)].length;
  if (length === 0 || length > longest) problems.add(path, `${what} has 1 to ${longest} characters.`);
  else if (UNSHOWN.test(trimmed))
    problems.add(path, `${what} is one line without characters that cannot be shown.`);
  // What is too long is not looked at further.
  return trimmed.slice(0, 2 * longest);
}

/** The same where there may be none: null for null and for nothing but spaces. */
export function checkOptionalText(
  problems: Problems,
  text: string | null | undefined,
  rule: TextRule,
): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : checkText(problems, text, rule);
}

/** Names that differ only by case would be taken for one another. */
export function sameName(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
