/**
 * What the jobs of this folder need from the outside: a source of metadata, a warehouse to write to, a log.
 * db/postgres, db/clickhouse and the logger of the composition root fit these by shape.
 */

/** One row of a mirrored table, by column name of the ClickHouse table. Instants are ISO strings, decimals strings. */
export type MirrorRow = Readonly<Record<string, MirrorValue>>;
type MirrorValue = string | number | boolean | null;

/** The tables of `meta` that are mirrored, in the order in which they are replaced: what others refer to comes first. */
export const MIRRORED_TABLES = [
  'websites',
  'website_properties',
  'goals',
  'funnels',
  'funnel_steps',
  'custom_dimensions',
  'custom_metrics',
  'tenants',
] as const;
export type MirroredTable = (typeof MIRRORED_TABLES)[number];

/** Every mirrored row as of one instant, in a fixed order. Never a password, a grant or an e-mail address. */
export type MirrorSnapshot = Readonly<Record<MirroredTable, readonly MirrorRow[]>>;

export interface MetadataSource {
  /** Reads all mirrored tables in one transaction. Rejects with MetadataError. */
  mirrorSnapshot(): Promise<MirrorSnapshot>;
  /**
   * Runs `work` while no other instance of the server runs work under the same name; returns false without running it
   * when another one does. Errors of `work` pass through.
   */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>;
}

export interface MirrorTarget {
  /** One SELECT of our own; rows in column order. */
  query(statement: {
    readonly text: string;
    readonly parameters: readonly { readonly name: string; readonly type: string; readonly value: string }[];
    readonly settings: Readonly<Record<string, string | number>>;
  }): Promise<{ readonly rows: readonly (readonly unknown[])[] }>;
  /** One statement of our own that changes something. */
  write(sql: string): Promise<void>;
  /** Appends rows to `database.table`; stored when it resolves. */
  insert(table: string, rows: readonly MirrorRow[]): Promise<void>;
}

export interface JobLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}
