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
   * @param change `by` is noted as the one who granted what is new
   * @param decide gets undefined where there is no such website, or it is deleted
   */
  changeGrants(
    change: { readonly websiteId: string; readonly by: string },
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
  /** Refuses from now on all tokens of a person that were issued before, or one token until it would expire. */
  revokeTokens(
    revocation:
      | { readonly personId: string; readonly at: Date }
      | { readonly tokenId: string; readonly expiresAt: Date },
  ): Promise<void>;
}
