import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { dimensionFields, measureFields, relationshipFields } from './memberFields.js';

/** A group: the selected dimensions make it, the selected measures tell of it. */
export function buildRowType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Row'),
    description: `One group of ${dataset.name}: the dimensions you select are what it is grouped by.`,
    fields: () => ({
      ...dimensionFields(types, dataset),
      ...measureFields(types, dataset),
      ...relationshipFields(types, dataset),
    }),
  });
}
