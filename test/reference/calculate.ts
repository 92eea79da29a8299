import { CALCULATIONS, GRAINS, TIME_UNITS, type Selection } from '../../src/metrics/query/metricQuery.js';
import { dayOf, secondOfNanos, startOfDay } from './clock.js';
import { isClockGrain } from './cut.js';
import { invalid, Undecided } from './invalid.js';
import { isNumber, leavesOf, mapLeaves, typeOf, type NumberTree } from './numbers.js';
import type { Field } from './rows.js';
import { isCutOf, type Frame, type GroupScope, type Series, type Shift } from './series.js';
import { PIECES, type Length } from './steps.js';
import { readEnds } from './timeRange.js';

/** What a selection makes of a number: over a window, of another period, compared, as a share, a place or a running total. */
export function calculated(scope: GroupScope, tree: NumberTree, selection: Partial<Selection>): NumberTree {
  const { window, toDate, shift, calculate = 'VALUE', shareOf } = selection;
  if (!CALCULATIONS.includes(calculate)) invalid(`No calculation ${calculate}.`);
  if (window !== undefined && toDate !== undefined) invalid('Window and toDate.');
  if (shareOf !== undefined && calculate !== 'SHARE' && calculate !== 'RANK') invalid('Of what?');
  const running = calculate === 'RUNNING_TOTAL';
  if (running && (window ?? toDate) !== undefined) invalid('A running total is a window.');
  const frame = running ? ({ kind: 'running', show: 'LAST' } as const) : readFrame(selection);
  const value = frame === undefined ? tree : framed(scope, tree, frame);
  const goesAlong = leavesOf(tree).every(({ series, at }) => shownGrains(at ?? scope, series).length > 0);
  if (running && scope.dimensions.length > 0 && !goesAlong) invalid('A running total goes along time.');
  const asked = shift === undefined ? undefined : readShift(scope, shift);
  const here = asked === undefined ? value : shifted(scope, value, asked);
  if (['CHANGE', 'PERCENT_CHANGE', 'SHARE'].includes(calculate) && !isNumber(tree)) invalid('Not a number.');
  const keys = scope.dimensions.map(({ key }) => key);
  // Nested rows are placed among those of their own parent row; their total is that of everything.
  const outer = calculate === 'RANK' ? keys.filter((key) => key.startsWith('../')) : [];
  const parent = shareOf === 'PARENT' ? keys.slice(0, -1) : outer;
  if (shareOf === 'PARENT' && keys.length === 0) invalid('No parent.');
  switch (calculate) {
    case 'CHANGE':
    case 'PERCENT_CHANGE': {
      const before = asked === undefined ? shifted(scope, value, 'before') : here;
      const change: NumberTree = { kind: 'minus', left: value, right: before };
      return calculate === 'CHANGE' ? change : { kind: 'ratio', top: change, bottom: before };
    }
    case 'SHARE':
      return { kind: 'ratio', top: here, bottom: atLevel(scope, here, parent) };
    case 'RANK':
      if (typeOf(tree) === 'list') invalid('Lists have no order.');
      return { kind: 'rank', of: here, within: parent };
    default:
      return here;
  }
}

export function atLevel(scope: GroupScope, tree: NumberTree, keys: readonly string[]): NumberTree {
  if (hasRank(tree)) invalid('A place is not a number of rows.');
  return mapLeaves(tree, (leaf) => {
    const level = leaf.series.level?.filter((key) => keys.includes(key)) ?? keys;
    const series = { ...leaf.series, level };
    if (series.shifts.some(({ kind }) => kind === 'startOf') && dropsTime(leaf.at ?? scope, series))
      invalid('The first of which buckets?');
    return { ...leaf, series };
  });
}

/** Buckets of its time are shown, and are one at its level. */
function dropsTime({ dimensions }: GroupScope, { time, level }: Series): boolean {
  return dimensions.some((column) => isCutOf(column, time) && level?.includes(column.key) === false);
}

function readFrame({ window, toDate }: Partial<Selection>): Frame | undefined {
  if (toDate !== undefined) {
    if (!(GRAINS as readonly string[]).includes(toDate)) invalid(`No grain ${toDate}.`);
    return { kind: 'toDate', grain: toDate as 'DAY', show: 'END' };
  }
  if (window === undefined) return undefined;
  const { trailing, leading, anchor = 'END', show = 'END' } = window;
  if (trailing === undefined && leading === undefined) invalid('A window has a length.');
  for (const length of [trailing, leading]) checkLength(length);
  if (!['START', 'END'].includes(anchor) || !['END', 'FIRST', 'LAST', 'AVERAGE'].includes(show))
    invalid('anchor, show');
  return { kind: 'window', trailing, leading, anchor, show };
}

function checkLength(length: Length): void {
  if (length === undefined || length === 'ALL') return;
  const { n, unit } = length;
  if (!Number.isInteger(n) || n < 1 || n > 10_000 || !TIME_UNITS.includes(unit)) invalid('A length.');
}

/** Grains by which the view cuts a number's time. */
function shownGrains({ dimensions }: GroupScope, { time }: Series): readonly string[] {
  return dimensions.flatMap((column) =>
    isCutOf(column, time) && column.selection.grain !== undefined ? [column.selection.grain] : [],
  );
}

