import Table from 'cli-table3';

/** A rectangle of values with its title, as the `query` command prints it. */
export interface NamedTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Text for a terminal: numbers to the right, null shown as a dash that no text value looks like. */
export function renderTable(table: NamedTable): string {
  const numeric = table.columns.map((_, index) =>
    table.rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  );
  const text = new Table({
    head: [...table.columns],
    colAligns: numeric.map((isNumber) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [] },
  });
  for (const row of table.rows) text.push(row.map(show));
  const count = `${table.rows.length} ${table.rows.length === 1 ? 'row' : 'rows'}`;
  return `${table.title === '' ? '' : `${table.title}\n`}${text.toString()}\n${count}`;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
