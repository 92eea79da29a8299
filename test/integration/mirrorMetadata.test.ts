import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { seedDemoMetadata } from '../../db/postgres/index.js';
import { goals } from '../../db/postgres/schema/goals.js';
import { InvariantError, WarehouseError } from '../../src/errors.js';
import { createMirror } from '../../src/etl/mirror/createMirror.js';
import { mirrorMetadata } from '../../src/etl/mirror/mirrorMetadata.js';
import { startMirror } from '../../src/etl/mirror/startMirror.js';
import { type JobLog, MIRRORED_TABLES, type MirrorTarget } from '../../src/etl/ports.js';
import { openTestWarehouse } from '../support/embedded.js';
import { metadataEngines, type TestStore } from '../support/metadataStores.js';
import { GENERATION_ROWS, generationSource, migrateMirrorTables } from '../support/mirrorFixture.js';

let warehouse: Warehouse;
let store: TestStore;
beforeAll(async () => {
  const [embedded] = metadataEngines;
  [warehouse, store] = await Promise.all([
    openTestWarehouse(),
    (embedded as (typeof metadataEngines)[0]).open(),
  ]);
  await Promise.all([migrateMirrorTables(warehouse), seedDemoMetadata(store.metadata)]);
});
afterAll(async () => {
  await store.discard();
  await warehouse.close();
});

async function ask(text: string): Promise<readonly (readonly unknown[])[]> {
  return (await warehouse.query({ text, parameters: [], settings: {} })).rows;
}

async function tableIds(): Promise<ReadonlyMap<unknown, unknown>> {
  const rows = await ask(`SELECT name, toString(uuid) FROM system.tables WHERE database = 'meta'`);
  return new Map(rows.map(([name, id]) => [name, id]));
}

/** The warehouse with one method that goes wrong; what a crash at that place would leave behind. */
function withBroken<K extends keyof MirrorTarget>(method: K, broken: MirrorTarget[K]): MirrorTarget {
  const target: MirrorTarget = {
    query: (statement) => warehouse.query(statement),
    write: (sql) => warehouse.write(sql),
    insert: (table, rows) => warehouse.insert(table, rows),
  };
  return { ...target, [method]: broken };
}

