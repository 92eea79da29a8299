/** One word of a SQL snippet. `text` is as written; `value` is a quoted identifier without its quotes, or the name of a `{reference}`. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'reference';
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Problem {
  readonly problem: string;
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}

/** Tried in order at every position; what none of them takes is refused, so nothing reaches ClickHouse that was not understood here. */
const PATTERNS: readonly (readonly [SqlToken['kind'] | 'space', RegExp])[] = [
  ['space', /[ \t\r\n\f\v]+/y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['quoted', /`(?:[^`\\]|\\[\s\S]|``)+`|"(?:[^"\\]|\\[\s\S]|"")+"/y],
  ['number', /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![A-Za-z_$])/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['reference', /\{[ \t]*([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)[ \t]*\}/y],
  ['symbol', /->|::|<=>|<=|>=|<>|!=|==|\|\||[-+*/%()[\],.<>=?:]/y],
];

/** Cuts a snippet into words. Refuses comments, several statements, placeholders, open quotes and characters of no meaning. */
export function tokenizeSql(text: string): readonly SqlToken[] | Problem {
  const tokens: SqlToken[] = [];
  let position = 0;
  while (position < text.length) {
    const refused = refusedAt(text, position);
    if (refused !== undefined) return { problem: refused };
    const token = tokenAt(text, position, tokens.at(-1));
    if (token === undefined) return { problem: unexpected(text, position) };
    if (token.kind !== 'space') tokens.push({ ...token, kind: token.kind });
    position = token.end;
  }
  return tokens;
}

function tokenAt(
  text: string,
  start: number,
  previous: SqlToken | undefined,
): (Omit<SqlToken, 'kind'> & { kind: SqlToken['kind'] | 'space' }) | undefined {
  for (const [kind, pattern] of PATTERNS) {
    // TRICKY: `t.1` is element 1 of a tuple, not the word `t` and the number `.1`; `t.1.2` likewise.
    if (kind === 'number' && previous?.end === start && text[start] === '.' && previous.kind !== 'symbol')
      continue;
    const tupleElement = kind === 'number' && previous?.text === '.' && /^\d/.test(text[start] as string);
    const found = matchAt(tupleElement ? /\d+/y : pattern, text, start);
    if (found !== undefined)
      return {
        kind,
        text: found[0],
        value: kind === 'quoted' ? unquote(found[0]) : (found[1] ?? found[0]),
        start,
        end: start + found[0].length,
      };
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(
      /\\([\s\S])|``|""/g,
      (pair: string, escaped: string | undefined) => escaped ?? (pair[0] as string),
    );
}

function refusedAt(text: string, position: number): string | undefined {
  const pair = text.slice(position, position + 2);
  if (text[position] === ';') return '";" is not allowed: write one expression.';
  if (pair === '--' || pair === '/*' || text[position] === '#')
    return 'Comments are not allowed; use a YAML comment. (Write "- -1" as "+ 1".)';
  if (/^\{[ \t]*[^}:]*:/.test(text.slice(position)))
    return 'Query parameters "{name:Type}" are not allowed; "{name}" refers to another dimension of this dataset.';
  return undefined;
}

function unexpected(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) as number);
  if (character === "'") return 'A string is not closed: a quote is missing.';
  if (character === '`' || character === '"')
    return `A quoted name is not closed or is empty: ${character} is missing.`;
  if (character === '{')
    return '"{" must stand before the name of a dimension, as in "{country}"; write map(…) for a map.';
  if (character === '$') return '"$" is not allowed: caller attributes belong in "access".';
  if (/[0-9]/.test(character))
    return `"${text.slice(position).match(/^\S+/)?.[0] ?? character}" is neither a number nor a name; quote names that start with a digit.`;
  return `Unexpected character ${JSON.stringify(character)}.`;
}
