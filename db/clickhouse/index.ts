/** The one door of db/clickhouse. */
export type {
  BoundParameter,
  BoundStatement,
  BoundValue,
  QueryAnswer,
  QueryLimits,
  QueryOptions,
  Warehouse,
} from './warehouse.js';
export { openEmbeddedWarehouse, type EmbeddedOptions } from './embedded/openEmbeddedWarehouse.js';
export { FolderInUseError } from './embedded/openFolder.js';
export { migrateWarehouse } from './migrate/migrateWarehouse.js';
export { splitStatements } from './migrate/splitStatements.js';
export { checkRoles, type ExpectedRole } from './server/checkRoles.js';
export { openServerWarehouse } from './server/openServerWarehouse.js';
