import type { NamedTable } from './renderTable.js';

type Data = Readonly<Record<string, unknown>>;

/**
 * The tables inside GraphQL data: each view of each scope is one, titled `scope.view`; nested objects become dotted columns.
 * A view that is one object is a table of one row, a single value a table of one cell under the view's own name.
 */
export function tablesOf(data: Data): NamedTable[] {
  return Object.entries(data).flatMap(([name, scope]) => {
    if (!isObject(scope)) return [tableOf([name], scope)];
    return Object.entries(scope).map(([view, value]) => tableOf([name, view], value));
  });
}

function tableOf(path: readonly string[], value: unknown): NamedTable {
  const title = path.join('.');
  if (Array.isArray(value) && value.every(isObject)) return rectangle(title, value);
  if (isObject(value)) return rectangle(title, [value]);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return { title, columns: [path.at(-1) ?? 'value'], rows: values.map((item) => [item]) };
}

function rectangle(title: string, objects: readonly Data[]): NamedTable {
  const flat = objects.map((object) => new Map(flatten(object, '')));
  const keys = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  // An object that is null in this row is there in others: its columns are empty, it is none itself.
  const columns = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}.`)));
  return { title, columns, rows: flat.map((row) => columns.map((column) => row.get(column) ?? null)) };
}

function flatten(object: Data, prefix: string): [string, unknown][] {
  return Object.entries(object).flatMap(([key, value]) =>
    isObject(value) ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value] as [string, unknown]],
  );
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
