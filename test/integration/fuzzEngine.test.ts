import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { catalogFor, compileQuery, decodeRows, defineCatalog } from '../../src/metrics/index.js';
import { openTestWarehouse } from '../support/embedded.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE old');
  await warehouse.write(
    "CREATE TABLE old.events (at DateTime64(3, 'UTC'), name String) ENGINE = MergeTree ORDER BY at",
  );
  await warehouse.insert('old.events', [
    { at: '1950-01-06T00:00:00.250Z', name: 'a' },
    { at: '2018-10-06T15:29:59Z', name: 'a' },
  ]);
});
afterAll(() => warehouse.close());

/** ClickHouse compiles an aggregation to machine code after three runs of it: an answer must not change with the fourth. */
it('finds the earliest and the latest of times before and after 1970, however often it is asked', async () => {
  const { catalog } = defineCatalog(
    [
      {
        dataset: 'events',
        description: '',
        source: 'old.events',
        dimensions: { at: { type: 'time' }, name: { type: 'string' } },
        measures: { first: { agg: 'min', sql: 'at' }, last: { agg: 'max', sql: 'at' } },
        access: { analyst: { rows: 'all' } },
      },
    ],
    undefined,
  );
  const { statement } = compileQuery({
    catalog: catalogFor(catalog, 'analyst'),
    query: { dataset: 'events', view: 'rows', select: ['name', 'first', 'last'].map((field) => ({ field })) },
    viewer: { subject: 'ana', role: 'analyst', attributes: new Map() },
    now: new Date('2024-03-05T12:00:00Z'),
  });
  for (let run = 1; run <= 6; run++) {
    const { rows } = await warehouse.query(statement);
    expect(
      decodeRows(statement, rows as unknown[][]).map((row) => Object.fromEntries(row)),
      `run ${run}`,
    ).toEqual([{ name: 'a', first: '1950-01-06T00:00:00.25Z', last: '2018-10-06T15:29:59Z' }]);
  }
});
