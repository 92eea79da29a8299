import type { DemoWarehouse } from './ports.js';
import type { DemoValues } from './fillPlaceholders.js';

/**
 * `loaded`: nothing to do. `started`: a load began and did not finish, its rows are ours to remove. `empty`: nobody wrote there.
 * `foreign`: somebody's own rows, which no load of ours may touch.
 */
export type DemoState = 'loaded' | 'started' | 'empty' | 'foreign';

/**
 * Finds out what a warehouse holds.
 *
 * @param tables `database.table` of those that its demo data fills
 */
export async function readDemoState(
  warehouse: DemoWarehouse,
  name: string,
  tables: readonly string[],
): Promise<DemoState> {
  const [marker] = await select(
    warehouse,
    `SELECT max(version) FROM meta.demo WHERE warehouse = '${name}' HAVING count() > 0`,
  );
  if (marker !== undefined) return Number(marker[0]) === 2 ? 'loaded' : 'started';
  for (const table of tables) {
    const [found] = await select(warehouse, `SELECT 1 FROM ${table} LIMIT 1`);
    if (found !== undefined) return 'foreign';
  }
  return 'empty';
}

/** Notes that a load begins (`loadedAt` undefined) or is done. One row, one block: it is there or it is not. */
export async function writeDemoState(
  warehouse: DemoWarehouse,
  name: string,
  { values, loadedAt }: { readonly values: DemoValues; readonly loadedAt?: Date },
): Promise<void> {
  await warehouse.insert('meta.demo', [
    {
      warehouse: name,
      rows: values.rows,
      seed: values.seed,
      day: values.now.toISOString().slice(0, 10),
      loaded_at: loadedAt === undefined ? null : loadedAt.toISOString(),
      version: loadedAt === undefined ? 1 : 2,
    },
  ]);
}

async function select(warehouse: DemoWarehouse, text: string): Promise<readonly (readonly unknown[])[]> {
  const { rows } = await warehouse.query({ text, parameters: [], settings: {} });
  return rows;
}
