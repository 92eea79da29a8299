import type { SqlToken } from './tokenizeSql.js';

/** Words that are part of the grammar and never a column. A column of such a name has to be quoted. */
const GRAMMAR = new Set(
  ['AND', 'OR', 'NOT', 'IN', 'GLOBAL', 'IS', 'NULL', 'LIKE', 'ILIKE', 'REGEXP', 'BETWEEN', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'AS', 'INTERVAL', 'DISTINCT', 'TRUE', 'FALSE', 'DIV', 'MOD', 'SYMMETRIC'], // prettier-ignore
);
const UNITS = /^(?:nano|micro|milli)?seconds?$|^(?:minute|hour|day|week|month|quarter|year)s?$/i;

/** What a snippet reads and calls. Every name that is not certainly something else counts as a column. */
export function readIdentifiers(tokens: readonly SqlToken[]): {
  identifiers: Set<string>;
  functions: Set<string>;
} {
  const identifiers = new Set<string>();
  const functions = new Set<string>();
  const bound = lambdaScopes(tokens);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as SqlToken;
    if (token.text === '::' || (token.kind === 'word' && token.text.toUpperCase() === 'AS')) {
      index = endOfType(tokens, index + 1);
      continue;
    }
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    if (tokens[index - 1]?.text === '.' && tokens[index - 1]?.kind === 'symbol') continue;
    if (tokens[index + 1]?.text === '(') {
      if (!(token.kind === 'word' && GRAMMAR.has(token.text.toUpperCase()))) functions.add(token.value);
      continue;
    }
    if (token.kind === 'word' && isGrammar(tokens, index)) continue;
    if (bound.some(({ name, from, to }) => name === token.value && index >= from && index < to)) continue;
    identifiers.add(compound(tokens, index));
  }
  return { identifiers, functions };
}

function isGrammar(tokens: readonly SqlToken[], index: number): boolean {
  const { text } = tokens[index] as SqlToken;
  if (GRAMMAR.has(text.toUpperCase())) return true;
  if (/^(?:date|timestamp)$/i.test(text) && tokens[index + 1]?.kind === 'string') return true;
  const afterInterval = tokens
    .slice(Math.max(0, index - 3), index)
    .some((token) => /^interval$/i.test(token.text) && token.kind === 'word');
  return UNITS.test(text) && afterInterval && tokens[index - 1]?.text.toUpperCase() !== 'INTERVAL';
}

/** `a.b.c` reads a column `a` with subcolumns, or a nested column `a.b.c`. */
function compound(tokens: readonly SqlToken[], start: number): string {
  let whole = (tokens[start] as SqlToken).value;
  for (
    let index = start + 1;
    tokens[index]?.text === '.' && ['word', 'quoted'].includes(tokens[index + 1]?.kind ?? '');
    index += 2
  ) {
    whole += `.${(tokens[index + 1] as SqlToken).value}`;
  }
  return whole;
}

/** Last token of a type name: a word and, perhaps, its arguments in parentheses. */
function endOfType(tokens: readonly SqlToken[], start: number): number {
  if (tokens[start + 1]?.text !== '(') return start;
  let depth = 0;
  for (let index = start + 1; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  return tokens.length;
}

/** Parameters of lambdas and the tokens where they hold: `x -> f(x)`, `(x, y) -> f(x, y)`. Outside, the same word is a column. */
function lambdaScopes(tokens: readonly SqlToken[]): readonly { name: string; from: number; to: number }[] {
  return tokens.flatMap((token, arrow) => {
    if (token.text !== '->') return [];
    let from = arrow - 1;
    if (tokens[from]?.text === ')') while (from > 0 && tokens[from]?.text !== '(') from--;
    let depth = 0;
    let to = arrow + 1;
    for (; to < tokens.length; to++) {
      const { text } = tokens[to] as SqlToken;
      if (depth === 0 && (text === ',' || text === ')' || text === ']')) break;
      if (text === '(' || text === '[') depth++;
      if (text === ')' || text === ']') depth--;
    }
    const names = tokens.slice(from, arrow).filter(({ kind }) => kind === 'word');
    return names.map(({ value }) => ({ name: value, from, to }));
  });
}
