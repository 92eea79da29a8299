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
    this.models = [...models, ...modelsBehind(models)];
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
  // Without the partition it would meet the rows of every partition.
  if (!(to.needs ?? []).every((name) => partitionsIn(from).includes(name)) || (from.needs ?? []).length > 0)
    return [];
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
 * Rows behind a model that lacks what they are joined by: of a history the time, of a partitioned table the partition, which only the rows before the
 * model have. Each becomes a model of the middle one's key, joined from where the time or the partition is.
 */
function modelsBehind(models: readonly SemanticModel[]): readonly SemanticModel[] {
  return models.flatMap((middle) =>
    middle.entities.flatMap((link) =>
      models
        .filter((last) => last !== middle)
        .flatMap((last) => {
          const target = last.entities.find(({ name, type }) => name === link.name && type !== 'foreign');
          const lacks =
            target?.type === 'natural'
              ? validityOf(last) !== undefined && timeOf(middle) === undefined
              : partitionsIn(last).length > 0 && partitionsIn(middle).length === 0;
          return target === undefined || !lacks
            ? []
            : middle.entities
                .filter((key) => key !== link && isUnique(key))
                .map((key) => modelBehind({ middle, key, link }, last, target));
        }),
    ),
  );
}

function modelBehind(
  {
    middle,
    key,
    link,
  }: { readonly middle: SemanticModel; readonly key: EntityModel; readonly link: EntityModel },
  last: SemanticModel,
  target: EntityModel,
): SemanticModel {
  const table = ({ node_relation: { schema_name, alias } }: SemanticModel): string =>
    `${schema_name}.${alias}`;
  const column = ({ expr, name }: EntityModel): string => String(expr ?? name);
  return {
    ...last,
    name: `${middle.name}_${last.name}`,
    description: `${last.name} of each ${key.name}.`,
    primary_entity: link.name,
    entities: [
      { name: key.name, type: target.type === 'natural' ? 'natural' : 'unique', expr: 'middle_key' },
      ...last.entities.filter((entity) => entity !== target),
    ],
    measures: [],
    needs: partitionsIn(last),
    sql: `SELECT middle_key, last.* FROM (SELECT ${column(key)} AS middle_key, ${column(link)} AS middle_link FROM ${table(middle)}) AS middle INNER JOIN ${table(last)} AS last ON middle_link = last.${column(target)}`,
  };
}

function partitionsIn({ dimensions }: SemanticModel): readonly string[] {
  return dimensions.filter(({ is_partition }) => is_partition === true).map(({ name }) => name);
}
