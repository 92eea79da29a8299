/** The only door of the compiler. */

export type { DatasetSpec, SpecIssue, TypeReport } from './catalog/catalogSpec.js';
export {
  ROLES,
  type AggregateCall,
  type Catalog,
  type Dataset,
  type DatasetSource,
  type Dimension,
  type Measure,
  type Metadata,
  type Metric,
  type Policy,
  type Relationship,
  type Role,
  type ValueType,
} from './catalog/definitions.js';
export { eventsOf, type Preset } from './catalog/preset.js';
export { needsFloat } from './catalog/aggregateFunctions.js';
export { askableShared } from './catalog/askableShared.js';
export { closestNames, didYouMean } from './catalog/closestNames.js';
export { defineCatalog } from './catalog/defineCatalog.js';
export { isJoinable } from './catalog/defineRelationships.js';
export type { Expression } from './catalog/expression.js';
export { describeMask } from './catalog/policies/mask.js';
export { isOfOwnRows } from './catalog/ofOwnRows.js';
export { catalogFor, type RoleCatalog } from './catalog/roleCatalog.js';
export { SHARED_DATASET, SHARED_MEMBERS, SHARED_TIME } from './catalog/sharedDataset.js';
export { canonicalTimezone, timezoneNames } from './catalog/timezone.js';
export { askableNames } from './catalog/visibleMembers.js';
export { conditionsOf } from './catalog/visibleNumbers.js';

export type { WebsiteFact, WebsiteFacts } from './query/websiteFacts.js';
export { DEFAULT_LIMIT, MAX_BUCKETS, MAX_LIMIT } from './query/limits.js';
export {
  CALCULATIONS,
  CONDITION_OPERATORS,
  DATE_PARTS,
  GRAINS,
  NAMED_PERIODS,
  KIND_KEY,
  PARENT_PREFIX,
  TIME_UNITS,
  VIEWS,
  type ConditionOperator,
  type MetricQuery,
  type Selection,
  type View,
  type Where,
} from './query/metricQuery.js';

export {
  COHORT_RULES,
  FUNNEL_ANCHORS,
  FUNNEL_BETWEEN,
  FUNNEL_TIES,
  JOURNEY_GRAINS,
  RETENTION_MODES,
} from './query/journey.js';
export { patternProblem } from './resolve/patternProblem.js';
export { CUSTOM_AGGREGATIONS } from './resolve/names/customMembers.js';
export { GOAL_NUMBERS } from './resolve/names/goalNumbers.js';
export { checkMetrics } from './resolve/checkMetrics.js';
export { OPERATORS } from './resolve/resolveCondition.js';
export type { SecuredQuery } from './policy/securedQuery.js';
export type { QuestionLimits } from './policy/questionLimits.js';
export type { Viewer } from './policy/viewer.js';
export type { ActedSettings } from './policy/actedSettings.js';
export type { QueryPlan, RejectedSource } from './rollup/queryPlan.js';
export { statementReads } from './sql/statementReads.js';
export type { Statement, StatementParameter } from './sql/statement.js';
export { readResult, type EngineAnswer, type MetricResult, type ResultValue } from './result/metricResult.js';
export { compileQuery, type CompiledQuery } from './compileQuery.js';
export { callerAccess } from './access/callerAccess.js';
export { planAccess } from './access/planAccess.js';
export { renderAccess } from './access/renderAccess.js';
export type { ServerFacts, Table } from './access/serverFacts.js';
export { tableKey } from './access/serverFacts.js';
export { cutBuckets } from './sql/cutBuckets.js';
export { partialRows } from './result/partialRows.js';
export { decodeRows } from './result/decodeRows.js';
