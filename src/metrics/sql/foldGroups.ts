import type { Dimension, Measure } from '../catalog/definitions.js';
import { Expression } from '../catalog/expression.js';
import { KIND_KEY, PARENT_PREFIX } from '../query/metricQuery.js';
import type {
  Fold,
  MeasureNode,
  ResolvedColumn,
  ResolvedOrder,
  ResolvedQuery,
} from '../resolve/resolvedQuery.js';
import { placeName } from './foldedField.js';
import { byNumber, changeNumbers } from './numbers.js';
import { branchesOf, branchKey } from './series/branches.js';
import { ranksOf } from './series/rankGroups.js';
import { structureKey } from './series/structureKey.js';
import { isDimension, type AggregateNode, type DimensionColumn } from './uses.js';

/**
 * A question with `other` as one without: its rows are grouped by the shown groups, which a question of its own picks, and everything else as one group
 * more. So any number is that of the rows of what is left, whatever it is made of.
 */
export function withOtherFolded(asked: ResolvedQuery): ResolvedQuery {
  const resolved = withParentsFolded(asked);
  const shown = pickedGroups(resolved);
  const { columns, name } = foldColumns(resolved, { depth: 0, shown });
  const order: readonly ResolvedOrder[] = [
    { value: { kind: 'column', key: KIND_KEY }, direction: 'DESC' },
    ...resolved.order,
  ];
  const folded: ResolvedQuery = {
    ...resolved,
    columns,
    other: undefined,
    having: undefined,
    order,
    limit: Infinity,
  };
  const ranks = ranksOf(resolved);
  // A place is one among all groups, most of which are no groups any more.
  const fold: Fold = { name, group: folded.columns.filter(isDimension), shown, isKind: false };
  const known = new Map(ranks.map((rank, index) => [structureKey(rank), placed(fold, index)]));
  const placedOnly = changeNumbers(folded, (node) =>
    node.kind === 'rank' ? known.get(structureKey(node)) : undefined,
  );
  return withKindsInLevels(withBranches(placedOnly, resolved));
}

/** Nested rows, where the rows around them have one for what is left: that is a group as any other. */
export function withParentsFolded(resolved: ResolvedQuery): ResolvedQuery {
  const around = ancestorsOf(resolved);
  const isDone = resolved.columns.some((column) => isDimension(column) && column.field.fold !== undefined);
  if (isDone || !around.some(({ other }) => other === true)) return resolved;
  let folded = resolved;
  for (let depth = around.length; depth > 0; depth--) {
    const parent = around[depth - 1] as ResolvedQuery;
    if (parent.other !== true) continue;
    const shown = pickedGroups(withParentsFolded(parent));
    folded = { ...folded, columns: foldColumns(folded, { depth, shown }).columns };
  }
  return withKindsInLevels(folded);
}

/** Whether every row around nested rows is shown, as one of what is left stands for all that are not. */
export function showsAllParents(resolved: ResolvedQuery): boolean {
  return ancestorsOf(resolved).every(({ other }) => other === true);
}

/** From the nearest. */
function ancestorsOf({ parent }: ResolvedQuery): readonly ResolvedQuery[] {
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}

/** The dimensions at one depth (0: the view's own) folded, and one more that is VALUE or OTHER. */
function foldColumns(
  { columns, dataset }: ResolvedQuery,
  { depth, shown }: { readonly depth: number; readonly shown: ResolvedQuery },
): { readonly columns: readonly ResolvedColumn[]; readonly name: string } {
  const name = `rows ${ancestorsOf(shown).length}`;
  const group = columns.filter(isDimension).filter(({ key }) => depthOf(key) >= depth);
  const fold = (isKind: boolean): Fold => ({ name, group, shown, isKind });
  const isFolded = (column: ResolvedColumn) => isDimension(column) && depthOf(column.key) === depth;
  const kind: DimensionColumn = {
    kind: 'dimension',
    key: `${PARENT_PREFIX.repeat(depth)}${KIND_KEY}`,
    field: { path: [], dataset, dimension: KIND, fold: fold(true) },
  };
  const folded = columns.map((column) =>
    isDimension(column) && isFolded(column)
      ? { ...column, field: { ...column.field, fold: fold(false) } }
      : column,
  );
  const last = columns.findLastIndex(isFolded);
  // Behind those that it tells of, so that rows around have their dimensions in this order too; the last column of all in the view's own.
  const at = depth === 0 ? columns.length : last + 1;
  return { columns: [...folded.slice(0, at), kind, ...folded.slice(at)], name };
}

