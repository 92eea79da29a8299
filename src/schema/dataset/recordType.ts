import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { dimensionFields, relationshipFields } from './memberFields.js';

/** A row itself, in `records` or where a relationship leads: dimensions, and what they join in turn. No measures: they would count the other side’s rows. */
export function buildRecordType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Record'),
    description: `A row of ${dataset.name}. Where another dataset joins it and there is none, its fields are null.`,
    fields: () => ({ ...dimensionFields(types, dataset), ...relationshipFields(types, dataset) }),
  });
}
