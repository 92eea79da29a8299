/**
 * The metadata store in words and types: who may see what, and what websites say about themselves.
 * One implementation (`createMetadata`) runs over PostgreSQL and over the embedded PGlite.
 */
import type { AdministrationStores } from '../../src/administration/ports.js';
import type { MirrorSnapshot } from '../../src/etl/ports.js';
import type { MetadataReader } from '../../src/resolvers/ports.js';
import type { CredentialStore } from '../../src/server/ports.js';
import type { FunnelStep } from './schema/funnels.js';
import type { MetadataRows } from './insertMissing.js';

export type { MetadataRows };

type Status = 'active' | 'paused' | 'deleted';
export type WebsiteRole = 'owner' | 'admin' | 'editor' | 'viewer';

/** A person, without the password hash. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly company: string | null;
  readonly role: 'owner' | 'analyst' | 'reader';
  readonly emailVerified: boolean;
  readonly status: 'active' | 'suspended' | 'deleted';
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Website {
  readonly id: string;
  readonly trackingId: string;
  readonly name: string;
  /** Host name, without scheme. */
  readonly domain: string;
  readonly ownerId: string;
  /** IANA zone. */
  readonly timezone: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly industry: string | null;
  readonly status: Status;
  readonly botFiltering: boolean;
  readonly ipAnonymisation: boolean;
  readonly dataRetentionDays: number;
  /** Share of hits that is stored: above 0, up to 1. */
  readonly samplingRate: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface WebsiteProperty {
  readonly websiteId: string;
  readonly key: string;
  readonly value: string;
}

export interface WebsitePermission {
  readonly websiteId: string;
  readonly userId: string;
  readonly role: WebsiteRole;
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
}

export interface Goal {
  readonly id: string;
  readonly websiteId: string;
  readonly name: string;
  readonly type: 'destination' | 'duration' | 'pages_per_session' | 'event';
  /** Null for the thresholds, duration and pages_per_session. */
  readonly match: 'equals' | 'begins_with' | 'regex' | null;
  /** Page path, event action, or the threshold: seconds, or pages. */
  readonly value: string;
  /** What one conversion is worth, in the currency of the website; exact decimal text. */
  readonly worth: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Funnel {
  readonly id: string;
  readonly websiteId: string;
  readonly name: string;
  readonly description: string | null;
  readonly steps: readonly FunnelStep[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface CustomDimension {
  readonly websiteId: string;
  /** Names the column `custom_dimension_<index>` of events, 1 to 20. */
  readonly index: number;
  readonly name: string;
  readonly scope: 'hit' | 'session' | 'user';
  readonly description: string | null;
}

interface CustomMetric {
  readonly websiteId: string;
  /** Names the column `custom_metric_<index>` of events, 1 to 20. */
  readonly index: number;
  readonly name: string;
  readonly type: 'integer' | 'currency' | 'time';
  readonly description: string | null;
}

export interface CustomDefinitions {
  readonly dimensions: readonly CustomDimension[];
  readonly metrics: readonly CustomMetric[];
}

/** What one subject was granted: the values of `$websites` and `$tenants`. Both may be empty. */
export interface Grants {
  /** By id; ownership counts as `owner`, and of several roles the strongest is named. */
  readonly websites: readonly { readonly id: string; readonly role: WebsiteRole }[];
  readonly tenants: readonly string[];
}

/**
 * Everything the server asks of its metadata. The functions that take ids are batch functions for DataLoader: the answer
 * has one entry per id, in the order of the ids. All reject with MetadataError.
 */
export interface Metadata
  extends AdministrationStores, CredentialStore, Pick<MetadataReader, 'websiteFacts'> {
  readonly kind: 'embedded' | 'server';

  /** Null where there is no such website. Deleted ones are found: history refers to them. */
  websitesByIds(ids: readonly string[]): Promise<(Website | null)[]>;
  usersByIds(ids: readonly string[]): Promise<(User | null)[]>;
  propertiesOfWebsites(ids: readonly string[]): Promise<(readonly WebsiteProperty[])[]>;
  /** Rows of website_permissions; the owner need not be among them. */
  permissionsOfWebsites(ids: readonly string[]): Promise<(readonly WebsitePermission[])[]>;
  goalsOfWebsites(ids: readonly string[]): Promise<(readonly Goal[])[]>;
  funnelsOfWebsites(ids: readonly string[]): Promise<(readonly Funnel[])[]>;
  customDefinitionsOfWebsites(ids: readonly string[]): Promise<CustomDefinitions[]>;

  /** Nothing for a subject that is unknown or not active. Deleted websites and tenants are never granted. */
  grantsOf(subject: string): Promise<Grants>;
  /** Websites that are not deleted, by id: those granted to the subject, or every one for `{ all: true }`. */
  websitesVisibleTo(
    reach: { readonly subject: string } | { readonly all: true },
  ): Promise<readonly Website[]>;

  /** Everything that is mirrored into the warehouse, read in one transaction. */
  mirrorSnapshot(): Promise<MirrorSnapshot>;
  /** Runs `work` unless another instance runs work under the same name; says whether it ran. */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>;

  /** Adds the rows that are not there yet, all or none; rows that are there stay as they are. Acknowledged means stored. */
  insertMissing(rows: MetadataRows): Promise<void>;

  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  /** Waits for what runs, then lets the store go. May be called twice. */
  close(): Promise<void>;
}
