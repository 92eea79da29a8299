import { DEFAULT_LIMIT, MAX_LIMIT } from '../query/limits.js';
import type { MetricQuery } from '../query/metricQuery.js';
import type { Scope } from './scope.js';

/** Fewest rows that a nested view without a limit shows of each parent. */
const SHORTEST_DEFAULT = 10;

/** Which of the rows are shown. */
export function resolvePage(
  scope: Scope,
  query: Pick<MetricQuery, 'limit' | 'offset'>,
): { readonly limit: number; readonly offset: number } {
  return {
    limit: resolveCount(scope, query, 'limit') ?? DEFAULT_LIMIT,
    offset: resolveCount(scope, query, 'offset') ?? 0,
  };
}

/**
 * The page within each parent row, of which there are at most `parents`. Without a limit it is as long as a page may be when every parent fills it,
 * so that no answer is longer than one view may be; one that would be cut to a few rows without being asked has to say its limit.
 */
export function resolveNestedPage(
  scope: Scope,
  query: Pick<MetricQuery, 'limit' | 'offset'>,
  parents: number,
): { readonly limit: number; readonly offset: number } {
  const most = Math.floor(MAX_LIMIT / Math.max(parents, 1));
  const asked = resolveCount(scope, query, 'limit');
  const limit = asked ?? Math.min(DEFAULT_LIMIT, most);
  if (query.limit === undefined && limit < SHORTEST_DEFAULT)
    scope.issues.add(
      'TOO_MANY',
      ['limit'],
      `Of the rows in each of ${parents} only ${limit} would be shown: give a "limit" here, and a lower one to the rows around them.`,
    );
  if (limit > most)
    scope.issues.add(
      'TOO_MANY',
      ['limit'],
      `${limit} rows in each of ${parents} are more than ${MAX_LIMIT}: lower the "limit" here or of the rows around them.`,
    );
  return { limit, offset: resolveCount(scope, query, 'offset') ?? 0 };
}

function resolveCount(
  { issues }: Scope,
  query: Pick<MetricQuery, 'limit' | 'offset'>,
  argument: 'limit' | 'offset',
): number | undefined {
  const count = query[argument];
  if (count === undefined) return undefined;
  if (!Number.isSafeInteger(count) || count < 0)
    return issues.add(
      'INVALID_ARGUMENT',
      [argument],
      `"${argument}" is a whole number of at least 0, not ${count}.`,
    );
  if (argument === 'limit' && count > MAX_LIMIT)
    return issues.add(
      'TOO_MANY',
      [argument],
      `"limit" is at most ${MAX_LIMIT}; page with "offset", or export.`,
    );
  return count;
}
