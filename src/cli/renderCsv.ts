import { stringify } from 'csv-stringify/sync';
import type { NamedTable } from './renderTable.js';

/** Begins of a text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * CSV with a header; a field with a comma, a quote or a line break is quoted, lines end in LF. Null is empty and an empty text `""`.
 * A text that a spreadsheet would run as a formula begins with an apostrophe; numbers, also exact ones that come as text, stay exact.
 */
export function renderCsv({ columns, rows }: NamedTable): string {
  return stringify([columns.map(cell), ...rows.map((row) => columns.map((_, index) => cell(row[index])))], {
    quoted_match: /^$/,
  });
}

function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') return JSON.stringify(value);
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}
