/** What the server tells the page, at /graphiql/config.json. */
export interface PageConfig {
  /** Path of the GraphQL endpoint. */
  readonly endpoint: string;
  /** Demo mode only: one token per role, for the role switch. Empty otherwise: the page then asks for a token. */
  readonly roles: readonly { readonly role: string; readonly subject: string; readonly token: string }[];
  /** Example tabs, in order. */
  readonly examples: readonly { readonly title: string; readonly query: string }[];
}

export async function loadPageConfig(): Promise<PageConfig> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`GET config.json answered ${response.status}`);
  return (await response.json()) as PageConfig;
}
