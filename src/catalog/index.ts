/** The one door of src/catalog. */
export { checkCatalog } from './checkCatalog.js';
export { formatCheckReport, hasErrors } from './formatCheckReport.js';
export { openCatalog } from './openCatalog.js';
