/** The door of src/schema. */
export { buildRoleSchema, printRoleSchema } from './roleSchema.js';
export { screamingCase } from './dataset/screamingCase.js';
export { presetsOf, servedRelationships, toManyRelationships } from './dataset/servedMembers.js';
export type { GroupSource, OperationSource, RowSource, SchemaContext, ScopeSource } from './ports.js';
export type {
  CatalogDataset,
  CatalogMeasure,
  CatalogMetric,
  CatalogRelationship,
  CatalogShared,
  CatalogView,
} from './static/catalogTypes.js';
export type { ViewInfo } from './static/viewInfo.js';
export type { ViewerView } from './static/viewerTypes.js';
export type { Person, Website, WebsiteRole } from './static/websiteTypes.js';
