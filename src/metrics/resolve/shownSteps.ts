import type { Measure, ValueType } from '../catalog/definitions.js';
import { DEFAULT_CLICKHOUSE_TYPE } from '../catalog/valueTypeOf.js';
import { resultType } from '../catalog/stageMeasures.js';
import { baseGrain, calendarStep, finest } from './baseGrain.js';
import type { DimensionField, Frame, MeasureNode, Series } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { leavesOf, mapLeaves, type Leaf, type Refuse } from './series.js';
import { timeFields, timeName } from './shown.js';

type Show = NonNullable<Extract<Frame, { kind: 'window' }>['show']>;

/**
 * The first, the last or the average of the numbers that the steps (days, or finer) of a longer bucket have. What is computed of several numbers, or kept
 * apart per entity, is made in each step, and then one of them is chosen or all are averaged: a ratio of averages would be another number, and the last
 * day of its numerator need not be that of its denominator.
 */
export function shownSteps(
  scope: Scope,
  node: MeasureNode,
  { refuse, name, type }: { readonly refuse: Refuse; readonly name: string; readonly type: ValueType },
): MeasureNode {
  const leaves = leavesOf(node).filter(({ series }) => showOf(series?.frame) !== undefined);
  const [first] = leaves;
  const show = showOf(first?.series?.frame);
  if (first?.series === undefined || show === undefined || isMadeInSteps(node)) return node;
  const exact = mapLeaves(node, withoutShow);
  const times = leaves.map(({ series }) => timeFields(scope, series as Series));
  const [shown = []] = times;
  if (times.every((fields) => fields.length === 0)) return exact;
  const isOneTime = times.every((fields, index) => fields.length > 0 && isShared(scope, leaves[index] as Leaf, first)); // prettier-ignore
  if (!isOneTime) {
    refuse(
      `It is computed of numbers that are counted by different times, so there are no days that they all have, of which it could show the ${show}.`,
    );
    return node;
  }
  const { frame, fact, range } = first.series;
  const shifts = leaves.flatMap(({ series }) => series?.shifts ?? []);
  const grain = baseGrain({ frame, shifts }, shown);
  const cuts = (field: DimensionField) => field.part ?? field.interval ?? calendarStep(field);
  if (shown.some((field) => cuts(field) === undefined && finest(field) === grain)) return exact;
  // Over several facts each number is counted by its own time, and all of them by the shared one.
  const time = isAcross(scope) ? sharedTime(scope) : first.series.time;
  if (time === undefined) return exact;
  const step: DimensionField = { ...time, grain };
  return {
    kind: 'aggregate',
    measure: stepMeasure(node, { show, name, type }),
    filter: undefined,
    series: {
      ...(!isAcross(scope) && fact !== undefined && { fact }),
      time,
      range: isAcross(scope) ? scope.shown?.rangeOver(time.dimension) : range,
      shifts: [],
      rows: { kind: 'stage', inner: exact, per: [step], ...(show !== 'AVERAGE' && { at: step }) },
    },
  };
}

function showOf(frame: Frame | undefined): Show | undefined {
  return frame === undefined || frame.kind === 'running' ? undefined : frame.show;
}

/** One number of rows as they are: its branch makes it in steps anyway. */
function isMadeInSteps(node: MeasureNode): boolean {
  const rows = node.kind === 'aggregate' ? node.series?.rows?.kind : 'several';
  return rows === undefined || rows === 'conversion';
}

function withoutShow(leaf: Leaf): Leaf {
  const frame = leaf.series?.frame;
  if (leaf.series === undefined || frame === undefined || frame.kind === 'running') return leaf;
  return { ...leaf, series: { ...leaf.series, frame: { ...frame, show: undefined } } };
}

/** A question over several facts, as a whole: none of them is asked alone. */
function isAcross({ facts, fact }: Scope): boolean {
  return facts !== undefined && fact === undefined;
}

function sharedTime({ shown, dataset }: Scope): DimensionField | undefined {
  return shown?.time === undefined ? undefined : { path: [], dataset, dimension: shown.time };
}

/** Whether two numbers are cut by the same column: of one fact by one time, of several by "date". */
function isShared(scope: Scope, { series }: Leaf, other: Leaf): boolean {
  if (series === undefined || other.series === undefined) return false;
  if (isAcross(scope)) return true;
  return timeName(series) === timeName(other.series) && series.time?.dimension.name === other.series.time?.dimension.name; // prettier-ignore
}

/** Aggregates the numbers of the steps: their average, or that of the first or last step which has one. */
function stepMeasure(
  node: MeasureNode,
  { show, name, type }: { show: Show; name: string; type: ValueType },
): Measure {
  const aggregate = { FIRST: 'argMin', LAST: 'argMax', AVERAGE: 'avg' }[show];
  const own = node.kind === 'aggregate' ? node.measure : undefined;
  const of = own?.clickhouseType ?? typeOf(node, type);
  return {
    name,
    description: '',
    type: show === 'AVERAGE' ? 'float' : type,
    aggregate: { name: aggregate, parameters: '', args: [] },
    fillWith: own?.fillWith ?? 'null',
    absentWith: own?.absentWith ?? 'null',
    argumentTypes: [of],
    clickhouseType: show === 'AVERAGE' ? resultType(aggregate, 'float') : of,
    exposesAggregate: false,
  };
}

/** Wide enough for what is computed: a product of decimals has the digits of both behind the point. */
function typeOf(node: MeasureNode, type: ValueType): string {
  if (type !== 'decimal') return type === 'integer' ? 'Int256' : DEFAULT_CLICKHOUSE_TYPE[type];
  const scales = leavesOf(node).map(({ measure }) => Number(/Decimal\w*\((?:\d+, ?)?(\d+)\)/.exec(measure.clickhouseType)?.[1] ?? 0)); // prettier-ignore
  return `Decimal(76, ${Math.min(
    scales.reduce((a, b) => a + b, 0),
    38,
  )})`;
}
