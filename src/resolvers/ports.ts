import type { Statement, WebsiteFacts } from '../metrics/index.js';

/** What this folder needs from the outside. The adapters of db/ fit these by shape. */

/** Bounds of one view; passing one makes the view fail, never shortens its answer. */
export interface ViewLimits {
  readonly maxSeconds?: number;
  readonly maxResultRows?: number;
  /** Uncompressed bytes. */
  readonly maxBytesToRead?: number;
  readonly maxMemoryBytes?: number;
  readonly maxRowsToRead?: number;
}

export interface QueryOptions {
  readonly limits?: ViewLimits;
  readonly signal?: AbortSignal;
  readonly queryId?: string;
}

type Sent = Pick<Statement, 'text' | 'parameters' | 'settings'>;

/** What is known of a table (`database.table`) without reading it. */
export interface TableFacts {
  readonly table: string;
  /** Undefined when it cannot be told. */
  readonly rows: number | undefined;
  /** `estimate` knows of its scans. */
  readonly estimable: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface QueryWarehouse {
  /** One read-only SELECT; rows in column order. Rejects with WarehouseError. Aborting the signal kills it in the engine. */
  query(statement: Sent, options?: QueryOptions): Promise<WarehouseRows>;

  /** Rows that it would read of each table, from the engine's indexes; nothing is run. Tables that are not `estimable` are left out. */
  estimate(
    statement: Sent,
    options?: QueryOptions,
  ): Promise<readonly { readonly table: string; readonly rows: number }[]>;

  /** Facts of those of the tables that there are. */
  describeTables(tables: readonly string[]): Promise<readonly TableFacts[]>;
}

interface WarehouseRows {
  readonly rows: readonly (readonly unknown[])[];
  /** Only some engines tell. */
  readonly statistics?: { readonly readRows: number };
}

type WebsiteRoleName = 'owner' | 'admin' | 'editor' | 'viewer';

export interface WebsiteRecord {
  readonly id: string;
  readonly trackingId: string;
  readonly name: string;
  readonly domain: string;
  readonly ownerId: string;
  readonly timezone: string;
  readonly currency: string;
  readonly industry: string | null;
  readonly status: 'active' | 'paused' | 'deleted';
  readonly botFiltering: boolean;
  readonly ipAnonymisation: boolean;
  readonly dataRetentionDays: number;
  readonly samplingRate: number;
}

export interface PersonRecord {
  readonly id: string;
  readonly name: string;
}

export interface PermissionRecord {
  readonly userId: string;
  readonly role: WebsiteRoleName;
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
}

export interface PropertyRecord {
  readonly key: string;
  readonly value: string;
}

type Match = 'equals' | 'begins_with' | 'regex';

export interface GoalRecord {
  readonly id: string;
  readonly name: string;
  readonly type: 'destination' | 'duration' | 'pages_per_session' | 'event';
  readonly match: Match | null;
  readonly value: string;
  readonly worth: string | null;
}

export interface FunnelRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly type: 'page' | 'event';
    readonly match: Match;
    readonly value: string;
  }[];
}

export interface CustomDefinitionRecords {
  readonly dimensions: readonly {
    readonly index: number;
    readonly name: string;
    readonly scope: 'hit' | 'session' | 'user';
    readonly description: string | null;
  }[];
  readonly metrics: readonly {
    readonly index: number;
    readonly name: string;
    readonly type: 'integer' | 'currency' | 'time';
    readonly description: string | null;
  }[];
}

/** The metadata store. Functions that take ids answer with one entry per id, in their order. All reject with MetadataError. */
export interface MetadataReader {
  /** Every website that is not deleted, by id. */
  websitesVisibleTo(reach: { readonly all: true }): Promise<readonly WebsiteRecord[]>;
  /** Null where there is no such website; deleted ones are found. */
  websitesByIds(ids: readonly string[]): Promise<readonly (WebsiteRecord | null)[]>;
  /** What acts on questions, by id: of every website, or of those there are among these. Deleted ones are found: their history is asked for. */
  websiteFacts(reach: { readonly all: true } | { readonly ids: readonly string[] }): Promise<WebsiteFacts>;
  grantsOf(
    subject: string,
  ): Promise<{ readonly websites: readonly { readonly id: string; readonly role: WebsiteRoleName }[] }>;
  usersByIds(ids: readonly string[]): Promise<readonly (PersonRecord | null)[]>;
  propertiesOfWebsites(ids: readonly string[]): Promise<readonly (readonly PropertyRecord[])[]>;
  permissionsOfWebsites(ids: readonly string[]): Promise<readonly (readonly PermissionRecord[])[]>;
  goalsOfWebsites(ids: readonly string[]): Promise<readonly (readonly GoalRecord[])[]>;
  funnelsOfWebsites(ids: readonly string[]): Promise<readonly (readonly FunnelRecord[])[]>;
  customDefinitionsOfWebsites(ids: readonly string[]): Promise<readonly CustomDefinitionRecords[]>;
}
