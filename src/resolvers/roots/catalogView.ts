import {
  askableShared,
  describeMask,
  type Dataset,
  type Dimension,
  type Measure,
  type Metadata,
  type Metric,
  type Relationship,
  type RoleCatalog,
} from '../../metrics/index.js';
import {
  presetsOf,
  screamingCase,
  servedRelationships,
  toManyRelationships,
  type CatalogDataset,
  type CatalogMeasure,
  type CatalogMetric,
  type CatalogRelationship,
  type CatalogShared,
  type CatalogView,
} from '../../schema/index.js';

/** The role's catalog as data: exactly what its schema offers. */
export function catalogView(catalog: RoleCatalog): CatalogView {
  const shared = askableShared(catalog);
  return {
    datasets: [...catalog.datasets.values()].map((dataset) => datasetView(catalog, dataset)),
    shared: shared === undefined ? null : sharedView(shared),
  };
}

function sharedView({ metrics, dimensions }: Dataset): CatalogShared {
  return {
    metrics: [...metrics.values()].map(metricView),
    dimensions: [...dimensions.values()].map(value),
  };
}

function datasetView(catalog: RoleCatalog, dataset: Dataset): CatalogDataset {
  return {
    ...entry(dataset),
    timeDimension: dataset.time,
    timezone: dataset.timezone,
    dimensions: [...dataset.dimensions.values()].map((dimension) => ({
      ...value(dimension),
      grains: [...(dimension.grains?.values() ?? [])].map(({ name, description }) => ({
        name: screamingCase(name),
        description,
      })),
      choices: [...(dimension.choices?.keys() ?? [])].map(screamingCase),
      masked: dimension.mask && describeMask(dimension.mask),
      sql: dimension.sql.text,
    })),
    measures: [...dataset.measures.values()].map(measureView),
    metrics: [...dataset.metrics.values()].map(metricView),
    presets: presetsOf(dataset).map((preset) => ({
      ...entry(preset),
      name: screamingCase(preset.name),
      kind: preset.kind,
    })),
    segments: [...dataset.segments.values()].map((segment) => ({ ...entry(segment), sql: segment.sql.text })),
    relationships: [...servedRelationships(catalog, dataset), ...toManyRelationships(catalog, dataset)].map(
      ({ relationship }) => relationshipView(relationship),
    ),
    sql:
      dataset.source.kind === 'table'
        ? `${dataset.source.database}.${dataset.source.table}`
        : dataset.source.text,
  };
}

function entry({
  name,
  description,
  owner,
  deprecated,
  certified,
  synonyms,
}: Metadata & { readonly name: string }) {
  return { name, description, owner, deprecated, certified: certified ?? false, synonyms: synonyms ?? [] };
}

function value(member: Dimension | Measure | Metric) {
  const { type, unit, format, goodWhen } = member;
  return { ...entry(member), type, unit, format, goodWhen };
}

function measureView(measure: Measure): CatalogMeasure {
  const { name, parameters, args } = measure.aggregate;
  const call = `${name}${parameters === '' ? '' : `(${parameters})`}(${args.map((arg) => arg.text).join(', ')})`;
  return {
    ...value(measure),
    timeDimension: measure.time,
    sql: measure.filter === undefined ? call : `${call} FILTER (WHERE ${measure.filter.text})`,
  };
}

function metricView(metric: Metric): CatalogMetric {
  return { ...value(metric), kind: metric.definition.kind };
}

function relationshipView(relationship: Relationship): CatalogRelationship {
  const { name, description, to, cardinality, on, validity } = relationship;
  return {
    name,
    description,
    to,
    cardinality,
    sql: [
      ...on.map((pair) => `${pair.from.text} = ${pair.to.text}`),
      ...(validity === undefined ? [] : [`${validity.at.text} >= ${validity.from.text}`]),
      ...(validity?.to === undefined
        ? []
        : [`(${validity.at.text} < ${validity.to.text} OR ${validity.to.text} IS NULL)`]),
    ].join(' AND '),
  };
}
