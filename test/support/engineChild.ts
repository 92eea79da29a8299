import { openEmbeddedWarehouse } from '../../db/clickhouse/index.js';

/**
 * A process that opens the embedded engine on the folder of its first argument and inserts rows one by one, telling its
 * parent the number of each row that was acknowledged, until it is killed.
 */
const warehouse = await openEmbeddedWarehouse({ folder: process.argv[2] as string, slots: 2 });
await warehouse.write('CREATE DATABASE IF NOT EXISTS child ENGINE = Atomic');
await warehouse.write('CREATE TABLE IF NOT EXISTS child.rows (id UInt64) ENGINE = MergeTree ORDER BY id');
for (let id = 0; ; id += 1) {
  await warehouse.insert('child.rows', [{ id }]);
  process.send?.(id);
}
