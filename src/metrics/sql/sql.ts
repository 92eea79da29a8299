import { InvariantError } from '../../errors.js';
import type { AggregateCall, Dataset, DatasetSource } from '../catalog/definitions.js';
import { ChosenExpression } from '../catalog/chosenExpression.js';
import { Expression, type Hole } from '../catalog/expression.js';
import { isProblem, tokenizeSql, type SqlToken } from '../catalog/tokenizeSql.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import type { ParameterType } from './parameterType.js';
import type { ParameterValue, SecretName, StatementParameter } from './statement.js';

/**
 * Text, a value kept apart from it, one that only who runs the statement knows, the start of a line (`indent` levels of two spaces), or what is still to be
 * made: a select, or what an expression of the catalog leaves open.
 */
type Part =
  | { readonly kind: 'select'; readonly asked: Inner; readonly indent: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly type: ParameterType; readonly value: ParameterValue }
  | { readonly kind: 'secret'; readonly type: ParameterType; readonly secret: SecretName }
  | { readonly kind: 'hole'; readonly hole: Hole; readonly indent: number }
  | { readonly kind: 'line'; readonly indent: number }
  | { readonly kind: 'scan'; readonly scanned: ScannedRows };

/** Rows of one dataset that a select of a statement reads. It leaves no text. */
export interface ScannedRows {
  readonly dataset: Dataset;
  /** All must hold for a row that counts. */
  readonly where: readonly Sql[];
  /** As JSON it is nothing, so that pieces which are the same SQL are equal. */
  readonly toJSON: () => undefined;
}

/**
 * A piece of SQL whose values are not in its text. Exported as a type only: pieces are made by the functions of this file, from literals
 * of this code base, names, checked expressions of the catalog and bound values. A string cannot become SQL.
 */
class Sql {
  readonly #parts: readonly Part[];
  /** Columns and names that the piece reads, for the choice of output names (`outputNames.ts`). */
  readonly identifiers: ReadonlySet<string>;
  /** An AND or OR without parentheses: `tight` adds them where something stands next to it. */
  readonly isLoose: boolean;

  constructor(parts: readonly Part[], identifiers: Iterable<string> = [], isLoose = false) {
    this.#parts = parts;
    this.identifiers = new Set(identifiers);
    this.isLoose = isLoose;
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }
}
export type { Sql };

const text = (written: string): Part => ({ kind: 'text', text: written });

/** What a select inside a statement answers. Equal names are the same select. */
interface Inner {
  readonly name: string;
  readonly question: ResolvedQuery;
  /** Whether the policies of the statement hold for it is checked when it is made. */
  readonly toJSON: () => string;
}

/** A select in parentheses that answers a question. It is made last (`withAnswers`): making it here would need every way of answering one. */
export function answerOf(name: string, question: ResolvedQuery): Sql {
  const asked: Inner = { name, question, toJSON: () => name };
  return new Sql([{ kind: 'select', asked, indent: 0 }]);
}

/** The piece with every select in it that was still to be made, as it stands in its place. */
export function withAnswers(piece: Sql, answer: (question: ResolvedQuery, name: string) => Sql): Sql {
  return withParts(piece, (part) =>
    part.kind === 'select' ? answer(part.asked.question, part.asked.name) : undefined,
  );
}

/** The piece with everything in it that expressions of the catalog leave open. */
export function withHoles(piece: Sql, fill: (hole: Hole) => Sql): Sql {
  return withParts(piece, (part) => (part.kind === 'hole' ? fill(part.hole) : undefined));
}

function withParts(piece: Sql, replace: (part: Part) => Sql | undefined): Sql {
  const parts = piece.parts.flatMap((part): readonly Part[] => {
    const replaced = replace(part);
    if (replaced === undefined) return [part];
    const by = 'indent' in part ? part.indent : 0;
    return replaced.parts.map((line) => ('indent' in line ? { ...line, indent: line.indent + by } : line));
  });
  return new Sql(parts, piece.identifiers, piece.isLoose);
}

