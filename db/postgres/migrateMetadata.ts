import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationConfig, readMigrationFiles } from 'drizzle-orm/migrator';
import { StartupError } from '../../src/errors.js';
import type { Drizzle } from './database.js';
import { packageRoot } from './packageRoot.js';

const CONFIG: MigrationConfig = {
  migrationsFolder: join(packageRoot(), 'db/postgres/migrations'),
  migrationsSchema: 'vernier',
  migrationsTable: 'migrations',
};

/**
 * Brings the tables up to date with `apply`, the driver's own migrator; does nothing, and needs no right to create
 * anything, when they are. All pending migrations apply in one transaction. On a server the caller holds an advisory
 * lock, since two instances may start at once.
 * Throws StartupError when the tables were made by a newer version, which this one would read wrongly.
 */
export async function migrateMetadata(
  database: Drizzle,
  apply: (config: MigrationConfig) => Promise<void>,
): Promise<void> {
  const newest = Math.max(...readMigrationFiles(CONFIG).map((migration) => migration.folderMillis));
  const applied = await lastApplied(database);
  if (applied === newest) return;
  if (applied > newest) {
    throw new StartupError(
      'The metadata tables were made by a newer version of vernier; start that version, or restore an older backup.',
    );
  }
  await apply(CONFIG);
}

/** Time stamp of the newest applied migration in milliseconds, 0 when there is none. */
async function lastApplied(database: Drizzle): Promise<number> {
  const [known] = await database
    .select({ present: sql<boolean>`to_regclass('vernier.migrations') IS NOT NULL` })
    .from(sql`(VALUES (1)) AS one`);
  if (known?.present !== true) return 0;
  const [row] = await database
    .select({ newest: sql<string | null>`max(created_at)::text` })
    .from(sql`vernier.migrations`);
  return Number(row?.newest ?? 0);
}
