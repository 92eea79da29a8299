import type { DemoWarehouse } from './ports.js';

/**
 * Removes every row of a table, on all nodes. TRUNCATE of a Distributed table leaves the rows of its shards where they are,
 * so the local table behind it is named, on its cluster.
 */
export async function emptyTable(warehouse: DemoWarehouse, table: string): Promise<void> {
  const { rows } = await warehouse.query({
    text: `SELECT engine_full FROM system.tables WHERE concat(database, '.', name) = {table:String}`,
    parameters: [{ name: 'table', type: 'String', value: table }],
    settings: {},
  });
  await warehouse.write(truncateStatement(table, String(rows[0]?.[0])));
}

/** @param engine as system.tables tells it, e.g. `Distributed('c', 'web', 'events_local', …)` */
export function truncateStatement(table: string, engine: string): string {
  const [, cluster, database, local] = /^Distributed\('([^']+)', '([^']+)', '([^']+)'/.exec(engine) ?? [];
  return cluster === undefined
    ? `TRUNCATE TABLE ${table} SETTINGS max_table_size_to_drop = 0`
    : `TRUNCATE TABLE ${database}.${local} ON CLUSTER '${cluster}' SETTINGS max_table_size_to_drop = 0`;
}
