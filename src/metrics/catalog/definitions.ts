import type { GrainName, Shift, Span, Where } from '../query/metricQuery.js';
import type { Expression } from './expression.js';
import type { Formula } from './formula.js';
import type { Mask } from './policies/mask.js';
import type { PolicyRows } from './policies/policyRows.js';
import type { Preset } from './preset.js';
import type { WebsiteMembers } from './websiteMembers.js';

export type { PolicyRows, PolicyValue } from './policies/policyRows.js';

/**
 * Checked definitions: what the rest of the compiler may rely on. Built by `defineCatalog` from a plain specification
 * (`catalogSpec.ts`), which src/catalog reads from YAML. Maps, not objects, because names come from people.
 */

/** Meaning of a value, independent of the ClickHouse type that stores it. `list` is an array and only a measure can be one. */
export type ValueType =
  'string' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'time' | 'uuid' | 'list';

export type Role = 'owner' | 'analyst' | 'reader';
export const ROLES: readonly Role[] = ['owner', 'analyst', 'reader'];

/** Documentation that travels to GraphQL descriptions and to the catalog query. */
export interface Metadata {
  readonly description: string;
  /** Team or person to ask. */
  readonly owner?: string | undefined;
  /** Unit of the value: `second`, `byte`, an ISO 4217 code … */
  readonly unit?: string | undefined;
  readonly format?: 'number' | 'percent' | 'currency' | 'duration' | undefined;
  readonly goodWhen?: 'up' | 'down' | undefined;
  /** Reason; becomes `@deprecated`. */
  readonly deprecated?: string | undefined;
  readonly certified?: boolean | undefined;
  readonly synonyms?: readonly string[] | undefined;
}

/** A value of each row. */
export interface Dimension extends Metadata {
  readonly name: string;
  readonly type: ValueType;
  /** Over the columns of the dataset's own source. */
  readonly sql: Expression;
  /** ClickHouse type of the expression as the engine reports it, e.g. `Nullable(Decimal(18, 2))`. */
  readonly clickhouseType: string;
  /** Shared dimension this one is (for metrics that cross datasets). */
  readonly conforms?: string | undefined;
  /** Time and date dimensions: grains besides the calendar's, by name. */
  readonly grains?: ReadonlyMap<string, CustomGrain> | undefined;
  /** Switchable: the same dimension over each of several expressions, by name. The dimension itself is the first. */
  readonly choices?: ReadonlyMap<string, Dimension> | undefined;
  /** The value is a measure or metric of the rows behind a to-many relationship; `sql` is then the column that a scan adds for it. */
  readonly ofMeasure?: { readonly relationship: string; readonly member: string } | undefined;
  /** In what a role sees: `sql` gives this instead of the value, so nothing can be asked about the value itself. */
  readonly mask?: Mask | undefined;
}

/**
 * A column that a scan adds to the rows of a source, because an expression of the dataset reads it. Its name (`@orders:customer:country`) is no column of
 * a table, so an expression that reads it says so among its identifiers.
 */
export type AddedColumn =
  /** A value of the row that a to-one relationship leads to: `{customer.country}`. `sql` is over that row. */
  | {
      readonly kind: 'related';
      readonly name: string;
      readonly relationship: string;
      readonly sql: Expression;
    }
  /** A measure or metric of the rows behind a to-many relationship. */
  | {
      readonly kind: 'measure';
      readonly name: string;
      readonly relationship: string;
      readonly member: string;
    };

/** A way of cutting time that is not a calendar unit. */
export type CustomGrain =
  /** Buckets of this length, counted from `origin` (local date-time, `2024-01-01T00:00:00`). */
  | {
      readonly kind: 'interval';
      readonly name: string;
      readonly description: string;
      readonly interval: readonly { readonly n: number; readonly unit: IntervalUnit }[];
      readonly origin: string;
    }
  /** A dataset with a row per day says which bucket the day is in, and which day it is compared with in a shift by a unit. */
  | {
      readonly kind: 'calendar';
      readonly name: string;
      readonly description: string;
      readonly dataset: string;
      /** Dimensions of that dataset: the day, its bucket. */
      readonly date: string;
      readonly bucket: string;
      /** Unit (`MONTH`, or a grain's name) → dimension that holds the day one unit earlier. */
      readonly shifts: ReadonlyMap<string, string>;
    };
