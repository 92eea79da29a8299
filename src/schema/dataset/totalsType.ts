import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { behindFields, measureFields } from './memberFields.js';
import { datasetsField } from './numbersTypes.js';
import { isShared, servedMeasures } from './servedMembers.js';

export function buildTotalsType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> | undefined {
  if (servedMeasures(dataset).length === 0 && !isShared(dataset)) return undefined;
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Totals'),
    description: `Measures and metrics of ${dataset.name}.`,
    fields: () => ({
      ...measureFields(types, dataset),
      ...behindFields(types, dataset),
      ...datasetsField(types, dataset),
    }),
  });
}
