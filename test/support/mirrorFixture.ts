import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { packageRoot } from '../../db/postgres/packageRoot.js';
import type { MetadataSource, MirrorRow, MirrorSnapshot } from '../../src/etl/ports.js';

/** Makes the `meta` tables of the mirror, and no others. */
export async function migrateMirrorTables(warehouse: Warehouse): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-migrations-'));
  try {
    mkdirSync(folder, { recursive: true });
    for (const file of ['0001_meta.sql', '0005_meta_mirror.sql']) {
      cpSync(join(packageRoot(), 'db/clickhouse/migrations', file), join(folder, file));
    }
    await migrateWarehouse(warehouse, { folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A source whose snapshot a test sets by hand. `generation` is in every row, so a mixture of two snapshots shows. */
export function generationSource(generation: () => number): MetadataSource {
  return {
    mirrorSnapshot: () => Promise.resolve(snapshotOf(generation())),
    exclusively: async (_, work) => {
      await work();
      return true;
    },
  };
}

/** Tenants and website properties of one generation: `GENERATION_ROWS` rows each, the other tables empty. */
export const GENERATION_ROWS = 500;
function snapshotOf(generation: number): MirrorSnapshot {
  const at = '2026-01-01T00:00:00.000Z';
  const rows = <T extends MirrorRow>(row: (n: number) => T) =>
    Array.from({ length: GENERATION_ROWS }, (_, n) => row(n));
  return {
    websites: [],
    website_properties: rows((n) => ({
      website_id: `w-${n}`,
      key: 'k',
      value: `${generation}`,
      updated_at: at,
    })),
    goals: [],
    funnels: [],
    funnel_steps: [],
    custom_dimensions: [],
    custom_metrics: [],
    tenants: rows((n) => ({
      tenant_id: `t-${n}`,
      name: `${generation}`,
      status: 'active',
      created_at: at,
      updated_at: at,
    })),
  };
}
