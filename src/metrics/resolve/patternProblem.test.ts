import { expect, it } from 'vitest';
import { patternProblem } from './patternProblem.js';

it.each([
  '^/blog/',
  '(?i)berlin',
  '(?i:a)b',
  'a{2,1000}',
  '(?P<year>\\d{4})',
  '\\Aa\\z',
  '[[:alpha:]]+',
  '\\pL',
  '\\p{Greek}',
  '\\\\1',
  '\\Q(?=\\E',
  '(?:a|b)*?',
  '\\.html$',
  '\\x41',
  '[^/]+',
  'Straße',
])('%s', (pattern) => {
  expect(patternProblem(pattern)).toBeUndefined();
});

it.each([
  ['', 'The pattern is empty: it would match everything.'],
  ['a'.repeat(1_001), 'A pattern has at most 1000 characters.'],
  ['(a', 'The pattern is not a regular expression: check its brackets and repetitions.'],
  ['[a', 'The pattern is not a regular expression'],
  ['*a', 'The pattern is not a regular expression'],
  ['a**', 'The pattern is not a regular expression'],
  ['a)', 'The pattern is not a regular expression'],
  ['(a)\\1', 'Back-references such as "\\1" are not supported by re2.'],
  ['\\k<a>', 'Back-references'],
  ['(?=a)', 'Looking ahead or behind'],
  ['(?!a)', 'Looking ahead or behind'],
  ['(?<=a)b', 'Looking ahead or behind'],
  ['(?<!a)b', 'Looking ahead or behind'],
  ['\\y', '"\\y" means nothing in re2; write "\\\\" for a backslash.'],
  ['a{1001}', '"{1001}" repeats more than 1000 times, which re2 refuses.'],
  ['a{1,2000}', 'repeats more than 1000 times'],
  ['a\\', 'The pattern is not a regular expression'],
])('refuses %s', (pattern, problem) => {
  expect(patternProblem(pattern)).toContain(problem);
});
