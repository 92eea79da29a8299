import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { checkCatalog, formatCheckReport, hasErrors, openCatalog } from '../../src/catalog/index.js';
import { openTestWarehouse } from '../support/embedded.js';

const FOLDER = relative(process.cwd(), join(import.meta.dirname, 'catalogDoubts'));

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const table = (name: string, columns: string): Promise<void> =>
    warehouse.write(`CREATE TABLE shop.${name} (${columns}) ENGINE = MergeTree ORDER BY tuple()`);
  await warehouse.write('CREATE DATABASE shop ENGINE = Atomic');
  await table(
    'orders',
    'order_id UInt32, customer_id Nullable(UInt64), ordered_at Nullable(DateTime), status String, amount Int64',
  );
  await table('customers', 'customer_id UInt64, country String');
  await table('invoices', 'order_id Nullable(UInt32)');
  await table('items', 'order_id UInt32, product String');
  await table('tariffs', 'country String, since Date, until Nullable(Date)');
  // The second version of DE begins a day before the first has ended; AT has none at a time.
  await warehouse.write(
    "INSERT INTO shop.tariffs VALUES ('DE', '2020-01-01', '2023-01-02'), ('DE', '2023-01-01', NULL), ('AT', '2020-01-01', '2021-01-01'), ('AT', '2021-01-01', NULL)",
  );
  // A day that comes twice, one that is missing, and one that is in two periods.
  await table('days', 'day Date, period String');
  await warehouse.write(
    "INSERT INTO shop.days VALUES ('2024-01-02', 'P1'), ('2024-01-03', 'P1'), ('2024-01-03', 'P1'), ('2024-01-05', 'P1'), ('2024-01-05', 'P2')",
  );
  // Orders 0 … 1199, and order 7 once more. Every fourth has no customer, every hundredth a customer nobody knows.
  await warehouse.write(
    `INSERT INTO shop.orders SELECT if(number = 1200, 7, number), multiIf(number % 4 = 1, NULL, number % 100 = 0, 999, number % 10),
       if(number % 600 = 0, NULL, toDateTime('2024-01-01 00:00:00')), 'paid', 1 FROM numbers(1201)`,
  );
  // Customers 0 … 9, and customer 3 three times.
  await warehouse.write(`INSERT INTO shop.customers SELECT if(number > 9, 3, number), 'DE' FROM numbers(12)`);
  await warehouse.write('INSERT INTO shop.invoices SELECT if(number = 0, NULL, number) FROM numbers(1200)');
});

afterAll(() => warehouse.close());

describe('checkCatalog', () => {
  it('finds where the data is not as the catalog declares, and what nobody will see', async () => {
    const report = await checkCatalog(FOLDER, warehouse);
    expect(hasErrors(report)).toBe(true);
    await expect(formatCheckReport(report)).toMatchFileSnapshot('catalogDoubts/expected.txt');
  });

  it('tells how far it is', async () => {
    const steps: string[] = [];
    const { checks } = await checkCatalog(FOLDER, warehouse, {
      onProgress: (done, total, label) => steps.push(`${done}/${total} ${label}`),
    });
    expect(steps).toHaveLength(checks + 1);
    expect(steps[0]).toBe(`0/${checks} customers: rows and their time`);
    expect(steps.at(-1)).toBe(`${checks}/${checks} done`);
  });

  it('can take a missing description for an error', async () => {
    const report = await checkCatalog(FOLDER, warehouse, { missingDescription: 'error' });
    expect(
      report.issues.filter(
        ({ severity, message }) => severity === 'error' && message.includes('description'),
      ),
    ).toMatchObject([{ file: join(FOLDER, 'orders.yaml'), line: 12, member: 'dimensions.status' }]);
  });

  it('says what it could not check in the time allowed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vernier-catalog-'));
    await writeFile(
      join(folder, 'endless.yaml'),
      'dataset: endless\ndescription: All numbers.\nsql: SELECT number FROM system.numbers\naccess: { owner: { rows: all } }\n',
    );
    const { issues } = await checkCatalog(folder, warehouse, { maxSeconds: 0.2 });
    await rm(folder, { recursive: true });
    expect(issues.find(({ message }) => message.startsWith('Not checked'))).toMatchObject({
      severity: 'warning',
      message: 'Not checked (endless: rows and their time): ClickHouse did not finish within 0.2 s.',
    });
  });

  it('opens a catalog whose data is doubtful: that is for people to judge', async () => {
    const catalog = await openCatalog(FOLDER, warehouse);
    expect([...catalog.datasets.keys()]).toEqual([
      'customers',
      'days',
      'invoices',
      'items',
      'orders',
      'tariffs',
    ]);
    expect(catalog.datasets.get('orders')?.dimensions.get('orderedAt')?.clickhouseType).toBe(
      'Nullable(DateTime)',
    );
  });
});