const KIND: Dimension = {
  name: KIND_KEY,
  description: '',
  type: 'string',
  sql: new Expression("'OTHER'", new Set()),
  clickhouseType: 'String',
};

/**
 * The question for the groups that are shown, and their places among all. Numbers that make no groups are left out of it: aggregating them for every group is
 * what takes time.
 */
function pickedGroups(resolved: ResolvedQuery): ResolvedQuery {
  const numbers = byNumber(resolved);
  const places = ranksOf(resolved).map((node, index): ResolvedColumn => ({
    kind: 'measure',
    key: `#${placeName(index)}`,
    name: 'place',
    type: 'integer',
    node,
  }));
  const picked: ResolvedQuery = {
    ...numbers,
    query: { ...resolved.query, view: 'rows' },
    other: undefined,
    columns: [...resolved.columns.filter(isDimension), ...places],
  };
  return withBranches(picked, resolved);
}

/** With the groups of all numbers that `asked` is made of. */
function withBranches(resolved: ResolvedQuery, asked: ResolvedQuery): ResolvedQuery {
  // Behind all groups they order nothing.
  const behind = missingNumbers(asked, resolved).map((node): ResolvedOrder => ({
    value: { kind: 'measure', type: node.measure.type, node },
    direction: 'ASC',
  }));
  return { ...resolved, order: [...resolved.order, ...behind] };
}

/** Some groups are those of one number only, so of each branch there must be one; without other branches the rows themselves make the groups. */
function missingNumbers(resolved: ResolvedQuery, picked: ResolvedQuery): readonly AggregateNode[] {
  const branches = branchesOf(resolved).filter(({ series }) => series?.level === undefined);
  if (branches.every(({ series }) => series === undefined)) return [];
  const made = new Set(
    branchesOf(picked)
      .filter(({ leaves }) => leaves.length > 0)
      .map(branchKey),
  );
  return branches
    .filter((branch) => !made.has(branchKey(branch)))
    .flatMap(({ leaves }) => leaves.slice(0, 1));
}

function placed(fold: Fold, index: number): MeasureNode {
  const measure: Measure = { ...PLACE, name: placeName(index) };
  return {
    kind: 'aggregate',
    measure,
    filter: undefined,
    series: { shifts: [], rows: { kind: 'placed', fold } },
  };
}

/** What is of all groups of a row around, or is one's place among these, is so of those of what is left. */
function withKindsInLevels(resolved: ResolvedQuery): ResolvedQuery {
  const kinds = resolved.columns
    .filter(isDimension)
    .filter(({ field }) => field.fold?.isKind === true)
    .map(({ key }) => key);
  const withKinds = (keys: readonly string[]): readonly string[] => [
    ...keys,
    ...kinds.filter((kind) => !keys.includes(kind) && keys.some((key) => depthOf(key) === depthOf(kind))),
  ];
  return changeNumbers(resolved, (node) => {
    if (node.kind === 'rank') return { ...node, within: withKinds(node.within) };
    const level = node.series?.level;
    return level === undefined
      ? node
      : { ...node, series: { ...node.series, shifts: node.series?.shifts ?? [], level: withKinds(level) } };
  });
}

/** How many views further out a dimension is one of. */
function depthOf(key: string): number {
  return key.startsWith(PARENT_PREFIX) ? 1 + depthOf(key.slice(PARENT_PREFIX.length)) : 0;
}

/** What a measure of places is: the one value that a group has. */
const PLACE: Omit<Measure, 'name'> = {
  description: '',
  type: 'integer',
  aggregate: { name: 'any', parameters: '', args: [] },
  fillWith: 'null',
  absentWith: 'null',
  argumentTypes: ['Nullable(UInt64)'],
  clickhouseType: 'Nullable(UInt64)',
  exposesAggregate: false,
};
