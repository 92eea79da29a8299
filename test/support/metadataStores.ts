import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createMetadata } from '../../db/postgres/createMetadata.js';
import type { Database } from '../../db/postgres/database.js';
import type { Metadata } from '../../db/postgres/index.js';
import { openPglite } from '../../db/postgres/openPglite.js';
import { openPostgres } from '../../db/postgres/openPostgres.js';

/** An open, migrated, empty store of its own, with its tables at hand so that a test can do what no repository does. */
export interface TestStore {
  readonly database: Database;
  readonly metadata: Metadata;
  /** The address, for a second instance; only of a server. */
  readonly url: string | undefined;
  /** Closes the store and removes it. */
  discard(): Promise<void>;
}

/** A superuser's address of a PostgreSQL server; each store is a database of its own there. */
export const testDatabaseUrl = process.env['VERNIER_TEST_DATABASE_URL'];

/** The engines that the metadata suites run on. The server is named even when it is left out, so that nobody overlooks it. */
export const metadataEngines = [
  { engine: 'PGlite', leftOut: false, open: openEmbedded },
  {
    engine:
      testDatabaseUrl === undefined ? 'PostgreSQL (LEFT OUT: set VERNIER_TEST_DATABASE_URL)' : 'PostgreSQL',
    leftOut: testDatabaseUrl === undefined,
    open: openServer,
  },
];

/** One line on the terminal, once per test file that has a server half. */
export function announceMissingServer(): void {
  if (testDatabaseUrl === undefined) {
    process.stderr.write(
      '\nLEFT OUT: the metadata tests on a real PostgreSQL. Set VERNIER_TEST_DATABASE_URL to run them.\n',
    );
  }
}

async function openEmbedded(): Promise<TestStore> {
  const database = await openPglite();
  const metadata = createMetadata(database);
  return { database, metadata, url: undefined, discard: () => metadata.close() };
}

async function openServer(): Promise<TestStore> {
  const { url, drop } = await createServerDatabase();
  const database = await openPostgres(url);
  const metadata = createMetadata(database);
  return {
    database,
    metadata,
    url,
    async discard() {
      await metadata.close();
      await drop();
    },
  };
}

/** An empty database on the test server, not migrated. */
export async function createServerDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `vernier_test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

export async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  if (testDatabaseUrl === undefined) throw new Error('VERNIER_TEST_DATABASE_URL is not set.');
  return testDatabaseUrl;
}
