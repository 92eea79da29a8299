import type { Measure } from '../catalog/definitions.js';
import type {
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  RowFilter,
} from '../resolve/resolvedQuery.js';
import type { JoinPath } from '../resolve/resolvedQuery.js';

export type AggregateNode = Extract<MeasureNode, { kind: 'aggregate' }>;
export type RowAtom = Exclude<RowFilter, { kind: 'and' | 'or' | 'not' }>;

/** Every aggregate that the answer needs, shown or not, in the order it is met. May repeat. */
export function aggregatesOf(resolved: ResolvedQuery): readonly AggregateNode[] {
  return nodesOf(resolved).flatMap(leavesOf);
}

/** Every number that the answer needs, shown or not. */
export function nodesOf(resolved: ResolvedQuery): readonly MeasureNode[] {
  return [
    ...resolved.columns.flatMap((column) => (column.kind === 'measure' ? [column.node] : [])),
    ...(resolved.having === undefined ? [] : groupValuesOf(resolved.having).flatMap(nodesOfValue)),
    ...resolved.order.flatMap(({ value }) => nodesOfValue(value)),
  ];
}

/** Measures that are aggregated on the way: those of the answer, and those that another one is made of. */
export function measuresOf(resolved: ResolvedQuery): readonly Measure[] {
  return nodesOf(resolved).flatMap(measuresIn);
}

function measuresIn(node: MeasureNode): readonly Measure[] {
  return leavesOf(node).flatMap(({ measure, series }) =>
    series?.rows?.kind === 'stage' ? [measure, ...measuresIn(series.rows.inner)] : [measure],
  );
}

function leavesOf(node: MeasureNode): readonly AggregateNode[] {
  switch (node.kind) {
    case 'aggregate':
      return [node];
    case 'number':
      return [];
    case 'divide':
      return [...leavesOf(node.numerator), ...leavesOf(node.denominator)];
    case 'arithmetic':
      return [...leavesOf(node.left), ...leavesOf(node.right)];
    case 'call':
      return node.args.flatMap(leavesOf);
    case 'rank':
      return leavesOf(node.of);
  }
}

function nodesOfValue(value: GroupValue): readonly MeasureNode[] {
  return value.kind === 'measure' ? [value.node] : [];
}

function groupValuesOf(filter: GroupFilter): readonly GroupValue[] {
  if (filter.kind === 'compare') return [filter.value];
  return filter.kind === 'not' ? groupValuesOf(filter.of) : filter.of.flatMap(groupValuesOf);
}

/** The single conditions of a filter. */
export function atomsOf(filter: RowFilter): readonly RowAtom[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.flatMap(atomsOf);
    case 'not':
      return atomsOf(filter.of);
    default:
      return [filter];
  }
}

/** Filters that must all hold, none of them an `and`. */
export function conjunctsOf(filter: RowFilter | undefined): readonly RowFilter[] {
  if (filter === undefined) return [];
  return filter.kind === 'and' ? filter.of.flatMap(conjunctsOf) : [filter];
}

export function pathOf(atom: RowAtom): JoinPath {
  return atom.kind === 'compare' ? atom.field.path : atom.path;
}

/** Reads nothing but the dataset's own rows. */
export function isLocal(filter: RowFilter): boolean {
  return atomsOf(filter).every((atom) => pathOf(atom).length === 0);
}

export function pathKey(path: JoinPath): string {
  return path.map(({ relationship }) => relationship.name).join('.');
}

export type DimensionColumn = Extract<ResolvedColumn, { kind: 'dimension' }>;
export type MeasureColumn = Extract<ResolvedColumn, { kind: 'measure' }>;

export function isDimension(column: ResolvedColumn): column is DimensionColumn {
  return column.kind === 'dimension';
}

export function isMeasure(column: ResolvedColumn): column is MeasureColumn {
  return column.kind === 'measure';
}
