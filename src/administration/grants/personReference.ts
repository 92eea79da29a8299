import { QueryError } from '../../errors.js';

/** A person as a caller names one: by exactly one of the two, which GraphQL makes sure of. */
export interface PersonReference {
  readonly id?: string | null | undefined;
  readonly email?: string | null | undefined;
}

export function referenceOf({
  id,
  email,
}: PersonReference): { readonly id: string } | { readonly email: string } {
  return typeof id === 'string' ? { id } : { email: email ?? '' };
}

/** The id of the person that was found. Throws QueryError where there is none. */
export function known(found: { readonly id: string } | null): string {
  if (found !== null) return found.id;
  const message =
    'There is no active person of this id or address. Whoever keeps the server adds people: `vernier user add`.';
  throw new QueryError([{ code: 'INVALID_VALUE', message, path: ['person'] }]);
}
