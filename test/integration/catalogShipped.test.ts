import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { checkCatalog } from '../../src/catalog/index.js';
import { openTestWarehouse } from '../support/embedded.js';

const ROOT = join(import.meta.dirname, '../..');

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await migrateWarehouse(warehouse, { folder: join(ROOT, 'db/clickhouse/migrations') });
});

afterAll(() => warehouse.close());

describe('the shipped catalog', () => {
  it('fits the tables the migrations make, and describes every field', async () => {
    const report = await checkCatalog(join(ROOT, 'catalog'), warehouse, { missingDescription: 'error' });
    expect(report.issues.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.datasets).toBeGreaterThan(30);
  });
});
