import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { Selection, Shift, Window } from '../../src/metrics/query/metricQuery.js';
import { absentNumber, aggregate, elementType, emptyBucket, functionOf, measureType } from './aggregate.js';
import { atLevel, calculated } from './calculate.js';
import { isMeaning, type MetricInput, type MetricPart, type Row } from './catalogView.js';
import { as, computeFormula, divide, type Typed } from './formula.js';
import { careful } from './groups.js';
import { invalid, Undecided } from './invalid.js';
import { readSegments, readWhere, type Scope } from './rows.js';
import { leafGroups, type LeafRows } from './leafRows.js';
import { conversionTree, measureTree } from './leafTree.js';
import { isCutOf, levelKeys, placeKey, type Frame, type GroupPlace, type GroupScope, type Series, type SeriesGroup } from './series.js'; // prettier-ignore
import { calculate, compareAs, isNumberType, toNumber, type Value } from './value.js';
import { spend } from './work.js';

type MeasurePart = Extract<MetricPart, { kind: 'measure' }>;

/** A number as what it is computed from: aggregates of rows at the leaves. */
export type NumberTree =
  | { readonly kind: 'leaf'; readonly part: MeasurePart; readonly tests: Tests; readonly series: Series; readonly rows?: LeafRows | undefined; readonly at?: GroupScope | undefined } // prettier-ignore
  | { readonly kind: 'ratio'; readonly top: NumberTree; readonly bottom: NumberTree }
  | { readonly kind: 'minus'; readonly left: NumberTree; readonly right: NumberTree }
  | { readonly kind: 'formula'; readonly text: string; readonly parts: ReadonlyMap<string, NumberTree> }
  | { readonly kind: 'rank'; readonly of: NumberTree; readonly within: readonly string[] };
export type Leaf = Extract<NumberTree, { kind: 'leaf' }>;
/** Conditions that rows have to meet. */
export type Tests = readonly ((row: Row) => boolean)[];

/** A measure or metric by name, and what a selection makes of it. */
export interface GroupNumber {
  readonly type: ValueType;
  /** Of a list: the type of its elements. */
  readonly elements?: ValueType | undefined;
  readonly tree: NumberTree;
  readonly of: (place: GroupPlace) => Value;
}

/** A measure or metric, over the rows that a selection's own where and segments keep. */
export function readNumber(scope: GroupScope, name: string, selection: Partial<Selection> = {}): GroupNumber {
  if (!scope.view.numbers.has(name)) invalid(`No measure ${name}.`);
  const tests = [readWhere(scope, selection.where), readSegments(scope, selection.segments)];
  const tree = calculated(scope, treeOf(scope, name, tests), selection);
  const type = typeOf(tree);
  const first = leavesOf(tree)[0];
  return {
    type,
    elements: type === 'list' && first !== undefined ? elementType(first.part) : undefined,
    tree,
    of: (place) => valueOf(scope, tree, place).value,
  };
}

/** The number of some rows, whatever groups there are; roughly, for questions that are made up. */
export function roughNumber(
  scope: Scope,
  name: string,
  rows: readonly Row[],
): { type: ValueType; value: () => Value; isAmongGroups?: boolean } {
  const all: GroupScope = { ...scope, rows, dimensions: [], time: undefined, rangeOver: () => undefined, all: { groups: [], needed: [] }, tables: new Map() }; // prettier-ignore
  const { type, of, tree } = readNumber(all, name);
  return {
    type,
    value: () => of({ values: new Map(), isBucket: false }),
    isAmongGroups: comparesGroups(tree),
  };
}

/** It is a place, or of a level: there would have to be other groups. */
function comparesGroups(tree: NumberTree): boolean {
  switch (tree.kind) {
    case 'leaf':
      // Which rows are the last is said among all of them, too, and so is which event led to a conversion.
      return (
        tree.series.level !== undefined || tree.rows?.kind === 'picked' || tree.rows?.kind === 'conversion'
      );
    case 'ratio':
      return comparesGroups(tree.top) || comparesGroups(tree.bottom);
    case 'minus':
      return comparesGroups(tree.left) || comparesGroups(tree.right);
    case 'formula':
      return [...tree.parts.values()].some(comparesGroups);
    case 'rank':
      return true;
  }
}

export function treeOf(scope: GroupScope, name: string, tests: Tests): NumberTree {
  const place = scope.placeOf?.(name);
  if (place !== undefined) return treeOf(place.scope, place.member, tests);
  const part = scope.view.numbers.get(name) as MetricPart;
  if (part.kind === 'measure') return measureTree(scope, part, tests);
  const trees = new Map(part.inputs.map((input) => [input.name, inputTree(scope, input, tests)]));
  const made = part.spec.conversion === undefined ? metricTree(scope, part, trees) : conversionTree(scope, part, tests); // prettier-ignore
  const { fill } = part.spec;
  if (fill === 'zero') return { kind: 'formula', text: 'coalesce(a, 0)', parts: new Map([['a', made]]) };
  return fill === 'null' ? mapLeaves(made, (leaf) => ({ ...leaf, part: { ...leaf.part, spec: { ...leaf.part.spec, fill: 'null' } } })) : made; // prettier-ignore
}