/**
 * Tag for SQL of this code base. Holes take pieces of SQL, or checked expressions of the catalog, which get parentheses where they need them.
 * A plain string in a hole does not compile.
 */
export function sql(written: TemplateStringsArray, ...holes: readonly (Sql | Expression)[]): Sql {
  const pieces = holes.map((hole) => (hole instanceof Expression ? operand(hole) : hole));
  const parts = written.flatMap((literal, index) => [text(literal), ...(pieces[index]?.parts ?? [])]);
  // A template that is nothing but a hole is that piece: still loose, if it was.
  const [only] = pieces;
  if (only !== undefined && written.join('') === '' && pieces.length === 1) return only;
  return new Sql(parts, pieces.flatMap((piece) => [...piece.identifiers])); // prettier-ignore
}

/** A value of the caller or of the compiler: bound, never part of the text. */
export function value(bound: ParameterValue, type: ParameterType): Sql {
  return new Sql([{ kind: 'value', type, value: bound }]);
}

/** A value that only who runs the statement knows. Shown to nobody: whoever prints the statement prints its name. */
export function secret(name: SecretName, type: ParameterType): Sql {
  return new Sql([{ kind: 'secret', type, secret: name }]);
}

/** An expression of the catalog as it stands: where nothing next to it binds tighter (an argument, a whole select item). */
export function bare(expression: Expression): Sql {
  if (expression instanceof ChosenExpression) return chosen(expression);
  return new Sql(partsOf(expression), [...expression.identifiers].flatMap(withWholes));
}

function partsOf({ text: written, holes }: Expression): readonly Part[] {
  let parts: readonly Part[] = [text(written)];
  for (const [placeholder, hole] of holes)
    parts = parts.flatMap((part) => {
      if (part.kind !== 'text') return [part];
      return part.text
        .split(placeholder)
        .flatMap((between, index) => [
          ...(index === 0 ? [] : [{ kind: 'hole', hole, indent: 0 } as const]),
          text(between),
        ]);
    });
  return parts;
}

/** TRICKY: `if` and `multiIf` need something behind the last condition; without a case that holds there is no value. */
function chosen({ key, cases }: ChosenExpression): Sql {
  const whens = list(
    cases.map(({ values, then }) => sql`${key} IN ${value([...values], 'Array(String)')}, ${bare(then)}`),
  );
  return cases.length === 1 ? sql`if(${whens}, NULL)` : sql`multiIf(${whens}, NULL)`;
}

/** `payload.site.id` → also `payload` and `payload.site`: an output name like one of these would capture it too, where it holds such a part. */
function withWholes(name: string): readonly string[] {
  const steps = name.split('.');
  return steps.map((_, index) => steps.slice(0, index + 1).join('.'));
}

function operand(expression: Expression): Sql {
  if (expression instanceof ChosenExpression) return chosen(expression);
  const atomic = atomicity.get(expression) ?? isAtomic(expression.text);
  atomicity.set(expression, atomic);
  return atomic ? bare(expression) : sql`(${bare(expression)})`;
}
const atomicity = new WeakMap<Expression, boolean>();

/** Nothing next to it can tear it apart: a name, a literal, one call, or something in parentheses. */
function isAtomic(expression: string): boolean {
  const tokens = tokenizeSql(expression);
  if (isProblem(tokens)) return false;
  if (tokens.length === 1) return true;
  // TRICKY: `NOT (a)` looks like a call, but the word binds looser than what may stand next to it.
  const called =
    tokens[0]?.kind === 'word' && tokens[1]?.text === '(' && !KEYWORDS.has(tokens[0].text.toLowerCase());
  const rest = called ? tokens.slice(1) : tokens;
  if (rest[0]?.text === '(') return closesLast(rest);
  return tokens.every(({ kind, text: word }, index) =>
    index % 2 === 0 ? kind === 'word' || kind === 'quoted' : word === '.',
  );
}

function closesLast(tokens: readonly SqlToken[]): boolean {
  let depth = 0;
  return tokens.every(({ text: word }, index) => {
    if (word === '(') depth++;
    if (word === ')') depth--;
    return depth > 0 || index === tokens.length - 1;
  });
}

