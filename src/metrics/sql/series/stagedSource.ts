import type { SecuredQuery } from '../../policy/securedQuery.js';
import type {
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  Series,
  SeriesRows,
} from '../../resolve/resolvedQuery.js';
import type { NamedSelect } from '../groupSelect.js';
import { Names } from '../names.js';
import type { RowSource } from '../rowSource.js';
import { nested } from '../sql.js';
import { isDimension, type DimensionColumn } from '../uses.js';
import { columnSource, fieldKey } from './columnSource.js';

/** Renders a question that is a part of another one. */
export type Answer = (part: SecuredQuery) => NamedSelect;

type Stage = Extract<SeriesRows, { kind: 'stage' }>;

/**
 * Numbers per key (orders per customer), as rows. They are a question of their own, so they may be anything: ratios, numbers to date. The frame and
 * shifts of the series are theirs: last month's average order is the average of last month's orders.
 */
export function stagedSource(
  secured: SecuredQuery,
  { rows: { inner, per }, time, range, frame, shifts }: Series & { readonly rows: Stage },
  answer: Answer,
): RowSource {
  const { resolved } = secured;
  const dimensions = resolved.columns.filter(isDimension);
  const names = new Names(dimensions.map(({ key }) => key));
  const keys = per.map((field): DimensionColumn => ({
    kind: 'dimension',
    key: names.take(field.dimension.name),
    field,
  }));
  const moved = frame !== undefined || shifts.length > 0;
  const node = moved ? withTimes(inner, { time, range, frame, shifts }) : inner;
  const value: ResolvedColumn = {
    kind: 'measure',
    key: names.take('value'),
    name: 'value',
    type: 'float',
    node,
  };
  const question: ResolvedQuery = { ...resolved, columns: [...dimensions, ...keys, value] };
  const { select, columns } = answer(secured.part(question));
  const nameOf = new Map(columns.map(({ key, name }) => [key, name]));
  return columnSource({
    from: nested(select),
    where: [],
    fields: new Map(
      [...dimensions, ...keys].map(({ key, field }) => [fieldKey(field), nameOf.get(key) as string]),
    ),
    arguments: () => [nameOf.get(value.key) as string],
    grouped: dimensions.length > 0,
  });
}

/** Puts times on every leaf; a leaf's own frame stays, and its own shifts lie behind these. */
function withTimes(
  node: MeasureNode,
  times: Pick<Series, 'time' | 'range' | 'frame' | 'shifts'>,
): MeasureNode {
  switch (node.kind) {
    case 'aggregate': {
      const { series } = node;
      return {
        ...node,
        series: {
          ...times,
          ...series,
          frame: series?.frame ?? times.frame,
          shifts: [...times.shifts, ...(series?.shifts ?? [])],
        },
      };
    }
    case 'divide':
      return {
        ...node,
        numerator: withTimes(node.numerator, times),
        denominator: withTimes(node.denominator, times),
      };
    case 'arithmetic':
      return { ...node, left: withTimes(node.left, times), right: withTimes(node.right, times) };
    case 'call':
      return { ...node, args: node.args.map((argument) => withTimes(argument, times)) };
    case 'rank':
      return { ...node, of: withTimes(node.of, times) };
    case 'number':
      return node;
  }
}
