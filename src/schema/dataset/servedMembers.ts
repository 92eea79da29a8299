import {
  isJoinable,
  isOfOwnRows,
  SHARED_DATASET,
  type Dataset,
  type Dimension,
  type Measure,
  type Metric,
  type Preset,
  type Relationship,
  type RoleCatalog,
} from '../../metrics/index.js';

/** A relationship a query can go through, with the dataset it leads to. */
export interface ServedRelationship {
  readonly relationship: Relationship;
  readonly target: Dataset;
}

/** Relationships that join without multiplying rows, to datasets the role sees something of, there or further on. */
export function servedRelationships(catalog: RoleCatalog, dataset: Dataset): readonly ServedRelationship[] {
  return [...dataset.relationships.values()].flatMap((relationship) => {
    const target = catalog.datasets.get(relationship.to);
    return isJoinable(relationship) && target !== undefined && hasFields(catalog, target)
      ? [{ relationship, target }]
      : [];
  });
}

/** Whether the role may be shown what a single row or a single entity did; not where numbers about few entities are withheld from it. */
export function showsSingleRows({ role }: RoleCatalog, { policies }: Dataset): boolean {
  return policies.get(role)?.minGroup === undefined;
}

/** Whether there is anything to ask a dataset for. */
export function isServed(catalog: RoleCatalog, dataset: Dataset): boolean {
  return hasFields(catalog, dataset) || servedMeasures(dataset).length > 0;
}

/** Whether a row of the dataset has a dimension, or leads to a row that has one. */
function hasFields(catalog: RoleCatalog, dataset: Dataset, passed: ReadonlySet<string> = new Set()): boolean {
  if (dataset.dimensions.size > 0) return true;
  const way = new Set([...passed, dataset.name]);
  return [...dataset.relationships.values()].some((relationship) => {
    const target = catalog.datasets.get(relationship.to);
    return (
      isJoinable(relationship) &&
      target !== undefined &&
      !way.has(target.name) &&
      hasFields(catalog, target, way)
    );
  });
}

/** Relationships to any number of rows: rows of this side can be filtered by what is there. */
export function toManyRelationships(catalog: RoleCatalog, dataset: Dataset): readonly ServedRelationship[] {
  return [...dataset.relationships.values()].flatMap((relationship) => {
    const target = catalog.datasets.get(relationship.to);
    if (isJoinable(relationship) || target === undefined) return [];
    return isServed(catalog, target) && isComparable(catalog, target) ? [{ relationship, target }] : [];
  });
}

/** Whether rows can be chosen by something: of masked dimensions nothing can be compared. */
function isComparable(catalog: RoleCatalog, dataset: Dataset): boolean {
  return (
    [...dataset.dimensions.values()].some(({ mask }) => mask === undefined) ||
    servedMeasures(dataset).length > 0 ||
    servedRelationships(catalog, dataset).length > 0
  );
}

/** Relationships to many rows, each of which belongs to one row here: their measures can stand beside own ones, for nothing is counted twice. */
export function relationshipsBehind(catalog: RoleCatalog, dataset: Dataset): readonly ServedRelationship[] {
  if (isShared(dataset)) return [];
  return toManyRelationships(catalog, dataset).filter(
    ({ relationship, target }) =>
      relationship.cardinality === 'one-to-many' &&
      target.name !== dataset.name &&
      measuresBehind(target).length > 0,
  );
}

/** Those of its numbers that can stand beside another dataset's. */
export function measuresBehind(dataset: Dataset): readonly (Measure | Metric)[] {
  return servedMeasures(dataset).filter(({ name }) => isOfOwnRows(dataset, name));
}

/** Funnels and retentions with a name, where the dataset has a time to ask them by. */
export function presetsOf(dataset: Dataset): readonly Preset[] {
  return timeDimensions(dataset).length === 0 ? [] : [...(dataset.presets?.values() ?? [])];
}

/** Measures and metrics: every number of a dataset. */
export function servedMeasures({ measures, metrics }: Dataset): readonly (Measure | Metric)[] {
  return [...measures.values(), ...metrics.values()];
}

/** Whether its rows are those of several datasets, of which only numbers by shared dimensions can be asked. */
export function isShared({ name }: Dataset): boolean {
  return name === SHARED_DATASET;
}

/** Dimensions that a time range can restrict. */
export function timeDimensions(dataset: Dataset): readonly Dimension[] {
  return [...dataset.dimensions.values()].filter(
    (dimension) => isTime(dimension) && dimension.mask === undefined,
  );
}

export function isTime(dimension: Dimension): boolean {
  return dimension.type === 'time' || dimension.type === 'date';
}
