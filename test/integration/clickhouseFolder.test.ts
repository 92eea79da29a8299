import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadEngine } from '../../db/clickhouse/embedded/loadEngine.js';
import { FolderInUseError, openEmbeddedWarehouse } from '../../db/clickhouse/index.js';
import { StartupError } from '../../src/errors.js';
import { openTestWarehouse } from '../support/embedded.js';
import { countRunning, endless, failure, select, untilRunning } from './warehouseContract.js';

describe('the data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vernier-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps its rows from one start to the next', async () => {
    const first = await openEmbeddedWarehouse({ folder, slots: 1 });
    await first.write('CREATE DATABASE kept ENGINE = Atomic');
    await first.write('CREATE TABLE kept.rows (id UInt8) ENGINE = MergeTree ORDER BY id');
    await first.insert('kept.rows', [{ id: 7 }]);
    await first.close();
    const second = await openEmbeddedWarehouse({ folder, slots: 1 });
    expect((await second.query(select('SELECT id FROM kept.rows'))).rows).toEqual([[7]]);
    await second.close();
  });

  it('belongs to one process, and loses nothing that was acknowledged when that is killed', async () => {
    const child = inserter(folder);
    await acknowledged(child, 0);

    const error = await openEmbeddedWarehouse({ folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FolderInUseError);
    expect(error).toMatchObject({ heldBy: child.pid, code: 'STARTUP_FAILED' });
    expect((error as Error).message).toMatch(
      new RegExp(`^The ClickHouse data folder .* is in use by process ${child.pid}: [^\\n]*$`),
    );

    const last = await acknowledged(child, 40);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const reopened = await openEmbeddedWarehouse({ folder, slots: 1 });
    const text = 'SELECT count(), uniqExact(id) = count(), countIf(id <= {last:UInt64}) FROM child.rows';
    const { rows } = await reopened.query(select(text, { name: 'last', type: 'UInt64', value: last }));
    await reopened.close();
    // One more may have been stored whose acknowledgement was still on its way.
    expect([String(last + 1), String(last + 2)]).toContain(rows[0]?.[0]);
    expect(rows[0]?.slice(1)).toEqual([1, String(last + 1)]);
  });

  it('that cannot be one is a clear error', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const error = await openEmbeddedWarehouse({ folder: file }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toContain(file);
  });

  it('is one per process', async () => {
    const open = await openEmbeddedWarehouse({ folder, slots: 1 });
    const other = await openEmbeddedWarehouse({ folder: join(folder, 'other') }).catch(
      (reason: unknown) => reason,
    );
    expect(other).toBeInstanceOf(StartupError);
    expect((await open.query(select('SELECT 1'))).rows).toEqual([[1]]);
    await open.close();
  });
});

describe('the engine in this process', () => {
  it('says how to install it when it is missing', async () => {
    const error = await loadEngine('chdb-is-not-here').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/npm ci.*CLICKHOUSE_URL/);
  });

  it('has the memory and cache it was given', async () => {
    const warehouse = await openTestWarehouse({ maxMemoryBytes: 1_234_567_890, markCacheBytes: 12_345_678 });
    const text = `SELECT name, value FROM system.server_settings WHERE name IN ('mark_cache_size', 'max_server_memory_usage') ORDER BY name`;
    expect((await warehouse.query(select(text))).rows).toEqual([
      ['mark_cache_size', '12345678'],
      ['max_server_memory_usage', '1234567890'],
    ]);
    await warehouse.close();
  });

  it('refuses queries when the line is full, and takes them again when it is not', async () => {
    const warehouse = await openTestWarehouse({ slots: 1, maxWaiting: 1 });
    const caller = new AbortController();
    const runs = failure(warehouse.query(select(endless('runs')), { signal: caller.signal }));
    const waits = failure(warehouse.query(select('SELECT 1'), { limits: { maxSeconds: 0.05 } }));
    expect((await failure(warehouse.query(select('SELECT 2')))).failure).toBe('overloaded');
    // Waiting counts: the second one gives up in the line.
    expect((await waits).failure).toBe('timeout');
    const next = warehouse.query(select('SELECT 3'));
    caller.abort();
    expect((await runs).failure).toBe('cancelled');
    expect((await next).rows).toEqual([[3]]);
    expect(await countRunning(warehouse, 'runs')).toBe(0);
    await warehouse.close();
  });

  it('does not pile up sessions behind a slow query', async () => {
    const warehouse = await openTestWarehouse({ slots: 2 });
    const tracked = async (): Promise<number> =>
      Number(
        (await warehouse.query(select("SELECT value FROM system.metrics WHERE metric = 'MemoryTracking'")))
          .rows[0]?.[0],
      );
    const caller = new AbortController();
    const slow = failure(
      warehouse.query(select(endless('in_front')), { signal: caller.signal, limits: { maxThreads: 1 } }),
    );
    await untilRunning(warehouse, 'in_front', 1);
    const before = await tracked();
    for (let index = 0; index < 200; index += 1) {
      await warehouse.query(select('SELECT {p:UInt32}', { name: 'p', type: 'UInt32', value: index }));
      await failure(warehouse.query(select('SELECT throwIf(1)')));
    }
    // A session that waits to be closed holds 1.8 MB.
    expect(((await tracked()) - before) / 400).toBeLessThan(200_000);
    caller.abort();
    expect((await slow).failure).toBe('cancelled');
    await warehouse.close();
  });
});

/** The child runs this repository's TypeScript through tsx. */
function inserter(folder: string): ChildProcess {
  return fork(join(import.meta.dirname, '../support/engineChild.ts'), [folder], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Resolves to the number of the last acknowledged row, once it is at least this. */
function acknowledged(child: ChildProcess, atLeast: number): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The child ended by itself.')));
    child.on('message', (id: number) => {
      if (id < atLeast) return;
      child.removeAllListeners('message').removeAllListeners('exit');
      resolve(id);
    });
  });
}
