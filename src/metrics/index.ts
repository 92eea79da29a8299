/** The only door of the compiler. */
export type { QueryIssue } from '../errors.js';

export type {
  DatasetSpec,
  DimensionSpec,
  MeasureSpec,
  MetricSpec,
  PolicySpec,
  RelationshipSpec,
  RollupSpec,
  SegmentSpec,
  SpecIssue,
  TypeReport,
} from './catalog/catalogSpec.js';
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
  type MetricDefinition,
  type Policy,
  type Relationship,
  type Role,
  type Segment,
  type ValueType,
} from './catalog/definitions.js';
export { closestNames, didYouMean } from './catalog/closestNames.js';
export { defineCatalog } from './catalog/defineCatalog.js';
export { isJoinable } from './catalog/defineRelationships.js';
export type { Expression } from './catalog/expression.js';
export type { Formula } from './catalog/formula.js';
export { RESERVED_NAMES } from './catalog/names.js';
export { parseExpression } from './catalog/parseExpression.js';
export { catalogFor, type RoleCatalog } from './catalog/roleCatalog.js';

export { DEFAULT_LIMIT, MAX_BUCKETS, MAX_LIMIT } from './query/limits.js';
export {
  CONDITION_OPERATORS,
  DATE_PARTS,
  GRAINS,
  NAMED_PERIODS,
  TIME_UNITS,
  type Condition,
  type ConditionOperator,
  type DatePart,
  type Direction,
  type Grain,
  type Having,
  type MetricQuery,
  type NamedPeriod,
  type OrderBy,
  type Scalar,
  type Selection,
  type TimeRange,
  type TimeUnit,
  type Where,
} from './query/metricQuery.js';

export { OPERATORS } from './resolve/resolveCondition.js';
export type { Viewer } from './policy/viewer.js';
export type { QueryPlan, RejectedSource } from './rollup/queryPlan.js';
export type { ParameterValue, Statement, StatementColumn, StatementParameter } from './sql/statement.js';
export type { MetricResult, ResultValue } from './result/metricResult.js';
export { compileQuery, type CompiledQuery, type CompileInput } from './compileQuery.js';
export { decodeRows } from './result/decodeRows.js';
