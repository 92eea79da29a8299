import type { Measure } from '../catalog/definitions.js';
import type { Span } from '../query/metricQuery.js';
import { wholePeriod } from './intervalBuckets.js';
import type { Frame, MeasureNode, ResolvedShift, Series } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { timeFieldsByKey } from './shown.js';

export type Leaf = Extract<MeasureNode, { kind: 'aggregate' }>;

/** Takes a sentence that says why a number cannot be. */
export type Refuse = (problem: string) => void;

/** The same tree over other leaves: what is computed of finished numbers commutes with looking at them at another time. */
export function mapLeaves(node: MeasureNode, change: (leaf: Leaf) => MeasureNode): MeasureNode {
  const within = (part: MeasureNode): MeasureNode => mapLeaves(part, change);
  switch (node.kind) {
    case 'aggregate':
      return change(node);
    case 'divide':
      return { kind: 'divide', numerator: within(node.numerator), denominator: within(node.denominator) };
    case 'arithmetic':
      return { ...node, left: within(node.left), right: within(node.right) };
    case 'call':
      return { ...node, args: node.args.map(within) };
    case 'rank':
      return { ...node, of: within(node.of) };
    case 'number':
      return node;
  }
}

/** Every aggregate of a tree. */
export function leavesOf(node: MeasureNode): readonly Leaf[] {
  const leaves: Leaf[] = [];
  mapLeaves(node, (leaf) => (leaves.push(leaf), leaf));
  return leaves;
}

/** Whether a tree holds a place among groups, which exists for the shown groups only. */
export function hasRank(node: MeasureNode): boolean {
  switch (node.kind) {
    case 'rank':
      return true;
    case 'divide':
      return hasRank(node.numerator) || hasRank(node.denominator);
    case 'arithmetic':
      return hasRank(node.left) || hasRank(node.right);
    case 'call':
      return node.args.some(hasRank);
    default:
      return false;
  }
}

const unfilled = new WeakMap<Measure, Measure>();

/** The same number, unknown instead of zero in a bucket without rows. */
export function withoutZero(node: MeasureNode): MeasureNode {
  return mapLeaves(node, (leaf) => {
    const { measure } = leaf;
    if (measure.fillWith === 'null' && measure.absentWith === 'null') return leaf;
    const known = unfilled.get(measure) ?? { ...measure, fillWith: 'null', absentWith: 'null' };
    unfilled.set(measure, known);
    return { ...leaf, measure: known };
  });
}

/** Which rows a leaf is of, said in full; a plain leaf is over the view's own time and range. */
export function seriesOf({ shown, dataset }: Scope, { series }: Leaf): Series {
  if (series !== undefined) return series;
  const dimension = shown?.time;
  return dimension === undefined
    ? { shifts: [] }
    : { time: { path: [], dataset, dimension }, range: shown?.rangeOver(dimension), shifts: [] };
}

/** The number of another period. `shiftsOf` gives the shifts of one leaf, outermost first. */
export function shifted(
  scope: Scope,
  node: MeasureNode,
  shiftsOf: (series: Series) => readonly ResolvedShift[] | undefined,
): MeasureNode {
  return mapLeaves(node, (leaf) => {
    const series = seriesOf(scope, leaf);
    const shifts = shiftsOf(series) ?? [];
    return shifts.length === 0
      ? leaf
      : { ...leaf, series: { ...series, shifts: [...shifts, ...series.shifts] } };
  });
}

/** Whether the window of a shifted number is the shifted window: lengths that do not change with the calendar, or whole periods. */
export function commutes(frame: Frame, shift: ResolvedShift): boolean {
  if (frame.kind === 'running') return shift.kind === 'back' || shift.kind === 'range';
  if (shift.kind !== 'back') return false;
  const { unit } = shift.span;
  if (frame.kind === 'window') {
    const { trailing, leading } = frame;
    const lengths = [trailing, leading].flatMap((length) => (length === undefined || length === 'ALL' ? [] : [length])); // prettier-ignore
    return ![shift.span, ...lengths].some(({ n, unit: each }) => n !== 0 && isOfMonths(each));
  }
  const whole: Readonly<Record<string, readonly string[]>> = {
    HOUR: ['HOUR', 'DAY', 'WEEK'],
    DAY: ['DAY', 'WEEK'],
    WEEK: ['WEEK'],
    MONTH: ['MONTH', 'QUARTER', 'YEAR'],
    QUARTER: ['QUARTER', 'YEAR'],
    YEAR: ['YEAR'],
  };
  if (typeof frame.grain === 'string') return whole[frame.grain]?.includes(unit) === true;
  if (frame.grain.kind === 'calendar') return false;
  const length = wholePeriod(frame.grain);
  const steps = length === undefined ? undefined : stepsOf(shift.span, length.unit);
  return length !== undefined && steps !== undefined && steps % length.n === 0;
}

function isOfMonths(unit: Span['unit']): boolean {
  return unit === 'MONTH' || unit === 'QUARTER' || unit === 'YEAR';
}

/** How many months, or days, a length is; undefined for one of the other. */
function stepsOf({ n, unit }: Span, of: 'MONTH' | 'DAY'): number | undefined {
  const sizes: Partial<Record<string, number>> =
    of === 'MONTH' ? { MONTH: 1, QUARTER: 3, YEAR: 12 } : { DAY: 1, WEEK: 7 };
  const size = sizes[unit];
  return size === undefined ? undefined : n * size;
}

/** The number of all groups that agree in the dimensions `keys` (of a level already there, those of both). */
export function atLevel(
  scope: Scope,
  node: MeasureNode,
  { keys, refuse }: { keys: readonly string[]; refuse: Refuse },
): MeasureNode {
  if (hasRank(node)) refuse('A place among groups (a rank) is not a number of rows, so it has no total.');
  const all = scope.shown?.dimensions ?? [];
  if (all.every(({ key }) => keys.includes(key))) return node;
  return mapLeaves(node, (leaf) => {
    const series = seriesOf(scope, leaf);
    const level = series.level === undefined ? keys : series.level.filter((key) => keys.includes(key));
    if (looksAtStart(series) && dropsTime(scope, { ...series, level })) refuse(NO_START_OF_ALL);
    return { ...leaf, series: { ...series, level } };
  });
}

/** Why there is no total of first buckets: each is shown again and again, so a total would be of one of them, of all, or of each as often as it is shown. */
export const NO_START_OF_ALL =
  'The first bucket of a period has no total over buckets: leave out the share, or shift by a length instead.';

function looksAtStart({ shifts }: Series): boolean {
  return shifts.some(({ kind }) => kind === 'startOf');
}

/** Whether some buckets of its time that the view shows are added up in it. */
export function dropsTime(scope: Scope, series: Series): boolean {
  const { level } = series;
  return (
    level !== undefined && [...timeFieldsByKey(scope, series).keys()].some((key) => !level.includes(key))
  );
}
