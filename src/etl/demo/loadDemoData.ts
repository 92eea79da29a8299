import { join } from 'node:path';
import { readDemoState, writeDemoState } from './demoState.js';
import { emptyTable } from './emptyTable.js';
import { countRuns, fillPlaceholders, type DemoValues } from './fillPlaceholders.js';
import type { DemoWarehouse } from './ports.js';
import { readDemoSteps, type DemoStep } from './readDemoSteps.js';

const WAREHOUSES = ['web', 'outreach', 'company'] as const;

/** Any number will do; it stays, so that two machines show the same figures. */
const SEED = 20_240_229;

/**
 * A day of every table is a partition, so a statement over all days writes more than the engine's default allows; and derivations join
 * tables that are sharded alike, which on a cluster must be said.
 */
const WRITE_SETTINGS = { max_partitions_per_insert_block: 0, distributed_product_mode: 'local' };

export interface DemoOptions {
  /** Absolute path of `db/clickhouse/demo`. */
  readonly folder: string;
  /** Web events to make, about; other tables scale to it. 0: none of anything. */
  readonly rows: number;
  /** The start: data ends here. */
  readonly now: Date;
  /** Called before each run of a statement and once at the end; `done` of `total` runs are over. */
  readonly onProgress?: (step: {
    readonly label: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** Called with the name of a warehouse that is left alone because somebody's own rows are in it. */
  readonly onSkip?: (warehouse: string) => void;
}

interface Load {
  readonly name: string;
  readonly steps: readonly DemoStep[];
  readonly tables: readonly string[];
  readonly emptied: boolean;
}

/**
 * Fills the shipped warehouses with demo data, once: what an earlier start loaded is left as it is, whatever `rows` says now; what one
 * that was killed left behind is removed and made anew; and tables that hold rows of somebody's own are not touched.
 *
 * Meant for one instance at a time: two that start on the same empty server at one moment would both load.
 * Rejects with WarehouseError.
 */
export async function loadDemoData(warehouse: DemoWarehouse, options: DemoOptions): Promise<void> {
  if (options.rows === 0) return;
  const values: DemoValues = { rows: options.rows, seed: SEED, now: options.now };
  const loads: Load[] = [];
  for (const name of WAREHOUSES) {
    const steps = readDemoSteps(join(options.folder, name), join(options.folder, '../derive'));
    const tables = [...new Set(steps.map((step) => step.table))].filter((table) => !isShared(table));
    const state = await readDemoState(warehouse, name, tables);
    if (state === 'foreign') options.onSkip?.(name);
    if (state === 'empty' || state === 'started')
      loads.push({ name, steps, tables, emptied: state === 'empty' });
  }

  const total = loads.flatMap(({ steps }) => steps).reduce((sum, step) => sum + countRuns(step, values), 0);
  let done = 0;
  for (const { name, steps, tables, emptied } of loads) {
    if (!emptied) for (const table of tables) await emptyTable(warehouse, table);
    await writeDemoState(warehouse, name, { values });
    for (const step of steps) {
      for (let run = 0; run < countRuns(step, values); run++) {
        options.onProgress?.({ label: `Demo data: ${step.label}`, done, total });
        await warehouse.write(fillPlaceholders(step, run, values), { settings: WRITE_SETTINGS });
        done++;
      }
    }
    await writeDemoState(warehouse, name, { values, loadedAt: new Date() });
  }
  if (total > 0) options.onProgress?.({ label: 'Demo data', done, total });
}

/** The server itself writes there too (the audit log): such a table is nobody's own, and never emptied; its statement adds only what is missing. */
function isShared(table: string): boolean {
  return table.startsWith('meta.');
}
