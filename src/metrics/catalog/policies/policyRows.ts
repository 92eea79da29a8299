/** A caller attribute (`$websites`) or literals. */
export type PolicyValue =
  { readonly attribute: string } | { readonly values: readonly (string | number | boolean)[] };

/** Which rows of a dataset a policy speaks of. Names are those of its definitions, whatever a role sees of them. */
export type PolicyRows =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly PolicyRows[] }
  | { readonly kind: 'in'; readonly dimension: string; readonly value: PolicyValue }
  /**
   * The row that a relationship to one row leads to is so. That row is found whatever the role may see of the other dataset: the condition is the
   * catalog's, not the caller's.
   */
  | { readonly kind: 'related'; readonly relationship: string; readonly of: PolicyRows };
