import type { DimensionModel, EntityModel, MeasureModel, SemanticModel, TimeSpineModel } from './manifest.js';
import { dimensionType } from './columnTypes.js';
import { partitionsOf, timeOf, timeOfMeasure, validityOf, type Join, type ModelGraph } from './modelGraph.js';
import { datasetName, measureMember, metricSpecs, ROW_COUNT, type Spec } from './metricSpecs.js';
import { partName } from './filters.js';
import { camel, keyName } from './names.js';

/** YAML files of one manifest: a dataset per semantic model, one per time spine, and the metrics that cross them. */
export function catalogFiles(graph: ModelGraph): ReadonlyMap<string, unknown> {
  const metrics = metricSpecs(graph);
  const files = new Map<string, unknown>();
  for (const model of graph.models) {
    files.set(`${datasetName(model)}.yaml`, datasetSpec(graph, model, metrics.byModel.get(model.name)));
  }
  for (const spine of spinesOf(graph)) files.set(`${spineName(spine)}.yaml`, spineSpec(graph, spine));
  if (metrics.crossing.size > 0) files.set('metrics.yaml', Object.fromEntries(metrics.crossing));
  return files;
}

/** The calendar by the time that a dataset is counted by: every dataset with a time has it, so that it is shared. */
export const TIME_CALENDAR = 'metricTimeCalendar';

const ACCESS = { analyst: { rows: 'all' } };

function datasetSpec(
  graph: ModelGraph,
  model: SemanticModel,
  metrics: ReadonlyMap<string, Spec> | undefined,
): Spec {
  const { schema_name, alias } = model.node_relation;
  const time = timeOf(model);
  const joins = graph.joinsFrom(model);
  const relationships = new Map<string, Spec>(joins.map((join) => [join.name, joinSpec(join)]));
  const calendar = calendarOf(graph);
  if (calendar !== undefined) {
    for (const dimension of model.dimensions.filter(({ type }) => type === 'time')) {
      if (dimension.name === time) {
        relationships.set(TIME_CALENDAR, {
          to: spineName(calendar),
          on: { [`toDate(${timeSql(graph, model, dimension)})`]: 'ds' },
          cardinality: 'many-to-one',
          description: 'The day that its rows are counted by, in the calendar.',
        });
      }
      relationships.set(`${camel(dimension.name)}Calendar`, {
        to: spineName(calendar),
        on: { [`toDate(${timeSql(graph, model, dimension)})`]: 'ds' },
        cardinality: 'many-to-one',
        description: `The day of ${dimension.name} in the calendar.`,
      });
    }
  }
  const key = primaryKeyOf(model);
  return {
    dataset: datasetName(model),
    description: (model.description ?? model.name).trim(),
    ...(model.sql === undefined ? { source: `${schema_name}.${alias}` } : { sql: model.sql }),
    ...(key.length === 0 ? {} : { primaryKey: key }),
    ...(time === undefined ? {} : { time: camel(time) }),
    ...(relationships.size === 0 ? {} : { relationships: Object.fromEntries(relationships) }),
    dimensions: Object.fromEntries([
      ...model.dimensions.map(
        (dimension) => [camel(dimension.name), dimensionSpec(graph, model, dimension)] as const,
      ),
      ...model.entities.map((entity) => [keyName(entity.name), entitySpec(graph, model, entity)] as const),
    ]),
    ...(model.measures.length === 0
      ? {}
      : {
          measures: Object.fromEntries([
            ...model.measures.map(
              (measure) => [measureMember(measure.name), measureSpec(model, measure)] as const,
            ),
            [ROW_COUNT, { agg: 'count', fill: 'null', description: 'Rows.' }],
          ]),
        }),
    ...(metrics === undefined ? {} : { metrics: Object.fromEntries(metrics) }),
    access: ACCESS,
  };
}

function primaryKeyOf(model: SemanticModel): readonly string[] {
  const keys = model.entities.filter(({ type }) => type === 'primary').map(sqlOf);
  const partitions = model.dimensions.filter(({ is_partition }) => is_partition === true).map(sqlOf);
  return keys.length === 0 ? [] : [...keys, ...partitions];
}

