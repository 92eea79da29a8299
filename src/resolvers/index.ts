/** The door of src/resolvers. */
export {
  createRequestContext,
  type OperationLimits,
  type RequestContext,
  type RequestFacts,
} from './context.js';
export { executeDocument, type ExecutionRequest } from './executeDocument.js';
export { planOperation, type PlanRequest } from './plan/planOperation.js';
export type { OperationPlan, ScopePlan, ViewPlan } from './plan/operationPlan.js';
export { planPlugin } from './planPlugin.js';
export type { MetadataReader, QueryWarehouse, ViewLimits, WarehouseRows } from './ports.js';
