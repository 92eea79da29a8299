import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfigMap,
} from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { filterFor } from '../inputs/filters.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { servedRelationships } from './servedMembers.js';

/** The filter tree over rows: dimensions by type, relationships nested, and / or / not. */
export function buildWhereInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType | undefined {
  const relationships = servedRelationships(types.catalog, dataset);
  if (dataset.dimensions.size === 0 && relationships.length === 0) return undefined;
  const self: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: typeName(dataset.name, 'Where'),
    description: `Which rows of ${dataset.name} count. Members are AND-ed.`,
    fields: () => {
      const fields: GraphQLInputFieldConfigMap = {};
      for (const dimension of dataset.dimensions.values()) {
        const type = filterFor(dimension.type);
        if (type !== undefined) fields[dimension.name] = { type, ...documented(dimension) };
      }
      for (const { relationship, target } of relationships) {
        const type = types.where(target);
        if (type !== undefined) fields[relationship.name] = { type, description: relationship.description };
      }
      return { ...fields, ...logic(self) };
    },
  });
  return self;
}

/** and / or / not over a filter type itself. */
export function logic(self: GraphQLInputObjectType): GraphQLInputFieldConfigMap {
  const list = new GraphQLList(new GraphQLNonNull(self));
  return {
    and: { type: list, description: 'All of these hold.' },
    or: { type: list, description: 'At least one of these holds.' },
    not: { type: self, description: 'This does not hold (SQL’s three-valued logic: NULL is neither).' },
  };
}
