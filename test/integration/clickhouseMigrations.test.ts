import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { readMigrations } from '../../db/clickhouse/migrate/readMigrations.js';
import { migrateWarehouse, openServerWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { StartupError } from '../../src/errors.js';
import { openTestWarehouse } from '../support/embedded.js';
import { type HttpFront, openHttpFront } from '../support/httpFront.js';
import { select } from './warehouseContract.js';

const SHIPPED = join(import.meta.dirname, '../../db/clickhouse/migrations');

const META = `CREATE DATABASE IF NOT EXISTS {{database meta}} ENGINE = Atomic;
CREATE TABLE IF NOT EXISTS {{table meta.migrations}} (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = {{engine ReplacingMergeTree(applied_at)}} ORDER BY name;`;

function table(name: string): string {
  return `CREATE TABLE IF NOT EXISTS {{table meta.${name}}} (id UInt8) ENGINE = {{engine MergeTree}} ORDER BY id;\n`;
}

describe('migrateWarehouse', () => {
  let warehouse: Warehouse;
  let folder: string;
  beforeAll(async () => {
    warehouse = await openTestWarehouse({ slots: 4 });
  });
  afterAll(() => warehouse.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vernier-migrations-'));
    writeFileSync(join(folder, '0001_meta.sql'), META);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await warehouse.write('DROP DATABASE IF EXISTS meta');
  });

  const add = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const tables = async (): Promise<unknown[]> =>
    (
      await warehouse.query(select("SELECT name FROM system.tables WHERE database = 'meta' ORDER BY name"))
    ).rows.flat();
  const refusal = async (options: { staleSeconds?: number; waitSeconds?: number } = {}): Promise<string> => {
    const error = await migrateWarehouse(warehouse, { folder, ...options }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  };

  it('applies each file once, whatever the order in which they arrive', async () => {
    add('0020_late.sql', table('late'));
    expect(await migrateWarehouse(warehouse, { folder })).toEqual({
      applied: ['0001_meta.sql', '0020_late.sql'],
    });
    add('0010_early.sql', table('early'));
    const steps: unknown[] = [];
    expect(await migrateWarehouse(warehouse, { folder, onProgress: (step) => steps.push(step) })).toEqual({
      applied: ['0010_early.sql'],
    });
    expect(steps).toEqual([{ name: '0010_early.sql', index: 0, total: 1 }]);
    expect(await migrateWarehouse(warehouse, { folder })).toEqual({ applied: [] });
    expect(await tables()).toEqual(['early', 'late', 'migrations']);
  });

  it('stops when an applied file was changed, but not for its line ends', async () => {
    add('0002_a.sql', table('a'));
    await migrateWarehouse(warehouse, { folder });
    add('0002_a.sql', table('a').replaceAll('\n', '\r\n'));
    expect(await migrateWarehouse(warehouse, { folder })).toEqual({ applied: [] });
    add('0002_a.sql', table('b'));
    expect(await refusal()).toBe(
      'Applied migrations were changed: 0002_a.sql. Restore them and write the change as a new file.',
    );
    expect(await tables()).toEqual(['a', 'migrations']);
  });

  it('goes on after a statement that failed, once it is put right', async () => {
    add('0002_a.sql', table('a') + table('b').replace('ORDER BY id', 'ORDER BY nothing'));
    expect(await refusal()).toMatch(/^Migration 0002_a\.sql, statement 2 failed: .*nothing/);
    expect(await tables()).toEqual(['a', 'migrations']);
    add('0002_a.sql', table('a') + table('b'));
    expect(await migrateWarehouse(warehouse, { folder })).toEqual({ applied: ['0002_a.sql'] });
    expect(await tables()).toEqual(['a', 'b', 'migrations']);
  });

  it('names everything that is wrong with the files before it runs any', async () => {
    add('0002_a.sql', 'CREATE TABLE meta.a (id UInt8) ENGINE = Memory;\nTRUNCATE TABLE meta.a;');
    add('0002_b.sql', table('b'));
    add('3_c.sql', "SELECT 'open");
    expect(await refusal()).toBe(`The warehouse migrations are not valid:
  0002_b.sql: has the number of 0002_a.sql.
  3_c.sql: the name is not NNNN_lower_case.sql.
  0002_a.sql: statement 1 is none of CREATE … IF NOT EXISTS, CREATE OR REPLACE VIEW, DROP … IF EXISTS, ALTER TABLE.
  0002_a.sql: statement 2 is none of CREATE … IF NOT EXISTS, CREATE OR REPLACE VIEW, DROP … IF EXISTS, ALTER TABLE.
  3_c.sql: A ' that opens on line 1 is never closed.`);
    expect(await tables()).toEqual([]);
  });

  describe('from several instances at once', () => {
    let front: HttpFront;
    let instances: Warehouse[];
    beforeAll(async () => {
      front = await openHttpFront(warehouse);
      instances = await Promise.all([1, 2, 3].map(() => openServerWarehouse({ url: front.url })));
    });
    afterAll(async () => {
      await Promise.all(instances.map((instance) => instance.close()));
      await front.close();
    });

    it('each file is applied by exactly one', async () => {
      // A repeated second file would bring the column back.
      add('0002_a.sql', table('a'));
      add('0003_add.sql', 'ALTER TABLE {{table meta.a}} ADD COLUMN IF NOT EXISTS extra UInt8;');
      add('0004_drop.sql', 'ALTER TABLE {{table meta.a}} DROP COLUMN IF EXISTS extra;');
      const applied = await Promise.all(instances.map((instance) => migrateWarehouse(instance, { folder })));
      expect(applied.flatMap((result) => result.applied).sort()).toEqual([
        '0001_meta.sql',
        '0002_a.sql',
        '0003_add.sql',
        '0004_drop.sql',
      ]);
      expect(
        (await warehouse.query(select('SELECT name FROM meta.migrations ORDER BY name'))).rows,
      ).toHaveLength(4);
      expect(await tables()).toEqual(['a', 'migrations']);
    });
  });

  it('waits for the instance that holds the claim, and says who it is when that takes too long', async () => {
    await warehouse.write('CREATE DATABASE meta ENGINE = Atomic');
    await warehouse.write(
      "CREATE TABLE meta.migrating_0 (c UInt8) ENGINE = Memory COMMENT 'other host, process 1'",
    );
    expect(await refusal({ waitSeconds: 0 })).toContain(
      'Another instance (other host, process 1) is migrating the warehouse',
    );
    expect(await tables()).toEqual(['migrating_0']);
    const waiting = migrateWarehouse(warehouse, { folder });
    await warehouse.write('DROP TABLE meta.migrating_0');
    expect(await waiting).toEqual({ applied: ['0001_meta.sql'] });
  });

  it('takes over from an instance that died', async () => {
    await warehouse.write('CREATE DATABASE meta ENGINE = Atomic');
    await warehouse.write('CREATE TABLE meta.migrating_0 (c UInt8) ENGINE = Memory');
    expect(await migrateWarehouse(warehouse, { folder, staleSeconds: 0 })).toEqual({
      applied: ['0001_meta.sql'],
    });
    expect(await tables()).toEqual(['migrations']);
  });
});

describe('the shipped migrations', () => {
  it.each([undefined, 'main'])('are written out in full for cluster %s', (cluster) => {
    const statements = readMigrations(SHIPPED, cluster).flatMap((migration) => migration.statements);
    expect(statements.length).toBeGreaterThan(5);
    expect(statements.filter((statement) => statement.includes('{{'))).toEqual([]);
  });

  it('apply to an empty warehouse, and again to a full one', async () => {
    const warehouse = await openTestWarehouse();
    const names = readMigrations(SHIPPED, undefined).map(({ name }) => name);
    expect(await migrateWarehouse(warehouse, { folder: SHIPPED })).toEqual({ applied: names });
    const { rows } = await warehouse.query(
      select("SELECT name FROM system.databases WHERE engine = 'Atomic' AND name != 'default' ORDER BY name"),
    );
    expect(rows.flat()).toEqual(['company', 'meta', 'outreach', 'web']);
    // As after a kill before the last file was recorded.
    await warehouse.write('TRUNCATE TABLE meta.migrations');
    expect(await migrateWarehouse(warehouse, { folder: SHIPPED })).toEqual({ applied: names });
    await warehouse.close();
  });

  it('leave a warehouse of somebody else to its owner when only the control tables are asked for', async () => {
    const warehouse = await openTestWarehouse();
    const only = (name: string): boolean => name.startsWith('000');
    await migrateWarehouse(warehouse, { folder: SHIPPED, only });
    const { rows } = await warehouse.query(
      select("SELECT name FROM system.databases WHERE engine = 'Atomic' AND name != 'default' ORDER BY name"),
    );
    expect(rows.flat()).toEqual(['meta']);
    expect((await migrateWarehouse(warehouse, { folder: SHIPPED })).applied).not.toContain('0001_meta.sql');
    await warehouse.close();
  });
});
