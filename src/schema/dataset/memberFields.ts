import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLScalarType,
} from 'graphql';
import { unreachable } from '../../errors.js';
import type { Dataset, ValueType } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { DatePartEnum, GrainEnum } from '../inputs/enums.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { DateScalar, DateTime, Time } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';
import { Int64 } from '../scalars/int64.js';
import { List } from '../scalars/loose.js';
import { Uuid } from '../scalars/uuid.js';
import { byKey } from './byKey.js';
import type { DatasetTypes } from './datasetTypes.js';
import { isTime, servedMeasures, servedRelationships } from './servedMembers.js';

type Fields = GraphQLFieldConfigMap<RowSource, SchemaContext>;

const readKey = byKey<RowSource>((row, key) => row.get(key));

/** A joined record shows values of the same flat row, under longer keys. Never null: a row without a partner shows nulls. */
const readRecord = byKey<RowSource>((row, key): RowSource => ({
  get: (inner) => row.get(`${key}.${inner}`),
}));

const timeArguments: GraphQLFieldConfigArgumentMap = {
  grain: { type: GrainEnum, description: 'Truncate to buckets of this length.' },
  part: { type: DatePartEnum, description: 'Show a part as an integer instead. Not together with `grain`.' },
};

export function dimensionFields(dataset: Dataset): Fields {
  const fields: Fields = {};
  for (const dimension of dataset.dimensions.values()) {
    fields[dimension.name] = isTime(dimension)
      ? { type: Time, args: timeArguments, resolve: readKey, ...documented(dimension) }
      : { type: scalarFor(dimension.type), resolve: readKey, ...documented(dimension) };
  }
  return fields;
}

export function measureFields(types: DatasetTypes, dataset: Dataset): Fields {
  const fields: Fields = {};
  const args = measureArguments(types, dataset);
  for (const measure of servedMeasures(dataset)) {
    fields[measure.name] = { type: scalarFor(measure.type), args, resolve: readKey, ...documented(measure) };
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

function measureArguments(types: DatasetTypes, dataset: Dataset): GraphQLFieldConfigArgumentMap {
  const where = types.where(dataset);
  const segment = types.segment(dataset);
  return {
    ...(where === undefined
      ? {}
      : { where: { type: where, description: 'Rows that count, on top of the filter of the scope.' } }),
    ...(segment === undefined
      ? {}
      : {
          segments: {
            type: new GraphQLList(new GraphQLNonNull(segment)),
            description: 'Named filters, all of which must hold.',
          },
        }),
  };
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
