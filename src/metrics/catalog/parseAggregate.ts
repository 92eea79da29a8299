import { KNOWN_AGGREGATES } from './aggregateFunctions.js';
import { closestNames, didYouMean, editDistance } from './closestNames.js';
import { unbalanced } from './parseExpression.js';
import { isProblem, tokenizeSql, type Problem } from './tokenizeSql.js';

/** Suffixes that the compiler adds itself where they are needed; written in a catalog they would be there twice. */
const COMBINATORS: readonly (readonly [RegExp, string])[] = [
  [/.If$/, 'use "filter" for the rows that count'],
  [/.(?:Simple)?State$/, 'the compiler stores and merges states itself'],
  [/.Merge(?:State)?$/, 'the compiler stores and merges states itself'],
  [/.OrNull$/, 'an aggregate over no rows is null already (a count is 0)'],
  [/.OrDefault$/, 'use "fill: zero"'],
];

/** Splits `quantileTDigest(0.95)` into a function and its literal parameters. Unknown functions are legal unless they look like a typing error. */
export function parseAggregate(
  text: string,
): { readonly name: string; readonly parameters: string } | Problem {
  const tokens = tokenizeSql(text);
  if (isProblem(tokens)) return tokens;
  const [function_, ...rest] = tokens;
  if (function_?.kind !== 'word')
    return { problem: 'Name an aggregate function of ClickHouse, such as "count" or "quantile(0.95)".' };
  const name = function_.text;
  const combinator = COMBINATORS.find(([suffix]) => suffix.test(name) && !KNOWN_AGGREGATES.includes(name));
  if (combinator !== undefined) return { problem: `"${name}" carries a combinator: ${combinator[1]}.` };
  const typo = probableTypo(name);
  if (typo !== undefined)
    return { problem: `"${name}" is not a known aggregate function.${didYouMean([typo])}` };
  if (rest.length === 0) return { name, parameters: '' };

  const inner = rest.slice(1, -1);
  const problem = unbalanced(rest);
  if (problem !== undefined || rest[0]?.text !== '(' || rest.at(-1)?.text !== ')')
    return {
      problem:
        problem ??
        'Write the function, then its parameters in parentheses: "quantile(0.95)". The arguments belong in "sql".',
    };
  const column = inner.find(
    ({ kind, text: word }) =>
      !(kind === 'number' || kind === 'string' || ['-', ',', '[', ']'].includes(word)),
  );
  if (column !== undefined)
    return {
      problem: `"${column.text}" is no parameter: parameters are numbers and strings, the arguments of the function belong in "sql".`,
    };
  return { name, parameters: inner.length === 0 ? '' : text.slice(inner[0]?.start, inner.at(-1)?.end) };
}

function probableTypo(name: string): string | undefined {
  if (KNOWN_AGGREGATES.includes(name)) return undefined;
  const nearest = closestNames(name, KNOWN_AGGREGATES)[0];
  if (nearest === undefined) return undefined;
  return editDistance(name.toLowerCase(), nearest.toLowerCase()) <= (name.length > 4 ? 2 : 1)
    ? nearest
    : undefined;
}
