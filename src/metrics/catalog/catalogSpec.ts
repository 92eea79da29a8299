import type { Where } from '../query/metricQuery.js';
import type { MetadataSpec, MetricSpec, SpanSpec } from './metricSpec.js';

export type { MetadataSpec, MetricSpec };

/**
 * A catalog as people write it: plain data in the shape of one YAML file per dataset. src/catalog reads it (and knows files
 * and lines); `defineCatalog` checks it and makes definitions. Names are unique across dimensions, measures, metrics and relationships of a dataset.
 */
export interface DatasetSpec {
  readonly dataset: string;
  readonly description: string;
  /** `database.table`; or `sql`, a single SELECT. Exactly one. */
  readonly source?: string | undefined;
  readonly sql?: string | undefined;
  /** Read the table with FINAL (replacing tables). */
  readonly final?: boolean | undefined;
  /** Columns that identify a row; `vernier check` proves it. */
  readonly primaryKey?: readonly string[] | undefined;
  /** Dimension that says whose row it is: what `minGroupSize` counts. */
  readonly entity?: string | undefined;
  readonly time?: string | undefined;
  readonly timezone?: string | undefined;
  readonly weekStart?: 'monday' | 'sunday' | undefined;
  readonly owner?: string | undefined;
  readonly deprecated?: string | undefined;
  readonly certified?: boolean | undefined;
  readonly synonyms?: readonly string[] | undefined;
  readonly relationships?: Readonly<Record<string, RelationshipSpec>> | undefined;
  readonly dimensions?: Readonly<Record<string, DimensionSpec>> | undefined;
  readonly measures?: Readonly<Record<string, MeasureSpec>> | undefined;
  readonly segments?: Readonly<Record<string, SegmentSpec>> | undefined;
  readonly metrics?: Readonly<Record<string, MetricSpec>> | undefined;
  readonly access?: Readonly<Record<string, PolicySpec>> | undefined;
  readonly rollups?: Readonly<Record<string, RollupSpec>> | undefined;
  readonly website?: WebsiteSpec | undefined;
}

/** Rows belong to websites of the metadata store, whose settings act on every question. */
interface WebsiteSpec {
  /** Dimension that says which website a row is of, by its id in the metadata store. */
  readonly id: string;
  /** Boolean dimension: what programs did. */
  readonly bots?: string | undefined;
  /** Only the website's share of the hits is stored. Default: false. */
  readonly sampled?: boolean | undefined;
  readonly custom?: CustomSpec | undefined;
  readonly goals?: GoalsSpec | undefined;
  readonly funnels?: FunnelsSpec | undefined;
}

/** Numbered dimensions whose meaning is each website's own. `customDimension` stands for `customDimension1`, `customDimension2` … */
export interface CustomSpec {
  readonly dimensions?: string | undefined;
  readonly metrics?: string | undefined;
  /** Rows whose metrics count; ClickHouse. */
  readonly filter?: string | undefined;
}

/** Dotted names of dimensions, which may lead through relationships to many rows. */
interface ReachedSpec {
  readonly path?: string | undefined;
  /** Filter over the dataset that has the path. */
  readonly views?: Where | undefined;
  readonly action?: string | undefined;
}

export interface GoalsSpec extends ReachedSpec {
  /** Measures. */
  readonly conversions: string;
  readonly visitors: string;
  readonly duration?: string | undefined;
  readonly pages?: string | undefined;
}

export interface FunnelsSpec extends ReachedSpec {
  readonly entity: string;
  readonly window: SpanSpec;
}

/** At most one of sql, case, geo, measure, choices says what the value is. */
export interface DimensionSpec extends MetadataSpec {
  /** Required but for `geo` (a string) and `measure` (the type of the measure). */
  readonly type?:
    'string' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'time' | 'uuid' | undefined;
  /** ClickHouse expression over the source's columns; `{name}` is another dimension of this dataset. Default: the member's own name. */
  readonly sql?: string | undefined;
  /** The first condition that holds says the value; `else` when none does, NULL without it. */
  readonly case?: readonly { readonly when: string; readonly then: CaseValue }[] | undefined;
  readonly else?: CaseValue | undefined;
  /** A place, shown as the text `latitude,longitude`. */
  readonly geo?: { readonly latitude: string; readonly longitude: string } | undefined;
  /** `relationship.member`: a measure or metric of the rows behind a to-many relationship. */
  readonly measure?: string | undefined;
  /** Several expressions by name, of which a question chooses one; the first when it does not. */
  readonly choices?: Readonly<Record<string, string>> | undefined;
  /** Ways of cutting a time or date dimension besides the calendar's units. */
  readonly grains?: Readonly<Record<string, GrainSpec>> | undefined;
  readonly conforms?: string | undefined;
}

/** A text, or an expression. */
export type CaseValue = string | { readonly sql: string };

