import type { MeasureSpec } from '../../src/metrics/catalog/catalogSpec.js';
import type { Meaning, MetricInput, MetricPart, Row } from './catalogView.js';
import { invalid } from './invalid.js';
import { NUMBER, type LeafRows } from './leafRows.js';
import { inputTree, leavesOf, mapLeaves, treeOf, typeOf, valueOf, type Leaf, type NumberTree, type Tests } from './numbers.js'; // prettier-ignore
import { readField, type Field } from './rows.js';
import type { GroupScope, Series } from './series.js';
import type { Value } from './value.js';

type Measure = Extract<MetricPart, { kind: 'measure' }>;
type Metric = Extract<MetricPart, { kind: 'metric' }>;

/** A measure over the rows that it is of. */
export function measureTree(scope: GroupScope, part: Measure, tests: Tests): Leaf {
  const { of, per, semiAdditive } = part.spec;
  if (of !== undefined) return stageTree(scope, part, { inner: treeOf(scope, of, []), per: [per ?? []].flat(), tests }); // prettier-ignore
  const at = scope.countedBy?.(part.spec.time);
  const leaf: Leaf = { kind: 'leaf', part, tests, series: seriesOver(scope, part.spec.time), at };
  if (semiAdditive === undefined) return leaf;
  const { over, take } = semiAdditive;
  const entity = [semiAdditive.per ?? []].flat();
  // Nobody knows a level where there are no rows.
  const spec: MeasureSpec = { ...part.spec, fill: part.spec.fill ?? 'null' };
  if (take === 'first' || take === 'last') {
    const ties = semiAdditive.ties ?? (entity.length === 0 ? 'all' : 'one');
    const rows: LeafRows = { kind: 'picked', over: readField(scope, over), take, per: entity.map((name) => readField(scope, name)), ties, key: part.key ?? [] }; // prettier-ignore
    return { ...leaf, part: { ...part, spec }, rows };
  }
  const total: Measure = { ...part, spec: { ...part.spec, semiAdditive: undefined } };
  const outer: Measure = { ...part, spec: { ...spec, agg: take === 'average' ? 'avg' : take } };
  return stageTree(scope, outer, { inner: { ...leaf, part: total, tests: [] }, per: [over], tests });
}

/** Rows of a number by the time that it is counted by. */
function seriesOver(scope: GroupScope, name: string | undefined): Series {
  const time = name === undefined ? scope.time : readField(scope, name);
  return { time, range: time === undefined ? undefined : scope.rangeOver(time), shifts: [] };
}

function stageTree(
  scope: GroupScope,
  part: Measure,
  { inner, per, tests }: { inner: NumberTree; per: readonly string[]; tests: Tests },
): Leaf {
  const time = part.spec.time ?? leavesOf(inner).map((leaf) => leaf.part.spec.time)[0];
  const argument: Meaning = { type: typeOf(inner), reads: [], of: (row) => row[NUMBER] ?? null };
  const { filter: _, sql: __, semiAdditive: ___, ...spec } = part.spec;
  const counted: Measure = { kind: 'measure', spec, args: [argument], filter: undefined };
  const innerOf = (rows: readonly Row[]): Value => {
    const among: GroupScope = { ...scope, rows, dimensions: [], all: { groups: [], needed: [] }, tables: new Map() }; // prettier-ignore
    // Which of them there are at which time was decided before.
    const here = mapLeaves(inner, (leaf) => ({ ...leaf, at: undefined, series: { time: undefined, range: undefined, shifts: [] } })); // prettier-ignore
    return valueOf(among, here, { values: new Map(), isBucket: false }).value;
  };
  const rows: LeafRows = { kind: 'stage', inner, innerOf, per: per.map((name) => readField(scope, name)) };
  return {
    kind: 'leaf',
    part: counted,
    tests,
    series: seriesOver(scope, time),
    rows,
    at: scope.countedBy?.(time),
  };
}

/** Conversions at their base events, or their share of these. */
export function conversionTree(scope: GroupScope, { spec, inputs }: Metric, tests: Tests): NumberTree {
  const { conversion, entity, constant = [], window, show = 'rate' } = spec.conversion ?? invalid('No conversion.'); // prettier-ignore
  const base = inputTree(scope, inputs[0] as MetricInput, tests);
  const [dataset, member] = conversion.includes('.') ? (conversion.split('.') as [string, string]) : [scope.view.name, conversion]; // prettier-ignore
  const view = scope.views.get(dataset) ?? invalid(`No dataset ${dataset}.`);
  const there: GroupScope = { ...scope, view, time: undefined, rangeOver: () => undefined };
  const converted = treeOf(there, member, []);
  if (base.kind !== 'leaf' || converted.kind !== 'leaf') return invalid('Events are rows.');
  const field = (at: GroupScope, named: string | undefined): Field => named === undefined ? invalid('No time.') : readField(at, named); // prettier-ignore
  const time = base.series.time ?? field(scope, base.part.spec.time ?? scope.view.spec.time);
  const on = [entity, ...constant].map((pair) => {
    const names = typeof pair === 'string' ? { base: pair, conversion: pair } : pair;
    return { base: readField(scope, names.base), conversion: readField(there, names.conversion) };
  });
  const isBase = (row: Row): boolean => base.part.filter === undefined || base.part.filter.of(row) === true;
  const rows: LeafRows = {
    kind: 'conversion',
    events: view.rows.filter((row) => converted.tests.every((test) => test(row)) && (converted.part.filter === undefined || converted.part.filter.of(row) === true)), // prettier-ignore
    time: field(there, converted.part.spec.time ?? view.spec.time),
    baseTime: time,
    on,
    window: window === undefined ? undefined : { n: window.n, unit: window.unit.toUpperCase() },
  };
  const leaf: Leaf = { kind: 'leaf', part: converted.part, tests: [...base.tests, isBase], series: { ...base.series, time }, rows, at: base.at }; // prettier-ignore
  return show === 'conversions' ? leaf : { kind: 'ratio', top: leaf, bottom: base };
}
