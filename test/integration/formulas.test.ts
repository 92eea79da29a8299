import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Conditions of formulas, over numbers of every kind. Groups: a (two rows, 10.50 and 2.25), b (one row without a price), none of a third. */

const sale = {
  dataset: 'sales',
  description: 'Sales.',
  sql: `SELECT * FROM VALUES('shop String, price Nullable(Decimal(9, 2)), weight Float64, pieces UInt64', ('a', 10.50, 1.5, 3), ('a', 2.25, 0.5, 1), ('b', NULL, 4, 18446744073709551615))`,
  dimensions: { shop: { type: 'string' } },
  measures: {
    sales: { agg: 'count' },
    income: { agg: 'sum', sql: 'price' },
    weight: { agg: 'sum', sql: 'weight' },
    pieces: { agg: 'sum', sql: 'pieces' },
  },
  metrics: {
    several: { derived: 'if(sales > 1, income)' },
    orZero: { derived: 'if(sales > 1 and weight <= 2, income, 0)' },
    mixed: { derived: 'if(income > weight, income, weight)' },
    wide: { derived: 'if(pieces > income or not sales = 2, pieces, sales)' },
    share: { derived: 'if(sales != 1, income / sales, -1)' },
    unknown: { derived: 'if(income < 1, 1, 2)' },
    nested: { derived: 'if(sales = 1, 1, if(weight >= 2, 20, 30)) + 1' },
    place: { rank: { of: 'sales' } },
    ofBest: { derived: 'if(place = 1, weight)' },
    backwards: { derived: '10 - place' },
    negativeNothing: { derived: '0 / (1 - weight * 4)' },
    placeBackwards: { rank: { of: 'backwards' } },
  },
  access: { analyst: { rows: 'all' } },
};

const folder = mkdtempSync(join(tmpdir(), 'vernier-formulas-'));
let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  writeFileSync(join(folder, 'sales.yaml'), stringify(sale));
  warehouse = await openTestWarehouse();
  asker = new CatalogAsker(await openCatalog(folder, warehouse), warehouse, new Date('2024-01-01T00:00:00Z'));
});
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test('choose between numbers, group by group', async () => {
  const names = ['several', 'orZero', 'mixed', 'wide', 'share', 'unknown', 'nested', 'ofBest'];
  const select = ['shop', ...names].map((field) => ({ field }));
  const rows = await asker.ask({ dataset: 'sales', view: 'rows', select, orderBy: [{ shop: 'ASC' }] });
  expect(rows).toEqual([
    { shop: 'a', several: '12.75', orZero: '12.75', mixed: 12.75, wide: 2, share: 6.375, unknown: 2, nested: 21, ofBest: 2 }, // prettier-ignore
    // Not known to be less is not less: without a price the second one is taken.
    { shop: 'b', several: null, orZero: '0.00', mixed: 4, wide: '18446744073709551615', share: -1, unknown: 2, nested: 2, ofBest: null }, // prettier-ignore
  ]);
});

test('hold or fail where there are no rows', async () => {
  const select = ['sales', 'orZero', 'unknown', 'nested', 'several'].map((field) => ({ field }));
  const where = { shop: { eq: 'c' } };
  const rows = await asker.ask({ dataset: 'sales', view: 'totals', select, where });
  expect(rows).toEqual([{ sales: 0, orZero: '0.00', unknown: 2, nested: 31, several: null }]);
});

test('are ranked, also when they are made of places', async () => {
  const select = ['shop', 'place', 'placeBackwards'].map((field) => ({ field }));
  const rows = await asker.ask({ dataset: 'sales', view: 'rows', select, orderBy: [{ shop: 'ASC' }] });
  expect(rows).toEqual([
    { shop: 'a', place: 1, placeBackwards: 1 },
    { shop: 'b', place: 2, placeBackwards: 2 },
  ]);
});

test('filter groups', async () => {
  const rows = await asker.ask({ dataset: 'sales', view: 'rows', select: [{ field: 'shop' }], having: { several: { gt: '1' } } }); // prettier-ignore
  expect(rows).toEqual([{ shop: 'a' }]);
});

test('find zero in a list, also when it is nothing over a negative number', async () => {
  const shops = async (condition: object) => {
    const rows = await asker.ask({ dataset: 'sales', view: 'rows', select: [{ field: 'shop' }], having: { negativeNothing: condition }, orderBy: [{ shop: 'ASC' }] }); // prettier-ignore
    return rows.map(({ shop }) => shop);
  };
  expect(await shops({ in: [0, 5] })).toEqual(['a', 'b']);
  expect(await shops({ eq: 0 })).toEqual(['a', 'b']);
  expect(await shops({ notIn: [0, 5] })).toEqual([]);
});
