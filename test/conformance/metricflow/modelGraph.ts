import type { ColumnTypes } from './columnTypes.js';
import type {
  DimensionModel,
  EntityModel,
  Manifest,
  MeasureModel,
  MetricModel,
  SemanticModel,
} from './manifest.js';
import { camel, keyName, pascal } from './names.js';

/** What a question names: a dimension or an entity, reached through entities. */
export interface ElementRef {
  readonly name: string;
  readonly path: readonly string[];
}

/** An element in its place: relationships on the way, the model that has it, its member there. */
export interface Place {
  readonly steps: readonly string[];
  readonly model: SemanticModel;
  readonly member: string;
  readonly dimension: DimensionModel | undefined;
}

/** A join from one model to another over an entity that both have. */
export interface Join {
  readonly name: string;
  readonly entity: string;
  readonly from: SemanticModel;
  readonly to: SemanticModel;
  readonly cardinality: 'many-to-one' | 'one-to-one' | 'one-to-many' | 'many-to-many';
}

/** Models of one manifest and how they join: any two that share an entity, by its name. */
export class ModelGraph {
  readonly models: readonly SemanticModel[];
  readonly #metrics: ReadonlyMap<string, MetricModel>;

  constructor(
    readonly manifest: Manifest,
    readonly columnTypes: ColumnTypes,
  ) {
    // The author leaves empty lists out.
    const models = manifest.semantic_models.map((model) => ({
      ...model,
      entities: model.entities ?? [],
      dimensions: model.dimensions ?? [],
      measures: model.measures ?? [],
    }));
    this.models = [...models, ...mappedHistories(models)];
    this.#metrics = new Map(manifest.metrics.map((metric) => [metric.name, metric]));
  }

  metric(name: string): MetricModel {
    const metric = this.#metrics.get(name);
    if (metric === undefined) throw new Error(`The manifest has no metric ${name}.`);
    return metric;
  }

  measure(name: string): { readonly model: SemanticModel; readonly measure: MeasureModel } {
    for (const model of this.models) {
      const measure = model.measures.find((candidate) => candidate.name === name);
      if (measure !== undefined) return { model, measure };
    }
    throw new Error(`The manifest has no measure ${name}.`);
  }

  /** Joins from a model, those to one row before those to many. */
  joinsFrom(from: SemanticModel): readonly Join[] {
    return this.models
      .flatMap((to) =>
        from.entities.flatMap((own) => to.entities.flatMap((other) => joinOf({ from, own }, { to, other }))),
      )
      .sort((a, b) => Number(isToMany(a)) - Number(isToMany(b)));
  }

  /**
   * Where an element is, seen from a model; undefined when it is not to be had without multiplying rows.
   * @param explicit goes to a model's own element through its relationship to itself, as other models would
   */
  find(from: SemanticModel, ref: ElementRef, explicit = false): Place | undefined {
    const [entity, ...rest] = ref.path;
    if (entity === undefined) return own(from, ref.name, []);
    const candidates: (Place | undefined)[] = [];
    if (isPrimary(from, entity) && !(explicit && hasKey(from, entity)))
      candidates.push(this.find(from, { name: ref.name, path: rest }));
    for (const join of this.joinsFrom(from)) {
      if (join.entity !== entity || isToMany(join) || (join.to === from && !explicit)) continue;
      const place = this.find(join.to, { name: ref.name, path: rest });
      if (place !== undefined) candidates.push({ ...place, steps: [join.name, ...place.steps] });
    }
    return candidates
      .filter((place) => place !== undefined)
      .sort((a, b) => a.steps.length - b.steps.length)[0];
  }

  place(from: SemanticModel, ref: ElementRef, explicit = false): Place {
    const place = this.find(from, ref, explicit) ?? this.find(from, ref);
    if (place === undefined)
      throw new Error(`${from.name} does not reach ${[...ref.path, ref.name].join('__')}.`);
    return place;
  }
}

export function isToMany(join: Join): boolean {
  return join.cardinality === 'one-to-many' || join.cardinality === 'many-to-many';
}

function isPrimary(model: SemanticModel, entity: string): boolean {
  return (
    model.primary_entity === entity ||
    model.entities.some(({ name, type }) => name === entity && type === 'primary')
  );
}

function hasKey(model: SemanticModel, entity: string): boolean {
  return model.entities.some(({ name }) => name === entity);
}

