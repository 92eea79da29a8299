import { MAX_ROWS_WITH_OTHER } from '../query/limits.js';
import { PARENT_PREFIX, type MetricQuery } from '../query/metricQuery.js';
import { checkFolds } from './checkFolds.js';
import type { ResolvedQuery } from './resolvedQuery.js';
import type { Scope } from './scope.js';

/** What `other` depends on. */
type Asked = Pick<
  ResolvedQuery,
  'columns' | 'limit' | 'offset' | 'order' | 'having' | 'fill' | 'spine' | 'parent'
>;

/** Whether there is one more row for what is left beside the shown ones; reports why there cannot be. */
export function resolveOther(scope: Scope, query: MetricQuery, asked: Asked): boolean {
  const { issues } = scope;
  const { columns, limit, offset, fill, spine } = asked;
  const before = issues.found.length;
  if (query.fill === true)
    issues.add(
      'INVALID_ARGUMENT',
      ['other'],
      '"other" and "fill" do not go together: every bucket is shown, so nothing is left. For a line for each group and one for what is left, ask for "other" here and show the time, with "fill", in rows inside these.',
    );
  else if (spine !== undefined || fill !== undefined)
    issues.add(
      'INVALID_ARGUMENT',
      ['other'],
      'Some of these numbers are shown in every bucket of the range (their spine), so nothing is left for "other": show the time in rows inside these.',
    );
  if (offset > 0)
    issues.add(
      'INVALID_ARGUMENT',
      ['other'],
      '"other" needs the first page: rows that "offset" skips are not left over.',
    );
  if (limit > MAX_ROWS_WITH_OTHER)
    issues.add('TOO_MANY', ['limit'], `Beside "other", "limit" is at most ${MAX_ROWS_WITH_OTHER}.`);
  if (!columns.some(({ kind, key }) => kind === 'dimension' && !key.startsWith(PARENT_PREFIX)))
    issues.add(
      'INVALID_ARGUMENT',
      ['other'],
      '"other" is what is left of several rows: select a dimension, too.',
    );
  checkFolds(scope, { ...asked, other: true });
  return issues.found.length === before;
}
