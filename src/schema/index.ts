/** The door of src/schema. */
export { buildRoleSchema, printRoleSchema } from './roleSchema.js';
export { servedMeasures, servedRelationships } from './dataset/servedMembers.js';
export type { OperationSource, RowSource, SchemaContext, ScopeSource } from './ports.js';
export type {
  CatalogDataset,
  CatalogDimension,
  CatalogMeasure,
  CatalogMetric,
  CatalogRelationship,
  CatalogSegment,
  CatalogView,
} from './static/catalogTypes.js';
export type { ViewInfo } from './static/viewInfo.js';
export type { ViewerView } from './static/viewerTypes.js';
export type { Person, Website, WebsiteGrant, WebsiteRole } from './static/websiteTypes.js';
