import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrateWarehouse, splitStatements, type Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from './embedded.js';

const CLICKHOUSE = join(import.meta.dirname, '../../db/clickhouse');
export const CATALOG = join(import.meta.dirname, '../../catalog');

interface DemoValues {
  /** Wanted web events; the other warehouses scale to it. */
  readonly rows: number;
  /** `YYYY-MM-DD hh:mm:ss` in UTC: the start of the demo. */
  readonly now: string;
  readonly seed?: number;
}

/** An engine with every shipped table, empty. */
export async function openShippedWarehouse(): Promise<Warehouse> {
  const warehouse = await openTestWarehouse();
  await migrateWarehouse(warehouse, { folder: join(CLICKHOUSE, 'migrations') });
  return warehouse;
}

/** The INSERTs of one demo folder whose values do not depend on a range of days or a part, in order. */
export function demoStatements(
  folder: 'outreach' | 'company',
  { rows, now, seed = 20240229 }: DemoValues,
): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    rows: String(rows),
    seed: String(seed),
    now: `toDateTime64('${now}.000', 3, 'UTC')`,
    today: `toDate('${now.slice(0, 10)}')`,
  };
  const path = join(CLICKHOUSE, 'demo', folder);
  return readdirSync(path)
    .sort()
    .flatMap((file) => splitStatements(readFileSync(join(path, file), 'utf8')))
    .map((text) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] as string));
}

/** Tables that the INSERTs of a folder fill, in order. */
export function demoTables(folder: 'outreach' | 'company'): readonly string[] {
  const statements = demoStatements(folder, { rows: 1, now: '2026-01-01 00:00:00' });
  return [...new Set(statements.map(targetOf))];
}

const targetOf = (statement: string): string => /INSERT INTO ([\w.]+)/.exec(statement)?.[1] as string;

/** Empties the tables of a folder, or only some of them, and fills them again. */
export async function fillDemo(
  warehouse: Warehouse,
  folder: 'outreach' | 'company',
  { threads, only, ...values }: DemoValues & { readonly threads?: number; readonly only?: readonly string[] },
): Promise<void> {
  const tables = only ?? demoTables(folder);
  for (const table of tables) await warehouse.write(`TRUNCATE TABLE ${table}`);
  const settings = threads === undefined ? {} : { max_threads: threads };
  for (const statement of demoStatements(folder, values)) {
    if (tables.includes(targetOf(statement))) await warehouse.write(statement, { settings });
  }
}

/** Rows of a SELECT, 64-bit integers and decimals as strings. */
export async function rowsOf(warehouse: Warehouse, text: string): Promise<readonly (readonly unknown[])[]> {
  const settings = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 };
  const { rows } = await warehouse.query({ text, parameters: [], settings });
  return rows;
}

/** Number of rows of each table and a hash of all they hold, whatever their order. */
export async function fingerprints(
  warehouse: Warehouse,
  tables: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const table of tables) {
    const [row] = await rowsOf(
      warehouse,
      `SELECT count(), sum(cityHash64(formatRow('TSV', *))) FROM ${table}`,
    );
    found.set(table, (row as readonly unknown[]).join(':'));
  }
  return found;
}
