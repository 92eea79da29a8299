import { Expression } from './expression.js';
import { readIdentifiers } from './readIdentifiers.js';
import { isProblem, tokenizeSql, type Problem, type SqlToken } from './tokenizeSql.js';

/** Finds the expression behind `{name}`. */
export type ReferenceLookup = (name: string) => Expression | Problem;

/**
 * Checks one ClickHouse expression of a catalog: a value of each row, over the columns of one source. Refuses what could read another table, end
 * or change the statement, multiply rows, or read columns without naming them (policies hide columns by name).
 * `{name}` is replaced by the expression of that dimension, in parentheses, when `references` are given.
 */
export function parseExpression(text: string, references?: ReferenceLookup): Expression | Problem {
  const trimmed = text.trim();
  if (trimmed === '') return { problem: 'The expression is empty.' };
  const tokens = tokenizeSql(trimmed);
  if (isProblem(tokens)) return tokens;
  const problem =
    unbalanced(tokens) ??
    tokens.map((_, index) => refusedWord(tokens, index)).find((found) => found !== undefined);
  if (problem !== undefined) return { problem };

  const { identifiers, functions } = readIdentifiers(tokens);
  let expanded = '';
  let position = 0;
  for (const token of tokens.filter(({ kind }) => kind === 'reference')) {
    const target = references?.(token.value) ?? {
      problem: `"{${token.value}}" can only be used inside a dataset.`,
    };
    if (isProblem(target)) return target;
    expanded += `${trimmed.slice(position, token.start)}(${target.text})`;
    position = token.end;
    for (const name of target.identifiers) identifiers.add(name);
    for (const name of target.functions) functions.add(name);
  }
  return new Expression(expanded + trimmed.slice(position), identifiers, functions);
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** Also wants every bracket closed: an open one would swallow the SQL after the snippet, an extra one would end what stands around it. */
export function unbalanced(tokens: readonly SqlToken[]): string | undefined {
  const open: string[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== 'symbol') continue;
    if (text === '(' || text === '[') open.push(text);
    if (text in CLOSES && open.pop() !== CLOSES[text])
      return `"${text}" closes nothing: check the parentheses.`;
  }
  return open.length === 0 ? undefined : `"${open.at(-1) as string}" is not closed: check the parentheses.`;
}

/** Clauses: as bare words they would begin another part of the statement. */
const CLAUSES = new Set(
  ['SELECT', 'FROM', 'UNION', 'SETTINGS', 'INTO', 'FORMAT', 'EXCEPT', 'INTERSECT', 'WITH', 'WHERE', 'PREWHERE', 'GROUP', 'ORDER', 'HAVING', 'LIMIT', 'JOIN', 'OVER', 'WINDOW', 'QUALIFY', 'OUTFILE', 'APPLY', 'COLUMNS'], // prettier-ignore
);

/** Functions that make several rows of one, name no columns, or take a table as their argument. */
const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['arrayjoin', 'it multiplies rows; use it in the "sql" of a dataset instead'],
  ['columns', 'it reads columns without naming them'],
  ['untuple', 'it makes several columns'],
  ['joinget', 'it reads another table; declare a relationship instead'],
  ['joingetornull', 'it reads another table; declare a relationship instead'],
]);
const IN_FUNCTION = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i;

function refusedWord(tokens: readonly SqlToken[], index: number): string | undefined {
  const token = tokens[index] as SqlToken;
  const previous = tokens[index - 1]?.text;
  const next = tokens[index + 1];
  if (token.text === '*' && (previous === undefined || ['(', ',', '.', '['].includes(previous))) {
    return '"*" is not allowed: name the columns (count needs no argument).';
  }
  if (token.kind !== 'word' || previous === '.') return undefined;
  const word = token.text.toUpperCase();
  const called = next?.text === '(';
  if (CLAUSES.has(word) && !(called && word === 'FORMAT')) {
    return `"${token.text}" is a clause of SQL and not allowed in an expression. If it is a column, quote it: \`${token.text}\`.`;
  }
  const refused = called ? REFUSED_FUNCTIONS.get(token.text.toLowerCase()) : undefined;
  if (refused !== undefined) return `"${token.text}" is not allowed: ${refused}.`;
  if (word === 'IN' && followsOperand(tokens, index)) return refusedIn(tokens, index + 1);
  if (called && IN_FUNCTION.test(token.text))
    return `Write "x IN (…)" instead of the function ${token.text}.`;
  if (word === 'AS' && !insideCast(tokens, index))
    return '"AS" is only allowed inside CAST(… AS …): a name given here would leak into the statement.';
  return undefined;
}

/** Tells the operator `x NOT IN (…)` from the function `NOT in(x, …)`. */
function followsOperand(tokens: readonly SqlToken[], index: number): boolean {
  const previous = tokens[index - 1];
  if (previous === undefined) return false;
  if (previous.kind === 'word' && /^(?:not|global)$/i.test(previous.text))
    return followsOperand(tokens, index - 1);
  if (previous.kind === 'word')
    return !/^(?:and|or|when|then|else|case|in|like|ilike|between|is)$/i.test(previous.text);
  return previous.kind !== 'symbol' || previous.text === ')' || previous.text === ']';
}

/** What stands behind IN must be a list: ClickHouse reads a bare name there, even in parentheses, as a table. */
function refusedIn(tokens: readonly SqlToken[], start: number): string | undefined {
  const first = tokens[start];
  const list =
    first?.text === '(' ||
    first?.text === '[' ||
    (/^(?:tuple|array)$/i.test(first?.text ?? '') && tokens[start + 1]?.text === '(');
  const inner: SqlToken[] = [];
  for (let index = start + 1; list && index < tokens.length && tokens[index]?.text !== ')'; index++) {
    if (tokens[index]?.text !== '(') inner.push(tokens[index] as SqlToken);
  }
  const bareName =
    first?.text === '(' &&
    inner.every(({ kind, text }) => kind === 'word' || kind === 'quoted' || text === '.') &&
    inner[0]?.kind !== undefined;
  const literal = inner.length === 1 && /^(?:null|true|false)$/i.test(inner[0]?.text ?? '');
  return list && (!bareName || literal)
    ? undefined
    : 'IN must be followed by a list of values, as in "IN (1, 2)": a bare name would read a table. Use "=" or has() for a column.';
}

function insideCast(tokens: readonly SqlToken[], index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const { text } = tokens[at] as SqlToken;
    if (text === ')' || text === ']') depth++;
    if (text === '(' || text === '[') depth--;
    if (depth < 0) return /^(?:try_)?cast$/i.test(tokens[at - 1]?.text ?? '');
  }
  return false;
}
