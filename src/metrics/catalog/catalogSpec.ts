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
}

export interface MetadataSpec {
  readonly description?: string | undefined;
  readonly owner?: string | undefined;
  readonly unit?: string | undefined;
  readonly format?: 'number' | 'percent' | 'currency' | 'duration' | undefined;
  readonly goodWhen?: 'up' | 'down' | undefined;
  readonly deprecated?: string | undefined;
  readonly certified?: boolean | undefined;
  readonly synonyms?: readonly string[] | undefined;
}

export interface DimensionSpec extends MetadataSpec {
  readonly type: 'string' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'time' | 'uuid';
  /** ClickHouse expression over the source's columns; `{name}` is another dimension of this dataset. Default: the member's own name. */
  readonly sql?: string | undefined;
  readonly conforms?: string | undefined;
}

export interface MeasureSpec extends MetadataSpec {
  /** Any ClickHouse aggregate function, with its parameters: `count`, `uniq`, `quantileTDigest(0.95)`. */
  readonly agg: string;
  /** Its arguments, as ClickHouse expressions: one, or a list for functions of several (`argMax`). Nothing for `count`. */
  readonly sql?: string | readonly string[] | undefined;
  /** Only rows where this holds. */
  readonly filter?: string | undefined;
  /** Default: what ClickHouse says the result is. */
  readonly type?:
    'string' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'time' | 'uuid' | 'list' | undefined;
  /** What an empty bucket shows under `fill`. Default: zero for counts and sums, null for the rest. */
  readonly fill?: 'zero' | 'null' | undefined;
  readonly exposes?: 'aggregate' | undefined;
  /** Semi-additive rule; validated, served by a later version (the measure then generates no field). */
  readonly semiAdditive?:
    | {
        readonly over: string;
        readonly take: 'first' | 'last' | 'min' | 'max' | 'average';
        readonly per: string | readonly string[];
      }
    | undefined;
}

interface SegmentSpec extends MetadataSpec {
  readonly sql: string;
}

/** Exactly one of ratio, derived, filtered, cumulative, shift, conversion, funnel, retention. */
export interface MetricSpec extends MetadataSpec {
  /** [numerator, denominator]: names of measures or metrics of this dataset. */
  readonly ratio?: readonly [string, string] | undefined;
  /** Arithmetic over names, e.g. `(revenue - tax) / visitors`. */
  readonly derived?: string | undefined;
  readonly filtered?: { readonly of: string; readonly where: string } | undefined;
  /** Kinds of later versions: valid in a catalog, generate no field yet. */
  readonly cumulative?: unknown;
  readonly shift?: unknown;
  readonly conversion?: unknown;
  readonly funnel?: unknown;
  readonly retention?: unknown;
}

interface RelationshipSpec {
  readonly to: string;
  /** This dataset's column (or expression) → the other's. */
  readonly on: Readonly<Record<string, string>>;
  readonly cardinality: 'many-to-one' | 'one-to-one' | 'one-to-many' | 'many-to-many';
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
  /** Validated; a role whose policy has one of these is refused the dataset until it can be enforced. */
  readonly mask?: Readonly<Record<string, unknown>> | undefined;
  readonly minGroupSize?: number | undefined;
  readonly limits?: Readonly<Record<string, number>> | undefined;
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