/** A name that this statement gives: an alias, a table. Quoted when it is not a plain word. */
export function identifier(name: string): Sql {
  return new Sql([text(quoted(name))]);
}

/** A column that this statement reads from a sub-select. Counts as read, so no output name may capture it. */
export function column(name: string): Sql {
  return new Sql([text(quoted(name))], [name]);
}

/** Words that ClickHouse would read as something else where a name stands. */
const KEYWORDS = new Set(
  ['all', 'and', 'any', 'array', 'as', 'asc', 'between', 'by', 'case', 'cross', 'cube', 'date', 'desc', 'distinct', 'else', 'end', 'except', 'exists', 'false', 'final', 'format', 'from', 'full', 'global', 'group', 'having', 'in', 'inf', 'infinity', 'inner', 'intersect', 'interval', 'into', 'is', 'join', 'left', 'like', 'limit', 'nan', 'not', 'null', 'offset', 'on', 'or', 'order', 'prewhere', 'qualify', 'right', 'rollup', 'sample', 'select', 'settings', 'then', 'timestamp', 'true', 'union', 'using', 'values', 'when', 'where', 'window', 'with'], // prettier-ignore
);

function quoted(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name.toLowerCase())) return name;
  return `\`${name.replace(/[\\`]/g, (char) => `\\${char}`)}\``;
}

/** Digits of a formula, as written in the catalog. */
export function numberLiteral(digits: string): Sql {
  if (!/^\d+(?:\.\d+)?$/.test(digits)) throw new InvariantError(`Not a number: ${digits}`);
  return new Sql([text(digits)]);
}