export type IntervalUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/** An aggregate of rows. */
export interface Measure extends Metadata {
  readonly name: string;
  readonly type: ValueType;
  readonly aggregate: AggregateCall;
  /** Rows that count; the filter of a filtered measure of the catalog. */
  readonly filter?: Expression | undefined;
  /** What `fill` puts into a bucket without rows. Counts and sums are 0 unless the catalog says null; the rest is null. */
  readonly fillWith: 'zero' | 'null';
  /** What it is in a group that only other numbers of the question have: that of no rows, a count is 0 and the rest null, unless the catalog says. */
  readonly absentWith: 'zero' | 'null';
  /** ClickHouse types of the arguments and of the result, as the engine reports them. */
  readonly argumentTypes: readonly string[];
  readonly clickhouseType: string;
  /** May be asked by a role from which a column it reads is hidden. */
  readonly exposesAggregate: boolean;
  /** Time dimension it is counted by, when it is not the dataset's: its range, buckets, shifts and windows go over this one. */
  readonly time?: string | undefined;
  /** Not every row of a group counts alike. */
  readonly rows?: MeasureRows | undefined;
  /** Each row stands for several; never of the catalog, but where the settings of websites act. */
  readonly weight?: Weight | undefined;
}

/** How many rows a stored one stands for, by its website; one for all others. */
export interface Weight {
  readonly id: Dimension;
  /** A number as digits, whole or with at most nine behind the point. */
  readonly factors: readonly { readonly factor: string; readonly websites: readonly string[] }[];
}

type MeasureRows =
  /** Semi-additive: per bucket and `per` only the rows at the first or last `over`. `ties: one` takes one of several (by primary key), `all` each of them. */
  | {
      readonly kind: 'semiAdditive';
      readonly over: string;
      readonly take: 'first' | 'last';
      readonly per: readonly string[];
      readonly ties: 'one' | 'all';
    }
  /** Multi-stage: `of` (measure or metric) per value of the dimensions `per` first, then this aggregate over those numbers. */
  | {
      readonly kind: 'stage';
      /** A member by name, or a measure that only this one is made of (the sum per time of an average level). */
      readonly of: string | Measure;
      readonly per: readonly string[];
    };

/** One call of a ClickHouse aggregate function: `quantileTDigest(0.95)(session_duration)`. */
export interface AggregateCall {
  /** Function name without combinators: `uniq`. */
  readonly name: string;
  /** Literal parameters as they stand in the catalog: `0.95`; empty when there are none. */
  readonly parameters: string;
  /** Arguments; empty for `count()`. */
  readonly args: readonly Expression[];
}

/** A named number made of measures and of other metrics of the same dataset. */
export interface Metric extends Metadata {
  readonly name: string;
  readonly type: ValueType;
  readonly definition: MetricDefinition;
  /** What it shows where it has no number: of a group that other numbers of the view make, or of a bucket without rows. */
  readonly fill?: 'zero' | 'null' | undefined;
  /** Shown in every bucket of the view's range, as if the question asked for `fill`. */
  readonly spine?: boolean | undefined;
}

export type MetricDefinition =
  /** A measure or metric over fewer rows. */
  | { readonly kind: 'filtered'; readonly of: string; readonly where?: MetricFilter | undefined }
  /** Numerator over denominator, null when the denominator is 0 or null. Always divided last. */
  | { readonly kind: 'ratio'; readonly numerator: MetricInput; readonly denominator: MetricInput }
  /** Arithmetic over measures and metrics. A name of the formula is an input of this name, else the member of that name. */
  | {
      readonly kind: 'derived';
      readonly formula: Formula;
      readonly inputs: ReadonlyMap<string, MetricInput>;
    }
  /** Over a window, to date, or of all time (a window that trails ALL). */
  | { readonly kind: 'cumulative'; readonly of: string; readonly frame: CumulativeFrame }
  | { readonly kind: 'shift'; readonly of: string; readonly shift: Shift }
  /** Base events that were followed by a conversion of the same entity; as a count of conversions or as a share of the base events. */
  | {
      readonly kind: 'conversion';
      readonly base: string;
      /** `dataset.measure`, or a measure of this dataset. */
      readonly conversion: { readonly dataset: string; readonly measure: string };
      /** Pairs of dimensions that must be equal: the entity first, then constant properties. */
      readonly on: readonly { readonly base: string; readonly conversion: string }[];
      readonly window?: Span | undefined;
      readonly show: 'rate' | 'conversions';
      readonly where?: MetricFilter | undefined;
    }
  /** Grouped by fewer dimensions than are shown: only by `keep`, or by all but `drop`. */
  | {
      readonly kind: 'level';
      readonly of: string;
      readonly keep?: readonly string[] | undefined;
      readonly drop?: readonly string[] | undefined;
    }
  /** Place among the groups, 1 for the largest, within those that agree in all shown dimensions but `by` (default: all). */
  | { readonly kind: 'rank'; readonly of: string; readonly by?: readonly string[] | undefined };

/** SQL over the dataset's own columns, or a filter as a question would write it (through relationships too). */
export type MetricFilter = Expression | { readonly where: Where };

/** A part of a metric, perhaps over other rows or another period. */
export interface MetricInput {
  readonly of: string;
  readonly where?: MetricFilter | undefined;
  readonly shift?: Shift | undefined;
}

