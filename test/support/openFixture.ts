import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from './embedded.js';
import { FIXTURE_STATEMENTS } from './fixture/fixtureTables.js';

/** The embedded engine with the fixture's tables in it. `close()` removes both. */
export async function openFixture(): Promise<Warehouse> {
  const warehouse = await openTestWarehouse();
  for (const statement of FIXTURE_STATEMENTS) await warehouse.write(statement);
  return warehouse;
}
