import type { MeasureSpec } from '../../src/metrics/catalog/catalogSpec.js';
import type { InputSpec, MetricSpec } from '../../src/metrics/catalog/metricSpec.js';
import { isMeaning, type Meaning, type MetricInput, type MetricPart, type View } from './catalogView.js';

/** One dataset while it is found out which of its numbers a viewer sees. */
export interface Sight {
  readonly view: View;
  /** Those of `view`, to which is added. */
  readonly numbers: Map<string, MetricPart>;
  readonly meaning: (sql: string) => Meaning;
  /** Whether a member is not hidden, nor what it reads; of what exposes its aggregate only what nobody can read. */
  readonly visible: (name: string, read: readonly Meaning[], exposed?: boolean) => boolean;
}

/** Adds the numbers that a viewer sees: none that needs something that he does not see, in this dataset or another. */
export function addNumbers(sights: ReadonlyMap<string, Sight>): void {
  for (let before = -1; before !== count(sights);) {
    before = count(sights);
    for (const sight of sights.values()) {
      const { spec } = sight.view;
      for (const [name, measure] of Object.entries(spec.measures ?? {})) addMeasure(sight, name, measure);
      for (const [name, metric] of Object.entries(spec.metrics ?? {}))
        if (!sight.numbers.has(name)) addMetric(sights, sight, [name, metric]);
    }
  }
}

function count(sights: ReadonlyMap<string, Sight>): number {
  return [...sights.values()].reduce((sum, { numbers }) => sum + numbers.size, 0);
}

function addMeasure({ view, numbers, meaning, visible }: Sight, name: string, spec: MeasureSpec): void {
  const { time, of, per = [], semiAdditive } = spec;
  // What it is counted by or per, it shows.
  const shown = [
    time ?? [],
    of === undefined ? [] : per,
    semiAdditive?.over ?? [],
    semiAdditive?.per ?? [],
  ].flat();
  if (!shown.every((each) => view.dimensions.has(each))) return;
  if (of !== undefined && !numbers.has(of)) return;
  const args = [spec.sql ?? []].flat().map(meaning);
  const filter = spec.filter === undefined ? undefined : meaning(spec.filter);
  const read = [...args, ...(filter === undefined ? [] : [filter])];
  const key = (view.spec.primaryKey ?? []).map(meaning);
  if (visible(name, read, spec.exposes === 'aggregate'))
    numbers.set(name, { kind: 'measure', spec, args, filter, key });
}

function addMetric(
  sights: ReadonlyMap<string, Sight>,
  { view, numbers, meaning, visible }: Sight,
  [name, spec]: [string, MetricSpec],
): void {
  const inputs = inputsOf(spec, meaning);
  const snippets = inputs.flatMap(({ where }) => (where !== undefined && isMeaning(where) ? [where] : []));
  const read = timesAndNames(spec, inputs, view.spec.time);
  const isWhole =
    inputs.every(({ of }) => numbers.has(of)) && read.every((each) => view.dimensions.has(each));
  if (isWhole && visible(name, snippets) && seesConversion(sights, view, spec))
    numbers.set(name, { kind: 'metric', spec, inputs });
}

function seesConversion(sights: ReadonlyMap<string, Sight>, view: View, { conversion }: MetricSpec): boolean {
  if (conversion === undefined) return true;
  const [dataset, member] = conversion.conversion.includes('.') ? (conversion.conversion.split('.') as [string, string]) : [view.name, conversion.conversion]; // prettier-ignore
  const there = sights.get(dataset);
  return [conversion.entity, ...(conversion.constant ?? [])].every((pair) => {
    const names = typeof pair === 'string' ? { base: pair, conversion: pair } : pair;
    return view.dimensions.has(names.base) && there?.view.dimensions.has(names.conversion) === true;
  }) && there?.numbers.has(member) === true; // prettier-ignore
}

/** Dimensions that a metric cannot be without: those it names, and the time that it goes over. */
function timesAndNames(
  { cumulative, shift, level, rank }: MetricSpec,
  inputs: readonly MetricInput[],
  time: string | undefined,
): readonly string[] {
  const moves =
    cumulative !== undefined || shift !== undefined || inputs.some((input) => input.shift !== undefined);
  const filters = inputs.flatMap(({ where }) =>
    where === undefined || isMeaning(where) ? [] : Object.keys(where),
  );
  const named = [...(level?.keep ?? []), ...(level?.drop ?? []), ...(rank?.by ?? []), ...filters];
  return moves && time !== undefined ? [...named, time] : named;
}

/** What a metric is made of. */
function inputsOf(metric: MetricSpec, meaning: (sql: string) => Meaning): readonly MetricInput[] {
  const read = (name: string, input: string | InputSpec): MetricInput => {
    const { of, where, shift } = typeof input === 'string' ? ({ of: input } as InputSpec) : input;
    return { name, of, where: typeof where === 'string' ? meaning(where) : where, shift };
  };
  const { ratio, derived, inputs = {}, filtered, cumulative, shift, level, rank, conversion } = metric;
  if (ratio !== undefined) return [read('top', ratio[0]), read('bottom', ratio[1])];
  if (conversion !== undefined) return [read('base', { of: conversion.base, where: conversion.where })];
  if (derived !== undefined) {
    const names = new Set(derived.match(/[a-z]\w*(?!\w|\()/gi));
    return [...names].map((name) => read(name, inputs[name] ?? name));
  }
  const of = filtered ?? cumulative ?? shift ?? level ?? rank;
  return of === undefined ? [] : [read('of', filtered ?? of.of)];
}
