import {
  both,
  conversionOf,
  factsOf,
  inputOf,
  inputsOf,
  isShifted,
  leavesOf,
  measureOf,
} from './metricTree.js';
import type { FilterNode, MeasureInput, MetricInputModel, MetricModel, SemanticModel } from './manifest.js';
import type { ModelGraph } from './modelGraph.js';
import { allOf, whereOf, type FilterScope } from './filters.js';
import { existsFilter } from './metricFilter.js';
import { camel, keyName, pascal } from './names.js';
import { isUnit, readSpan } from './time.js';

/** A metric as the catalog has it. */
export type Spec = Readonly<Record<string, unknown>>;

/** Metrics of each dataset, by model and member, and all of them beside each other. */
export interface MetricSpecs {
  readonly byModel: ReadonlyMap<string, ReadonlyMap<string, Spec>>;
  readonly crossing: ReadonlyMap<string, Spec>;
}

export function metricSpecs(graph: ModelGraph): MetricSpecs {
  return new SpecWriter(graph).all();
}

/** The measure that counts rows; every dataset with measures has it. */
export const ROW_COUNT = 'everyRow';

/** The same beside the metrics of other datasets. */
export function rowsOf(model: SemanticModel): string {
  return `${datasetName(model)}EveryRow`;
}

/** Counts the rows of a simple metric that has a filter. */
export function rowCountOf(graph: ModelGraph, metric: string): string {
  return `${metricMember(graph, metric)}EveryRow`;
}

export function measureMember(measure: string): string {
  return `${camel(measure)}Measure`;
}

/** Name of a metric in its dataset, which may have a dimension of the same name. */
export function metricMember(graph: ModelGraph, metric: string): string {
  const name = camel(metric);
  const taken = graph.models.some(
    (model) =>
      model.dimensions.some((dimension) => camel(dimension.name) === name) ||
      model.entities.some((entity) => keyName(entity.name) === name),
  );
  return taken ? `${name}Metric` : name;
}

/**
 * Its name in a question without time: what adds up over time is there the sum of all rows, as its author has it, which is a metric of its own here.
 */
export function untimedMember(graph: ModelGraph, metric: string): string {
  return `${metricMember(graph, metric)}${addsUp(graph, metric) ? 'Untimed' : ''}`;
}

/** Whether some part of it is taken over a window of time. */
function addsUp(graph: ModelGraph, metric: string): boolean {
  return leavesOf(graph, metric).some(({ kind }) => kind === 'cumulative');
}

class SpecWriter {
  readonly #byModel = new Map<string, Map<string, Spec>>();
  readonly #crossing = new Map<string, Spec>();

  /** Writing what stands for a metric in questions without time. */
  #untimed = false;

  constructor(private readonly graph: ModelGraph) {}

