import type { SecuredQuery } from '../../policy/securedQuery.js';
import { SHARED_DATASET } from '../../catalog/sharedDataset.js';
import type {
  DimensionField,
  FactRows,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  ResolvedTime,
  Series,
  SeriesRows,
} from '../../resolve/resolvedQuery.js';
import { leavesOf, mapLeaves } from '../../resolve/series.js';
import type { NamedSelect } from '../groupSelect.js';
import { Names } from '../names.js';
import type { RowSource } from '../rowSource.js';
import { nested } from '../sql.js';
import { isDimension, type DimensionColumn } from '../uses.js';
import { columnSource, fieldKey } from './columnSource.js';
import { isTime } from './timeColumns.js';

/** Renders a question that is a part of another one. */
export type Answer = (part: SecuredQuery) => NamedSelect;

type Stage = Extract<SeriesRows, { kind: 'stage' }>;

/** Numbers per step of the time itself (a day's total, a day's ratio) are rows of that time: they are taken over windows and moved like any others. */
export function isPerTime({ time, rows }: Series): boolean {
  return rows?.kind === 'stage' && time !== undefined && rows.per.some((field) => isTime(field, time));
}

/**
 * Numbers per key (orders per customer), as rows. They are a question of their own, so they may be anything: ratios, numbers to date. Frame and
 * shifts of the series are theirs, unless they are numbers of steps of its time: last month's average order is the average of last month's orders.
 */
export function stagedSource(
  secured: SecuredQuery,
  series: Series & { readonly rows: Stage },
  answer: Answer,
): RowSource {
  const { inner, per, at } = series.rows;
  const { time, range, frame, shifts } = series;
  const { resolved } = secured;
  const dimensions = resolved.columns.filter(isDimension);
  const names = new Names(dimensions.map(({ key }) => key));
  const given = new Set(dimensions.map(({ field }) => fieldKey(field)));
  const keys = per
    .filter((field) => !given.has(fieldKey(field)))
    .map((field) => stepColumn(names.take(field.dimension.name), field));
  const moved = frame !== undefined || shifts.length > 0;
  const node = isPerTime(series)
    ? withRange(inner, resolved.time)
    : moved
      ? withTimes(inner, { time, range, frame, shifts })
      : inner;
  const value: ResolvedColumn = {
    kind: 'measure',
    key: names.take('value'),
    name: 'value',
    type: 'float',
    node,
  };
  const facts = factsOf(node);
  const question: ResolvedQuery = {
    ...resolved,
    // Numbers of several facts are found by them; their groups are their own.
    ...(facts.length > 0 && { facts }),
    columns: [...dimensions, ...keys, value],
  };
  const { select, columns } = answer(secured.part(question));
  const nameOf = new Map(columns.map(({ key, name }) => [key, name]));
  const fields = new Map(
    [...dimensions, ...keys].map(({ key, field }) => [fieldKey(field), nameOf.get(key) as string]),
  );
  return columnSource({
    from: nested(select),
    where: [],
    fields,
    arguments: () => [nameOf.get(value.key), at === undefined ? undefined : fields.get(fieldKey(at))].filter((name) => name !== undefined), // prettier-ignore
    grouped: dimensions.length > 0,
  });
}

/** Rows of the facts that numbers are of, each fact once. */
function factsOf(node: MeasureNode): readonly FactRows[] {
  const facts = new Map<string, FactRows>();
  for (const { series } of leavesOf(node))
    if (series?.fact !== undefined) facts.set(series.fact.name, { ...series, fact: series.fact });
  return [...facts.values()];
}

/** A column of a time; over several facts it is the own time of each number. */
export function stepColumn(key: string, field: DimensionField): DimensionColumn {
  return { kind: 'dimension', key, field, ...(field.dataset.name === SHARED_DATASET && { isTime: true }) };
}

/** The same numbers in another range: the one that is looked at. */
function withRange(node: MeasureNode, range: ResolvedTime | undefined): MeasureNode {
  return mapLeaves(node, (leaf) => {
    const { series } = leaf;
    if (series?.time === undefined) return leaf;
    return { ...leaf, series: { ...series, range: range && { ...range, field: series.time } } };
  });
}

/** Puts times on every leaf; a leaf's own frame stays, and its own shifts lie behind these. */
function withTimes(
  node: MeasureNode,
  times: Pick<Series, 'time' | 'range' | 'frame' | 'shifts'>,
): MeasureNode {
  return mapLeaves(node, (leaf) => {
    const { series } = leaf;
    const shifts = [...times.shifts, ...(series?.shifts ?? [])];
    return { ...leaf, series: { ...times, ...series, frame: series?.frame ?? times.frame, shifts } };
  });
}
