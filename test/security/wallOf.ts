import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openEmbeddedWarehouse, splitStatements, type Warehouse } from '../../db/clickhouse/index.js';
import { WarehouseError } from '../../src/errors.js';
import {
  callerAccess,
  planAccess,
  renderAccess,
  type Catalog,
  type Role,
  type ServerFacts,
  type Viewer,
} from '../../src/metrics/index.js';
import { readServerFacts } from '../../src/start/readServerFacts.js';
import { openWalledEngine, type WalledEngine } from '../support/walledEngine.js';

const NAMES = { prefix: 'vernier' };

/** A warehouse that was filled and asked in the open, and is now behind what `vernier access sql` prints for its catalog. */
export interface Wall {
  readonly statements: string;
  readonly facts: ServerFacts;
  readonly catalog: Catalog;
  readonly warehouse: Warehouse;
  behind(viewer: Viewer): Warehouse;
  /** A warehouse that runs each query as it is told to, as a server does. */
  readonly server: Warehouse;
  close(): Promise<void>;
}

/** @param prepare fills the warehouse, asks what is to be compared, and gives the catalog */
export async function openWall(prepare: (open: Warehouse) => Promise<Catalog>): Promise<Wall> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-wall-'));
  const open = await openEmbeddedWarehouse({ folder: join(folder, 'data'), slots: 2, maxWaiting: 1_000 });
  const catalog = await prepare(open);
  const facts = await readServerFacts(catalog, open);
  const statements = renderAccess(catalog, {
    ...NAMES,
    user: 'vernier',
    ownDatabases: ['meta'],
    facts,
    limits: { maxSeconds: 30, maxResultRows: 100_000, maxBytesToRead: 1e11, maxMemoryBytes: 2e9, statementsPerMinute: 30_000 }, // prettier-ignore
  });
  for (const statement of splitStatements(statements))
    if (/MODIFY SQL SECURITY/.test(statement)) await open.write(statement.replace(/`vernier`/, 'default'));
  await open.close();
  const walled: WalledEngine = await openWalledEngine(join(folder, 'data'), statements);
  return {
    statements,
    facts,
    catalog,
    warehouse: walled.warehouse,
    server: Object.assign(Object.create(walled.warehouse) as Warehouse, {
      query: ((statement, options = {}) => {
        const { as, ...rest } = options;
        const asked = as === undefined ? walled.warehouse : walled.as(as.role, as.settings);
        return asked.query(statement, rest);
      }) satisfies Warehouse['query'],
    }),
    behind(viewer) {
      const { role, settings } = callerAccess(catalog, viewer, NAMES);
      return walled.as(role, settings);
    },
    async close() {
      await walled.warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives every statement to the engine's own parser. Answers how many there were. */
export async function parseAll({ statements, warehouse }: Wall): Promise<number> {
  const all = splitStatements(statements);
  for (const statement of all) {
    const text = { name: 'text', type: 'String', value: statement };
    const { rows } = await warehouse.query({ text: 'SELECT formatQuery({text:String})', parameters: [text], settings: {} }); // prettier-ignore
    expect(rows[0]?.[0]).toMatch(/^(CREATE|GRANT|REVOKE|DROP|SET|ALTER) /);
  }
  return all.length;
}

/** Reads every column of every table in a role: those that are granted answer, each other one is refused. Answers how many of both. */
export async function readEveryColumn(
  wall: Wall,
  viewer: Viewer,
): Promise<{ readonly open: number; readonly shut: number }> {
  const role: Role = viewer.role;
  const { tables } = planAccess(wall.catalog, role, { names: NAMES, facts: wall.facts });
  const granted = new Map(tables.map((table) => [`${table.database}.${table.table}`, table.columns]));
  const warehouse = wall.behind(viewer);
  const found = { open: 0, shut: 0 };
  for (const [table, { columns }] of wall.facts.tables)
    for (const column of columns) {
      const text = `SELECT \`${column}\` FROM ${table} LIMIT 0`;
      const refusal = await warehouse.query({ text, parameters: [], settings: {} }).then(
        () => undefined,
        (reason: unknown) => (reason instanceof WarehouseError ? reason.engineCode : reason),
      );
      const isGranted = granted.get(table)?.includes(column) === true;
      expect([table, column, refusal]).toEqual([table, column, isGranted ? undefined : 497]);
      found[isGranted ? 'open' : 'shut'] += 1;
    }
  return found;
}
