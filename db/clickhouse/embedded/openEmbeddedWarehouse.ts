import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import type { Warehouse } from '../warehouse.js';
import { checkEngine } from './checkEngine.js';
import { EmbeddedWarehouse } from './embeddedWarehouse.js';
import { loadEngine } from './loadEngine.js';
import { openFolder } from './openFolder.js';

export interface EmbeddedOptions {
  /** Data folder; made when missing. One process at a time can have it open, and a process only one folder. */
  readonly folder: string;
  /** Queries that run at once. Default: two per core. Node's thread pool must have more threads than this. */
  readonly slots?: number;
  /** Queries that may wait for a slot; more are refused as overloaded. Default: 16 per slot. */
  readonly maxWaiting?: number;
  /** Memory of all queries together, bytes. Default: 4 GiB. */
  readonly maxMemoryBytes?: number;
  /** Cache of index marks, bytes. Default: 256 MiB (the engine's own default is 5 GB). */
  readonly markCacheBytes?: number;
  /** Folder that BACKUP and RESTORE may use. Default: none. */
  readonly backupFolder?: string;
}

const DEFAULT_MEMORY = 4 * 1024 ** 3;
const DEFAULT_MARK_CACHE = 256 * 1024 ** 2;

/**
 * Starts ClickHouse inside this process on a data folder (about 0.3 s, 250 MB). Rejects with `StartupError`, in one sentence:
 * engine not installed, folder in use (`FolderInUseError.heldBy`), folder unusable, engine too old to keep limits.
 */
export async function openEmbeddedWarehouse(options: EmbeddedOptions): Promise<Warehouse> {
  const engine = await loadEngine();
  const folder = resolve(options.folder);
  // Settings of the whole engine: only the first session of a process can give them.
  const keeper = openFolder(engine, folder, [
    `--max_server_memory_usage=${options.maxMemoryBytes ?? DEFAULT_MEMORY}`,
    `--mark_cache_size=${options.markCacheBytes ?? DEFAULT_MARK_CACHE}`,
    ...(options.backupFolder === undefined
      ? []
      : [`--backups.allowed_path=${resolve(options.backupFolder)}`]),
  ]);
  try {
    const slots = options.slots ?? 2 * availableParallelism();
    return new EmbeddedWarehouse({
      engine,
      folder,
      keeper,
      slots,
      maxWaiting: options.maxWaiting ?? 16 * slots,
      ...checkEngine(engine, folder),
    });
  } catch (error) {
    keeper.close();
    throw error;
  }
}
