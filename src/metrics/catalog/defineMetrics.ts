import type { DatasetSpec, MetricSpec } from './catalogSpec.js';
import { conversionType, type EventSources } from './conversionEvents.js';
import type { Measure, Metric, MetricDefinition } from './definitions.js';
import { entriesOf, metadataOf, readExpression, unknownName, type Draft } from './draft.js';
import type { ReferenceLookup } from './parseExpression.js';
import { isPreset } from './definePresets.js';
import { countKinds, readMetric } from './readMetric.js';
import { stageDefinition, typedStage } from './stageMeasures.js';
import { NumberTyping, type NumberDefinition } from './typeNumbers.js';
import { DEFAULT_CLICKHOUSE_TYPE, isNumber } from './valueTypeOf.js';

export interface MetricInputs {
  /** Those in two stages have no type yet: it follows from what they are made of. */
  readonly measures: ReadonlyMap<string, Measure>;
  readonly references: ReferenceLookup;
  /** Every dataset, for conversions that happen in another one. */
  readonly events: EventSources;
}

/** Metrics of a dataset, in the order they are written, and its measures with the types that follow from each other. */
export function defineMetrics(
  draft: Draft,
  inputs: MetricInputs,
): { readonly measures: ReadonlyMap<string, Measure>; readonly metrics: ReadonlyMap<string, Metric> } {
  const { spec, report } = draft;
  const specs = new Map(entriesOf(spec.metrics));
  const definitions = new Map<string, NumberDefinition>();
  for (const measure of inputs.measures.values()) {
    const stage = stageDefinition(measure);
    if (stage !== undefined) definitions.set(measure.name, stage);
  }
  const metricDefinitions = new Map<string, MetricDefinition>();
  const reading = {
    report,
    root: ['metrics'],
    dataset: spec.dataset,
    grains: Object.values(spec.dimensions ?? {}).flatMap(({ grains = {} }) => Object.keys(grains)),
    expression: (path: readonly (string | number)[], text: string) =>
      readExpression(draft, { path, text }, inputs.references),
  };
  for (const [name, metric] of specs) {
    if (isPreset(metric) && countKinds(metric) === 1) continue;
    const definition = readMetric(reading, name, metric);
    if (definition === undefined) continue;
    definitions.set(name, definition);
    metricDefinitions.set(name, definition);
    checkNames(draft, name, definition);
  }
  const typing = new NumberTyping({
    definitions,
    report,
    pathOf: (name) => [metricDefinitions.has(name) ? 'metrics' : 'measures', name],
    candidates: () => declaredNumbers(spec),
    // A member that is declared but broken has its own report.
    find: (name) =>
      inputs.measures.get(name) ?? (declaredNumbers(spec).includes(name) ? 'broken' : undefined),
    noNumber: (name) =>
      isPreset(specs.get(name) ?? {}) ? `"${name}" is a funnel or retention, which is no number.` : undefined,
    conversionType: (definition, path) => conversionType(draft, { definition, path, events: inputs.events }),
  });

  const measures = new Map<string, Measure>();
  for (const measure of inputs.measures.values()) {
    const stage = stageDefinition(measure);
    if (stage?.kind !== 'stage') {
      measures.set(measure.name, measure);
      continue;
    }
    const type = typing.number(measure.name)?.type;
    const part = inputs.measures.get(stage.of);
    const inner = part !== undefined && part.rows === undefined ? part : typing.find(stage.of);
    if (type === undefined || inner === undefined) continue;
    const isPlain = part !== undefined && stageDefinition(part) === undefined;
    const innerType = isPlain ? part.clickhouseType : DEFAULT_CLICKHOUSE_TYPE[inner.type];
    measures.set(measure.name, typedStage(draft, measure, { type, inner: innerType }));
  }
  const metrics = new Map<string, Metric>();
  for (const [name, definition] of metricDefinitions) {
    const typed = typing.number(name);
    if (typed === undefined) continue;
    const metric = specs.get(name) as MetricSpec;
    if (metric.fill === 'zero' && !isNumber(typed.type))
      report(['metrics', name, 'fill'], `"fill: zero" is for numbers; this metric is of type ${typed.type}.`);
    metrics.set(name, {
      ...metadataOf(metric),
      name,
      type: typed.type,
      definition,
      fill: metric.fill,
      spine: metric.spine,
    });
  }
  return { measures, metrics };
}

/** Measures and metrics as they are declared, broken ones too. */
function declaredNumbers(spec: DatasetSpec): readonly string[] {
  const metrics = entriesOf(spec.metrics).flatMap(([name, metric]) => (isPreset(metric) ? [] : [name]));
  return [...Object.keys(spec.measures ?? {}), ...metrics];
}

/** Dimensions that a level or a rank names; one behind a relationship is looked up when a question shows it. */
function checkNames({ spec, report }: Draft, name: string, definition: MetricDefinition): void {
  const lists =
    definition.kind === 'level'
      ? { keep: definition.keep, drop: definition.drop }
      : definition.kind === 'rank'
        ? { by: definition.by }
        : {};
  const dimensions = Object.keys(spec.dimensions ?? {});
  for (const [key, names = []] of Object.entries(lists)) {
    for (const [index, dimension] of names.entries()) {
      const [first = '', ...more] = dimension.split('.');
      const known =
        more.length === 0 ? dimensions.includes(dimension) : Object.hasOwn(spec.relationships ?? {}, first);
      if (!known)
        report(
          ['metrics', name, definition.kind, key, index],
          unknownName('dimension', dimension, dimensions),
        );
    }
  }
}
