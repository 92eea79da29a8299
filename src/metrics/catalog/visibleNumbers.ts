import { TIME_UNITS } from '../query/metricQuery.js';
import type {
  Dataset,
  Dimension,
  Measure,
  Metric,
  MetricDefinition,
  MetricFilter,
  MetricInput,
} from './definitions.js';
import { formulaNames } from './parseFormula.js';
import { tellsApart } from './policies/mask.js';
import { entityOf, eventsOf, type Preset } from './preset.js';

/** Datasets as a role sees them so far, by name. */
export type SeenDatasets = ReadonlyMap<string, Dataset>;

/**
 * The same datasets without the measures, metrics and presets that need something the role does not see: another member, a dimension that they are counted by or
 * filtered by, a dataset that conversions happen in. What is left out may be needed by others, so it is looked for until nothing more is.
 * Members that a policy hides, and those that read hidden columns, are left out before.
 */
export function withVisibleNumbers(datasets: SeenDatasets): SeenDatasets {
  const kept = new Map(datasets);
  for (let changed = true; changed;) {
    changed = false;
    for (const dataset of kept.values()) {
      const sight = new NumberSight(dataset, kept);
      const measures = only(dataset.measures, (measure) => sight.measure(measure));
      const metrics = only(dataset.metrics, (metric) => sight.metric(metric));
      if (measures.size === dataset.measures.size && metrics.size === dataset.metrics.size) continue;
      kept.set(dataset.name, { ...dataset, measures, metrics });
      changed = true;
    }
  }
  for (const dataset of kept.values()) {
    if (dataset.presets === undefined) continue;
    const sight = new NumberSight(dataset, kept);
    kept.set(dataset.name, { ...dataset, presets: only(dataset.presets, (preset) => sight.preset(preset)) });
  }
  return kept;
}

/** The SQL conditions of a metric, which may read hidden columns. */
export function conditionsOf({ definition }: Metric): readonly MetricFilter[] {
  const filters = inputsOf(definition).flatMap(({ where }) => (where === undefined ? [] : [where]));
  const own = 'where' in definition && definition.where !== undefined ? [definition.where] : [];
  return [...new Set([...filters, ...own])];
}

/** What a metric is made of, in this dataset. */
export function inputsOf(definition: MetricDefinition): readonly MetricInput[] {
  switch (definition.kind) {
    case 'ratio':
      return [definition.numerator, definition.denominator];
    case 'derived':
      return [...formulaNames(definition.formula)].map((name) => definition.inputs.get(name) ?? { of: name });
    case 'conversion':
      return [{ of: definition.base, where: definition.where }];
    case 'filtered':
    case 'shift':
      return [definition];
    case 'cumulative':
    case 'level':
    case 'rank':
      return [{ of: definition.of }];
  }
}

/** Dimensions that a metric names. */
function dimensionsOf(definition: MetricDefinition): readonly string[] {
  if (definition.kind === 'rank') return definition.by ?? [];
  return definition.kind === 'level' ? [...(definition.keep ?? []), ...(definition.drop ?? [])] : [];
}

/** Whether a role sees every field that a filter of the catalog names. */
export function seesFilter(where: unknown, dataset: Dataset, datasets: SeenDatasets): boolean {
  return new NumberSight(dataset, datasets).where(where, dataset);
}

/** What can be read in one dataset. */
class NumberSight {
  constructor(
    private readonly dataset: Dataset,
    private readonly datasets: SeenDatasets,
  ) {}

