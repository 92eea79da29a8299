import { CatalogError } from '../errors.js';
import type { Catalog } from '../metrics/index.js';
import { inspectCatalog } from './inspectCatalog.js';
import type { CatalogWarehouse } from './ports.js';

/**
 * The catalog of a folder, checked and typed by the warehouse: what a server serves.
 * Throws CatalogError with every mistake of every file at once, and WarehouseError when the warehouse does not answer.
 */
export async function openCatalog(folder: string, warehouse: CatalogWarehouse): Promise<Catalog> {
  const { catalog, issues } = await inspectCatalog(folder, warehouse);
  if (issues.length > 0) throw new CatalogError(issues);
  return catalog;
}