/** Rows around each bucket that its number is of: `resolve` uses it as it is. */
export type CumulativeFrame =
  | {
      readonly kind: 'window';
      /** `n` is 0 when there is only `leading`. */
      readonly trailing: Span | 'ALL';
      readonly leading: Span | 'ALL' | undefined;
      readonly anchor: 'START' | 'END';
      /** Of the steps of a longer bucket; undefined: exactly the window at the anchor of the bucket. */
      readonly show?: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
    }
  | {
      readonly kind: 'toDate';
      readonly grain: GrainName;
      readonly show?: 'FIRST' | 'LAST' | 'AVERAGE' | undefined;
    };

export interface Segment extends Metadata {
  readonly name: string;
  readonly sql: Expression;
}

export interface Relationship {
  readonly name: string;
  readonly description: string;
  /** Name of the other dataset. */
  readonly to: string;
  /** Pairs of expressions that must be equal: over this dataset's columns, over the other's. */
  readonly on: readonly { readonly from: Expression; readonly to: Expression }[];
  readonly cardinality: 'many-to-one' | 'one-to-one' | 'one-to-many' | 'many-to-many';
  /** The other side's rows hold from `from` (included) to `to` (not included, NULL: still): the one that held at `at` of this side matches. */
  readonly validity?:
    { readonly at: Expression; readonly from: Expression; readonly to: Expression | undefined } | undefined;
}

/** Of a question: rows and bytes it reads, its running time, rows of its answer, memory. Of a caller: requests at the same moment, and in a minute. */
export const POLICY_LIMITS = [
  'rows',
  'bytes',
  'seconds',
  'resultRows',
  'memory',
  'concurrentQueries',
  'queriesPerMinute',
] as const;
export type PolicyLimit = (typeof POLICY_LIMITS)[number];
export type PolicyLimits = { readonly [limit in PolicyLimit]?: number };

/** The fewest entities that a shown number may be about, and what tells them apart: values of a row, one that is NULL included. */
export interface MinGroup {
  readonly atLeast: number;
  readonly of: readonly Expression[];
}

/** What one role may see of one dataset. A dataset without a policy for a role does not exist for that role. */
export interface Policy {
  readonly role: Role;
  readonly rows: PolicyRows;
  /** Dimensions, measures and metrics this role must not see. */
  readonly hide: ReadonlySet<string>;
  readonly limits?: PolicyLimits | undefined;
  /** Numbers about fewer entities are withheld; undefined: none are. */
  readonly minGroup?: MinGroup | undefined;
  /** Dimensions that this role sees as something else. */
  readonly masks: ReadonlyMap<string, Mask>;
}

/**
 * Rows belong to websites of the metadata store, whose settings act on every question. Whole dimensions, since the settings hold for roles from
 * which these are hidden, too.
 */
export interface WebsiteRows {
  /** Says which website a row is of. */
  readonly id: Dimension;
  /** Rows of programs: left out where the website filters them. */
  readonly bots?: Dimension | undefined;
  /** Rows are stored at the website's sampling rate. */
  readonly sampled: boolean;
  /** What websites have names of their own for; undefined when nothing. */
  readonly members?: WebsiteMembers | undefined;
}

export type DatasetSource =
  | {
      readonly kind: 'table';
      readonly database: string;
      readonly table: string;
      /** Read with FINAL: replacing tables. */ readonly final: boolean;
    }
  | {
      readonly kind: 'sql';
      /** A single SELECT, checked not to contain `;` or comments. */ readonly text: string;
    };

export interface Dataset extends Metadata {
  readonly name: string;
  readonly source: DatasetSource;
  /** Expressions over the source's columns that identify a row; empty when none is declared. */
  readonly primaryKey: readonly Expression[];
  /** Default time dimension, of type time or date. */
  readonly time?: string | undefined;
  readonly timezone?: string | undefined;
  readonly weekStart: 'monday' | 'sunday';
  readonly dimensions: ReadonlyMap<string, Dimension>;
  /** By name; undefined when there is none. */
  readonly added?: ReadonlyMap<string, AddedColumn> | undefined;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Funnels and retentions with a name; undefined when there are none. */
  readonly presets?: ReadonlyMap<string, Preset> | undefined;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly policies: ReadonlyMap<Role, Policy>;
  /** Undefined: no website's settings act on its rows. */
  readonly website?: WebsiteRows | undefined;
  /** Names of declared rollups; validated, served by a later stage. */
  readonly rollups: readonly string[];
}

export interface Catalog {
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Metrics that cross datasets: their parts are `dataset.member`, or each other. */
  readonly metrics?: ReadonlyMap<string, Metric> | undefined;
  /** Time zones that the engine knows; undefined when it was not asked. */
  readonly timezones?: ReadonlySet<string> | undefined;
}
