export { checkCatalog, type CheckIssue, type CheckOptions, type CheckReport } from './checkCatalog.js';
export { formatCheckReport, hasErrors } from './formatCheckReport.js';
export { openCatalog } from './openCatalog.js';
export type { CatalogWarehouse } from './ports.js';
