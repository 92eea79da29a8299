import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** drizzle over either driver; no relational schema, repositories name their tables. */
export type Drizzle = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** An open, migrated store: what the two adapters make and `createMetadata` builds on. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  readonly drizzle: Drizzle;
  /** See `Metadata.exclusively`. Errors of the store arrive as MetadataError, those of `work` as they are. */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>;
  /** May be called twice. */
  close(): Promise<void>;
}