export function inputTree(scope: GroupScope, { of, where, shift }: MetricInput, tests: Tests): NumberTree {
  const own =
    where === undefined
      ? []
      : [isMeaning(where) ? (row: Row) => where.of(row) === true : readWhere(scope, where)];
  const tree = treeOf(scope, of, [...tests, ...own]);
  return shift === undefined ? tree : calculated(scope, tree, { shift: inCapitals(shift) as Shift });
}

type Metric = Extract<MetricPart, { kind: 'metric' }>;

function metricTree(scope: GroupScope, { spec }: Metric, trees: ReadonlyMap<string, NumberTree>): NumberTree {
  const of = trees.get('of') as NumberTree;
  const keysOf = (chosen: (name: string) => boolean): readonly string[] =>
    scope.dimensions.filter(({ field }) => chosen(field.name)).map(({ key }) => key);
  if (spec.ratio !== undefined)
    return { kind: 'ratio', top: trees.get('top') as NumberTree, bottom: trees.get('bottom') as NumberTree };
  if (spec.derived !== undefined) return { kind: 'formula', text: spec.derived, parts: trees };
  if (spec.cumulative !== undefined) {
    const { window, toDate, show } = inCapitals(spec.cumulative) as Record<string, never>;
    const { n, unit, ...rest } = (window ?? {}) as Record<string, unknown>;
    if (toDate !== undefined) return calculated(scope, of, { toDate });
    const trailing = n === undefined ? rest['trailing'] : { n, unit };
    const asked = window === undefined ? { trailing: 'ALL' } : { ...rest, trailing };
    return calculated(scope, of, { window: { ...asked, ...(show === undefined ? {} : { show }) } as Window });
  }
  if (spec.shift !== undefined) {
    const { of: _, ...shift } = spec.shift;
    return calculated(scope, of, { shift: inCapitals(shift) as Shift });
  }
  // By which names several datasets keep their dimensions is not followed.
  if (scope.countedBy !== undefined && (spec.level ?? spec.rank) !== undefined) throw new Undecided();
  if (spec.level !== undefined) {
    const { keep, drop } = spec.level;
    return atLevel(
      scope,
      of,
      keysOf((name) => keep?.includes(name) ?? drop?.includes(name) !== true),
    );
  }
  if (spec.rank !== undefined) {
    const { by } = spec.rank;
    return { kind: 'rank', of, within: by === undefined ? [] : keysOf((name) => !by.includes(name)) };
  }
  return of;
}

/** Words of a catalog are those of a question in lower case. */
function inCapitals(value: unknown): unknown {
  if (typeof value === 'string') return value.toUpperCase();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inCapitals(item)]));
}

export function mapLeaves(tree: NumberTree, change: (leaf: Leaf) => NumberTree): NumberTree {
  const within = (part: NumberTree): NumberTree => mapLeaves(part, change);
  switch (tree.kind) {
    case 'leaf':
      return change(tree);
    case 'ratio':
      return { kind: 'ratio', top: within(tree.top), bottom: within(tree.bottom) };
    case 'minus':
      return { kind: 'minus', left: within(tree.left), right: within(tree.right) };
    case 'formula':
      return { ...tree, parts: new Map([...tree.parts].map(([name, part]) => [name, within(part)])) };
    case 'rank':
      return { ...tree, of: within(tree.of) };
  }
}

export function leavesOf(tree: NumberTree): readonly Leaf[] {
  const leaves: Leaf[] = [];
  mapLeaves(tree, (leaf) => {
    leaves.push(leaf);
    return leaf;
  });
  return leaves;
}

export function typeOf(tree: NumberTree): ValueType {
  switch (tree.kind) {
    case 'leaf':
      return showsAverage(tree.series.frame) ? 'float' : measureType(tree.part);
    case 'ratio':
      return 'float';
    case 'minus':
      return computeFormula('a - b', (name) => ({
        type: typeOf(name === 'a' ? tree.left : tree.right),
        value: null,
      })).type;
    case 'formula':
      return computeFormula(tree.text, (name) => ({
        type: typeOf(tree.parts.get(name) as NumberTree),
        value: null,
      })).type;
    case 'rank':
      return 'integer';
  }
}

function showsAverage(frame: Frame | undefined): boolean {
  return frame !== undefined && frame.show === 'AVERAGE';
}

const finished = new WeakMap<NumberTree, WeakMap<GroupPlace, Typed>>();

export function valueOf(scope: GroupScope, tree: NumberTree, place: GroupPlace): Typed {
  spend();
  const known = finished.get(tree) ?? new WeakMap<GroupPlace, Typed>();
  finished.set(tree, known);
  const value = known.get(place) ?? computed(scope, tree, place);
  known.set(place, value);
  return value;
}

