import Table from 'cli-table3';
import { showValue } from './showValue.js';

/** A rectangle of values with its title, as the `query` command prints it. */
export interface NamedTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Exact decimals and large integers arrive as text; they are numbers to the eye. */
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Text for a terminal: numbers to the right, null shown as a dash. */
export function renderTable({ title, columns, rows }: NamedTable): string {
  const text = new Table({
    head: columns.map((column) => showValue(column)),
    colAligns: columns.map((_, index) => (rows.every((row) => isNumeric(row[index])) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) text.push(columns.map((_, index) => showValue(row[index])));
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return `${title === '' ? '' : `${title}\n`}${text.toString()}\n${count}`;
}

function isNumeric(value: unknown): boolean {
  return value === null || typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value));
}
