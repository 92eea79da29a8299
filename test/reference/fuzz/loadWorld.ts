import type { Warehouse } from '../../../db/clickhouse/index.js';
import { describeTypes } from '../../../src/catalog/describeTypes.js';
import { defineCatalog, type Catalog } from '../../../src/metrics/index.js';
import type { Row } from '../catalogView.js';
import { storedText } from './columns.js';
import type { FuzzTable, FuzzWorld } from './makeCatalog.js';

/** Makes the tables of a world. */
export async function loadTables(world: FuzzWorld, warehouse: Warehouse): Promise<void> {
  await warehouse.write(`DROP DATABASE IF EXISTS ${world.database} SYNC`);
  await warehouse.write(`CREATE DATABASE ${world.database}`);
  for (const table of world.tables) {
    await warehouse.write(ddlOf(world.database, table));
    // Two inserts: the older versions lie in a part of their own.
    for (const rows of [table.stale, table.rows])
      if (rows.length > 0)
        await warehouse.insert(
          `${world.database}.${table.name}`,
          rows.map((row) => stored(table, row)),
        );
  }
}

function ddlOf(database: string, table: FuzzTable): string {
  const columns = table.columns.map(({ name, ddl }) => `\`${name}\` ${ddl}`).join(', ');
  const engine = table.isReplacing ? 'ReplacingMergeTree' : 'MergeTree';
  const keys = [...new Set(table.orderBy)].map((name) => `\`${name}\``).join(', ');
  const partitions = table.partitionBy === undefined ? '' : ` PARTITION BY ${table.partitionBy}`;
  // Many small granules: whatever can be skipped is skipped.
  return `CREATE TABLE ${database}.${table.name} (${columns}) ENGINE = ${engine}${partitions} ORDER BY (${keys}) SETTINGS index_granularity = 4`;
}

export function stored({ columns }: FuzzTable, row: Row): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    columns.map((column) => [column.name, storedText(row[column.name] ?? null, column)]),
  );
}

/** The checked catalog, with the types that the engine reports. Fails when the fuzzer made a catalog that is none. */
export async function openCatalog(world: FuzzWorld, warehouse: Warehouse): Promise<Catalog> {
  const specs = [...world.catalog.values()].map(({ spec }) => spec);
  const draft = defineCatalog(specs);
  const { report, issues } = await describeTypes(draft.catalog, warehouse);
  const { catalog, issues: typed } = defineCatalog(specs, report);
  const wrong = [...draft.issues, ...issues, ...typed];
  if (wrong.length > 0)
    throw new BadWorld(wrong.map(({ dataset, path, message }) => `${dataset}.${path.join('.')}: ${message}`));
  return catalog;
}

/** The catalog has a mistake of the fuzzer's making. */
class BadWorld extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
