import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLScalarType,
} from 'graphql';
import { unreachable } from '../../errors.js';
import type { Dataset, Measure, Metric, ValueType } from '../../metrics/index.js';
import { documented } from '../describe.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { DateScalar, DateTime, Time } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';
import { Int64 } from '../scalars/int64.js';
import { List } from '../scalars/loose.js';
import { NumberScalar } from '../scalars/number.js';
import { Uuid } from '../scalars/uuid.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { namedDimensionFields, namedMeasureFields } from './namedFields.js';
import {
  isTime,
  measuresBehind,
  relationshipsBehind,
  servedMeasures,
  servedRelationships,
} from './servedMembers.js';

type Fields = GraphQLFieldConfigMap<RowSource, SchemaContext>;

const readKey = byKey<RowSource>((row, key) => row.get(key));

/** A joined record shows values of the same flat row, under longer keys. Never null: a row without a partner shows nulls. */
export const readRecord = byKey<RowSource>((row, key): RowSource => ({
  get: (inner) => row.get(`${key}.${inner}`),
}));

export function dimensionFields(types: DatasetTypes, dataset: Dataset): Fields {
  const fields: Fields = {};
  const argumentsOf = types.dimensionArguments(dataset);
  for (const dimension of dataset.dimensions.values()) {
    fields[dimension.name] = {
      type: isTime(dimension) ? Time : scalarFor(dimension.type),
      args: argumentsOf(dimension),
      resolve: readKey,
      ...documented(dimension),
    };
  }
  return { ...fields, ...namedDimensionFields(types, dataset, readKey) };
}

export function measureFields(types: DatasetTypes, dataset: Dataset): Fields {
  const args = types.measureArguments(dataset);
  return {
    ...numberFields(servedMeasures(dataset), ({ type }) => args.of(type)),
    ...namedMeasureFields(types, dataset, readKey),
  };
}

/** The measures of a dataset, as they are shown beside those of another one. */
export function measureFieldsBehind(types: DatasetTypes, dataset: Dataset): Fields {
  const { behind } = types.measureArguments(dataset);
  return numberFields(measuresBehind(dataset), () => behind);
}

function numberFields(
  measures: readonly (Measure | Metric)[],
  args: (measure: Measure | Metric) => GraphQLFieldConfigArgumentMap,
): Fields {
  const fields: Fields = {};
  for (const measure of measures) {
    fields[measure.name] = {
      type: measure.type === 'integer' ? NumberScalar : scalarFor(measure.type),
      args: args(measure),
      resolve: readKey,
      ...documented(measure),
    };
  }
  return fields;
}

export function relationshipFields(types: DatasetTypes, dataset: Dataset): Fields {
  const fields: Fields = {};
  for (const { relationship, target } of servedRelationships(types.catalog, dataset)) {
    fields[relationship.name] = {
      type: new GraphQLNonNull(types.record(target)),
      description: relationship.description,
      resolve: readRecord,
    };
  }
  return fields;
}

/** What is behind a relationship to many rows: their measures, each over its own rows. */
export function behindFields(types: DatasetTypes, dataset: Dataset): Fields {
  const fields: Fields = {};
  for (const { relationship, target } of relationshipsBehind(types.catalog, dataset)) {
    fields[relationship.name] = {
      type: new GraphQLNonNull(types.measures(target)),
      description: relationship.description,
      resolve: readRecord,
    };
  }
  return fields;
}

function scalarFor(type: ValueType): GraphQLScalarType {
  switch (type) {
    case 'string':
      return GraphQLString;
    case 'integer':
      return Int64;
    case 'decimal':
      return Decimal;
    case 'float':
      return GraphQLFloat;
    case 'boolean':
      return GraphQLBoolean;
    case 'date':
      return DateScalar;
    case 'time':
      return DateTime;
    case 'uuid':
      return Uuid;
    case 'list':
      return List;
    default:
      return unreachable(type);
  }
}