/** A ClickHouse aggregate function with combinators and parameters, ready for its arguments: `quantileOrNullIf(0.95)`. */
export function aggregateName(call: AggregateCall, combinators: AggregateCombinators): Sql {
  if (!/^[A-Za-z]\w*$/.test(call.name) || !/^[\w.,+\-' ]*$/.test(call.parameters)) {
    throw new InvariantError(`Not an aggregate function: ${call.name}(${call.parameters})`);
  }
  return new Sql([text(`${call.name}${combinators}${call.parameters === '' ? '' : `(${call.parameters})`}`)]);
}
export type AggregateCombinators = `${'' | 'OrNull'}${'' | 'State' | 'Merge' | 'MergeState'}${'' | 'If'}`;

/** Where rows come from, as it stands behind FROM. */
export function sourceText(source: DatasetSource): Sql {
  if (source.kind === 'table') {
    const table = sql`${identifier(source.database)}.${identifier(source.table)}`;
    return source.final ? sql`${table} FINAL` : table;
  }
  return nested(new Sql(sourceLines(source.text)));
}

/** The SELECT of a catalog, line by line; in one piece when a string in it spans lines, which indenting would change. */
function sourceLines(select: string): readonly Part[] {
  const lines = select.trim().split('\n');
  if (lines.some((line) => isProblem(tokenizeSql(line)))) return [text(select.trim())];
  const margins = lines.slice(1).filter((line) => line.trim() !== '').map((line) => line.search(/\S/)); // prettier-ignore
  const margin = Math.min(...margins, Infinity);
  return lines.flatMap((line, index): readonly Part[] =>
    index === 0
      ? [text(line.trim())]
      : [{ kind: 'line', indent: 0 }, text(line.slice(Math.min(margin, line.length)).trimEnd())],
  );
}

/**
 * A select that may read what is named (`name AS (select)`, `expression AS name`). TRICKY: it may do so already, and has one WITH. That of expressions
 * comes from `select`; a computed name behind FROM could only be an ARRAY JOIN, over which ClickHouse fails where an IN of such rows is grouped by.
 */
export function withFirst(named: readonly Sql[], select: Sql): Sql {
  if (named.length === 0) return select;
  const [first, ...rest] = select.parts;
  if (first !== WITH)
    return new Sql([WITH, ...join([join(named, sql`, `), select], newline).parts], select.identifiers);
  return new Sql([WITH, ...join(named, sql`, `).parts, text(', '), ...rest], select.identifiers);
}
const WITH = text('WITH ');

/** The start of a line. */
export const newline: Sql = new Sql([{ kind: 'line', indent: 0 }]);

/** The same, two spaces further to the right on every line but the first. */
export function indent(piece: Sql): Sql {
  const parts = piece.parts.map((part): Part =>
    'indent' in part ? { ...part, indent: part.indent + 1 } : part,
  );
  return new Sql(parts, piece.identifiers);
}

/** A select in parentheses, on lines of its own. What it reads is its own affair: its names do not count for the select around it. */
export function nested(select: Sql): Sql {
  const block = indent(sql`${newline}${select}`);
  return new Sql([text('('), ...block.parts, ...newline.parts, text(')')]);
}

/** Pieces with a separator between them. */
export function join(pieces: readonly Sql[], separator: Sql): Sql {
  return new Sql(
    pieces.flatMap((piece, index) => (index === 0 ? piece.parts : [...separator.parts, ...piece.parts])),
    pieces.flatMap((piece) => [...piece.identifiers]),
  );
}

/** Marks pieces joined by AND or OR. */
export function loose(piece: Sql): Sql {
  return new Sql(piece.parts, piece.identifiers, true);
}

/** With parentheses when it is loose. */
export function tight(piece: Sql): Sql {
  return piece.isLoose ? sql`(${piece})` : piece;
}

/** `a, b, c` */
export function list(pieces: readonly Sql[]): Sql {
  return join(pieces, sql`, `);
}

/** A select that reads these rows. */
export function withScan(select: Sql, scanned: ScannedRows): Sql {
  return new Sql([...select.parts, { kind: 'scan', scanned }], select.identifiers, select.isLoose);
}

/** What the selects of a finished piece read. */
export function scansIn({ parts }: Sql): readonly ScannedRows[] {
  return parts.flatMap((part) => (part.kind === 'scan' ? [part.scanned] : []));
}

/** A select stands in it: rows of another scan, or the answer to a question. */
export function holdsSelect({ parts }: Sql): boolean {
  return parts.some(({ kind }) => kind === 'scan' || kind === 'select' || kind === 'hole');
}

/** It names one of these tables of a WITH. */
export function namesTable({ parts }: Sql, tables: Iterable<string>): boolean {
  const names = new Set([...tables].map(quoted));
  return parts.some((part) => part.kind === 'text' && names.has(part.text));
}

/** Equal for pieces that are the same SQL with the same values. */
export function fingerprint(piece: Sql): string {
  const known = fingerprints.get(piece) ?? JSON.stringify(piece.parts);
  fingerprints.set(piece, known);
  return known;
}
const fingerprints = new WeakMap<Sql, string>();

/** Text with `{p1:Type}` in the place of values, and the values; equal values of one type are one parameter. */
export function renderSql(piece: Sql): { text: string; parameters: readonly StatementParameter[] } {
  const parameters = new Map<string, StatementParameter>();
  let rendered = '';
  for (const part of piece.parts) {
    if (part.kind === 'text') rendered += part.text;
    else if (part.kind === 'scan') continue;
    else if (part.kind === 'select' || part.kind === 'hole')
      throw new InvariantError('A part of the statement was never made.');
    else if (part.kind === 'line') rendered = `${rendered.trimEnd()}\n${'  '.repeat(part.indent)}`;
    else {
      const key = JSON.stringify(part);
      const parameter = parameters.get(key) ?? {
        name: `p${parameters.size + 1}`,
        type: part.type,
        ...(part.kind === 'secret'
          ? { value: `(${part.secret})`, secret: part.secret }
          : { value: part.value }),
      };
      parameters.set(key, parameter);
      rendered += `{${parameter.name}:${parameter.type}}`;
    }
  }
  return { text: rendered, parameters: [...parameters.values()] };
}

/** The piece is nothing but this name. */
export function isName(piece: Sql, name: string): boolean {
  const [only, ...rest] = piece.parts.filter((part) => part.kind !== 'text' || part.text !== '');
  return rest.length === 0 && only?.kind === 'text' && (only.text === name || only.text === quoted(name));
}
