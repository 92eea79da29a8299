import { aggregateFunction } from '../catalog/aggregateFunctions.js';
import type { Measure } from '../catalog/definitions.js';
import type { Scalar } from '../query/metricQuery.js';
import type {
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  ResolvedTime,
  RowFilter,
} from '../resolve/resolvedQuery.js';
import { mapLeaves, type Leaf } from '../resolve/series.js';
import { unshownRange } from './series/prepareBranch.js';
import { asResolvedTime, clockOf } from './series/sourceRange.js';
import { aggregatesOf } from './uses.js';

/** A question whose leaves are all of rows of one scan. */
export interface OneScan {
  readonly resolved: ResolvedQuery;
  /** The same with everything that is read for it, shown or not. */
  readonly read: ResolvedQuery;
  /** How many rows the leaf is made of, where none makes it NULL: a group that only another range has. */
  readonly rowsOf: (leaf: Leaf) => Leaf | undefined;
}

/**
 * Numbers of other ranges of the view's time, as numbers of one range that holds all of these, each of its own rows. Levels stay. Takes a question that
 * `resolveOther` let pass.
 */
export function inOneScan(resolved: ResolvedQuery): OneScan {
  const { time } = resolved;
  const moves = aggregatesOf(resolved).some((leaf) => isMoved(leaf));
  if (time === undefined || !moves) return { resolved, read: resolved, rowsOf: () => undefined };
  const clock = clockOf(resolved);
  const rangeOf = (leaf: Leaf): ResolvedTime =>
    isMoved(leaf) ? asResolvedTime(unshownRange(leaf.series, clock), time.field, clock) : time;

  const ranges = new Map(aggregatesOf(resolved).map((leaf) => [keyOf(rangeOf(leaf)), rangeOf(leaf)]));
  const within = new Map([...ranges].map(([key, range]) => [key, rowsWithin(range)]));
  const ranged = new Map<Leaf, Leaf>();
  const inRange = (leaf: Leaf): Leaf => {
    const filter = within.get(keyOf(rangeOf(leaf)));
    const level = leaf.series?.level;
    const made: Leaf = {
      ...leaf,
      filter: both(leaf.filter, filter),
      series: level === undefined ? undefined : { shifts: [], level },
    };
    if (level === undefined && isCount(leaf.measure))
      ranged.set(made, { kind: 'aggregate', measure: ROWS, filter });
    return made;
  };
  const any: RowFilter = { kind: 'or', of: [...within.values()] };
  const changed: ResolvedQuery = {
    ...changeLeaves(resolved, inRange),
    time: hull([...ranges.values()]),
    filter: both(resolved.filter, any),
  };
  const counted = [...ranged.values()].map((node, index): ResolvedColumn => ({
    kind: 'measure',
    key: `#rows${index + 1}`,
    name: ROWS.name,
    type: ROWS.type,
    node,
  }));
  return {
    resolved: changed,
    read: { ...changed, columns: [...changed.columns, ...counted] },
    rowsOf: (leaf) => ranged.get(leaf),
  };
}

type MovedLeaf = Leaf & { readonly series: NonNullable<Leaf['series']> };

function isMoved(leaf: Leaf): leaf is MovedLeaf {
  const { series } = leaf;
  return series !== undefined && (series.shifts.length > 0 || series.frame !== undefined);
}

function keyOf({ from, to }: ResolvedTime): string {
  return `${from ?? ''} ${to ?? ''}`;
}

function rowsWithin({ field, from, to, fromDate, toDate }: ResolvedTime): RowFilter {
  const isDate = field.dimension.type === 'date';
  const bound = (instant: number | undefined, date: string | undefined): Scalar | undefined =>
    isDate || instant === undefined ? date : new Date(instant).toISOString();
  const ends = [
    { operator: 'gte', value: bound(from, fromDate) },
    { operator: 'lt', value: bound(to, toDate) },
  ] as const;
  return {
    kind: 'and',
    of: ends.flatMap(({ operator, value }): readonly RowFilter[] =>
      value === undefined ? [] : [{ kind: 'compare', field, operator, operand: { kind: 'scalar', value } }],
    ),
  };
}

function hull(ranges: readonly ResolvedTime[]): ResolvedTime {
  return ranges.reduce((a, b) => {
    const first = b.from === undefined || (a.from !== undefined && b.from < a.from) ? b : a;
    const last = b.to === undefined || (a.to !== undefined && b.to > a.to) ? b : a;
    return { field: a.field, from: first.from, fromDate: first.fromDate, to: last.to, toDate: last.toDate };
  });
}

function both(a: RowFilter | undefined, b: RowFilter | undefined): RowFilter | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { kind: 'and', of: [a, b] };
}

function changeLeaves(resolved: ResolvedQuery, change: (leaf: Leaf) => Leaf): ResolvedQuery {
  const known = new Map<Leaf, Leaf>();
  const once = (leaf: Leaf): Leaf => {
    const made = known.get(leaf) ?? change(leaf);
    known.set(leaf, made);
    return made;
  };
  const node = (of: MeasureNode): MeasureNode => mapLeaves(of, once);
  const value = (of: GroupValue): GroupValue => (of.kind === 'measure' ? { ...of, node: node(of.node) } : of);
  const filter = (of: GroupFilter): GroupFilter => {
    if (of.kind === 'compare') return { ...of, value: value(of.value) };
    return of.kind === 'not' ? { kind: 'not', of: filter(of.of) } : { kind: of.kind, of: of.of.map(filter) };
  };
  return {
    ...resolved,
    columns: resolved.columns.map((shown) =>
      shown.kind === 'measure' ? { ...shown, node: node(shown.node) } : shown,
    ),
    having: resolved.having === undefined ? undefined : filter(resolved.having),
    order: resolved.order.map((entry) => ({ ...entry, value: value(entry.value) })),
  };
}

function isCount({ aggregate: { name } }: Measure): boolean {
  return aggregateFunction(name).zeroWhenEmpty && !name.startsWith('sum');
}

const ROWS: Measure = {
  name: 'rows',
  description: 'How many rows there are.',
  type: 'integer',
  aggregate: { name: 'count', parameters: '', args: [] },
  fillWith: 'zero',
  argumentTypes: [],
  clickhouseType: 'UInt64',
  exposesAggregate: false,
};
