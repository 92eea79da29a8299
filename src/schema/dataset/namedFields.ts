import {
  GraphQLFloat,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
} from 'graphql';
import { askableNames, type Dataset } from '../../metrics/index.js';
import { CustomAggregationEnum, GoalNumberEnum } from '../inputs/nameInputs.js';
import type { RowSource, SchemaContext } from '../ports.js';
import { NumberScalar } from '../scalars/number.js';
import type { DatasetTypes } from './datasetTypes.js';

/** Fields that ask for what a website calls its own. Their names are the caller's, so they are arguments. */

type Fields = GraphQLFieldConfigMap<RowSource, SchemaContext>;
type Resolve = GraphQLFieldResolver<RowSource, SchemaContext>;

const name: GraphQLFieldConfigArgumentMap = {
  name: { type: new GraphQLNonNull(GraphQLString), description: 'What the website calls it.' },
};

export function namedDimensionFields({ catalog }: DatasetTypes, dataset: Dataset, resolve: Resolve): Fields {
  if (!askableNames(dataset, catalog.datasets).custom) return {};
  return {
    custom: {
      type: GraphQLString,
      description:
        'A custom dimension by the name that websites gave it (`viewer { websites { customDimensions { name } } }`), whichever column holds it there; null on websites without it.',
      args: name,
      resolve,
    },
  };
}

export function namedMeasureFields(types: DatasetTypes, dataset: Dataset, resolve: Resolve): Fields {
  const names = askableNames(dataset, types.catalog.datasets);
  const args = types.measureArguments(dataset).of('float');
  const fields: Fields = {};
  if (names.customMetric)
    fields['customMetric'] = {
      type: GraphQLFloat,
      description:
        'A custom metric by the name that websites gave it (`viewer { websites { customMetrics { name type } } }`), over the rows that have a value. A `currency` is in that of the website, a `time` in seconds.',
      args: { ...name, agg: { type: CustomAggregationEnum, description: 'SUM without it.' }, ...args },
      resolve,
    };
  if (names.goal)
    fields['goal'] = {
      type: NumberScalar,
      description:
        'A goal by the name that websites gave it (`viewer { websites { goals { name } } }`): each of them by its own rule. Only visits of websites that have it can reach it; a RATE is of the visitors of all.',
      args: { ...name, show: { type: GoalNumberEnum, description: 'CONVERSIONS without it.' }, ...args },
      resolve,
    };
  return fields;
}
