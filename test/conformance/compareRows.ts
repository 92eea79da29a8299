import type { Answer } from './suite.js';

export interface Expected {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** `count`: only how many rows there are. */
  readonly order: 'any' | 'as given' | 'count';
  /** Relative tolerance of numbers. */
  readonly tolerance: number;
}

/** What is different, with the first rows that are; undefined when nothing is. Columns are met by name, numbers within the tolerance. */
export function compareRows(expected: Expected, answer: Answer): string | undefined {
  const missing = expected.columns.filter((column) => !answer.columns.includes(column));
  if (missing.length > 0) return `no column ${missing.join(', ')}; there are ${answer.columns.join(', ')}`;
  if (expected.rows.length !== answer.rows.length) {
    return `expected ${expected.rows.length} rows, got ${answer.rows.length}${unmatched(expected, answer)}`;
  }
  if (expected.order === 'count') return undefined;
  const { wanted, given } = aligned(expected, answer);
  const at = wanted.findIndex((row, index) => !sameRow(row, given[index] ?? [], expected.tolerance));
  return at < 0 ? undefined : `row ${at + 1} differs${unmatched(expected, answer)}`;
}

type Rows = readonly (readonly unknown[])[];

function aligned(expected: Expected, answer: Answer): { readonly wanted: Rows; readonly given: Rows } {
  const places = expected.columns.map((column) => answer.columns.indexOf(column));
  const given = answer.rows.map((row) => places.map((place) => row[place] ?? null));
  if (expected.order === 'as given') return { wanted: expected.rows, given };
  return { wanted: sorted(expected.rows), given: sorted(given) };
}

/** Sorted by what is not a number first, so that a last digit seldom moves a row. */
function sorted(rows: Rows): Rows {
  return rows
    .map((row) => ({
      row,
      texts: JSON.stringify(row.map((cell) => (isFraction(cell) ? '' : text(cell)))),
      numbers: row.map((cell) => (isFraction(cell) ? Number(cell) : 0)),
    }))
    .sort((a, b) => (a.texts < b.texts ? -1 : a.texts > b.texts ? 1 : firstDifference(a.numbers, b.numbers)))
    .map(({ row }) => row);
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** A text of digits may be a number or a name; only what has a fraction is sorted as a number. */
function isFraction(cell: unknown): boolean {
  if (typeof cell === 'number') return true;
  return typeof cell === 'string' && isNumeric(cell);
}

function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
}

function text(cell: unknown): string {
  return cell === null || cell === undefined ? '\0' : typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function sameRow(a: readonly unknown[], b: readonly unknown[], tolerance: number): boolean {
  return a.every((cell, index) => sameCell(cell, b[index], tolerance));
}

/** Numbers as numbers, also when one side has them as text; booleans may be 0 and 1; everything else exactly. */
function sameCell(a: unknown, b: unknown, tolerance: number): boolean {
  if (a === b || ((a ?? null) === null && (b ?? null) === null)) return true;
  if (typeof a === 'boolean' || typeof b === 'boolean')
    return asBit(a) !== undefined && asBit(a) === asBit(b);
  if (!isFraction(a) || !isFraction(b)) return text(a) === text(b);
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

function asBit(cell: unknown): number | undefined {
  if (typeof cell === 'boolean') return Number(cell);
  return cell === 0 || cell === 1 ? cell : cell === 'true' ? 1 : cell === 'false' ? 0 : undefined;
}

const SHOWN = 4;

function unmatched(expected: Expected, answer: Answer): string {
  const { wanted, given } = aligned(expected, answer);
  const left = new Map<string, number>();
  const keyOf = (row: readonly unknown[]): string =>
    JSON.stringify(row.map((cell) => (isFraction(cell) ? Number(cell).toPrecision(5) : text(cell))));
  given.forEach((row) => left.set(keyOf(row), (left.get(keyOf(row)) ?? 0) + 1));
  const lost = wanted.filter((row) => !take(left, keyOf(row)));
  const extra = given.filter((row) => take(left, keyOf(row)));
  const list = (rows: Rows): string =>
    rows
      .slice(0, SHOWN)
      .map((row) => JSON.stringify(row))
      .join(' ');
  return `\n    columns:  ${JSON.stringify(expected.columns)}\n    expected: ${list(lost)}${lost.length > SHOWN ? ` … ${lost.length}` : ''}\n    got:      ${list(extra)}${extra.length > SHOWN ? ` … ${extra.length}` : ''}`;
}

function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  if (count > 0) counts.set(key, count - 1);
  return count > 0;
}
