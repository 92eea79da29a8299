import type { CompiledQuery, MetricQuery } from '../../metrics/index.js';

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
  | AskedView
  /** Tells of the other views. */
  | { readonly kind: 'info' };

export type AskedView = {
  readonly query: MetricQuery;
  /** Rows nested in its rows, by response key; each is a statement for all rows of this one. */
  readonly nested: ReadonlyMap<string, AskedView>;
} & (
  | ({ readonly kind: 'statement' } & CompiledQuery)
  /** No field of a row is asked for (only `__typename`, or nothing after @skip), so there is nothing to ask ClickHouse. */
  | { readonly kind: 'shape' }
);

/** Every view of a scope that asks something, and what is nested in it, by dotted key: `sites.top`. */
export function askedViews({ views }: ScopePlan): readonly (readonly [string, AskedView])[] {
  return [...views].flatMap(([key, view]) => (view.kind === 'info' ? [] : withNested(key, view)));
}

function withNested(key: string, view: AskedView): readonly (readonly [string, AskedView])[] {
  return [
    [key, view],
    ...[...view.nested].flatMap(([inner, nested]) => withNested(`${key}.${inner}`, nested)),
  ];
}