function computed(scope: GroupScope, tree: NumberTree, place: GroupPlace): Typed {
  const within = (part: NumberTree): Typed => valueOf(scope, part, place);
  switch (tree.kind) {
    case 'leaf':
      return { type: typeOf(tree), value: finite(leafValue(scope, tree, place)) };
    case 'ratio':
      return divide(within(tree.top), within(tree.bottom));
    case 'minus': {
      const { type, value } = computeFormula('a - b', (name) =>
        within(name === 'a' ? tree.left : tree.right),
      );
      return { type, value: finite(as(type, value)) };
    }
    case 'formula': {
      const { type, value } = computeFormula(tree.text, (name) => within(tree.parts.get(name) as NumberTree));
      return { type, value: finite(as(type, value)) };
    }
    case 'rank':
      return { type: 'integer', value: rankOf(scope, tree, place) };
  }
}

function leafValue(scope: GroupScope, leaf: Leaf, place: GroupPlace): Value {
  const { part, series } = leaf;
  const { isBucket } = place;
  const { groups, finish } = leafGroups(scope, leaf);
  const group = groupOf(leaf.at ?? scope, { leaf, groups }, place);
  // A bucket whose rows hold no number shows what an empty one shows.
  const none = isBucket || measureType(part) === 'list' ? emptyBucket(part) : null;
  if (group === undefined)
    return isBucket || measureType(part) === 'list' || standsOn(series) || isChosen(leaf)
      ? none
      : absentNumber(part);
  const numbers = [...group.cells]
    .sort((a, b) => a.at - b.at)
    .map(({ rows }) => aggregate(part, finish(rows)));
  const { frame } = series;
  const value = frame === undefined ? (numbers[0] as Value) : showOne(frame, numbers);
  return value === null && functionOf(part).name.startsWith('sum') ? none : value;
}

/** Where none is found nothing is known: balances of nobody. */
function isChosen({ rows, part }: Leaf): boolean {
  return rows?.kind === 'picked' && part.spec.fill === undefined;
}

/** It is seen in a range that may be shorter; what grows without an end stands where others have rows, which is not said here. */
function standsOn({ frame, range, shifts }: Series): boolean {
  if (frame === undefined) return false;
  const grows = frame.kind !== 'window' || (frame.trailing === 'ALL' && frame.leading !== 'ALL');
  if (grows && range === undefined) throw new Undecided();
  return shifts.some(({ kind }) => kind === 'range');
}

function groupOf(
  scope: GroupScope,
  { leaf, groups }: { leaf: Leaf; groups: ReadonlyMap<string, SeriesGroup> },
  { values, left }: GroupPlace,
): Pick<SeriesGroup, 'cells'> | undefined {
  const { series, rows: kind } = leaf;
  const keys = levelKeys(scope, series);
  if (left === undefined || keys.length < scope.dimensions.length) return groups.get(placeKey(keys, values));
  const found = [...left].flatMap((key) => groups.get(key) ?? []);
  // Buckets of what is left have no order among each other.
  if (series.frame !== undefined && scope.dimensions.some((column) => isCutOf(column, series.time)))
    throw new Undecided();
  // Of several buckets together other rows would be the last.
  if (kind?.kind === 'picked' && scope.dimensions.some((column) => isCutOf(column, kind.over) || isCutOf(column, series.time))) throw new Undecided(); // prettier-ignore
  const rows = found.flatMap(({ cells }) => cells.flatMap((cell) => cell.rows));
  return found.length === 0 ? undefined : { cells: [{ at: 0, rows: [...new Set(rows)] }] };
}

/** Of the numbers of several buckets those that are there. */
function showOne({ show }: Frame, all: readonly Value[]): Value {
  const numbers = all.filter((number) => finite(number) !== null);
  if (numbers.length === 0) return null;
  if (show === 'FIRST') return numbers[0] as Value;
  if (show === 'LAST' || show === 'END') return numbers.at(-1) as Value;
  return toNumber(numbers.reduce((sum, number) => calculate('+', sum, number))) / numbers.length;
}

/** One more than there are greater ones among the groups that agree with it. */
function rankOf(
  scope: GroupScope,
  { of, within }: Extract<NumberTree, { kind: 'rank' }>,
  place: GroupPlace,
): Value {
  if (place.left !== undefined) return null;
  const own = valueOf(scope, of, place);
  if (own.value === null) return null;
  const rivals = scope.all.groups.filter(
    (group) => placeKey(within, group.values) === placeKey(within, place.values),
  );
  const greater = rivals.filter((rival) => {
    const { value } = valueOf(scope, of, rival);
    if (value === null || rival === place) return false;
    const order = own.type === 'float' ? careful(value, own.value) : compareAs(own.type, value, own.value);
    return order > 0;
  });
  return BigInt(greater.length + 1);
}

/** Not a number is no value. */
function finite(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

export function isNumber(tree: NumberTree): boolean {
  return isNumberType(typeOf(tree));
}
