import { GraphQLObjectType } from 'graphql';
import type { Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { measureFieldsBehind } from './memberFields.js';

/** Where a relationship to many rows leads: their measures. No dimensions: of many rows they have no one value. */
export function buildMeasuresType(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLObjectType<RowSource, SchemaContext> {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Measures'),
    description: `Measures of the rows of ${dataset.name} that belong to the rows of a group, each row counted once. There are no dimensions: of many rows they have no one value. For those, for shifts, windows and shares, and for measures of other times or chosen rows, ask ${dataset.name} itself. To order or compare by such a measure, name its response key: \`alias: { name: "${dataset.name}.…" }\`.`,
    fields: () => measureFieldsBehind(types, dataset),
  });
}
