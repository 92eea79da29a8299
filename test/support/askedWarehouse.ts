import type { QueryWarehouse } from '../../src/resolvers/index.js';

/** The warehouse with another way of answering queries; what it knows beforehand it tells itself. */
export function askedThrough(
  warehouse: () => Pick<QueryWarehouse, 'estimate' | 'describeTables'>,
  query: QueryWarehouse['query'],
): QueryWarehouse {
  return {
    query,
    estimate: (...args) => warehouse().estimate(...args),
    describeTables: (tables) => warehouse().describeTables(tables),
  };
}

/** A warehouse that knows of no table and answers like this. */
export function answering(query: QueryWarehouse['query']): QueryWarehouse {
  return askedThrough(
    () => ({ estimate: () => Promise.resolve([]), describeTables: () => Promise.resolve([]) }),
    query,
  );
}