describe('mirrorMetadata', () => {
  it('copies every table, value for value', async () => {
    const outcome = await mirrorMetadata({ warehouse, metadata: store.metadata });
    expect(outcome).toEqual({ state: 'mirrored', tables: MIRRORED_TABLES });
    const snapshot = await store.metadata.mirrorSnapshot();
    for (const table of MIRRORED_TABLES) {
      expect(await ask(`SELECT toUInt32(count()) FROM meta.${table}`)).toEqual([[snapshot[table].length]]);
    }
    expect(
      await ask(`
        SELECT name, domain, timezone, currency, industry, status, owner_name, owner_company, bot_filtering,
               data_retention_days, sampling_rate, toString(created_at)
        FROM meta.websites WHERE website_id = 'himal-learn'`),
    ).toEqual([
      [
        'Himal Learn',
        'himal.example',
        'Asia/Kathmandu',
        'NPR',
        'education',
        'active',
        'Nina Gurung',
        'Himal Learning',
        true,
        426,
        1,
        '2024-02-01 09:00:00.000',
      ],
    ]);
    expect(
      await ask(
        `SELECT name, type, match, value, toString(worth) FROM meta.goals WHERE website_id = 'tidal-news' ORDER BY name`,
      ),
    ).toEqual([
      ['Long read', 'duration', null, '300', null],
      ['Subscribe', 'event', 'equals', 'subscribe', '9.99'],
    ]);
    expect(
      await ask(
        `SELECT groupArray(name) FROM (SELECT name FROM meta.funnel_steps WHERE funnel_id = 'aurora-checkout' ORDER BY position)`,
      ),
    ).toEqual([[['Product', 'Cart', 'Checkout', 'Paid']]]);
    expect(await ask(`SELECT slot, scope FROM meta.custom_dimensions WHERE name = 'articleSection'`)).toEqual(
      [[2, 'hit']],
    );
  });

  it('does nothing when nothing changed, and replaces only what did', async () => {
    const before = await tableIds();
    expect(await mirrorMetadata({ warehouse, metadata: store.metadata })).toEqual({ state: 'unchanged' });
    expect(await tableIds()).toEqual(before);

    const db = store.database.drizzle;
    await db.update(goals).set({ value: '7' }).where(eq(goals.id, 'aurora-engaged'));
    await db.delete(goals).where(eq(goals.id, 'kumo-docs'));
    expect(await mirrorMetadata({ warehouse, metadata: store.metadata })).toEqual({
      state: 'mirrored',
      tables: ['goals'],
    });
    expect(
      await ask(`SELECT value FROM meta.goals WHERE goal_id IN ('aurora-engaged', 'kumo-docs')`),
    ).toEqual([['7']]);
    const after = await tableIds();
    expect(after.get('goals')).not.toBe(before.get('goals'));
    expect([...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([
      'goals',
    ]);
  });

  it('can be emptied again', async () => {
    const none = generationSource(() => 0);
    const empty = Object.fromEntries(MIRRORED_TABLES.map((table) => [table, []]));
    await mirrorMetadata({
      warehouse,
      metadata: { ...none, mirrorSnapshot: () => Promise.resolve(empty as never) },
    });
    expect(await ask('SELECT toUInt32(count()) FROM meta.websites')).toEqual([[0]]);
    await mirrorMetadata({ warehouse, metadata: store.metadata });
    expect(await ask('SELECT toUInt32(count()) FROM meta.websites')).toEqual([[6]]);
  });

  it('never shows a reader an empty or a mixed table', async () => {
    let generation = 1;
    const metadata = generationSource(() => generation);
    await mirrorMetadata({ warehouse, metadata });
    let mirroring = true;
    const seen = new Set<unknown>();
    const reader = (async () => {
      while (mirroring) {
        const [row] = await ask('SELECT toUInt32(count()), uniqExact(name) = 1, any(name) FROM meta.tenants');
        expect(row?.slice(0, 2)).toEqual([GENERATION_ROWS, 1]);
        seen.add(row?.[2]);
      }
    })();
    for (generation = 2; generation <= 15; generation += 1) await mirrorMetadata({ warehouse, metadata });
    mirroring = false;
    await reader;
    expect(seen.size).toBeGreaterThan(1);
  });

  it.each([
    [
      'before the swap',
      'write',
      (sql: string) => (sql.startsWith('EXCHANGE') ? fail() : warehouse.write(sql)),
    ],
    [
      'while it clears away',
      'write',
      (sql: string) => (sql.startsWith('DROP') ? fail() : warehouse.write(sql)),
    ],
  ] as const)('goes on after a run that died %s', async (_, method, broken) => {
    let generation = Math.random();
    const metadata = generationSource(() => generation);
    await mirrorMetadata({ warehouse, metadata });
    const old = `${generation}`;
    generation = Math.random();
    await expect(mirrorMetadata({ warehouse: withBroken(method, broken), metadata })).rejects.toThrow(
      WarehouseError,
    );
    expect([...(await tableIds()).keys()].filter((name) => String(name).includes('__next_'))).toHaveLength(1);
    const [between] = await ask('SELECT uniqExact(value), any(value) FROM meta.website_properties');
    expect([old, `${generation}`]).toContain(between?.[1]);

    await mirrorMetadata({ warehouse, metadata });
    expect([...(await tableIds()).keys()].filter((name) => String(name).includes('__next_'))).toEqual([]);
    for (const column of ['name FROM meta.tenants', 'value FROM meta.website_properties']) {
      expect(await ask(`SELECT DISTINCT ${column}`)).toEqual([[`${generation}`]]);
    }
    expect(await mirrorMetadata({ warehouse, metadata })).toEqual({ state: 'unchanged' });
  });

  it('does not put a table in place that lacks rows', async () => {
    const metadata = generationSource(() => -1);
    const before = await ask('SELECT any(name) FROM meta.tenants');
    const losing = withBroken('insert', (table, rows) => warehouse.insert(table, rows.slice(1)));
    await expect(mirrorMetadata({ warehouse: losing, metadata })).rejects.toThrow(InvariantError);
    expect(await ask('SELECT any(name) FROM meta.tenants')).toEqual(before);
  });

  it('leaves the work to the instance that is at it', async () => {
    await store.metadata.exclusively('metadata mirror', async () => {
      expect(await mirrorMetadata({ warehouse, metadata: store.metadata })).toEqual({ state: 'busy' });
    });
  });
});

describe('startMirror', () => {
  /** A log that tests wait on. */
  function listeningLog() {
    const lines: string[] = [];
    let wake = () => {};
    const add = (_: object, message: string) => {
      lines.push(message);
      wake();
    };
    const until = async (count: number) => {
      while (lines.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return lines;
    };
    return { log: { info: add, error: add } satisfies JobLog, until };
  }

  it('mirrors at once and again every so often, and after a failure just the same', async () => {
    const { log, until } = listeningLog();
    let runs = 0;
    const metadata = {
      ...generationSource(() => Math.random()),
      exclusively: async (_: string, work: () => Promise<void>) => {
        runs += 1;
        if (runs === 2) throw new WarehouseError('failed', 'The second run fails.');
        await work();
        return true;
      },
    };
    const mirror = startMirror({ metadata, warehouse, everySeconds: 1, log });
    expect(await until(3)).toEqual([
      'The metadata was mirrored into the warehouse.',
      'The metadata could not be mirrored; the next run tries again.',
      'The metadata was mirrored into the warehouse.',
    ]);
    await mirror.stop();
  });

  it('runs on demand after whatever runs, tells how it went, and stops twice', async () => {
    const { log } = listeningLog();
    let generation = 100;
    const metadata = generationSource(() => generation);
    const mirror = startMirror({ metadata, warehouse, everySeconds: 3600, log });
    generation = 101;
    const outcomes = [mirror.runNow(), mirror.runNow()];
    expect((await outcomes[1])?.state).toBe('unchanged');
    expect(await ask('SELECT DISTINCT name FROM meta.tenants')).toEqual([['101']]);
    await mirror.stop();
    await mirror.stop();
  });

  it('rejects a demanded run that fails', async () => {
    const { log } = listeningLog();
    const metadata = { ...generationSource(() => 1), mirrorSnapshot: () => fail() };
    const mirror = startMirror({ metadata, warehouse, everySeconds: 3600, log });
    await expect(mirror.runNow()).rejects.toThrow(WarehouseError);
    await mirror.stop();
  });
});

describe('createMirror', () => {
  const silent: JobLog = { info: () => {}, error: () => {} };

  it('shows what was changed before when it resolves; changes that come together share a run', async () => {
    let generation = 200;
    let reads = 0;
    const source = generationSource(() => generation);
    const metadata = { ...source, mirrorSnapshot: () => ((reads += 1), source.mirrorSnapshot()) };
    const mirror = createMirror({ metadata, warehouse, log: silent });
    const before = mirror.refresh();
    generation = 201;
    await Promise.all([before, ...Array.from({ length: 20 }, () => mirror.refresh())]);
    // A machine that is very slow has let them go before.
    await mirror.stop();
    expect(await ask('SELECT DISTINCT name FROM meta.tenants')).toEqual([['201']]);
    expect(reads).toBeLessThanOrEqual(2);
    expect(mirror.isBusy()).toBe(false);
  });

  it('looks again when another instance was at it, which may have read before the change', async () => {
    const tries: boolean[] = [];
    const source = generationSource(() => 300);
    const metadata = {
      ...source,
      exclusively: (name: string, work: () => Promise<void>) => {
        tries.push(tries.length === 2);
        return tries.length > 2 ? source.exclusively(name, work) : Promise.resolve(false);
      },
    };
    const mirror = createMirror({ metadata, warehouse, log: silent });
    await mirror.refresh();
    await mirror.runNow();
    expect(tries).toEqual([false, false, true, false]);
    expect(await ask('SELECT DISTINCT name FROM meta.tenants')).toEqual([['300']]);
    await mirror.stop();
  });

  it('keeps nobody waiting for a warehouse that is away, and logs it', async () => {
    const errors: string[] = [];
    const metadata = { ...generationSource(() => 1), mirrorSnapshot: () => fail() };
    const mirror = createMirror({
      metadata,
      warehouse,
      log: { ...silent, error: (_, message) => void errors.push(message) },
    });
    await mirror.refresh();
    expect(errors).toEqual(['The metadata could not be mirrored; the next run tries again.']);
    let go = () => {};
    const stuck = { ...generationSource(() => 1), mirrorSnapshot: () => new Promise<never>((_, reject) => (go = () => reject(new WarehouseError('failed', 'Cut.')))) }; // prettier-ignore
    const slow = createMirror({ metadata: stuck, warehouse, log: silent });
    const began = performance.now();
    await slow.refresh();
    expect(performance.now() - began).toBeGreaterThan(1_500);
    go();
    await slow.stop();
  });
});

function fail(): Promise<never> {
  return Promise.reject(new WarehouseError('failed', 'Cut short.'));
}
