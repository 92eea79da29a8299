import { PARENT_PREFIX } from '../query/metricQuery.js';
import type {
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  Series,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { leavesOf } from './series.js';
import { timeFieldsByKey } from './shown.js';

type Asked = Pick<ResolvedQuery, 'columns' | 'order' | 'having' | 'parent' | 'other'>;
type Dimension = Extract<ResolvedColumn, { kind: 'dimension' }>;

/** Groups of which those that are not shown are one: the view's own (`depth` 0), or those around it. */
interface Folded {
  readonly depth: number;
  /** Own dimensions of that view, and with those of the views around it. */
  readonly own: readonly Dimension[];
  readonly all: readonly Dimension[];
}

/**
 * Reports numbers that what is left cannot have: rows are told from those of shown groups where they are read, so a number must be of the rows of its own
 * group or of all rows of one around it, and at the times at which its rows stand. `scope` knows what the view shows.
 */
export function checkFolds(scope: Scope, asked: Asked): void {
  const { issues } = scope;
  const folds = foldsOf(asked);
  if (folds.length === 0) return;
  const path = asked.other === true ? ['other'] : ['select'];
  const shown = asked.columns.flatMap((column) => (column.kind === 'measure' ? [column] : []));
  for (const { key, node } of shown) {
    const problem = problemOf(scope, node, folds);
    if (problem !== undefined) issues.add('NOT_SUPPORTED', path, `"${key}" ${problem}`);
  }
  const hidden = [...asked.order.map(({ value }) => value), ...valuesOf(asked.having)];
  const problems = hidden.map((value) =>
    value.kind === 'measure' ? problemOf(scope, value.node, folds) : undefined,
  );
  const problem = problems.find((each) => each !== undefined);
  if (problem !== undefined)
    issues.add('NOT_SUPPORTED', path, `A number that rows are ordered or filtered by ${problem}`);
}

function foldsOf({ columns, other, parent }: Asked): readonly Folded[] {
  const dimensions = columns.filter((column) => column.kind === 'dimension');
  const views = [other === true, ...around(parent).map((view) => view.other === true)];
  return views.flatMap((isFolded, depth) => {
    const at = dimensions.filter(({ key }) => depthOf(key) === depth);
    return isFolded ? [{ depth, own: at, all: dimensions.filter(({ key }) => depthOf(key) >= depth) }] : [];
  });
}

function around(parent: ResolvedQuery | undefined): readonly ResolvedQuery[] {
  return parent === undefined ? [] : [parent, ...around(parent.parent)];
}

function problemOf(scope: Scope, node: MeasureNode, folds: readonly Folded[]): string | undefined {
  const series = leavesOf(node).flatMap((leaf) => seriesOf(leaf.series));
  const movedBy = series.filter(isMoved).flatMap((each) => [...timeFieldsByKey(scope, each).keys()]);
  for (const fold of folds) {
    const isMovedHere = fold.all.some(({ key }) => movedBy.includes(key));
    if (isMovedHere)
      return `looks from the time of its row to other times, and the row of "other" is of many times at once: ask for "other" in rows that do not show the time, and show the time in rows inside these.`;
    const levels = [...series.map(({ level }) => level), ...(fold.depth === 0 ? [] : ranksWithin(node))];
    const level = levels.find((keys) => keys !== undefined && divides(keys, fold));
    if (level !== undefined) {
      const names = fold.own.filter(({ key }) => level.includes(key)).map(nameOf).join(' and '); // prettier-ignore
      return `is, or is compared with, a number of all rows that have the same ${names}, and the row of "other" stands for several of them: show ${names} in rows around, and ask for "other" in the rows inside them.`;
    }
  }
  return undefined;
}

/** Also of the numbers that a number is made of, which are of the same fact. */
function seriesOf(series: Series | undefined): readonly Series[] {
  if (series === undefined) return [];
  const { rows, fact } = series;
  if (rows?.kind !== 'stage') return [series];
  const inner = leavesOf(rows.inner).flatMap((leaf) => seriesOf(leaf.series));
  return [series, ...inner.map((each) => ({ ...each, fact: each.fact ?? fact }))];
}

function isMoved({ frame, shifts }: Series): boolean {
  return frame !== undefined || shifts.length > 0;
}

function nameOf({ key }: Dimension): string {
  return `"${key.replaceAll(PARENT_PREFIX, '')}"`;
}

/** Some of the dimensions of the groups, and not all that tell them apart. */
function divides(keys: readonly string[], { own, all }: Folded): boolean {
  return own.some(({ key }) => keys.includes(key)) && !all.every(({ key }) => keys.includes(key));
}

function ranksWithin(node: MeasureNode): readonly (readonly string[])[] {
  switch (node.kind) {
    case 'rank':
      return [node.within, ...ranksWithin(node.of)];
    case 'divide':
      return [...ranksWithin(node.numerator), ...ranksWithin(node.denominator)];
    case 'arithmetic':
      return [...ranksWithin(node.left), ...ranksWithin(node.right)];
    case 'call':
      return node.args.flatMap(ranksWithin);
    case 'aggregate':
    case 'number':
      return [];
  }
}

function valuesOf(filter: GroupFilter | undefined): readonly GroupValue[] {
  if (filter === undefined) return [];
  if (filter.kind === 'compare') return [filter.value];
  return filter.kind === 'not' ? valuesOf(filter.of) : filter.of.flatMap(valuesOf);
}

function depthOf(key: string): number {
  return key.startsWith(PARENT_PREFIX) ? 1 + depthOf(key.slice(PARENT_PREFIX.length)) : 0;
}
