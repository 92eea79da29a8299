import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BoundParameter, BoundStatement, Warehouse } from '../../db/clickhouse/index.js';
import { WarehouseError } from '../../src/errors.js';

/** A statement of a test. */
export function select(text: string, ...parameters: readonly BoundParameter[]): BoundStatement {
  return {
    text,
    parameters,
    settings: { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 },
  };
}

export const text = (name: string, value: string): BoundParameter => ({ name, type: 'String', value });

/** The error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<WarehouseError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WarehouseError);
  return error as WarehouseError;
}

/** Scans for minutes unless somebody stops it. */
export const ENDLESS = 'SELECT sum(cityHash64(number)) FROM numbers(1000000000000)';

/** Resolves when a query whose text starts with the id of `queryId` is running in the engine. */
export async function untilRunning(warehouse: Warehouse, marker: string): Promise<void> {
  while ((await countRunning(warehouse, marker)) === 0);
}

export async function countRunning(warehouse: Warehouse, marker: string): Promise<number> {
  // The pattern is put together inside the engine, or this query would find itself.
  const answer = await warehouse.query(
    select(
      'SELECT count() FROM system.processes WHERE position(query, reverse({p:String})) > 0',
      text('p', [...marker].reverse().join('')),
    ),
  );
  return Number(answer.rows[0]?.[0]);
}

/** What every warehouse does, whichever adapter. `open` is called once. */
export function describeWarehouse(name: string, open: () => Promise<Warehouse>): void {
  describe(name, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await open();
      await warehouse.write('CREATE DATABASE IF NOT EXISTS contract ENGINE = Atomic');
      await warehouse.write(
        `CREATE TABLE contract.rows (id UInt64, name String DEFAULT 'nobody', at DateTime64(3, 'UTC') DEFAULT 0, tags Array(String))
         ENGINE = MergeTree ORDER BY id`,
      );
    });
    afterAll(async () => {
      await warehouse.close();
    });

    it('answers with columns, types and rows', async () => {
      expect(
        await warehouse.query(
          select("SELECT 1 AS a, 'x' AS b, toUInt64(18446744073709551615) AS c, toDecimal64(1.50, 2) AS d"),
        ),
      ).toMatchObject({
        columns: [
          { name: 'a', type: 'UInt8' },
          { name: 'b', type: 'String' },
          { name: 'c', type: 'UInt64' },
          { name: 'd', type: 'Decimal(18, 2)' },
        ],
        rows: [[1, 'x', '18446744073709551615', '1.5']],
      });
    });

    it('knows the columns of an empty answer', async () => {
      expect(await warehouse.query(select('SELECT number AS n FROM numbers(0)'))).toMatchObject({
        columns: [{ name: 'n', type: 'UInt64' }],
        rows: [],
      });
    });

    it('puts an answer of many blocks together in order', async () => {
      const { rows } = await warehouse.query(select('SELECT toUInt32(number) FROM numbers(200000)'));
      expect(rows).toHaveLength(200_000);
      expect(rows.every(([value], index) => value === index)).toBe(true);
    });
  });
}
