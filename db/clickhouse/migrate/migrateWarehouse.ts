import { StartupError, WarehouseError } from '../../../src/errors.js';
import type { Warehouse } from '../warehouse.js';
import { expandStatement } from './expandStatement.js';
import { withMigrationClaim } from './migrationClaim.js';
import { type Migration, readMigrations } from './readMigrations.js';

export interface MigrateOptions {
  /** Folder of the .sql files. */
  readonly folder: string;
  /** Which files to apply, by name; all of them when absent. */
  readonly only?: (name: string) => boolean;
  /** Name of the ClickHouse cluster to build the tables on; undefined: one node. */
  readonly cluster?: string;
  /** Called before each file, with its place among those to apply: for progress bars. */
  readonly onProgress?: (step: {
    readonly name: string;
    readonly index: number;
    readonly total: number;
  }) => void;
  /** After how many seconds without a sign of life another instance's claim is ignored. Default 60. */
  readonly staleSeconds?: number;
  /** How long to wait for another instance that is migrating, seconds. Default 300. */
  readonly waitSeconds?: number;
}

/**
 * Brings the warehouse's tables up to date and says which files it applied. Safe to run again and from several instances at
 * once. Rejects with `StartupError`: files that are not valid or were changed after they were applied, a statement that
 * failed (earlier ones of its file stay, and the file runs again next time).
 */
export async function migrateWarehouse(
  warehouse: Warehouse,
  options: MigrateOptions,
): Promise<{ applied: string[] }> {
  const { cluster } = options;
  const only = options.only ?? (() => true);
  const migrations = readMigrations(options.folder, cluster).filter(({ name }) => only(name));
  if (pending(migrations, await appliedChecksums(warehouse)).length === 0) return { applied: [] };

  for (const sql of expandStatement(
    'CREATE DATABASE IF NOT EXISTS {{database meta}} ENGINE = Atomic',
    cluster,
  )) {
    await warehouse.write(sql);
  }
  const claim = {
    cluster,
    staleSeconds: options.staleSeconds ?? 60,
    waitSeconds: options.waitSeconds ?? 300,
  };
  return withMigrationClaim(warehouse, claim, async () => {
    // Read again: another instance may have done the work while this one waited.
    const todo = pending(migrations, await appliedChecksums(warehouse, cluster));
    for (const [index, migration] of todo.entries()) {
      options.onProgress?.({ name: migration.name, index, total: todo.length });
      await apply(warehouse, migration);
    }
    return { applied: todo.map((migration) => migration.name) };
  });
}

/** Files that are not recorded, in order. Throws when a recorded one has another text now. */
function pending(
  migrations: readonly Migration[],
  applied: ReadonlyMap<string, string>,
): readonly Migration[] {
  const changed = migrations.filter(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (changed.length > 0) {
    throw new StartupError(
      `Applied migrations were changed: ${changed.map(({ name }) => name).join(', ')}. Restore them and write the change as a new file.`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function appliedChecksums(
  warehouse: Warehouse,
  cluster?: string,
): Promise<ReadonlyMap<string, string>> {
  const ask = (text: string) => warehouse.query({ text, parameters: [], settings: {} });
  const exists = await ask("SELECT 1 FROM system.tables WHERE database = 'meta' AND name = 'migrations'");
  if (exists.rows.length === 0) return new Map();
  // What another node recorded a moment ago may not have arrived here yet.
  if (cluster !== undefined) await warehouse.write('SYSTEM SYNC REPLICA meta.migrations');
  const { rows } = await ask('SELECT name, checksum FROM meta.migrations FINAL');
  return new Map(rows as unknown as [string, string][]);
}

async function apply(warehouse: Warehouse, { name, checksum, statements }: Migration): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await warehouse.write(statement);
    } catch (cause) {
      if (!(cause instanceof WarehouseError)) throw cause;
      // Our own DDL holds no values, so the engine's words may be shown to the operator.
      const why = cause.cause instanceof Error ? cause.cause.message : cause.message;
      throw new StartupError(`Migration ${name}, statement ${index + 1} failed: ${why}`, { cause });
    }
  }
  await warehouse.insert('meta.migrations', [{ name, checksum }]);
}
