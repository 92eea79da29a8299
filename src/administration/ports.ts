/** What this folder needs of the metadata store. Every function rejects with MetadataError when the store does not answer. */

export type WebsiteRole = 'owner' | 'admin' | 'editor' | 'viewer';

/** Who may do what on one website, at the moment of a change. */
export interface WebsiteGrants {
  /** The one person a website always has; counts as `owner`. */
  readonly ownerId: string;
  /** By person; may name the owner too. */
  readonly permissions: ReadonlyMap<string, WebsiteRole>;
}

export interface GrantStore {
  /**
   * Decides on the grants of a website and writes what is different after it, in one transaction in which nobody else can change them. What `decide`
   * throws rolls back and arrives as it is.
   * @param change `by` is noted as the one who granted what is new; null: the operator
   * @param decide gets undefined where there is no such website, or it is deleted
   */
  changeGrants(
    change: { readonly websiteId: string; readonly by: string | null },
    decide: (grants: WebsiteGrants | undefined) => WebsiteGrants,
  ): Promise<void>;
  /** An active person by id, or by address (upper and lower case are the same). */
  findPerson(
    who: { readonly id: string } | { readonly email: string },
  ): Promise<{ readonly id: string } | null>;
}

/** A key as it is listed: without anything of its secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'reader';
  readonly websiteIds: readonly string[];
  readonly tenantIds: readonly string[];
  readonly persistedOnly: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface KeyStore {
  /** What somebody may hand on at this moment. */
  grantsOf(subject: string): Promise<{
    readonly websites: readonly { readonly id: string; readonly role: WebsiteRole }[];
    readonly tenants: readonly string[];
  }>;
  addKey(key: Omit<ApiKey, 'lastUsedAt' | 'revokedAt'> & { readonly secretHash: string }): Promise<void>;
  /** Keys that a person made, and those that reach a website which is the person's own; newest first. */
  keysSeenBy(personId: string): Promise<readonly ApiKey[]>;
  /** Revokes a key and gives it as it is then; a second time changes nothing. What `decide` throws arrives as it is. */
  revokeKey(
    change: { readonly id: string; readonly by: string },
    decide: (key: ApiKey | undefined, ownWebsites: readonly string[]) => void,
  ): Promise<ApiKey>;
  /**
   * Refuses from now on all tokens of a person that were issued before, or one token until it would expire.
   * @returns false where the store does not know the person, so that nothing was revoked
   */
  revokeTokens(
    revocation:
      | { readonly personId: string; readonly at: Date }
      | { readonly tokenId: string; readonly expiresAt: Date },
  ): Promise<boolean>;
}

/** What may be set on a website; all of it decides how its hits are taken, kept and shown. */
export interface WebsiteSettings {
  readonly name: string;
  /** Host name, without scheme. */
  readonly domain: string;
  /** IANA zone, as both engines spell it. */
  readonly timezone: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly industry: string | null;
  readonly botFiltering: boolean;
  readonly ipAnonymisation: boolean;
  readonly dataRetentionDays: number;
  /** Share of hits that is stored: above 0, up to 1. */
  readonly samplingRate: number;
}

export type Match = 'equals' | 'begins_with' | 'regex';

export interface Goal {
  readonly id: string;
  readonly name: string;
  readonly type: 'destination' | 'duration' | 'pages_per_session' | 'event';
  /** Null for the thresholds. */
  readonly match: Match | null;
  /** Page path, event action, or the threshold: seconds, or pages. */
  readonly value: string;
  /** Exact decimal text. */
  readonly worth: string | null;
}

export interface FunnelStep {
  readonly name: string;
  readonly type: 'page' | 'event';
  readonly match: Match;
  readonly value: string;
}

export interface Funnel {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly steps: readonly FunnelStep[];
}

