import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { statementReads, type Statement } from '../../src/metrics/index.js';
import { compileCase, goldenCases, readCaseFile } from '../support/goldenCases.js';
import { openFixture } from '../support/openFixture.js';
import { scansOf } from '../support/scans.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openFixture();
});
afterAll(() => warehouse.close());

/** Any key of masks does: which rows match does not depend on it. */
function withSecrets(statement: Statement): Statement {
  const parameters = statement.parameters.map((parameter) =>
    parameter.secret === undefined ? parameter : { ...parameter, value: '7' },
  );
  return { ...statement, parameters };
}

it('tells every scan of every golden case, which runs, and finds no more rows than the estimate says', async () => {
  let told = 0;
  for (const golden of goldenCases()) {
    if (readCaseFile(golden, 'error.json') !== undefined) continue;
    const { statement } = compileCase(golden);
    const { datasets, toEstimate, toCount } = statementReads(statement);
    const tables = datasets.flatMap(({ source }) =>
      source.kind === 'table'
        ? [`${source.database}.${source.table}`]
        : scansOf(source.text).map(({ table }) => table),
    );
    expect(tables.toSorted(), golden.name).toEqual(
      scansOf(statement.text).map(({ table }) => table).toSorted(), // prettier-ignore
    );
    const estimated = await warehouse.estimate(withSecrets(toEstimate));
    const { rows } = await warehouse.query(withSecrets(toCount(1_000_000)));
    expect(rows.length, golden.name).toBe(datasets.length);
    const found = rows.reduce((sum, [, rowsOfScan]) => sum + Number(rowsOfScan), 0);
    const most = estimated.reduce((sum, each) => sum + each.rows, 0);
    if (datasets.every(({ source }) => source.kind === 'table'))
      expect(found, golden.name).toBeLessThanOrEqual(most);
    told += datasets.length;
  }
  expect(told).toBeGreaterThan(300);
}, 120_000);