function own(model: SemanticModel, name: string, steps: readonly string[]): Place | undefined {
  const dimension = model.dimensions.find((candidate) => candidate.name === name);
  if (dimension !== undefined) return { steps, model, member: camel(name), dimension };
  return hasKey(model, name) ? { steps, model, member: keyName(name), dimension: undefined } : undefined;
}

function joinOf(
  { from, own: mine }: { readonly from: SemanticModel; readonly own: EntityModel },
  { to, other }: { readonly to: SemanticModel; readonly other: EntityModel },
): readonly Join[] {
  if (mine.name !== other.name) return [];
  const toOne =
    isUnique(other) ||
    (other.type === 'natural' && validityOf(to) !== undefined && timeOf(from) !== undefined);
  if (other.type === 'natural' && !toOne) return [];
  const cardinality = toOne
    ? isUnique(mine)
      ? 'one-to-one'
      : 'many-to-one'
    : isUnique(mine)
      ? 'one-to-many'
      : 'many-to-many';
  return [{ name: `${camel(mine.name)}${pascal(camel(to.name))}`, entity: mine.name, from, to, cardinality }];
}

function isUnique({ type }: EntityModel): boolean {
  return type === 'primary' || type === 'unique';
}

/** Pairs of expressions of the partitions that both models have, on which their rows must agree. */
export function partitionsOf(from: SemanticModel, to: SemanticModel): readonly (readonly [string, string])[] {
  if (from === to) return [];
  return from.dimensions.flatMap((mine) =>
    to.dimensions
      .filter(
        (other) => mine.is_partition === true && other.is_partition === true && mine.name === other.name,
      )
      .map((other) => [String(mine.expr ?? mine.name), String(other.expr ?? other.name)] as const),
  );
}

/** Dimensions that say from when to when a row holds. */
export function validityOf(
  model: SemanticModel,
): { readonly from: DimensionModel; readonly to: DimensionModel | undefined } | undefined {
  const from = model.dimensions.find(({ type_params }) => type_params?.validity_params?.is_start === true);
  const to = model.dimensions.find(({ type_params }) => type_params?.validity_params?.is_end === true);
  return from === undefined ? undefined : { from, to };
}

/** The time dimension that a model's rows are counted by, unless a measure says another. */
export function timeOf(model: SemanticModel): string | undefined {
  return (
    model.defaults?.agg_time_dimension ??
    model.measures
      .map((measure) => measure.agg_time_dimension ?? undefined)
      .find((name) => name !== undefined)
  );
}

export function timeOfMeasure(model: SemanticModel, measure: MeasureModel): string {
  const time = measure.agg_time_dimension ?? measure.agg_time_dimension_resolved ?? timeOf(model);
  if (time === undefined) throw new Error(`The measure ${measure.name} has no time.`);
  return time;
}

/**
 * Histories that are reached through a model without a time of its own, such as a mapping of keys: which row holds, only the time of the rows before it
 * says. Each becomes a history of the mapping's key.
 */
function mappedHistories(models: readonly SemanticModel[]): readonly SemanticModel[] {
  return models.flatMap((mapping) =>
    timeOf(mapping) !== undefined
      ? []
      : mapping.entities.flatMap((link) =>
          models
            .filter((history) => history !== mapping && validityOf(history) !== undefined)
            .flatMap((history) => {
              const natural = history.entities.find(
                ({ name, type }) => name === link.name && type === 'natural',
              );
              return natural === undefined
                ? []
                : mapping.entities
                    .filter((key) => key !== link && isUnique(key))
                    .map((key) => mappedHistory({ mapping, key, link }, history, natural));
            }),
        ),
  );
}

function mappedHistory(
  {
    mapping,
    key,
    link,
  }: { readonly mapping: SemanticModel; readonly key: EntityModel; readonly link: EntityModel },
  history: SemanticModel,
  natural: EntityModel,
): SemanticModel {
  const table = (model: SemanticModel): string =>
    `${model.node_relation.schema_name}.${model.node_relation.alias}`;
  return {
    ...history,
    name: `${mapping.name}_${history.name}`,
    description: `${history.name} of each ${key.name}.`,
    primary_entity: link.name,
    entities: [
      { name: key.name, type: 'natural', expr: 'mapped_key' },
      ...history.entities.filter((entity) => entity !== natural),
    ],
    measures: [],
    sql: `SELECT mapping.${key.expr ?? key.name} AS mapped_key, history.* FROM ${table(mapping)} AS mapping INNER JOIN ${table(history)} AS history ON mapping.${link.expr ?? link.name} = history.${natural.expr ?? natural.name}`,
  };
}