/** Rows meet on the entity, and on the partition where both sides have it. */
function joinSpec({ entity, from, to, cardinality }: Join): Spec {
  const expression = (model: SemanticModel): string => {
    const found = model.entities.find(({ name }) => name === entity);
    return found === undefined ? entity : sqlOf(found);
  };
  const validity = validityOf(to);
  const isNatural = to.entities.some(({ name, type }) => name === entity && type === 'natural');
  const time = timeOf(from);
  const at = from.dimensions.find(({ name }) => name === time);
  return {
    to: datasetName(to),
    // Rows to many sides are asked for what their metrics are per entity, in all partitions.
    on: Object.fromEntries([
      [expression(from), expression(to)],
      ...(cardinality.endsWith('many') ? [] : partitionsOf(from, to)),
    ]),
    cardinality,
    ...(validity === undefined || !isNatural || at === undefined || cardinality.endsWith('many')
      ? {}
      : {
          validity: {
            at: sqlOf(at),
            from: sqlOf(validity.from),
            ...(validity.to === undefined ? {} : { to: sqlOf(validity.to) }),
          },
        }),
    description: `${to.name} of the same ${entity}.`,
  };
}

function sqlOf({ expr, name }: { readonly expr?: string | number | null; readonly name: string }): string {
  return expr === null || expr === undefined ? name : String(expr);
}

function columnType(graph: ModelGraph, model: SemanticModel, sql: string): string {
  const known = graph.columnTypes.get(model.node_relation.alias)?.get(sql);
  if (known !== undefined) return known;
  return /^-?\d+$/.test(sql) ? 'Int64' : 'String';
}

/** Times that the tables hold as text are read as times. */
function timeSql(graph: ModelGraph, model: SemanticModel, dimension: DimensionModel): string {
  const sql = sqlOf(dimension);
  return columnType(graph, model, sql) === 'String'
    ? `parseDateTime64BestEffortOrNull(${sql}, 3, 'UTC')`
    : sql;
}

function dimensionSpec(graph: ModelGraph, model: SemanticModel, dimension: DimensionModel): Spec {
  const description = `${dimension.name} of ${model.name}.`;
  const sql = sqlOf(dimension);
  if (dimension.type !== 'time')
    return { type: dimensionType(columnType(graph, model, sql)), sql, description };
  const calendar = calendarOf(graph);
  return {
    type: dimensionType(columnType(graph, model, sql)) === 'date' ? 'date' : 'time',
    sql: timeSql(graph, model, dimension),
    ...(calendar === undefined || (calendar.custom_granularities ?? []).length === 0
      ? {}
      : { grains: grainsOf(calendar) }),
    description,
  };
}

function entitySpec(graph: ModelGraph, model: SemanticModel, entity: EntityModel): Spec {
  const sql = sqlOf(entity);
  return {
    type: dimensionType(columnType(graph, model, sql)),
    sql,
    conforms: keyName(entity.name),
    description: `The ${entity.name}.`,
  };
}

function measureSpec(model: SemanticModel, measure: MeasureModel): Spec {
  const sql = sqlOf(measure);
  const time = timeOfMeasure(model, measure);
  const level = measure.non_additive_dimension ?? undefined;
  return {
    ...aggregate(measure, sql),
    ...(time === timeOf(model) ? {} : { time: camel(time) }),
    ...(level === undefined
      ? {}
      : {
          semiAdditive: {
            over: camel(level.name),
            take: level.window_choice === 'min' ? 'first' : 'last',
            per: (level.window_groupings ?? []).map(keyName),
            ties: 'all',
          },
        }),
    // What it shows where there is nothing, its metrics say.
    fill: 'null',
    description: `The measure ${measure.name}.`,
  };
}

function aggregate({ agg, agg_params }: MeasureModel, sql: string): Spec {
  const level = agg_params?.percentile ?? 0.5;
  switch (agg) {
    case 'sum_boolean':
      return { agg: 'sum', sql: `if(${sql}, 1, 0)` };
    // As the author does: a count is a sum of ones, so that it is null where there is nothing.
    case 'count':
      return { agg: 'sum', sql: `if(isNotNull(${sql}), 1, 0)` };
    case 'count_distinct':
      return { agg: 'uniqExact', sql };
    case 'average':
      return { agg: 'avg', sql };
    case 'median':
      return { agg: 'quantileExactInclusive(0.5)', sql };
    case 'percentile':
      return agg_params?.use_discrete_percentile === true
        ? { agg: `quantileExactLow(${level})`, sql }
        : { agg: `quantileExactInclusive(${level})`, sql };
    default:
      return { agg, sql };
  }
}

