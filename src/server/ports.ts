/** What the HTTP side needs of the metadata store. All reject with MetadataError. */
export interface CredentialStore {
  /** What the store knows of somebody at this moment, and of the token they come with. */
  standingOf(who: { readonly subject: string; readonly tokenId?: string | undefined }): Promise<Standing>;
  /** Undefined where there is no key of this id. */
  findKey(id: string): Promise<KeyRecord | undefined>;
  /** Notes when keys were last used; keys that are gone are passed over. */
  noteUse(used: ReadonlyMap<string, Date>): Promise<void>;
}

export type PersonStatus = 'active' | 'suspended' | 'deleted';

export interface Standing {
  /** Undefined for somebody the store does not know: an issuer may vouch for people of its own. */
  readonly person:
    | {
        readonly status: PersonStatus;
        readonly role: 'owner' | 'analyst' | 'reader';
        /** Tokens issued before are refused; seconds since the epoch. */
        readonly tokensValidAfter: number | null;
      }
    | undefined;
  /** This one token was taken back. */
  readonly revoked: boolean;
  /** Websites and tenants granted to an active person; empty lists for somebody else. */
  readonly websites: readonly {
    readonly id: string;
    readonly role: 'owner' | 'admin' | 'editor' | 'viewer';
  }[];
  readonly tenants: readonly string[];
}

/** An API key as it is kept. */
export interface KeyRecord {
  readonly id: string;
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly secretHash: string;
  readonly role: 'owner' | 'reader';
  readonly websiteIds: readonly string[];
  readonly tenantIds: readonly string[];
  readonly persistedOnly: boolean;
  /** Whose rights it shares. */
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}
