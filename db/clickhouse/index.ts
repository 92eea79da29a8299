/** The one door of db/clickhouse. */
export type {
  BoundParameter,
  BoundStatement,
  BoundValue,
  InsertOptions,
  QueryAnswer,
  QueryColumn,
  QueryLimits,
  QueryOptions,
  QueryStatistics,
  Warehouse,
  WriteOptions,
} from './warehouse.js';
export { openEmbeddedWarehouse, type EmbeddedOptions } from './embedded/openEmbeddedWarehouse.js';
export { FolderInUseError } from './embedded/openFolder.js';
export { migrateWarehouse, type MigrateOptions } from './migrate/migrateWarehouse.js';
export { splitStatements } from './migrate/splitStatements.js';
export { openServerWarehouse, type ServerOptions } from './server/openServerWarehouse.js';
