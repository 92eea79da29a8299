import type { SecuredQuery } from '../policy/securedQuery.js';

/** Why a source was not taken. Codes are public: they stand in `info`. */
export interface RejectedSource {
  readonly name: string;
  readonly code:
    | 'NOT_SERVED'
    | 'GRAIN'
    | 'DIMENSION'
    | 'MEASURE'
    | 'ZONE'
    | 'POLICY'
    | 'RANGE'
    | 'STALE'
    | 'QUARANTINED'
    | 'COST';
  readonly reason: string;
}

/** Which source answers and why. This version always reads the dataset's own table. */
export interface QueryPlan {
  readonly secured: SecuredQuery;
  readonly source: { readonly kind: 'table'; readonly name: string };
  /** One sentence for `info.reason`. */
  readonly reason: string;
  readonly rejected: readonly RejectedSource[];
}
