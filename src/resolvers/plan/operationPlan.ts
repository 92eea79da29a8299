import type { MetricQuery, QueryPlan, Statement } from '../../metrics/index.js';

/** An operation whose every view is compiled: nothing in it can be the caller's fault any more. */
export interface OperationPlan {
  /** By response key of the root field. */
  readonly scopes: ReadonlyMap<string, ScopePlan>;
}

export interface ScopePlan {
  /** By response key, in the order they are asked. */
  readonly views: ReadonlyMap<string, ViewPlan>;
}

export type ViewPlan =
  /** One statement. */
  | {
      readonly kind: 'statement';
      readonly query: MetricQuery;
      readonly plan: QueryPlan;
      readonly statement: Statement;
    }
  /** No field of a row is asked for (only `__typename`, or nothing after @skip), so there is nothing to ask ClickHouse. */
  | { readonly kind: 'shape'; readonly query: MetricQuery }
  /** Tells of the other views. */
  | { readonly kind: 'info' };
