/** The door of src/resolvers. */
export { createAsker } from './answer/createAsker.js';
export { checkRequest, type SentRequest } from './request/checkRequest.js';
export { deniedChange } from './request/deniedChange.js';
export { createRequestContext, websitesOf, type RequestContext, type RequestFacts } from './context.js';
export { executeDocument } from './executeDocument.js';
export { DEFAULT_MAX_VIEWS, MAX_BODY_BYTES } from './limits.js';
export { askedViews } from './plan/operationPlan.js';
export { planOperation } from './plan/planOperation.js';
export { planPlugin } from './planPlugin.js';
export type { MetadataReader, QueryWarehouse } from './ports.js';
export { createWebsiteSettings } from './websites/websiteSettings.js';