  all(): MetricSpecs {
    const { metrics } = this.graph.manifest;
    for (const model of this.graph.models.filter(({ measures }) => measures.length > 0))
      this.#crossing.set(rowsOf(model), {
        of: `${datasetName(model)}.${ROW_COUNT}`,
        description: `Rows of ${model.name}.`,
      });
    metrics.forEach((metric) => this.#write(metric));
    this.#untimed = true;
    metrics.filter(({ name }) => addsUp(this.graph, name)).forEach((metric) => this.#write(metric));
    return { byModel: this.#byModel, crossing: this.#crossing };
  }

  #write(metric: MetricModel): void {
    const [fact, ...more] = factsOf(this.graph, metric.name);
    const name = this.#name(metric.name);
    const described = { description: (metric.description ?? metric.name).trim() };
    if (fact === undefined) throw new Error(`The metric ${metric.name} counts nothing.`);
    if (more.length > 0) {
      this.#crossing.set(name, { derived: this.#crossFormula(metric, []), ...described });
      return;
    }
    this.#add(fact, name, { ...this.#own(metric, fact), ...described });
    this.#crossing.set(name, { of: `${datasetName(fact)}.${name}`, ...described });
    if (metric.type === 'simple') this.#countRows(metric, fact);
  }

  /** How many rows a filtered metric has: a group of several datasets is there when some asked metric has rows in it. */
  #countRows(metric: MetricModel, fact: SemanticModel): void {
    const input = inputOf(measureOf(metric));
    const filters = both(both([], metric.filter_ast), input.filter_ast);
    const name = rowCountOf(this.graph, metric.name);
    if (filters.length === 0 || this.#untimed) return;
    const where = this.#where(fact, { input, filters });
    const described = { description: `Rows of ${metric.name}.` };
    this.#add(fact, name, { filtered: { of: ROW_COUNT, where }, ...described });
    this.#crossing.set(name, { of: `${datasetName(fact)}.${name}`, ...described });
  }

  #name(metric: string): string {
    return this.#untimed ? untimedMember(this.graph, metric) : metricMember(this.graph, metric);
  }

  #add(model: SemanticModel, name: string, spec: Spec): void {
    const metrics = this.#byModel.get(model.name) ?? new Map<string, Spec>();
    this.#byModel.set(model.name, metrics.set(name, spec));
  }

  /** A metric over the rows of one dataset. */
  #own(metric: MetricModel, model: SemanticModel): Spec {
    const filters = both([], metric.filter_ast);
    switch (metric.type) {
      case 'simple': {
        const input = inputOf(measureOf(metric));
        return { ...this.#filtered(model, { input, filters }), ...gaps(input) };
      }
      case 'cumulative': {
        const input = inputOf(measureOf(metric));
        const base = this.#filtered(model, { input, filters });
        const of =
          'derived' in base ? measureMember(input.name) : `${metricMember(this.graph, metric.name)}Rows`;
        if (!('derived' in base))
          this.#add(model, of, { ...base, description: `What ${metric.name} adds up.` });
        if (this.#untimed) return { derived: of };
        return { cumulative: { of, ...frameOf(metric) }, ...gaps(input) };
      }
      case 'conversion':
        return this.#conversion(metric, model);
      case 'ratio':
        return { ratio: inputsOf(metric).map((input) => this.#input(model, { input, filters })) };
      case 'derived':
        return this.#derived(metric, model);
    }
  }

  #filtered(
    model: SemanticModel,
    {
      input,
      filters,
    }: { readonly input: Exclude<MeasureInput, string>; readonly filters: readonly FilterNode[] },
  ): Spec {
    const all = both(filters, input.filter_ast);
    const of = measureMember(input.name);
    return all.length === 0
      ? { derived: of }
      : { filtered: { of, where: this.#where(model, { input, filters: all }) } };
  }

  #where(
    model: SemanticModel,
    {
      input,
      filters,
    }: { readonly input: { readonly name: string }; readonly filters: readonly FilterNode[] },
  ): unknown {
    const measure = model.measures.find(({ name }) => name === input.name);
    const scope: FilterScope = {
      graph: this.graph,
      model,
      time: measure?.agg_time_dimension ?? undefined,
      metricFilter: (node, field) => existsFilter({ graph: this.graph, model }, node, field),
    };
    return allOf(filters.map((filter) => whereOf(scope, filter)));
  }

  #input(
    model: SemanticModel,
    { input, filters }: { readonly input: MetricInputModel; readonly filters: readonly FilterNode[] },
  ): unknown {
    const of = this.#name(input.name);
    const all = both(filters, input.filter_ast);
    if (all.length === 0 && !isShifted(input)) return of;
    return {
      of,
      ...(all.length === 0 ? {} : { where: this.#where(model, { input, filters: all }) }),
      ...(isShifted(input) ? { shift: shiftOf(input) } : {}),
    };
  }

  #derived(metric: MetricModel, model: SemanticModel): Spec {
    const filters = both([], metric.filter_ast);
    const inputs = new Map<string, unknown>();
    const names = new Map<string, string>();
    for (const input of inputsOf(metric)) {
      const written = input.alias ?? input.name;
      const value = this.#input(model, { input, filters });
      // An alias that is also a member's name would hide nothing here, but read like it.
      const name = typeof value === 'string' ? value : `${camel(written)}Input`;
      names.set(written, name);
      if (typeof value !== 'string') inputs.set(name, value);
    }
    const derived = formula(metric, (written) => names.get(written) ?? written);
    return inputs.size === 0 ? { derived } : { derived, inputs: Object.fromEntries(inputs) };
  }

  #conversion(metric: MetricModel, model: SemanticModel): Spec {
    const { base_measure, conversion_measure, calculation } = conversionOf(metric);
    const [base, conversion] = [inputOf(base_measure), inputOf(conversion_measure)];
    const shown = calculation === 'conversions' ? 'conversions' : 'rate';
    if (shown === 'rate' && (isGapped(base) || isGapped(conversion))) {
      // Gaps are closed in both numbers before they are divided.
      const name = this.#name(metric.name);
      const filters = both([], metric.filter_ast);
      const parts = [
        [
          `${name}Conversions`,
          { conversion: this.#conversionOf(metric, 'conversions'), ...gaps(conversion) },
        ],
        [`${name}Base`, { ...this.#filtered(model, { input: base, filters }), ...gaps(base) }],
      ] as const;
      parts.forEach(([part, spec]) =>
        this.#add(model, part, { ...spec, description: `A part of ${metric.name}.` }),
      );
      return { ratio: parts.map(([part]) => part) };
    }
    return { conversion: this.#conversionOf(metric, shown), ...gaps(conversion) };
  }

  #conversionOf(metric: MetricModel, show: 'rate' | 'conversions'): Spec {
    const { base_measure, conversion_measure, entity, window, constant_properties } = conversionOf(metric);
    const [base, conversion] = [inputOf(base_measure), inputOf(conversion_measure)];
    const { model } = this.graph.measure(base.name);
    const other = this.graph.measure(conversion.name).model;
    const filters = both(both([], metric.filter_ast), base.filter_ast);
    const member = (of: SemanticModel, name: string): string =>
      this.graph.place(of, { name, path: [] }).member;
    const constant = (constant_properties ?? []).map(({ base_property, conversion_property }) => ({
      base: member(model, base_property),
      conversion: member(other, conversion_property),
    }));
    return {
      base: measureMember(base.name),
      conversion: `${datasetName(other)}.${measureMember(conversion.name)}`,
      entity: keyName(entity),
      ...(window === null || window === undefined ? {} : { window: spanOf(window) }),
      ...(constant.length === 0 ? {} : { constant }),
      show,
      ...(filters.length === 0 ? {} : { where: this.#where(model, { input: base, filters }) }),
    };
  }

  /** Arithmetic over `dataset.member`: filters and shifts of the way there become metrics of the datasets. */
  #crossFormula(metric: MetricModel, above: readonly Passed[]): string {
    const own = { filters: both([], metric.filter_ast), shift: undefined, tag: '' };
    const facts = factsOf(this.graph, metric.name);
    const [fact] = facts;
    if (fact !== undefined && facts.length === 1) return this.#member(metric, fact, above);
    const parts = new Map(
      inputsOf(metric).map((input) => {
        const passed: Passed = {
          filters: both(own.filters, input.filter_ast),
          shift: isShifted(input) ? shiftOf(input) : undefined,
          tag: pascal(camel(input.alias ?? input.name)),
        };
        const way = [...above, passed];
        return [input.alias ?? input.name, this.#crossFormula(this.graph.metric(input.name), way)] as const;
      }),
    );
    if (metric.type === 'ratio') return [...parts.values()].map((part) => `(${part})`).join(' / ');
    return formula(metric, (written) => {
      const part = parts.get(written) ?? written;
      return /^[\w.]+$/.test(part) ? part : `(${part})`;
    });
  }

  #member(metric: MetricModel, fact: SemanticModel, way: readonly Passed[]): string {
    let of = this.#name(metric.name);
    for (const { filters, shift, tag } of [...way].reverse()) {
      if (filters.length > 0) {
        const where = this.#where(fact, { input: { name: this.#measureName(metric) }, filters });
        of = this.#helper(fact, { of, tag, spec: { filtered: { of, where } } });
      }
      if (shift !== undefined) of = this.#helper(fact, { of, tag, spec: { shift: { of, ...shift } } });
    }
    return `${datasetName(fact)}.${of}`;
  }

  #measureName(metric: MetricModel): string {
    return metric.type === 'simple' || metric.type === 'cumulative' ? inputOf(measureOf(metric)).name : '';
  }

  #helper(
    model: SemanticModel,
    { of, tag, spec }: { readonly of: string; readonly tag: string; readonly spec: Spec },
  ): string {
    const known = [...(this.#byModel.get(model.name) ?? [])].find(
      ([, other]) =>
        JSON.stringify({ ...other, description: 0 }) === JSON.stringify({ ...spec, description: 0 }),
    );
    if (known !== undefined) return known[0];
    const free = (name: string): string =>
      this.#byModel.get(model.name)?.has(name) === true ? free(`${name}X`) : name;
    const name = free(`${of}For${tag}`);
    this.#add(model, name, { ...spec, description: `${of} as a part of another metric.` });
    return name;
  }
}

interface Passed {
  readonly filters: readonly FilterNode[];
  readonly shift: Spec | undefined;
  readonly tag: string;
}

export function datasetName(model: SemanticModel): string {
  return camel(model.name);
}

function isGapped(input: Exclude<MeasureInput, string>): boolean {
  return Object.keys(gaps(input)).length > 0;
}

function gaps({ join_to_timespine, fill_nulls_with }: Exclude<MeasureInput, string>): Spec {
  return {
    ...(join_to_timespine === true ? { spine: true } : {}),
    ...(fill_nulls_with === 0 ? { fill: 'zero' } : {}),
  };
}

function shiftOf({ offset_window, offset_to_grain }: MetricInputModel): Spec {
  if (offset_to_grain !== null && offset_to_grain !== undefined)
    return { startOf: grainName(offset_to_grain) };
  return spanOf(offset_window ?? '1 day');
}

function spanOf(text: string): Spec {
  const { n, unit } = readSpan(text);
  return { n, unit: grainName(unit) };
}

/** A unit of the calendar, or a grain as the catalog names it. */
function grainName(grain: string): string {
  return isUnit(grain) ? grain.toUpperCase() : camel(grain);
}

function frameOf({ type_params }: MetricModel): Spec {
  const { cumulative_type_params: params } = type_params;
  const window = params?.window ?? type_params.window ?? undefined;
  const toDate = params?.grain_to_date ?? type_params.grain_to_date ?? undefined;
  const show = (params?.period_agg ?? 'first').toUpperCase();
  if (toDate !== undefined) return { toDate: grainName(toDate), show };
  return { window: { trailing: window === undefined ? 'all' : spanOf(window), show } };
}

const FUNCTIONS = new Set(['NULLIF', 'COALESCE', 'ABS', 'ROUND', 'FLOOR', 'CEIL', 'GREATEST', 'LEAST']);

/** The author's SQL arithmetic with other names in it. */
function formula(metric: MetricModel, nameOf: (written: string) => string): string {
  const text = metric.type_params.expr ?? '';
  return text.replace(/[A-Za-z_]\w*/g, (word) =>
    FUNCTIONS.has(word.toUpperCase()) ? word.toLowerCase() : nameOf(word),
  );
}
