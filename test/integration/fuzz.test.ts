import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import { runFuzz } from '../reference/fuzz/runFuzz.js';
import { openTestWarehouse } from '../support/embedded.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());

/** A short run of always the same questions; `npm run fuzz` asks others, and more. */
it('answers random questions of random catalogs as the reference does', async () => {
  const report = await runFuzz(warehouse, {
    seed: 20_240_305,
    queries: 400,
    queriesPerWorld: 100,
    failures: 1,
  });
  expect(report.failures.join('\n')).toBe('');
  const { tally } = report;
  expect(tally.asked()).toBe(400);
  // Both sides refusing everything, or finding nothing, would agree too.
  expect(tally.count('refused')).toBeLessThan(200);
  expect(tally.count('undecided') + tally.count('tooLong')).toBeLessThan(40);
  expect(report.answeredRows).toBeGreaterThan(500);
});
