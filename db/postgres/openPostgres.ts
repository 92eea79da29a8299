import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { VernierError } from '../../src/errors.js';
import { askStore } from './askStore.js';
import type { Database } from './database.js';
import { migrateMetadata } from './migrateMetadata.js';
import { postgresStartupError } from './postgresStartupError.js';

/** Milliseconds. Long enough for a server across the sea, short enough that a start with a wrong address fails at once. */
const CONNECT_TIMEOUT = 5_000;
/** Milliseconds a statement may run; metadata is small, so a longer one hangs on a lock or a dead server. */
const STATEMENT_TIMEOUT = 30_000;

/**
 * Connects to a PostgreSQL server (13 or newer), brings the tables up to date and keeps a pool of connections.
 * Rejects with StartupError in one sentence that never holds the password.
 */
export async function openPostgres(databaseUrl: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'vernier',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    max: 10,
    // Sleeping connections must not keep a process alive that has nothing else to do.
    allowExitOnIdle: true,
  });
  // Without a listener a connection that dies while idle ends the process. The pool replaces it; whoever asks next hears of it.
  pool.on('error', () => {});
  try {
    await migrateUnderLock(databaseUrl);
  } catch (error) {
    await pool.end();
    throw error instanceof VernierError ? error : postgresStartupError(databaseUrl, error);
  }
  let closing: Promise<void> | undefined;
  return {
    kind: 'server',
    drizzle: drizzle({ client: pool }),
    exclusively: (name, work) => exclusively(pool, name, work),
    close: () => (closing ??= pool.end()),
  };
}

/**
 * Migrates on a connection of its own: waiting for another instance's migration may take longer than a statement may.
 * The lock belongs to the connection, so a killed instance lets it go.
 */
async function migrateUnderLock(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'vernier migrations',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const database = drizzle({ client });
    await database.execute(sql`SELECT pg_advisory_lock(hashtextextended('vernier:migrations', 0))`);
    await migrateMetadata(database, (config) => migrate(database, config));
  } finally {
    await client.end();
  }
}

/** A session lock on a connection held for the length of the work: gone with the process or the connection. */
async function exclusively(pool: pg.Pool, name: string, work: () => Promise<void>): Promise<boolean> {
  const key = [`vernier:${name}`];
  const client = await askStore(() => pool.connect());
  let broken = false;
  try {
    const answer = await askStore(() =>
      client.query<{ held: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', key),
    );
    if (answer.rows[0]?.held !== true) return false;
    try {
      await work();
      return true;
    } finally {
      // A connection that cannot answer has lost its lock already; it must not go back to the pool.
      await client
        .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key)
        .catch(() => (broken = true));
    }
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}