export interface CustomDimension {
  /** Names the column `custom_dimension_<index>`: 1 to 20. */
  readonly index: number;
  readonly name: string;
  readonly scope: 'hit' | 'session' | 'user';
  readonly description: string | null;
}

export interface CustomMetric {
  /** Names the column `custom_metric_<index>`: 1 to 20. */
  readonly index: number;
  readonly name: string;
  readonly type: 'integer' | 'currency' | 'time';
  readonly description: string | null;
}

/** Everything that the metadata store says of a website. */
export interface WebsiteRecord extends WebsiteSettings {
  readonly id: string;
  readonly trackingId: string;
  readonly status: 'active' | 'paused' | 'deleted';
  readonly grants: WebsiteGrants;
  readonly properties: ReadonlyMap<string, string>;
  readonly goals: readonly Goal[];
  readonly funnels: readonly Funnel[];
  readonly customDimensions: readonly CustomDimension[];
  readonly customMetrics: readonly CustomMetric[];
}

export interface WebsiteStore {
  /**
   * Decides on a website and writes what is different after it (all but its id and its grants), in one transaction in which nobody else can change it.
   * Members of the lists that are the same object are not written. What `decide` throws rolls back and arrives as it is.
   * @param decide gets undefined where there is no such website, or it is deleted
   */
  changeWebsite(
    websiteId: string,
    decide: (website: WebsiteRecord | undefined) => WebsiteRecord,
  ): Promise<void>;
  /**
   * Adds a website, when its owner is an active person and `decide` does not throw: it gets how many websites that are not deleted the person owns, undefined where there is
   * no such person, and nobody else adds one for that person meanwhile.
   * @returns false where the id is taken
   */
  addWebsite(
    website: WebsiteSettings & { readonly id: string; readonly trackingId: string; readonly ownerId: string },
    decide: (owned: number | undefined) => void,
  ): Promise<boolean>;
}

/** Who holds a tenant. */
export interface TenantHolder {
  readonly id: string;
  readonly role: Person['role'];
  readonly active: boolean;
}

export interface TenantStore {
  /**
   * Decides on who holds a tenant and writes what is different after it, in one transaction in which nobody else can change it.
   * @param change `by` is noted as the one who granted what is new; null: the operator
   * @param decide gets undefined where there is no such tenant, or it is deleted
   */
  changeTenant(
    change: { readonly tenantId: string; readonly by: string | null },
    decide: (holders: readonly TenantHolder[] | undefined) => ReadonlySet<string>,
  ): Promise<void>;
  /** @returns false where the id is taken */
  addTenant(tenant: { readonly id: string; readonly name: string }): Promise<boolean>;
}

export interface Person {
  /** The subject of their tokens. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly company: string | null;
  readonly role: 'owner' | 'analyst' | 'reader';
  readonly status: 'active' | 'suspended' | 'deleted';
}

export interface PeopleStore {
  /** @returns what is taken already, if anything is: nothing was added then */
  addPerson(person: Omit<Person, 'status'>): Promise<'id' | 'email' | undefined>;
  /** By id. */
  people(): Promise<readonly Person[]>;
  /** What `decide` throws rolls back and arrives as it is. */
  changePerson(id: string, decide: (person: Person | undefined) => Person['status']): Promise<void>;
}

export type AdministrationStores = GrantStore & KeyStore & WebsiteStore & TenantStore & PeopleStore;

/** What words mean here: facts of the engines and of the catalog that is served. */
export interface Rules {
  /** The zone in the spelling that both engines know; undefined where one of them knows none of this name. */
  timezone(name: string): string | undefined;
  timezones(): readonly string[];
  /** What is wrong with a regular expression; undefined when `matches` takes it. */
  patternProblem(pattern: string): string | undefined;
  /** Names a person may have meant, best first. */
  closestNames(name: string, candidates: Iterable<string>): readonly string[];
  /** Funnels of the catalog: websites' own are asked for beside them. */
  readonly catalogFunnels: readonly string[];
}