/** Time spines, each a dataset: of days with the grains that are not units of the calendar. */
export function spinesOf(graph: ModelGraph): readonly TimeSpineModel[] {
  return graph.manifest.project_configuration.time_spines;
}

export function spineName({ node_relation }: TimeSpineModel): string {
  return camel(node_relation.alias);
}

/** The spine of days, which has the grains that are no unit of time. */
function calendarOf(graph: ModelGraph): TimeSpineModel | undefined {
  return spinesOf(graph).find(({ primary_column }) => primary_column.time_granularity === 'day');
}

function grainsOf(spine: TimeSpineModel): Spec {
  return Object.fromEntries(
    (spine.custom_granularities ?? []).map(({ name }) => [
      camel(name),
      {
        calendar: spineName(spine),
        date: 'ds',
        bucket: camel(name),
        shifts: { [camel(name)]: `${camel(name)}Before` },
        description: `The ${name} of the calendar.`,
      },
    ]),
  );
}

function spineSpec(graph: ModelGraph, spine: TimeSpineModel): Spec {
  const { schema_name, alias } = spine.node_relation;
  const { name: column, time_granularity } = spine.primary_column;
  const custom = spine.custom_granularities ?? [];
  const head = { dataset: spineName(spine), description: `Every ${time_granularity} there is.` };
  const own = { type: time_granularity === 'day' ? 'date' : 'time', description: `The ${time_granularity}.` };
  if (time_granularity !== 'day')
    return {
      ...head,
      source: `${schema_name}.${alias}`,
      time: 'ds',
      dimensions: { ds: { ...own, sql: column } },
      access: ACCESS,
    };
  const types = graph.columnTypes.get(alias);
  return {
    ...head,
    sql: calendarSql(spine, types),
    primaryKey: ['ds'],
    time: 'ds',
    dimensions: {
      ds: { ...own },
      ...Object.fromEntries(
        custom.flatMap(({ name, column_name }) => [
          [
            camel(name),
            {
              type: bucketType(types, column_name ?? name),
              sql: name,
              description: `The ${name} of the day.`,
            },
          ],
          [
            `${camel(name)}Before`,
            {
              type: 'date',
              sql: `${name}_before`,
              description: `The day at the same place in the ${name} before.`,
            },
          ],
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(PART_SQL).map(([part, sql]) => [
          partName(part),
          { type: 'integer', sql, description: `The ${part} of the day, as a number.` },
        ]),
      ),
    },
    access: ACCESS,
  };
}

const PART_SQL = {
  dow: 'toDayOfWeek(ds)',
  doy: 'toDayOfYear(ds)',
  day: 'toDayOfMonth(ds)',
  month: 'toMonth(ds)',
  quarter: 'toQuarter(ds)',
  year: 'toYear(ds)',
};

/** Buckets that begin at a day are days, others what the column holds. */
function bucketType(types: ReadonlyMap<string, string> | undefined, column: string): string {
  const type = dimensionType(types?.get(column) ?? 'DateTime');
  return type === 'time' ? 'date' : type;
}

/** Per day its bucket of each grain, and the day at the same place in the bucket before; null when that bucket is shorter. */
function calendarSql(
  { node_relation, primary_column, custom_granularities }: TimeSpineModel,
  types: ReadonlyMap<string, string> | undefined,
): string {
  const table = `${node_relation.schema_name}.${node_relation.alias}`;
  const grains = (custom_granularities ?? []).map(({ name, column_name }) => ({
    name,
    column: column_name ?? name,
  }));
  const places = grains.map(
    ({ name, column }) =>
      `${bucketType(types, column) === 'date' ? `toDate(${column})` : column} AS ${name}, dense_rank() OVER (ORDER BY ${column}) AS ${name}_bucket, row_number() OVER (PARTITION BY ${column} ORDER BY ${primary_column.name}) AS ${name}_place`,
  );
  const numbered = `(SELECT ${[`toDate(${primary_column.name}) AS ds`, ...places].join(', ')} FROM ${table})`;
  const joins = grains.map(
    ({ name }) =>
      `LEFT JOIN ${numbered} AS ${name}_other ON ${name}_other.${name}_bucket + 1 = days.${name}_bucket AND ${name}_other.${name}_place = days.${name}_place`,
  );
  const columns = grains.map(({ name }) => `days.${name} AS ${name}, ${name}_other.ds AS ${name}_before`);
  return ['SELECT', ['days.ds AS ds', ...columns].join(', '), 'FROM', numbered, 'AS days', ...joins].join(
    ' ',
  );
}