function framed(scope: GroupScope, tree: NumberTree, frame: Frame): NumberTree {
  if (hasRank(tree)) invalid('A place has no window.');
  if (frame.kind !== 'running' && frame.show === 'AVERAGE' && leavesOf(tree).some((leaf) => !isNumber(leaf)))
    invalid('Only numbers have an average.');
  const made = mapLeaves(tree, (leaf) => {
    const { series } = leaf;
    const { time, range } = series;
    if (series.frame !== undefined) invalid('A window of a window.');
    // Which windows of another period are its window is the compiler's to say.
    if (series.shifts.length > 0) throw new Undecided();
    if (time === undefined) return invalid('No time.');
    refuseInstants(leaf.at ?? scope, time);
    const isOpen = frame.kind === 'window' && frame.leading === 'ALL' && frame.trailing !== 'ALL';
    if (isOpen && range === undefined) return invalid('Without a range everything is before all.');
    const lengths = frame.kind === 'window' ? [frame.trailing, frame.leading] : [];
    const units = [
      ...lengths.flatMap((length) => (length === undefined || length === 'ALL' ? [] : [length.unit])),
      ...(frame.kind === 'toDate' ? [frame.grain] : []),
    ];
    if (time.meaning.type === 'date' && units.some((unit) => PIECES[unit] !== undefined))
      invalid('Whole days.');
    if (shownGrains(leaf.at ?? scope, series).length === 0) {
      if (frame.kind === 'running') return leaf;
      const isAll = frame.kind === 'window' && frame.trailing === 'ALL' && frame.leading === undefined;
      if (range === undefined) return isAll ? leaf : invalid('No end.');
    }
    return { ...leaf, series: { ...series, frame } };
  });
  // What is computed of several numbers is one in each step, which is not followed here.
  if (frame.kind !== 'running' && frame.show !== 'END' && tree.kind !== 'leaf') throw new Undecided();
  return made;
}

/** A date is a bucket as it is. */
function isCut({ selection }: GroupScope['dimensions'][number], { meaning }: Field): boolean {
  return meaning.type === 'date' || (selection.grain ?? selection.part) !== undefined;
}

/** Single instants have no number of another time. */
function refuseInstants({ dimensions }: GroupScope, time: Field): void {
  if (dimensions.some((column) => isCutOf(column, time) && !isCut(column, time)))
    invalid('Instants are no buckets.');
}

export function hasRank(tree: NumberTree): boolean {
  if (tree.kind === 'rank') return true;
  if (tree.kind === 'ratio') return hasRank(tree.top) || hasRank(tree.bottom);
  if (tree.kind === 'minus') return hasRank(tree.left) || hasRank(tree.right);
  return tree.kind === 'formula' && [...tree.parts.values()].some(hasRank);
}

type Asked = Shift | 'previous' | 'before';

function readShift(scope: GroupScope, shift: NonNullable<Selection['shift']>): Asked {
  const { n, unit, startOf, previous, range } = shift;
  const given = [n ?? unit, startOf, previous, range].filter((member) => member !== undefined);
  if (given.length !== 1) invalid('One kind of shift.');
  if (previous !== undefined) return previous ? 'previous' : invalid('previous: false');
  if (startOf !== undefined) {
    if (!(GRAINS as readonly string[]).includes(startOf)) invalid(`No grain ${startOf}.`);
    return { kind: 'startOf', grain: startOf as 'DAY' };
  }
  if (range !== undefined) return { kind: 'range', ...readEnds(scope, range) };
  if (n === undefined || !Number.isInteger(n) || n === 0 || Math.abs(n) > 10_000) return invalid('n');
  if (!(TIME_UNITS as readonly unknown[]).includes(unit)) invalid('unit');
  return { kind: 'back', n, unit: unit as 'DAY' };
}

function shifted(scope: GroupScope, tree: NumberTree, asked: Asked): NumberTree {
  return mapLeaves(tree, (leaf) => {
    const { series } = leaf;
    const shift = shiftOf(leaf.at ?? scope, series, asked);
    return { ...leaf, series: { ...series, shifts: [shift, ...series.shifts] } };
  });
}

function shiftOf(scope: GroupScope, series: Series, asked: Asked): Shift {
  const { time, range } = series;
  if (time === undefined) return invalid('No time.');
  if (scope.dimensions.some((column) => isCutOf(column, time) && column.own !== undefined))
    throw new Undecided();
  const grains = shownGrains(scope, series);
  refuseInstants(scope, time);
  const isShown = scope.dimensions.some((column) => isCutOf(column, time) && isCut(column, time));
  const isDate = time.meaning.type === 'date';
  if (asked === 'before') {
    const finest = GRAINS.find((grain) => grains.includes(grain));
    if (finest === undefined) return shiftOf(scope, series, 'previous');
    if (finest === 'SECOND') return invalid('No unit is as fine.');
    return finest === 'FIFTEEN_MINUTES'
      ? { kind: 'back', n: 15, unit: 'MINUTE' }
      : { kind: 'back', n: 1, unit: finest };
  }
  if (asked === 'previous') {
    if (range === undefined) return invalid('Previous to what?');
    const [first, end] = [range.from, range.to].map((nanos) => {
      const day = dayOf(scope.zone, secondOfNanos(nanos));
      return BigInt(startOfDay(scope.zone, day)) * 1_000_000_000n === nanos ? day : undefined;
    });
    if (first === undefined || end === undefined)
      return { kind: 'range', from: range.from - (range.to - range.from), to: range.from };
    const from = BigInt(startOfDay(scope.zone, first - (end - first))) * 1_000_000_000n;
    return { kind: 'range', from, to: range.from };
  }
  if (asked.kind !== 'range' && !isShown && range === undefined) return invalid('Of which bucket or range?');
  if (asked.kind === 'back' && isDate && PIECES[asked.unit] !== undefined) return invalid('Whole days.');
  if (asked.kind === 'startOf') {
    if (!isShown || dropsTime(scope, series)) return invalid('The first bucket of which?');
    if (isDate && isClockGrain(asked.grain)) return invalid('Whole days.');
  }
  if (asked.kind === 'range' && isShown && range === undefined) return invalid('A place in which range?');
  return asked;
}
