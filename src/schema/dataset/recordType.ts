import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { dimensionFields, relationshipFields } from './memberFields.js';

/** What a relationship leads to: dimensions, and what they join in turn. No measures: they would count the other side’s rows. */
export function buildRecordType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Record'),
    description: `A row of ${dataset.name} that another dataset joins. Its fields are null where there is none.`,
    fields: () => ({ ...dimensionFields(types, dataset), ...relationshipFields(types, dataset) }),
  });
}
