import { MAX_PATTERN_LENGTH } from '../query/limits.js';

/** Letters and digits that may follow a backslash in RE2. */
const ESCAPES = 'aftnrvdDsSwWbBAzpPxQEC01234567';

/**
 * What is wrong with a `matches` pattern; undefined when RE2 will take it. Checked here so that a typing error is the caller's issue and not a failure of
 * ClickHouse. RE2 knows no back-references and no looking around: that is what keeps it linear.
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return `A pattern has at most ${MAX_PATTERN_LENGTH} characters.`;
  if (pattern === '') return 'The pattern is empty: it would match everything.';
  const plain = pattern.replace(/\\\\/g, '').replace(/\\Q[\s\S]*?(?:\\E|$)/g, '');
  if (/\(\?<?[=!]/.test(plain))
    return 'Looking ahead or behind, "(?=", "(?!", "(?<=", "(?<!", is not supported by re2.';
  if (/\\[1-9]|\\k</.test(plain)) return 'Back-references such as "\\1" are not supported by re2.';
  const escape = [...plain.matchAll(/\\([A-Za-z0-9])/g)].find(
    ([, letter]) => !ESCAPES.includes(letter as string),
  );
  if (escape !== undefined) return `"${escape[0]}" means nothing in re2; write "\\\\" for a backslash.`;
  const repeated = [...plain.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].find(
    ([, least, most]) => Number(least) > 1_000 || Number(most ?? 0) > 1_000,
  );
  if (repeated !== undefined) return `"${repeated[0]}" repeats more than 1000 times, which re2 refuses.`;
  return compiles(plain)
    ? undefined
    : 'The pattern is not a regular expression: check its brackets and repetitions.';
}

/** RE2's own syntax is put into JavaScript's before trying it: `(?i)`, `(?i:…)`, `(?P<name>…)`, `\A`, `\z`, `[[:alpha:]]`. */
function compiles(pattern: string): boolean {
  const javascript = pattern
    .replace(/\(\?[imsU]*(?:-[imsU]+)?\)/g, '')
    .replace(/\(\?[imsU]+(?:-[imsU]+)?:|\(\?-[imsU]+:/g, '(?:')
    .replace(/\(\?P</g, '(?<')
    .replace(/\[:\^?[a-z]+:\]/g, 'a');
  try {
    return new RegExp(javascript) instanceof RegExp;
  } catch {
    return false;
  }
}
