import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedOptions, openEmbeddedWarehouse, type Warehouse } from '../../db/clickhouse/index.js';

/**
 * A real engine on a folder of its own, which `close()` removes. One at a time per process: open it in `beforeAll` (0.3 s)
 * and close it in `afterAll`. Its databases are those of `migrateWarehouse` only if the test runs it.
 */
export async function openTestWarehouse(options: Partial<EmbeddedOptions> = {}): Promise<Warehouse> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-clickhouse-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Two slots: vitest's processes start with four pool threads, and a running query holds one.
  const warehouse = await openEmbeddedWarehouse({
    slots: 2,
    maxMemoryBytes: 2 * 1024 ** 3,
    folder,
    ...options,
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const close = warehouse.close.bind(warehouse);
  return Object.assign(warehouse, { close: () => close().finally(remove) });
}
