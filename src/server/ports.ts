/** What the HTTP side needs of the metadata store. */
export interface GrantReader {
  /** Websites and tenants granted to a person; empty lists for somebody unknown. */
  grantsOf(subject: string): Promise<{
    readonly websites: readonly { readonly id: string }[];
    readonly tenants: readonly string[];
  }>;
}
