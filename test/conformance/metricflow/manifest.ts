/** The parts of the author's files that are read, as they write them. */

export interface Manifest {
  readonly semantic_models: readonly WrittenModel[];
  readonly metrics: readonly MetricModel[];
  readonly project_configuration: { readonly time_spines: readonly TimeSpineModel[] };
}

export interface TimeSpineModel {
  readonly node_relation: NodeRelation;
  readonly primary_column: { readonly name: string; readonly time_granularity: string };
  readonly custom_granularities?:
    readonly { readonly name: string; readonly column_name?: string | null }[] | undefined;
}

interface NodeRelation {
  readonly alias: string;
  readonly schema_name: string;
}

export interface SemanticModel {
  readonly name: string;
  /** Rows of a join instead of a table; ours, not the author's. */
  readonly sql?: string;
  /** Partitions that another model must have to be joined to it; ours, too. */
  readonly needs?: readonly string[];
  readonly description?: string | null;
  readonly node_relation: NodeRelation;
  readonly defaults?: { readonly agg_time_dimension?: string | null } | null;
  readonly primary_entity?: string | null;
  readonly entities: readonly EntityModel[];
  readonly dimensions: readonly DimensionModel[];
  readonly measures: readonly MeasureModel[];
}

/** As it stands in the file, where empty lists are left out. */
type WrittenModel = Omit<SemanticModel, 'entities' | 'dimensions' | 'measures'> &
  Partial<Pick<SemanticModel, 'entities' | 'dimensions' | 'measures'>>;

export interface EntityModel {
  readonly name: string;
  readonly type: 'primary' | 'unique' | 'natural' | 'foreign';
  readonly expr?: string | number | null;
}

export interface DimensionModel {
  readonly name: string;
  readonly type: 'categorical' | 'time';
  readonly expr?: string | number | null;
  readonly is_partition?: boolean;
  readonly type_params?: {
    readonly time_granularity: string;
    readonly validity_params?: { readonly is_start?: boolean; readonly is_end?: boolean } | null;
  } | null;
}

export interface MeasureModel {
  readonly name: string;
  readonly agg: string;
  readonly expr?: string | number | null;
  readonly agg_params?: {
    readonly percentile?: number | null;
    readonly use_discrete_percentile?: boolean;
  } | null;
  readonly agg_time_dimension?: string | null;
  readonly agg_time_dimension_resolved?: string | null;
  readonly non_additive_dimension?: {
    readonly name: string;
    readonly window_choice: 'min' | 'max';
    readonly window_groupings?: readonly string[];
  } | null;
}

/** A measure as a metric uses it: its name alone, or with its own filter and treatment of gaps. */
export type MeasureInput =
  | string
  | {
      readonly name: string;
      readonly filter_ast?: FilterNode | null;
      readonly join_to_timespine?: boolean;
      readonly fill_nulls_with?: number | null;
    };

export interface MetricInputModel {
  readonly name: string;
  readonly alias?: string | null;
  readonly filter_ast?: FilterNode | null;
  readonly offset_window?: string | null;
  readonly offset_to_grain?: string | null;
}

export interface MetricModel {
  readonly name: string;
  readonly description?: string | null;
  readonly type: 'simple' | 'ratio' | 'derived' | 'cumulative' | 'conversion';
  readonly filter_ast?: FilterNode | null;
  readonly time_granularity?: string | null;
  readonly type_params: {
    readonly measure?: MeasureInput | null;
    readonly numerator?: MetricInputModel | null;
    readonly denominator?: MetricInputModel | null;
    readonly expr?: string | null;
    readonly metrics?: readonly MetricInputModel[] | null;
    readonly window?: string | null;
    readonly grain_to_date?: string | null;
    readonly cumulative_type_params?: {
      readonly window?: string | null;
      readonly grain_to_date?: string | null;
      readonly period_agg?: string | null;
    } | null;
    readonly conversion_type_params?: ConversionModel | null;
  };
}

export interface ConversionModel {
  readonly base_measure: MeasureInput;
  readonly conversion_measure: MeasureInput;
  readonly entity: string;
  readonly calculation: 'conversion_rate' | 'conversions';
  readonly window?: string | null;
  readonly constant_properties?:
    readonly { readonly base_property: string; readonly conversion_property: string }[] | null;
}

export interface FieldRef {
  readonly type: 'dimension' | 'time_dimension' | 'entity' | 'metric';
  readonly name: string;
  readonly entity_path?: readonly string[];
  readonly grain?: string | null;
  readonly date_part?: string | null;
  /** Of a metric: what it is aggregated by. */
  readonly group_by?: readonly FieldRef[];
}

export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly args: readonly FilterNode[] }
  | { readonly op: 'not'; readonly arg: FilterNode }
  | { readonly op: 'true' }
  | { readonly op: 'is_true' | 'is_null' | 'is_not_null'; readonly field: FieldRef }
  | { readonly op: 'in'; readonly field: FieldRef; readonly values: readonly Literal[] }
  | {
      readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';
      readonly field: FieldRef;
      readonly value: Literal;
    };

export type Literal = string | number | boolean | null;

export interface GroupByModel {
  readonly kind: 'dimension' | 'time_dimension' | 'entity' | 'metric';
  readonly name: string;
  readonly entity_path: readonly string[];
  /** Name in the answer. */
  readonly column: string;
  readonly grain?: string | null;
  readonly date_part?: string | null;
}

export interface CaseModel {
  readonly name: string;
  readonly manifest: string;
  readonly metrics: readonly string[];
  readonly metric_aliases?: Readonly<Record<string, string>> | null;
  readonly group_bys_resolved: readonly GroupByModel[];
  readonly where_ast: FilterNode | null;
  readonly order_bys_resolved: readonly { readonly by: string; readonly descending: boolean }[];
  readonly limit: number | null;
  readonly time_constraint_resolved: readonly [string, string] | null;
  readonly min_max_only: boolean;
  readonly apply_group_by: boolean;
  readonly features?: readonly string[];
  readonly compare?: { readonly mode: string; readonly float_rel_tol?: number };
  readonly expected_columns?: readonly { readonly name: string; readonly type: string }[];
  readonly expected?: Rows | null;
  readonly expected_file?: string | null;
  readonly expected_alternatives?: readonly Rows[] | null;
}

export type Rows = readonly (readonly unknown[])[];
