import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openMetadata, seedDemoMetadata } from '../../db/postgres/index.js';
import { migrateMetadata } from '../../db/postgres/migrateMetadata.js';
import { packageRoot } from '../../db/postgres/packageRoot.js';
import { MetadataError, StartupError } from '../../src/errors.js';
import {
  announceMissingServer,
  createServerDatabase,
  metadataEngines,
  onServer,
  testDatabaseUrl,
} from '../support/metadataStores.js';

announceMissingServer();
const run = promisify(execFile);

describe('the migrations of the metadata store', () => {
  it('are what the schema generates: nothing new, nothing that collides', async () => {
    const root = packageRoot();
    const copy = mkdtempSync(join(tmpdir(), 'vernier-migrations-'));
    try {
      cpSync(join(root, 'db/postgres/migrations'), copy, { recursive: true });
      const before = readdirSync(copy).sort();
      const kit = join(root, 'node_modules/drizzle-kit/bin.cjs');
      // TRICKY: drizzle-kit puts ./ before what it is given, so an absolute path leads nowhere.
      const place = ['--dialect', 'postgresql', '--out', relative(root, copy)];
      const generated = await run(
        process.execPath,
        [kit, 'generate', ...place, '--schema', './db/postgres/schema/*.ts'],
        {
          cwd: root,
        },
      );
      expect(generated.stdout).toContain('No schema changes');
      expect(readdirSync(copy).sort()).toEqual(before);
      expect((await run(process.execPath, [kit, 'check', ...place], { cwd: root })).stdout).toContain(
        "Everything's fine",
      );
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});

describe.each(metadataEngines)('migrating on $engine', ({ leftOut, open }) => {
  it.skipIf(leftOut)('does nothing the second time, and refuses tables of a newer version', async () => {
    const store = await open();
    try {
      const { drizzle } = store.database;
      const refuse = () => Promise.reject(new Error('There was something to apply.'));
      await migrateMetadata(drizzle, refuse);
      await drizzle.execute(
        sql`INSERT INTO vernier.migrations (hash, created_at) SELECT 'later', max(created_at) + 1 FROM vernier.migrations`,
      );
      await expect(migrateMetadata(drizzle, refuse)).rejects.toThrow(StartupError);
      await expect(migrateMetadata(drizzle, refuse)).rejects.toThrow('made by a newer version');
    } finally {
      await store.discard();
    }
  });
});

describe.skipIf(testDatabaseUrl === undefined)(
  'a PostgreSQL server (LEFT OUT without VERNIER_TEST_DATABASE_URL)',
  () => {
    it('is migrated and seeded once by instances that start together', async () => {
      const { url, drop } = await createServerDatabase();
      const started = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const metadata = await openMetadata({ databaseUrl: url });
          await seedDemoMetadata(metadata);
          return metadata;
        }),
      );
      expect((await started[3]?.websitesVisibleTo({ all: true }))?.length).toBe(6);
      await Promise.all(started.map((metadata) => metadata.close()));
      await drop();
    });

    it('lets one instance at a time run exclusive work', async () => {
      const { url, drop } = await createServerDatabase();
      const [one, other] = await Promise.all([
        openMetadata({ databaseUrl: url }),
        openMetadata({ databaseUrl: url }),
      ]);
      let outcome: boolean | undefined;
      await one.exclusively('job', async () => {
        outcome = await other.exclusively('job', () => Promise.reject(new Error('ran')));
      });
      expect(outcome).toBe(false);
      expect(await other.exclusively('job', () => Promise.resolve())).toBe(true);
      await Promise.all([one.close(), other.close()]);
      await drop();
    });

    it('may cut its connections: the process lives on, and asks again on new ones', async () => {
      const { url, drop } = await createServerDatabase();
      const metadata = await openMetadata({ databaseUrl: url });
      await Promise.all([metadata.ping(), metadata.ping(), metadata.ping()]);
      await onServer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${new URL(url).pathname.slice(1)}'`,
      );
      // Each cut connection may fail one question before the pool has heard of it; every failure is ours, not the driver's.
      for (let asked = 0; asked < 3; asked += 1) {
        await metadata.ping().catch((error: unknown) => expect(error).toBeInstanceOf(MetadataError));
      }
      await metadata.ping();
      await metadata.close();
      await drop();
    });

    it('is not asked for rights it needs no more: a plain user opens what the owner has migrated', async () => {
      const { url, drop } = await createServerDatabase();
      const owner = await openMetadata({ databaseUrl: url });
      await owner.close();
      const user = `plain_${new URL(url).pathname.slice(-12)}`;
      const asUser = new URL(url);
      asUser.username = user;
      await onServer(`CREATE ROLE ${user} LOGIN`);
      try {
        const { default: pg } = await import('pg');
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        await client.query(
          `GRANT USAGE ON SCHEMA vernier TO ${user}; GRANT SELECT ON ALL TABLES IN SCHEMA vernier TO ${user}`,
        );
        await client.end();
        const metadata = await openMetadata({ databaseUrl: asUser.href });
        expect(await metadata.websitesVisibleTo({ all: true })).toEqual([]);
        await metadata.close();
      } finally {
        await drop();
        await onServer(`DROP ROLE ${user}`);
      }
    });
  },
);

describe('opening a server that is not there', () => {
  it('fails in one sentence', async () => {
    // Port 1 is reserved and listened to by nobody.
    await expect(openMetadata({ databaseUrl: 'postgres://a:geheim@127.0.0.1:1/x' })).rejects.toThrow(
      new StartupError(
        'PostgreSQL at 127.0.0.1:1 does not accept connections; start it, or correct DATABASE_URL.',
      ),
    );
  });
});
