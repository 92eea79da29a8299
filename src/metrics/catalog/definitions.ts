import type { Expression } from './expression.js';
import type { Formula } from './formula.js';

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
}

/** An aggregate of rows. */
export interface Measure extends Metadata {
  readonly name: string;
  readonly type: ValueType;
  readonly aggregate: AggregateCall;
  /** Rows that count; the filter of a filtered measure of the catalog. */
  readonly filter?: Expression | undefined;
  /** What `fill` puts into a bucket without rows. Counts and sums are 0 unless the catalog says null; the rest is null. */
  readonly fillWith: 'zero' | 'null';
  /** ClickHouse types of the arguments and of the result, as the engine reports them. */
  readonly argumentTypes: readonly string[];
  readonly clickhouseType: string;
  /** May be asked by a role from which a column it reads is hidden. */
  readonly exposesAggregate: boolean;
}

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
}

export type MetricDefinition =
  /** A measure or metric over fewer rows. */
  | { readonly kind: 'filtered'; readonly of: string; readonly where: Expression }
  /** Numerator over denominator, null when the denominator is 0 or null. Always divided last. */
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string }
  /** Arithmetic over measures and metrics. */
  | { readonly kind: 'derived'; readonly formula: Formula }
  /** Declared and valid, answered by a later stage; generates no field. */
  | { readonly kind: 'unserved'; readonly reason: string };

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
}

/** A caller attribute (`$websites`) or literals. */
export type PolicyValue =
  { readonly attribute: string } | { readonly values: readonly (string | number | boolean)[] };

export type PolicyRows =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly PolicyRows[] }
  | { readonly kind: 'in'; readonly dimension: string; readonly value: PolicyValue };

/** What one role may see of one dataset. A dataset without a policy for a role does not exist for that role. */
export interface Policy {
  readonly role: Role;
  readonly rows: PolicyRows;
  /** Dimensions, measures and metrics this role must not see. */
  readonly hide: ReadonlySet<string>;
  /** Rules of the policy that this version cannot enforce yet; a role with any is refused the dataset. */
  readonly unenforced: readonly string[];
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
  readonly measures: ReadonlyMap<string, Measure>;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly policies: ReadonlyMap<Role, Policy>;
  /** Names of declared rollups; validated, served by a later stage. */
  readonly rollups: readonly string[];
}

export interface Catalog {
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Time zones that the engine knows; undefined when it was not asked. */
  readonly timezones?: ReadonlySet<string> | undefined;
}
