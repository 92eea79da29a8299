import type { Answer } from '../suite.js';
import type { Column } from './columns.js';
import type { Question } from './selected.js';

type Row = Readonly<Record<string, unknown>>;

/** The answer in the suite's columns and forms of values. */
export function readAnswer(
  { columns, view, spine }: Question,
  data: unknown,
): Answer & { readonly total: number | undefined } {
  const scope = (data as { scope: Record<string, readonly Row[] | undefined> }).scope;
  const rows = (scope[view] ?? []).map((row) => columns.map((column) => valueOf(column, row)));
  const all = spine ? withEmptyBuckets(columns, rows, scope['spine'] ?? []) : rows;
  const shown = columns.flatMap((column, index) => column.names.map((name) => ({ name, index })));
  // Of several cuts of one time the last one stands under its name.
  const unique = shown.filter(
    ({ name }, index) => !shown.slice(index + 1).some((other) => other.name === name),
  );
  return {
    columns: unique.map(({ name }) => name),
    rows: all.map((row) => unique.map(({ index }) => row[index])),
    total: scope['all']?.length,
  };
}

/** A bucket in which no group has a value is one row without a group. */
function withEmptyBuckets(
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
  spine: readonly Row[],
): readonly (readonly unknown[])[] {
  const at = columns.findIndex(({ kind }) => kind === 'time');
  const time = columns[at];
  if (time === undefined) return rows;
  const met = new Set(rows.map((row) => row[at]));
  const empty = spine
    .map((row) => valueOf(time, row))
    .filter((bucket) => !met.has(bucket))
    .map((bucket) => columns.map((_, index) => (index === at ? bucket : null)));
  return [...rows, ...empty].sort((a, b) => (String(a[at]) < String(b[at]) ? -1 : String(a[at]) > String(b[at]) ? 1 : 0)); // prettier-ignore
}

function valueOf({ key, form }: Column, row: Row): unknown {
  const value = key.split('.').reduce<unknown>((inner, step) => (inner as Row | undefined)?.[step], row);
  if (typeof value !== 'string') return value;
  if (form === 'bucket') return localTime(value);
  return form === 'instant' || INSTANT.test(value) ? new Date(value).toISOString().replace('Z', '') : value;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** `2017-01-02` and `2017-01-02T10:00:00-08:00` → `2017-01-02T10:00:00.000`. */
function localTime(value: string): string {
  const [, day = '', clock = '00:00:00', fraction = '000'] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?)?/.exec(value) ?? [];
  return `${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}
