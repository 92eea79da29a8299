import { stringify } from 'csv-stringify/sync';
import type { NamedTable } from './renderTable.js';

/** RFC 4180 with a header. Null is empty; a text that a spreadsheet would run as a formula is quoted with an apostrophe. */
export function renderCsv(table: NamedTable): string {
  return stringify(
    table.rows.map((row) => row.map(cell)),
    { header: true, columns: [...table.columns], escape_formulas: true },
  );
}

function cell(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === undefined ? null : JSON.stringify(value);
}
