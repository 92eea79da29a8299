import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { behindFields, measureFields } from './memberFields.js';
import { servedMeasures } from './servedMembers.js';

export function buildTotalsType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> | undefined {
  if (servedMeasures(dataset).length === 0) return undefined;
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Totals'),
    description: `Measures of ${dataset.name} over all rows of the scope.`,
    fields: () => ({ ...measureFields(types, dataset), ...behindFields(types, dataset) }),
  });
}