/** Either `interval` (with `origin` or `offset`), or `calendar` with its `date` and `bucket`. */
export interface GrainSpec {
  readonly description?: string | undefined;
  /** `6 months`, `3 months 3 days`. */
  readonly interval?: string | undefined;
  /** A bucket starts at this local day or time. */
  readonly origin?: string | undefined;
  /** Buckets start this much later than they would: `3 months`, `-1 day`. */
  readonly offset?: string | undefined;
  /** Dataset with a row per day. */
  readonly calendar?: string | undefined;
  /** Its dimensions: the day, and the bucket that the day is in. */
  readonly date?: string | undefined;
  readonly bucket?: string | undefined;
  /** Unit (`MONTH`) → dimension with the day that a day is compared with, this unit earlier. */
  readonly shifts?: Readonly<Record<string, string>> | undefined;
}

export interface MeasureSpec extends MetadataSpec {
  /** Any ClickHouse aggregate function, with its parameters: `count`, `uniq`, `quantileTDigest(0.95)`. */
  readonly agg: string;
  /** Its arguments, as ClickHouse expressions: one, or a list for functions of several (`argMax`). Nothing for `count`. */
  readonly sql?: string | readonly string[] | undefined;
  /** Instead of `sql`: a measure or metric that is aggregated per value of the dimensions `per` first; `agg` then aggregates those numbers. */
  readonly of?: string | undefined;
  readonly per?: string | readonly string[] | undefined;
  /** Only rows where this holds. */
  readonly filter?: string | undefined;
  /** Default: what ClickHouse says the result is. */
  readonly type?:
    'string' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'time' | 'uuid' | 'list' | undefined;
  /** What an empty bucket shows under `fill`. Default: zero for counts and sums, null for the rest. */
  readonly fill?: 'zero' | 'null' | undefined;
  readonly exposes?: 'aggregate' | undefined;
  /** Time dimension it is counted by. Default: that of the dataset. */
  readonly time?: string | undefined;
  /** A level, such as a balance, which does not add up over time. */
  readonly semiAdditive?:
    | {
        readonly over: string;
        readonly take: 'first' | 'last' | 'min' | 'max' | 'average';
        readonly per?: string | readonly string[] | undefined;
        readonly ties?: 'one' | 'all' | undefined;
      }
    | undefined;
}

interface SegmentSpec extends MetadataSpec {
  readonly sql: string;
}

export interface RelationshipSpec {
  readonly to: string;
  /** This dataset's column (or expression) → the other's. */
  readonly on: Readonly<Record<string, string>>;
  readonly cardinality: 'many-to-one' | 'one-to-one' | 'one-to-many' | 'many-to-many';
  /** The other side's rows hold from `from` to before `to` (NULL: still); the one that holds `at` this side's time matches. */
  readonly validity?:
    { readonly at: string; readonly from: string; readonly to?: string | undefined } | undefined;
  readonly description?: string | undefined;
}

type PolicyRowsSpec = 'all' | PolicyConditionSpec;
/** `{ websiteId: { in: $websites } }`; members are AND-ed; `or: [ … ]` and `and: [ … ]` nest. */
export interface PolicyConditionSpec {
  readonly [dimension: string]: unknown;
}

export interface PolicySpec {
  readonly rows: PolicyRowsSpec;
  readonly hide?: readonly string[] | undefined;
  /** By dimension: `hash`, `null`, `{ constant }`, `{ truncate }`, or one of these as `{ mask, unless }`. */
  readonly mask?: Readonly<Record<string, unknown>> | undefined;
  readonly minGroupSize?: number | { readonly atLeast: number; readonly of: string } | undefined;
  readonly limits?: LimitsSpec | undefined;
}

/** Of the role on this dataset. Sizes are bytes, or a text with a unit: `10GB`, `2GiB`. */
export interface LimitsSpec {
  readonly rows?: number | undefined;
  readonly bytes?: number | string | undefined;
  readonly seconds?: number | undefined;
  readonly resultRows?: number | undefined;
  readonly memory?: number | string | undefined;
  readonly concurrentQueries?: number | undefined;
  readonly queriesPerMinute?: number | undefined;
}

interface RollupSpec {
  readonly grain?: string | undefined;
  readonly dimensions: readonly string[];
  readonly measures: 'all' | readonly string[];
  readonly refresh?: { readonly every?: string | undefined; readonly cron?: string | undefined } | undefined;
  readonly retention?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * What ClickHouse says of the expressions (answered by src/catalog with DESCRIBE). Without an entry, types follow from what is
 * declared, which is enough to compile in tests.
 */
export interface TypeReport {
  /** `dataset.dimension` → ClickHouse type. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** `dataset.measure` → types of its arguments and of its result. */
  readonly measures: ReadonlyMap<string, { readonly args: readonly string[]; readonly result: string }>;
  /** Time zones that the engine knows. Its list and that of Node are of different days, and a query may use what both know. */
  readonly timezones?: ReadonlySet<string> | undefined;
}

/** A mistake in a catalog, by dataset and member path (`['measures', 'visitors', 'agg']`); src/catalog adds file and line. */
export interface SpecIssue {
  readonly dataset: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
}
