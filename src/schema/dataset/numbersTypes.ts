import { GraphQLNonNull, GraphQLObjectType, type GraphQLFieldConfigMap } from 'graphql';
import { SHARED_MEMBERS, type Dataset } from '../../metrics/index.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { typeName } from '../typeNames.js';
import type { DatasetTypes } from './datasetTypes.js';
import { measureFields, readRecord } from './memberFields.js';
import { isShared, relationshipsBehind, servedMeasures } from './servedMembers.js';

/** The numbers of one dataset, as they are asked beside those of others. Most datasets have no others in totals, so they need no second type. */
export function buildNumbersType(types: DatasetTypes, dataset: Dataset): GraphQLObjectType {
  const totals = types.totals(dataset);
  if (totals !== undefined && relationshipsBehind(types.catalog, dataset).length === 0) return totals;
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Numbers'),
    description: `Measures and metrics of ${dataset.name}, beside those of other datasets. Their arguments are those of ${dataset.name} itself.`,
    fields: () => measureFields(types, dataset),
  });
}

/** Every dataset that has numbers. One level of its own, so that no dataset meets a name that is shared. */
export function buildDatasetsType(types: DatasetTypes, dataset: Dataset): GraphQLObjectType {
  return new GraphQLObjectType<RowSource, SchemaContext>({
    name: typeName(dataset.name, 'Datasets'),
    description: `The datasets whose numbers can be asked together. To order or compare by one, name its response key: \`alias: { name: "${SHARED_MEMBERS}.…" }\`.`,
    fields: () => {
      const facts = [...types.catalog.datasets.values()].filter((fact) => servedMeasures(fact).length > 0);
      return Object.fromEntries(
        facts.map((fact) => [
          fact.name,
          {
            type: new GraphQLNonNull(types.numbers(fact)),
            description: fact.description,
            resolve: readRecord,
          },
        ]),
      );
    },
  });
}

/** In a question over several datasets: the way to the numbers of each of them. */
export function datasetsField(
  types: DatasetTypes,
  dataset: Dataset,
): GraphQLFieldConfigMap<RowSource, SchemaContext> {
  if (!isShared(dataset)) return {};
  return {
    [SHARED_MEMBERS]: {
      type: new GraphQLNonNull(types.datasets(dataset)),
      description: 'Numbers of any dataset that has all dimensions selected here.',
      resolve: readRecord,
    },
  };
}
