import { unreachable } from '../../errors.js';
import { MAX_ROWS_WITH_OTHER } from '../query/limits.js';
import { PARENT_PREFIX, type MetricQuery } from '../query/metricQuery.js';
import type {
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  Series,
} from './resolvedQuery.js';
import { leavesOf } from './series.js';
import type { Scope } from './scope.js';

/** What `other` depends on. */
type Asked = Pick<
  ResolvedQuery,
  'columns' | 'limit' | 'offset' | 'order' | 'having' | 'fill' | 'spine' | 'time'
>;

/** Whether what is left beside the shown rows can be one more row; reports why it cannot. */
export function resolveOther({ issues, dataset }: Scope, query: MetricQuery, asked: Asked): boolean {
  const { columns, limit, offset, order, having, fill, spine, time } = asked;
  const before = issues.found.length;
  if (query.fill === true || (fill ?? spine) !== undefined)
    issues.add(
      'INVALID_ARGUMENT',
      ['other'],
      '"other" and "fill" do not go together: every bucket is shown, so nothing is left.',
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
  const view: View = {
    time: time?.field.dimension.name ?? dataset.time,
    hasRange: time !== undefined,
    dimensions: columns.flatMap((column) => (column.kind === 'dimension' ? [column] : [])),
  };
  const refused = (node: MeasureNode) => !canRecompute(node, view);
  for (const column of columns) {
    if (column.kind === 'measure' && refused(column.node))
      issues.add(
        'NOT_SUPPORTED',
        ['other'],
        `"${column.key}" is of other rows than its group's, so it cannot be recomputed for the groups that are left. Ask for it without "other".`,
      );
  }
  const hidden = [...order.map(({ value }) => value), ...(having === undefined ? [] : valuesOf(having))];
  if (hidden.some((value) => value.kind === 'measure' && refused(value.node)))
    issues.add(
      'NOT_SUPPORTED',
      ['other'],
      'With "other", rows can only be chosen by numbers of their own rows.',
    );
  return issues.found.length === before;
}

/** What is shown and over which time. */
interface View {
  readonly time: string | undefined;
  readonly hasRange: boolean;
  readonly dimensions: readonly Extract<ResolvedColumn, { kind: 'dimension' }>[];
}

/**
 * Leaves are of the rows of the group or of all groups (of the parent row), in the view's range or in another one of the same time: all of them are
 * found in one scan, group by group.
 */
function canRecompute(node: MeasureNode, view: View): boolean {
  switch (node.kind) {
    case 'aggregate':
      return node.series === undefined || isOneRange(node.series, view);
    case 'number':
      return true;
    case 'divide':
      return canRecompute(node.numerator, view) && canRecompute(node.denominator, view);
    case 'arithmetic':
      return canRecompute(node.left, view) && canRecompute(node.right, view);
    case 'call':
      return node.args.every((argument) => canRecompute(argument, view));
    case 'rank':
      return (
        canRecompute(node.of, view) && leavesOf(node.of).every(({ series }) => series?.level === undefined)
      );
    default:
      return unreachable(node);
  }
}

function isOneRange(series: Series, { time, hasRange, dimensions }: View): boolean {
  const { level, shifts, frame, rows, fact, filter } = series;
  if (rows !== undefined || fact !== undefined || filter !== undefined) return false;
  if (series.time !== undefined && (series.time.dimension.name !== time || series.time.path.length > 0))
    return false;
  if (level?.every((key) => key.startsWith(PARENT_PREFIX)) === false) return false;
  if (shifts.length === 0 && frame === undefined) return true;
  const byBucket = dimensions.some(
    ({ field }) => field.dimension.name === time && field.path.every(({ day }) => day !== undefined),
  );
  const moves = shifts.every(({ kind }) => kind === 'back' || kind === 'range');
  return hasRange && moves && !byBucket && series.time !== undefined;
}

function valuesOf(filter: GroupFilter): readonly GroupValue[] {
  if (filter.kind === 'compare') return [filter.value];
  return filter.kind === 'not' ? valuesOf(filter.of) : filter.of.flatMap(valuesOf);
}
