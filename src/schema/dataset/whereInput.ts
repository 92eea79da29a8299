import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfigMap,
} from 'graphql';
import { askableNames, type Dataset } from '../../metrics/index.js';
import { documented } from '../describe.js';
import { filterFor } from '../inputs/filters.js';
import { CustomFilter } from '../inputs/nameInputs.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { servedRelationships, toManyRelationships } from './servedMembers.js';

/** The filter tree over rows: dimensions by type, relationships nested, and / or / not. */
export function buildWhereInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType | undefined {
  if (!isFiltered(types, dataset)) return undefined;
  const self: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: typeName(dataset.name, 'Where'),
    description: `Which rows of ${dataset.name} count. Members are AND-ed.`,
    fields: () => ({ ...conditions(types, dataset), ...logic(self) }),
  });
  return self;
}

/** The same through a relationship to many rows: it holds where there is such a row. */
export function buildRelatedInput(types: DatasetTypes, dataset: Dataset): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: typeName(dataset.name, 'Related'),
    description: `Holds where ${dataset.name} has such a row, of those that belong to a row; with \`having\`, where those rows together are so.`,
    fields: () => {
      const where = types.where(dataset);
      const having = types.relatedHaving(dataset);
      return {
        ...conditions(types, dataset),
        ...(where === undefined ? {} : logic(where)),
        ...(having === undefined
          ? {}
          : {
              having: {
                type: having,
                description: 'Over the rows that belong to a row, and are as the other members say.',
              },
            }),
      };
    },
  });
}

function isFiltered({ catalog }: DatasetTypes, dataset: Dataset): boolean {
  return (
    [...dataset.dimensions.values()].some(({ mask }) => mask === undefined) ||
    servedRelationships(catalog, dataset).length > 0 ||
    toManyRelationships(catalog, dataset).length > 0
  );
}

function conditions(types: DatasetTypes, dataset: Dataset): GraphQLInputFieldConfigMap {
  const fields: GraphQLInputFieldConfigMap = {};
  for (const dimension of dataset.dimensions.values()) {
    const type = dimension.mask === undefined ? filterFor(dimension.type) : undefined;
    if (type !== undefined) fields[dimension.name] = { type, ...documented(dimension) };
  }
  if (askableNames(dataset, types.catalog.datasets).custom)
    fields['custom'] = {
      type: new GraphQLList(new GraphQLNonNull(CustomFilter)),
      description: 'Custom dimensions by the names that websites gave them; all of these hold.',
    };
  for (const { relationship, target } of servedRelationships(types.catalog, dataset)) {
    const type = types.where(target);
    if (type !== undefined) fields[relationship.name] = { type, description: relationship.description };
  }
  for (const { relationship, target } of toManyRelationships(types.catalog, dataset))
    fields[relationship.name] = { type: types.related(target), description: relationship.description };
  return fields;
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
