import type { SqlToken } from './tokenizeSql.js';

/** Values and the one operator that ClickHouse never reads as a column. */
const NEVER_COLUMNS = new Set(['NULL', 'TRUE', 'FALSE', 'NOT']);
/** Words that stand in front of an operand. */
const PREFIXES = new Set(['CASE', 'INTERVAL', 'DISTINCT']);
/** Words that stand behind one. */
const INFIXES = new Set(
  ['AND', 'OR', 'IN', 'GLOBAL', 'IS', 'LIKE', 'ILIKE', 'REGEXP', 'BETWEEN', 'SYMMETRIC', 'WHEN', 'THEN', 'ELSE', 'END', 'AS', 'DIV', 'MOD'], // prettier-ignore
);
const isGrammarWord = (word: string): boolean =>
  NEVER_COLUMNS.has(word) || PREFIXES.has(word) || INFIXES.has(word);
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
    if (token.text === '::' || (/^as$/i.test(token.text) && isGrammar(tokens, index))) {
      index = endOfType(tokens, index + 1);
      continue;
    }
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    if (tokens[index - 1]?.text === '.' && tokens[index - 1]?.kind === 'symbol') continue;
    if (tokens[index + 1]?.text === '(') {
      if (!(token.kind === 'word' && isGrammarWord(token.text.toUpperCase()))) functions.add(token.value);
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
  const word = text.toUpperCase();
  if (NEVER_COLUMNS.has(word)) return true;
  // TRICKY: ClickHouse reads `end`, `interval` or `mod` as a column wherever the grammar has no place for the word.
  if (PREFIXES.has(word)) return !endsHere(tokens[index + 1]);
  if (INFIXES.has(word)) return !beginsOperand(tokens, index);
  if (/^(?:date|timestamp)$/i.test(text) && tokens[index + 1]?.kind === 'string') return true;
  const afterInterval = tokens
    .slice(Math.max(0, index - 3), index)
    .some((token) => /^interval$/i.test(token.text) && token.kind === 'word');
  return UNITS.test(text) && afterInterval && !beginsOperand(tokens, index);
}

/** Nothing that a prefix could stand in front of comes here. A sign may be either; then the word counts as a column. */
function endsHere(next: SqlToken | undefined): boolean {
  if (next === undefined) return true;
  if (next.kind === 'symbol') return next.text !== '(' && next.text !== '[';
  return next.kind === 'word' && INFIXES.has(next.text.toUpperCase()) && !isWhen(next);
}

function isWhen(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' && /^when$/i.test(token.text);
}

/** An operand has to stand here, not an operator: at the start, and behind an open bracket, a comma or an operator. */
function beginsOperand(tokens: readonly SqlToken[], index: number): boolean {
  const previous = tokens[index - 1];
  if (previous === undefined) return true;
  if (previous.kind === 'symbol') return ![')', ']'].includes(previous.text);
  if (previous.kind !== 'word') return false;
  const word = previous.text.toUpperCase();
  // `x NOT LIKE y`, `x IS NOT …`: operators of two words.
  if (word === 'NOT') return beginsOperand(tokens, index - 1);
  // Which of the two in `CASE when WHEN` and `CASE WHEN when` is the column only a parser could tell, so both are.
  if (word === 'WHEN') return true;
  if (word === 'CASE' && isWhen(tokens[index])) return isWhen(tokens[index + 1]);
  if (word === 'GLOBAL' || word === 'IS' || NEVER_COLUMNS.has(word)) return false;
  return (PREFIXES.has(word) || INFIXES.has(word)) && word !== 'END' && isGrammar(tokens, index - 1);
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
