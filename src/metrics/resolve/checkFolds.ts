import { PARENT_PREFIX } from '../query/metricQuery.js';
import { calendarStep } from './baseGrain.js';
import type {
  DimensionField,
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  Series,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { leavesOf } from './series.js';

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
 * group or of all rows of one around it, and at the times at which its rows stand.
 */
export function checkFolds({ issues }: Scope, asked: Asked): void {
  const folds = foldsOf(asked);
  if (folds.length === 0) return;
  const path = asked.other === true ? ['other'] : ['select'];
  const shown = asked.columns.flatMap((column) => (column.kind === 'measure' ? [column] : []));
  for (const { key, node } of shown) {
    const problem = problemOf(node, folds);
    if (problem !== undefined) issues.add('NOT_SUPPORTED', path, `"${key}" ${problem}`);
  }
  const hidden = [...asked.order.map(({ value }) => value), ...valuesOf(asked.having)];
  const problems = hidden.map((value) =>
    value.kind === 'measure' ? problemOf(value.node, folds) : undefined,
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

function problemOf(node: MeasureNode, folds: readonly Folded[]): string | undefined {
  for (const fold of folds) {
    const series = leavesOf(node).flatMap(seriesOf);
    const moved = series.find((each) => isMoved(each) && fold.all.some((column) => isTimeOf(column, each)));
    if (moved !== undefined)
      return `is of other times, and the buckets that "other" leaves are no time of their own: show the time in rows inside those that have "other", not beside their dimensions.`;
    const isPart = [...series.map(({ level }) => level), ...(fold.depth === 0 ? [] : ranksWithin(node))].some(
      (keys) => keys !== undefined && divides(keys, fold),
    );
    if (isPart)
      return `goes by some of the dimensions of its rows only, which what is left has no one of: show these dimensions in rows around, and ask for "other" in those inside.`;
  }
  return undefined;
}

/** Also of the numbers that a number is made of. */
function seriesOf({ series }: { readonly series?: Series | undefined }): readonly Series[] {
  if (series === undefined) return [];
  const { rows } = series;
  return rows?.kind === 'stage' ? [series, ...leavesOf(rows.inner).flatMap(seriesOf)] : [series];
}

function isMoved({ frame, shifts }: Series): boolean {
  return frame !== undefined || shifts.length > 0;
}

function isTimeOf({ field, isTime }: Dimension, { time }: Series): boolean {
  if (time === undefined) return false;
  const cut: DimensionField = calendarStep(field)?.day ?? field;
  const isSame = cut.dimension.name === time.dimension.name && cut.path.length === time.path.length;
  return isTime === true || isSame;
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
