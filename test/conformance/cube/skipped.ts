import type { SkipReason } from '../suite.js';

/** Kinds of case that are not asked. */
export function skipReason({ kind }: { readonly kind: string }): SkipReason | undefined {
  if (kind === 'sql_api')
    return { by: 'scope', reason: 'SQL over the wire: the API of this product is GraphQL.' };
  return undefined;
}
