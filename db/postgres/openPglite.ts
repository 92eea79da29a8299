import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { StartupError, VernierError } from '../../src/errors.js';
import type { Database } from './database.js';
import { lockFolder } from './folderLock.js';
import { migrateMetadata } from './migrateMetadata.js';

/**
 * Opens the embedded PostgreSQL in a folder, or in memory without one (for tests), and brings its tables up to date.
 * Durability stays at PGlite's default: a commit is in the files before it is acknowledged, so a killed process loses
 * nothing it has acknowledged. Rejects with StartupError.
 */
export async function openPglite(folder?: string): Promise<Database> {
  const complaints: string[] = [];
  let unlock = () => {};
  try {
    if (folder !== undefined) unlock = lockFolder(folder);
    const client = await openClient(folder, complaints);
    try {
      const database = drizzle({ client });
      await migrateMetadata(database, (config) => migrate(database, config));
      return {
        kind: 'embedded',
        drizzle: database,
        exclusively: oneAtATime(),
        close: closeOnce(client, unlock),
      };
    } catch (error) {
      await client.close();
      throw error;
    }
  } catch (cause) {
    unlock();
    if (cause instanceof VernierError) throw cause;
    const place = folder === undefined ? 'in memory' : `in ${folder}`;
    throw new StartupError(
      `The embedded metadata store ${place} cannot be opened: ${reasonOf(complaints, cause)}.`,
      { cause },
    );
  }
}

async function openClient(folder: string | undefined, complaints: string[]): Promise<PGlite> {
  // PGlite itself only says that it failed; PostgreSQL says why, on its error output.
  const onStderr = (text: string): boolean => complaints.push(text) > 0;
  if (folder === undefined) return PGlite.create({ onStderr });
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  else if (existsSync(join(folder, 'PG_VERSION'))) return PGlite.create(folder, { onStderr });
  refuseForeign(folder);
  // A start that is killed while it makes the store leaves this mark, so that the next one begins again.
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(unfinished, '');
  const client = await PGlite.create(folder, { onStderr });
  rmSync(unfinished);
  return client;
}

function refuseForeign(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new StartupError(
    `The metadata folder ${folder} is not empty and holds no metadata store; empty it, or choose another data folder.`,
  );
}

/** PostgreSQL's own reason with its detail when it gave one, else the error's first line; without a full stop. */
function reasonOf(complaints: readonly string[], cause: unknown): string {
  const told = complaints.flatMap((line) => /(?:FATAL|PANIC|DETAIL): +(.+?)\.?$/.exec(line)?.[1] ?? []);
  if (told.length > 0) return told.join('; ');
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}

/** The folder lock keeps other processes out, so only this one's own work can collide. */
function oneAtATime(): Database['exclusively'] {
  const running = new Set<string>();
  return async (name, work) => {
    if (running.has(name)) return false;
    running.add(name);
    try {
      await work();
      return true;
    } finally {
      running.delete(name);
    }
  };
}

function closeOnce(client: PGlite, unlock: () => void): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= client.close().finally(unlock));
}
