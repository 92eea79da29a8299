import type { Actor, Administration } from '../administration/index.js';
import type { CatalogView } from './static/catalogTypes.js';
import type { ViewerView } from './static/viewerTypes.js';
import type { Website } from './static/websiteTypes.js';

/** What the fields of a schema ask of the request's context. src/resolvers answers; this folder knows no more of it. */
export interface SchemaContext {
  readonly roots: {
    catalog(): CatalogView;
    viewer(): ViewerView;
    /** A website as it is now, for somebody who changed it: deleted ones are there, too. */
    website(id: string): Promise<Website>;
  };
  /** Changes something as the one who asks. Rejects with AccessError where nothing can be changed from. */
  change<T>(make: (administration: Administration, actor: Actor) => Promise<T>): Promise<T>;
  /** The answers of the operation's dataset fields; there once the operation is planned. */
  answers?: OperationSource | undefined;
}

export interface OperationSource {
  /** By response key of a root field. */
  scope(key: string): ScopeSource;
}

export interface ScopeSource {
  /** By response key of a view in the scope: rows, totals, a count, values, or info. */
  view(key: string): unknown;
}

/** One row, by (dotted) response key. */
export interface RowSource {
  get(key: string): unknown;
}

/** A row of a rows view. */
export interface GroupSource extends RowSource {
  readonly kind: 'VALUE' | 'OTHER';
  /** Null when no bucket of time is shown. */
  readonly partial: boolean | null | Promise<boolean>;
  /** The rows nested in this one, by response key of the nested view. */
  nested(key: string): unknown;
}
