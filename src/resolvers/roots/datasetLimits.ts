import type { ViewerView } from '../../schema/index.js';
import { smallest } from '../budget/statementLimits.js';
import type { RequestFacts } from '../context.js';

/** What holds for the viewer where a dataset's policy has limits: those, and the server's where they are smaller. */
export function datasetLimits({
  catalog,
  viewer,
  limits: server = {},
}: Pick<RequestFacts, 'catalog' | 'viewer' | 'limits'>): ViewerView['limits']['datasets'] {
  return [...catalog.datasets.values()]
    .flatMap(({ name, policies }) => {
      const limits = policies.get(viewer.role)?.limits;
      return limits === undefined ? [] : [{ name, limits }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, limits }) => ({
      dataset: name,
      maxRowsToRead: limits.rows ?? null,
      maxBytes: smallest(server.maxBytesToRead, limits.bytes) ?? null,
      maxSeconds: smallest(server.maxSeconds, limits.seconds) ?? null,
      maxRows: smallest(server.maxResultRows, limits.resultRows) ?? null,
      maxMemoryBytes: smallest(server.maxMemoryBytes, limits.memory) ?? null,
      maxQueriesPerMinute: smallest(server.queriesPerMinute, limits.queriesPerMinute) ?? null,
      maxConcurrentQueries: smallest(server.concurrentQueries, limits.concurrentQueries) ?? null,
    }));
}
