/**
 * The port to ClickHouse. Two adapters implement it (`openEmbeddedWarehouse`, `openServerWarehouse`) and one contract
 * suite runs on both, so a caller never asks which one it has, except to tell people.
 */

/** One value of a parameter. 64-bit integers, decimals and dates travel as strings; a list is an Array parameter. */
export type BoundValue = string | number | boolean | null | readonly BoundValue[];

/** A value apart from the text that uses it: `{name:type}` in the text. */
export interface BoundParameter {
  readonly name: string;
  /** ClickHouse type, e.g. `Array(String)`, `Nullable(DateTime64(3, 'UTC'))`. */
  readonly type: string;
  readonly value: BoundValue;
}

/** One read-only SELECT (or WITH … SELECT), its values, and the settings that decide what its answer means. */
export interface BoundStatement {
  /** The text; no FORMAT clause, no semicolon. Values appear as `{name:Type}`. */
  readonly text: string;
  readonly parameters: readonly BoundParameter[];
  /** ClickHouse settings by name. Never from a client. Limits do not belong here but in `QueryLimits`. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/** How much one query may cost. Passing a limit makes the query fail (`WarehouseError`), never shortens its answer. */
export interface QueryLimits {
  /** Wall-clock seconds of running time; waiting for a slot counts too. Fractions are allowed. */
  readonly maxSeconds?: number;
  readonly maxRowsToRead?: number;
  /** Uncompressed bytes. */
  readonly maxBytesToRead?: number;
  readonly maxResultRows?: number;
  /** Bytes of the answer, as the engine holds it. */
  readonly maxResultBytes?: number;
  readonly maxMemoryBytes?: number;
  readonly maxThreads?: number;
  /** Distinct keys of one GROUP BY. */
  readonly maxGroups?: number;
}

/** As whom a server runs a query, where callers have roles of their own there. The embedded engine has none. */
export interface RunAs {
  /** The only role that is active. */
  readonly role: string;
  /** What the row policies of the role read, and what the role needs. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whom the quota of the role counts. */
  readonly quotaKey?: string;
}

export interface QueryOptions {
  readonly limits?: QueryLimits;
  /** Aborting it kills the query in the engine; the promise then rejects with failure `cancelled`. */
  readonly signal?: AbortSignal;
  /** Name of the running query for `cancel`: letters, digits, `-` and `_`, at most 64. A random one when absent. */
  readonly queryId?: string;
  readonly as?: RunAs;
}

export interface WriteOptions {
  /** Seconds until the statement is killed and fails with `timeout`. Default: none. */
  readonly maxSeconds?: number;
  readonly signal?: AbortSignal;
  /** Name for `cancel`, as in `QueryOptions`. */
  readonly queryId?: string;
  /** ClickHouse settings of this statement alone. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface InsertOptions {
  /** ClickHouse settings of this insert alone. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface QueryColumn {
  readonly name: string;
  /** ClickHouse type, e.g. `Nullable(UInt64)`. */
  readonly type: string;
}

export interface QueryAnswer {
  /** Output columns in order; known even when there are no rows. */
  readonly columns: readonly QueryColumn[];
  /**
   * Rows as arrays in column order. 64-bit integers and decimals are strings when the statement's settings quote them,
   * NaN and infinities are null unless they ask for quoted ones.
   */
  readonly rows: readonly (readonly unknown[])[];
  readonly statistics?: QueryStatistics;
}

/** What the engine says the query cost. */
export interface QueryStatistics {
  readonly readRows: number;
  readonly readBytes: number;
  readonly elapsedMs: number;
}

/** Rows of one table that a statement would read, all its scans together. */
export interface ReadEstimate {
  /** `database.table` */
  readonly table: string;
  readonly rows: number;
}

/** What the engine knows of a table without reading it. */
export interface TableFacts {
  /** `database.table` */
  readonly table: string;
  /** Rows it has; undefined when the engine cannot say: a view, a table on other nodes. */
  readonly rows: number | undefined;
  /** `estimate` knows of its scans: a table of the MergeTree family, on this node. */
  readonly estimable: boolean;
  readonly columns: readonly QueryColumn[];
}

/**
 * Methods reject with `WarehouseError`, whose `failure` says whether to try again later (or with `InvariantError`: a bug of
 * the caller's code). The engine's own words, which may quote SQL and values, are the error's `cause`.
 */
export interface Warehouse {
  readonly kind: 'embedded' | 'server';
  /** Version of the engine, e.g. `26.7.3.1`. */
  readonly version: string;

  /** Runs one SELECT with read-only rights. Queries run in parallel up to the adapter's slots. */
  query(statement: BoundStatement, options?: QueryOptions): Promise<QueryAnswer>;

  /**
   * What the statement would read, from the indexes: at least as many rows as match its conditions. A table that is not `estimable`, or not read, is left out.
   * Nothing is run but the sub-select of an IN whose keys the index can use, whatever the settings: leave such conditions out.
   */
  estimate(statement: BoundStatement, options?: QueryOptions): Promise<readonly ReadEstimate[]>;

  /** Facts of those of the tables (`database.table`) that there are, as they were some seconds ago at most. */
  describeTables(tables: readonly string[]): Promise<readonly TableFacts[]>;

  /** Runs one statement of our own that changes something: DDL, INSERT … SELECT. Never text of a caller. */
  write(sql: string, options?: WriteOptions): Promise<void>;

  /**
   * Appends rows given as objects by column name to `database.table`; what a row leaves out gets the column's default.
   * When it resolves the rows are stored. Times are ISO 8601 strings. Cannot be interrupted: keep it to some thousand rows.
   */
  insert(
    table: string,
    rows: readonly Readonly<Record<string, unknown>>[],
    options?: InsertOptions,
  ): Promise<void>;

  /** Kills a running query of this adapter by its id; does nothing when it is not running. Returns when the order is given. */
  cancel(queryId: string): Promise<void>;

  /** Rejects when the engine does not answer. */
  ping(): Promise<void>;

  /** Refuses new work, kills what runs, waits for it, lets the engine go. May be called twice. */
  close(): Promise<void>;
}