  measure({ time, rows }: Measure): boolean {
    // A range over a hidden time, asked again and again, would tell when something happened.
    const counted = time === undefined || this.#dimension(time);
    switch (rows?.kind) {
      case undefined:
        return counted;
      case 'semiAdditive':
        return counted && [rows.over, ...rows.per].every((name) => this.#dimension(name));
      case 'stage':
        return (
          counted &&
          rows.per.every((name) => this.#dimension(name)) &&
          (typeof rows.of === 'string' ? this.#number(rows.of) : this.measure(rows.of))
        );
    }
  }

  metric({ definition }: Metric): boolean {
    return (
      inputsOf(definition).every((input) => this.#input(input)) &&
      dimensionsOf(definition).every((name) => this.#behind(name.split('.'))) &&
      (definition.kind !== 'conversion' || this.#conversion(definition))
    );
  }

  #input({ of, where, shift }: MetricInput): boolean {
    const unit = shift?.unit;
    const known = unit === undefined || (TIME_UNITS as readonly string[]).includes(unit) || this.#unit(unit);
    return (
      known &&
      this.#number(of) &&
      (where === undefined || !('where' in where) || this.where(where.where, this.dataset))
    );
  }

  /** Whom it follows, and what its events are told by. */
  preset(preset: Preset): boolean {
    return (
      this.#follows(entityOf(preset).split('.')) &&
      eventsOf(preset).every(
        ({ where, segments = [] }) =>
          segments.every((segment) => this.dataset.segments.has(segment)) &&
          (where === undefined || !('where' in where) || this.where(where.where, this.dataset)),
      )
    );
  }

  /** A dimension, or one that relationships lead to. */
  #behind(path: readonly string[]): boolean {
    return isPlain(this.#found(path));
  }

  /** The same, where it only matters which rows have the same value. */
  #follows(path: readonly string[]): boolean {
    const found = this.#found(path);
    return isPlain(found) || (found?.mask !== undefined && tellsApart(found.mask));
  }

  #found([name = '', ...rest]: readonly string[]): Dimension | undefined {
    if (rest.length === 0) return this.dataset.dimensions.get(name);
    const other = this.datasets.get(this.dataset.relationships.get(name)?.to ?? '');
    return other && new NumberSight(other, this.datasets).#found(rest);
  }

  /** A unit of the catalog's own, by whose grain a visible time dimension can be cut. */
  #unit(unit: string): boolean {
    return [...this.dataset.dimensions.values()].some(({ grains }) =>
      [...(grains ?? [])].some(
        ([name, grain]) => name === unit || (grain.kind === 'calendar' && grain.shifts.has(unit)),
      ),
    );
  }

  #conversion({ conversion, on }: Extract<MetricDefinition, { kind: 'conversion' }>): boolean {
    const other = this.datasets.get(conversion.dataset);
    if (other === undefined) return false;
    const theirs = new NumberSight(other, this.datasets);
    return (
      theirs.#number(conversion.measure) &&
      on.every((pair) => this.#dimension(pair.base) && theirs.#dimension(pair.conversion))
    );
  }

  /** Every field that a filter names, through relationships too. A name that is not seen is as good as hidden. */
  where(where: unknown, dataset: Dataset): boolean {
    if (typeof where !== 'object' || where === null || Array.isArray(where)) return false;
    return Object.entries(where).every(([key, value]: [string, unknown]) => {
      if (key === 'and' || key === 'or')
        return Array.isArray(value) && value.every((part) => this.where(part, dataset));
      if (key === 'not') return this.where(value, dataset);
      if (key === 'having') return new NumberSight(dataset, this.datasets).#having(value);
      if (dataset.dimensions.has(key)) return isPlain(dataset.dimensions.get(key));
      const other = this.datasets.get(dataset.relationships.get(key)?.to ?? '');
      return other !== undefined && this.where(value, other);
    });
  }

  #having(having: unknown): boolean {
    if (typeof having !== 'object' || having === null || Array.isArray(having)) return false;
    return Object.entries(having).every(([key, value]: [string, unknown]) => {
      if (key === 'and' || key === 'or')
        return Array.isArray(value) && value.every((part) => this.#having(part));
      return key === 'not' ? this.#having(value) : this.#number(key);
    });
  }

  #number(name: string): boolean {
    return this.dataset.measures.has(name) || this.dataset.metrics.has(name);
  }

  #dimension(name: string): boolean {
    return isPlain(this.dataset.dimensions.get(name));
  }
}

/** There, and shown as it is: a number over masks would be another one. */
function isPlain(dimension: Dimension | undefined): boolean {
  return dimension !== undefined && dimension.mask === undefined;
}

function only<Member>(
  members: ReadonlyMap<string, Member>,
  keep: (member: Member) => boolean,
): ReadonlyMap<string, Member> {
  return new Map([...members].filter(([, member]) => keep(member)));
}
