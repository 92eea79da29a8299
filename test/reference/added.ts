import type { ReferenceDataset, Row, View, Views } from './catalogView.js';
import { roughNumber } from './numbers.js';
import type { Value } from './value.js';

/**
 * Columns that other rows add to a row: `@orderCount`, the value of the dimension of that name, which is a measure of the rows behind a relationship;
 * `@customer.country`, a dimension of the row that one leads to.
 */
export function addedColumns({ meanings }: ReferenceDataset): readonly string[] {
  const all = [...meanings.values()].flatMap(({ reads }) => reads);
  return [...new Set(all.filter((column) => column.startsWith('@')))];
}

/** The rows with their added columns, which are read when they are asked for. */
export function withAdded(dataset: ReferenceDataset, rows: readonly Row[], views: Views): readonly Row[] {
  const columns = addedColumns(dataset);
  if (columns.length === 0) return rows;
  return rows.map((row) => {
    const own: Record<string, Value> = { ...row };
    for (const column of columns) {
      let known: Value | undefined;
      const get = (): Value => (known ??= addedValue(views.get(dataset.spec.dataset) as View, views, { column, row: own })); // prettier-ignore
      Object.defineProperty(own, column, { get, enumerable: false });
    }
    return own;
  });
}

interface Place {
  readonly relationship: string;
  readonly member: string;
}

function placeOf({ spec }: View, column: string): Place {
  const text = spec.dimensions?.[column.slice(1)]?.measure ?? column.slice(1);
  const [relationship = '', member = ''] = text.split('.');
  return { relationship, member };
}

function addedValue(view: View, views: Views, { column, row }: { column: string; row: Row }): Value {
  const { relationship, member } = placeOf(view, column);
  const way = view.relationships.get(relationship);
  const other = way === undefined ? undefined : views.get(way.to);
  if (way === undefined || other === undefined) return null;
  if (!way.isMany) {
    const found = way.match(row);
    return found === null ? null : (other.defined.get(member)?.of(found) ?? null);
  }
  return roughNumber({ views, view: other, zone: 'UTC', now: new Date(0) }, member, way.all(row)).value();
}

/** Whether the viewer may read what a column adds. */
export function isAddable(column: string, view: View, views: Views): boolean {
  const { relationship, member } = placeOf(view, column);
  const way = view.relationships.get(relationship);
  const other = way === undefined ? undefined : views.get(way.to);
  if (way === undefined || other === undefined) return false;
  if (way.isMany) return other.numbers.has(member);
  return other.defined.get(member)?.reads.some((read) => other.hidden.has(read)) === false;
}
