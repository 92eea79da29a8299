import { GraphQLInputObjectType, type GraphQLInputFieldConfigMap } from 'graphql';
import type { Dataset, Dimension, Measure, Metric } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { AliasOrderBy } from '../inputs/aliasOrderBy.js';
import { DirectionEnum } from '../inputs/enums.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { servedMeasures, servedRelationships } from './servedMembers.js';

/** One entry of `orderBy` of rows. */
export function buildOrderByInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: typeName(dataset.name, 'OrderBy'),
    description: 'Exactly one member: a field and its direction, or a response key of the view.',
    isOneOf: true,
    fields: () => ({
      ...directions([...dataset.dimensions.values(), ...servedMeasures(dataset)]),
      ...joined(types, dataset),
      alias: { type: AliasOrderBy },
    }),
  });
}

/** One entry of `orderBy` of records: dimensions only, shown or not. */
export function buildRecordOrderByInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: typeName(dataset.name, 'RecordOrderBy'),
    description: 'Exactly one member: a field and its direction, or a response key of the records.',
    isOneOf: true,
    fields: () => ({ ...dimensions(types, dataset), alias: { type: AliasOrderBy } }),
  });
}

/** The same for what a relationship leads to, which has no response keys of its own. */
export function buildRelatedOrderByInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: typeName(dataset.name, 'RelatedOrderBy'),
    description: 'Exactly one member: a field and its direction.',
    isOneOf: true,
    fields: () => dimensions(types, dataset),
  });
}

function dimensions(types: DatasetTypes, dataset: Dataset): GraphQLInputFieldConfigMap {
  return { ...directions([...dataset.dimensions.values()]), ...joined(types, dataset) };
}

function directions(members: readonly (Dimension | Measure | Metric)[]): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    members
      .filter((member) => member.type !== 'list')
      .map((member) => [member.name, { type: DirectionEnum, ...documented(member) }]),
  );
}

function joined(types: DatasetTypes, dataset: Dataset): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    servedRelationships(types.catalog, dataset).map(({ relationship, target }) => [
      relationship.name,
      { type: types.relatedOrderBy(target), description: relationship.description },
    ]),
  );
}
