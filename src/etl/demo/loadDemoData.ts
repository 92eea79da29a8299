import path from 'node:path';
import { demoRuns, type DemoValues } from './demoRuns.js';
import { readDemoFolder } from './readDemoFolder.js';

/** What loading needs of the warehouse; the adapters of db/clickhouse fit by shape. */
export interface DemoWarehouse {
  query(statement: {
    readonly text: string;
    readonly parameters: readonly { readonly name: string; readonly type: string; readonly value: string }[];
    readonly settings: Readonly<Record<string, string | number>>;
  }): Promise<{ readonly rows: readonly (readonly unknown[])[] }>;
  write(sql: string): Promise<void>;
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
}

export interface DemoOptions {
  /** db/clickhouse/demo: a folder of SQL per warehouse. */
  readonly folder: string;
  /** Web events, about; at least 1. */
  readonly rows: number;
  readonly now: Date;
  readonly onProgress: (step: {
    readonly label: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/** In this order; none reads what another made. */
const WAREHOUSES = ['web', 'outreach', 'company'] as const;
const SEED = 20_240_229;

/**
 * Fills the tables of the shipped warehouses with demo data, once: a warehouse whose load was finished is left as it is, one whose
 * load was killed is emptied and loaded again, and tables that hold somebody's own rows are not touched.
 */
export async function loadDemoData(warehouse: DemoWarehouse, options: DemoOptions): Promise<void> {
  for (const name of WAREHOUSES) await loadWarehouse(warehouse, name, options);
}

async function loadWarehouse(warehouse: DemoWarehouse, name: string, options: DemoOptions): Promise<void> {
  const marker = await readMarker(warehouse, name);
  if (marker === 'done') return;
  const statements = await readDemoFolder(path.join(options.folder, name));
  const tables = [...new Set(statements.map((statement) => statement.table))];
  if (marker === 'none' && (await anyRows(warehouse, tables))) return;

  const values: DemoValues = { rows: options.rows, seed: SEED, now: options.now };
  const record = {
    warehouse: name,
    rows: values.rows,
    seed: values.seed,
    day: values.now.toISOString().slice(0, 10),
  };
  await warehouse.insert('meta.demo', [{ ...record, loaded_at: null, version: 1 }]);
  for (const table of tables) await warehouse.write(`TRUNCATE TABLE ${table}`);
  const runs = statements.flatMap((statement) =>
    demoRuns(statement, values).map((text) => ({ label: statement.label, text })),
  );
  for (const [index, run] of runs.entries()) {
    options.onProgress({ label: `Demo data, ${name}: ${run.label}`, done: index, total: runs.length });
    await warehouse.write(run.text);
  }
  await warehouse.insert('meta.demo', [{ ...record, loaded_at: new Date().toISOString(), version: 2 }]);
}

async function readMarker(warehouse: DemoWarehouse, name: string): Promise<'none' | 'begun' | 'done'> {
  const { rows } = await warehouse.query({
    text: 'SELECT max(version) FROM meta.demo WHERE warehouse = {name:String}',
    parameters: [{ name: 'name', type: 'String', value: name }],
    settings: {},
  });
  const version = Number(rows[0]?.[0] ?? 0);
  return version === 0 ? 'none' : version === 1 ? 'begun' : 'done';
}

async function anyRows(warehouse: DemoWarehouse, tables: readonly string[]): Promise<boolean> {
  const { rows } = await warehouse.query({
    text: tables.map((table) => `SELECT 1 FROM (SELECT 1 FROM ${table} LIMIT 1)`).join(' UNION ALL '),
    parameters: [],
    settings: {},
  });
  return rows.length > 0;
}
