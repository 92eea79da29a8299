import { unreachable } from '../../errors.js';
import { MAX_ROWS_WITH_OTHER } from '../query/limits.js';
import { PARENT_PREFIX, type MetricQuery } from '../query/metricQuery.js';
import type { GroupFilter, GroupValue, MeasureNode, ResolvedQuery } from './resolvedQuery.js';
import type { Scope } from './scope.js';

/** Whether what is left beside the shown rows can be one more row; reports why it cannot. */
export function resolveOther(
  { issues }: Scope,
  query: MetricQuery,
  {
    columns,
    limit,
    offset,
    order,
    having,
    fill,
  }: Pick<ResolvedQuery, 'columns' | 'limit' | 'offset' | 'order' | 'having' | 'fill'>,
): boolean {
  const before = issues.found.length;
  if (query.fill === true || fill !== undefined)
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
  const parents = columns.map(({ key }) => key).filter((key) => key.startsWith(PARENT_PREFIX));
  const refused = (node: MeasureNode) => !canRecompute(node, parents);
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

/** Leaves are of the rows of the group, or of all groups (of the parent row): what is a share of. */
function canRecompute(node: MeasureNode, parents: readonly string[]): boolean {
  switch (node.kind) {
    case 'aggregate': {
      const { series } = node;
      if (series === undefined) return true;
      const { level, shifts, frame, rows, fact } = series;
      const plain = shifts.length === 0 && frame === undefined && rows === undefined && fact === undefined;
      return plain && level !== undefined && level.every((key) => parents.includes(key));
    }
    case 'number':
      return true;
    case 'divide':
      return canRecompute(node.numerator, parents) && canRecompute(node.denominator, parents);
    case 'arithmetic':
      return canRecompute(node.left, parents) && canRecompute(node.right, parents);
    case 'call':
      return node.args.every((argument) => canRecompute(argument, parents));
    case 'rank':
      return false;
    default:
      return unreachable(node);
  }
}

function valuesOf(filter: GroupFilter): readonly GroupValue[] {
  if (filter.kind === 'compare') return [filter.value];
  return filter.kind === 'not' ? valuesOf(filter.of) : filter.of.flatMap(valuesOf);
}
