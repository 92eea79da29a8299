import type {
  ConversionModel,
  FilterNode,
  MeasureInput,
  MeasureModel,
  MetricInputModel,
  MetricModel,
  SemanticModel,
} from './manifest.js';
import { timeOfMeasure, type ModelGraph } from './modelGraph.js';

/** A measure somewhere in a metric, with everything on the way to it. */
export interface Leaf {
  readonly model: SemanticModel;
  readonly measure: MeasureModel;
  /** Time dimension it is counted by. */
  readonly time: string;
  readonly filters: readonly FilterNode[];
  readonly kind: 'plain' | 'cumulative' | 'conversion';
  /** How many shifts are on the way to it. */
  readonly shifts: number;
  /** One of them is to the first bucket of a period. */
  readonly startOf: boolean;
  /** Shows every bucket of the spine. */
  readonly spine: boolean;
}

/** Measures that a metric is made of. Of a conversion, the base: conversions stand in its groups. */
export function leavesOf(graph: ModelGraph, name: string): readonly Leaf[] {
  return walk(graph, graph.metric(name), { filters: [], shifts: 0, startOf: false });
}

interface Above {
  readonly filters: readonly FilterNode[];
  readonly shifts: number;
  readonly startOf: boolean;
}

function walk(graph: ModelGraph, metric: MetricModel, above: Above): readonly Leaf[] {
  const at = { ...above, filters: both(above.filters, metric.filter_ast) };
  const leaf = (input: MeasureInput, kind: Leaf['kind']): Leaf => {
    const { name, filter_ast, join_to_timespine } = inputOf(input);
    const { model, measure } = graph.measure(name);
    return {
      model,
      measure,
      kind,
      time: timeOfMeasure(model, measure),
      filters: both(at.filters, filter_ast),
      shifts: at.shifts,
      startOf: at.startOf,
      spine: join_to_timespine === true,
    };
  };
  if (metric.type === 'conversion') return [leaf(conversionOf(metric).base_measure, 'conversion')];
  if (metric.type === 'simple' || metric.type === 'cumulative')
    return [leaf(measureOf(metric), metric.type === 'simple' ? 'plain' : 'cumulative')];
  return inputsOf(metric).flatMap((input) =>
    walk(graph, graph.metric(input.name), {
      filters: both(at.filters, input.filter_ast),
      shifts: at.shifts + Number(isShifted(input)),
      startOf: at.startOf || (input.offset_to_grain ?? undefined) !== undefined,
    }),
  );
}

export function isShifted({ offset_window, offset_to_grain }: MetricInputModel): boolean {
  return (offset_window ?? offset_to_grain ?? undefined) !== undefined;
}

export function both(
  filters: readonly FilterNode[],
  more: FilterNode | null | undefined,
): readonly FilterNode[] {
  return more === null || more === undefined ? filters : [...filters, more];
}

export function inputOf(input: MeasureInput): Exclude<MeasureInput, string> {
  return typeof input === 'string' ? { name: input } : input;
}

export function measureOf(metric: MetricModel): MeasureInput {
  const measure = metric.type_params.measure;
  if (measure === null || measure === undefined) throw new Error(`The metric ${metric.name} has no measure.`);
  return measure;
}

export function conversionOf(metric: MetricModel): ConversionModel {
  const conversion = metric.type_params.conversion_type_params;
  if (conversion === null || conversion === undefined)
    throw new Error(`The metric ${metric.name} does not say what is converted.`);
  return conversion;
}

/** Inputs of a ratio or a derived metric. */
export function inputsOf({ type_params }: MetricModel): readonly MetricInputModel[] {
  const { numerator, denominator, metrics } = type_params;
  return [numerator, denominator, ...(metrics ?? [])].filter(
    (input) => input !== null && input !== undefined,
  );
}

/** The models whose rows a metric counts, each once. */
export function factsOf(graph: ModelGraph, name: string): readonly SemanticModel[] {
  return [...new Set(leavesOf(graph, name).map(({ model }) => model))];
}
