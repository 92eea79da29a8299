import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Datasets made of a SELECT, whose expressions read other datasets: ClickHouse joins nothing to a sub-query without a name. */

const analyst = { analyst: { rows: 'all' } };
const FILES = [
  {
    dataset: 'customers',
    description: 'Customers.',
    sql: "SELECT number + 1 AS id, ['Ann', 'Bob', 'Cid'][number + 1] AS name FROM numbers(3)",
    primaryKey: ['id'],
    relationships: { orders: { to: 'orders', on: { id: 'customer_id' }, cardinality: 'one-to-many' } },
    dimensions: { name: { type: 'string' }, orderCount: { measure: 'orders.orders' } },
    measures: { customers: { agg: 'count' }, ordered: { agg: 'sum', sql: '{orderCount}' } },
    access: analyst,
  },
  {
    dataset: 'orders',
    description: 'Orders.',
    sql: 'SELECT number AS id, number % 2 + 1 AS customer_id FROM numbers(3)',
    primaryKey: ['id'],
    relationships: { customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: { label: { type: 'string', sql: "concat({customer.name}, '-', toString(id))" } },
    measures: { orders: { agg: 'count' }, ofAnn: { agg: 'count', filter: "{customer.name} = 'Ann'" } },
    access: analyst,
  },
  {
    dataset: 'buyer',
    description: 'Its relationship has its own name.',
    sql: 'SELECT number + 1 AS id FROM numbers(2)',
    relationships: { buyer: { to: 'customers', on: { id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: { label: { type: 'string', sql: "concat({buyer.name}, '!')" } },
    measures: { count: { agg: 'count' } },
    access: analyst,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'vernier-sql-sources-'));
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  FILES.forEach((file) => writeFileSync(join(folder, `${file.dataset}.yaml`), stringify(file)));
  warehouse = await openTestWarehouse();
  asker = new CatalogAsker(await openCatalog(folder, warehouse), warehouse, new Date('2024-01-01T00:00:00Z'));
});
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a number of the rows behind a relationship', async () => {
  const select = [{ field: 'orderCount' }, { field: 'customers' }, { field: 'ordered' }];
  const rows = await asker.ask({
    dataset: 'customers',
    view: 'rows',
    select,
    orderBy: [{ orderCount: 'ASC' }],
  });
  expect(rows).toEqual([0, 1, 2].map((count) => ({ orderCount: count, customers: 1, ordered: count })));
});

test('a value of the row that a relationship leads to', async () => {
  const rows = await asker.ask({ dataset: 'orders', view: 'rows', select: [{ field: 'label' }, { field: 'ofAnn' }], orderBy: [{ label: 'ASC' }] }); // prettier-ignore
  expect(rows).toEqual([
    { label: 'Ann-0', ofAnn: 1 },
    { label: 'Ann-2', ofAnn: 1 },
    { label: 'Bob-1', ofAnn: 0 },
  ]);
});

test('a relationship that is called like its dataset', async () => {
  const rows = await asker.ask({ dataset: 'buyer', view: 'rows', select: [{ field: 'label' }], orderBy: [{ label: 'ASC' }] }); // prettier-ignore
  expect(rows).toEqual([{ label: 'Ann!' }, { label: 'Bob!' }]);
});
