import type { Warehouse } from '../../db/clickhouse/index.js';
import { rowsOf } from '../support/shippedDemo.js';

/** Who the rows belong to: a website in one warehouse, a tenant in the others. Spellings that are nearly the granted ones are somebody else's. */
export const OWNERS = ['north', 'east', 'west', 'NORTH', 'north '] as const;
export type Owner = (typeof OWNERS)[number];

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Columns that the shipped tables are filled through, by `database.table`. */
export async function shippedTables(warehouse: Warehouse): Promise<ReadonlyMap<string, readonly Column[]>> {
  const found = await rowsOf(
    warehouse,
    `SELECT concat(database, '.', table), name, type FROM system.columns
     WHERE database IN ('web', 'outreach', 'company', 'meta') AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')
       AND (database, table) NOT IN (SELECT database, name FROM system.tables WHERE engine = 'View')
     ORDER BY database, table, position`,
  );
  const tables = new Map<string, Column[]>();
  for (const [table, name, type] of found as readonly (readonly [string, string, string])[])
    tables.set(table, [...(tables.get(table) ?? []), { name, type }]);
  // Without an owner a table is our own book-keeping.
  return new Map([...tables].filter(([, columns]) => columns.some(isOwner)));
}

const ROWS_EACH = 2;

/** Adds rows of these owners to every table. Columns of `relabelled` (`database.table.column`) get other values, one to one. */
export async function fillTables(
  warehouse: Warehouse,
  owners: readonly Owner[],
  relabelled: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const [table, columns] of await shippedTables(warehouse)) {
    const rows = owners.flatMap((owner) =>
      Array.from({ length: ROWS_EACH }, (_, row) =>
        Object.fromEntries(
          columns.map((column) => [
            column.name,
            isOwner(column)
              ? owner
              : valueOf(column, { owner, row, other: relabelled.has(`${table}.${column.name}`) }),
          ]),
        ),
      ),
    );
    await warehouse.insert(table, rows);
  }
}

export async function emptyTables(warehouse: Warehouse): Promise<void> {
  for (const table of (await shippedTables(warehouse)).keys())
    await warehouse.write(`TRUNCATE TABLE ${table}`);
}

/** What these owners' rows have in a column of numbers, added up. */
export function sumOfColumn(column: Column, owners: readonly Owner[]): number {
  const rows = Array.from({ length: ROWS_EACH }, (_, row) => row);
  return owners
    .flatMap((owner) => rows.map((row) => Number(valueOf(column, { owner, row, other: false }))))
    .reduce((sum, value) => sum + value, 0);
}

function isOwner({ name }: Column): boolean {
  return name === 'tenant_id' || name === 'website_id';
}

/** 2, 5, 11, 23 …: every set of rows has a sum of its own. */
const PRIMES = [2, 5, 11, 23, 43, 89, 179, 359, 719, 1433];

/** Ids are those of the other owners, too, so that a join that forgets the owner finds their rows; texts name their owner; numbers are its primes. */
function valueOf(
  { name, type }: Column,
  { owner, row, other }: { owner: Owner; row: number; other: boolean },
): unknown {
  const index = OWNERS.indexOf(owner);
  const prime = (PRIMES[index * ROWS_EACH + row] as number) + (other ? 3_000 : 0);
  const mark = other ? '~' : '';
  const plain = type
    .replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, '$1')
    .replace(/^Nullable\((.*)\)$/, '$1');
  if (name === 'is_deleted') return 0;
  if (name === 'is_duplicate' || name === 'is_bot') return false;
  if (name === 'site') return 'app';
  if (name.endsWith('currency')) return 'EUR';
  if (plain === 'String')
    return name.endsWith('_id') ? `${name}-${row}${mark}` : `${owner} ${name} ${row}${mark}`;
  if (plain === 'UUID') return `00000000-0000-4000-800${other ? 1 : 0}-00000000000${row}`;
  if (plain === 'Bool') return row === 0;
  if (plain === 'IPv4') return `${other ? 11 : 10}.0.${index}.${row}`;
  if (plain === 'Date') return `2030-03-0${row + 1}`;
  if (plain.startsWith('DateTime')) return `2030-03-0${row + 1} 10:0${index}:00`;
  if (plain === 'UInt8') return index * ROWS_EACH + row + 1;
  if (plain.startsWith('Decimal')) return `${prime}.25`;
  if (plain.startsWith('JSON'))
    return { spaceId: `space_id-${row}`, blockType: `${owner} block`, spaceVisibility: 'public' };
  if (/^(?:U?Int|Float)\d+$/.test(plain)) return prime;
  throw new Error(`No value for a column of type ${type}.`);
}
