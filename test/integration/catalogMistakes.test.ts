import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { CatalogError } from '../../src/errors.js';
import { openTestWarehouse } from '../support/embedded.js';

const FOLDER = relative(process.cwd(), join(import.meta.dirname, 'catalogMistakes'));

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE shop ENGINE = Atomic');
  await warehouse.write(
    `CREATE TABLE shop.orders (order_id UUID, customer_id UInt64, ordered_at DateTime64(3, 'UTC'), status Enum8('open' = 1, 'paid' = 2),
      amount Decimal(18, 2), ref String) ENGINE = MergeTree ORDER BY ordered_at`,
  );
  await warehouse.write(
    'CREATE TABLE shop.customers (customer_id UInt64, country LowCardinality(Nullable(String))) ENGINE = MergeTree ORDER BY customer_id',
  );
});

afterAll(() => warehouse.close());

describe('a catalog with one of each mistake', () => {
  // After a change of a message, look at what it says: npx vitest run test/integration/catalogMistakes.test.ts -u
  it('is refused with all of them, each at its file, line and member', async () => {
    const error = await openCatalog(FOLDER, warehouse).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(CatalogError);
    await expect(`${(error as CatalogError).message}\n`).toMatchFileSnapshot('catalogMistakes/expected.txt');
  });
});
