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
