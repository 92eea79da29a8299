import { GraphQLInputObjectType, GraphQLNonNull, GraphQLString, type GraphQLNamedType } from 'graphql';
import { CUSTOM_AGGREGATIONS, GOAL_NUMBERS } from '../../metrics/index.js';
import { enumOf } from './enums.js';
import { filterFor } from './filters.js';

/** Arguments of what is asked by the name that a website gave it. */

export const CustomAggregationEnum = enumOf(
  { name: 'CustomAggregation', description: 'What is made of the values of a custom metric.' },
  CUSTOM_AGGREGATIONS,
);

export const GoalNumberEnum = enumOf(
  { name: 'GoalNumber', description: 'What is shown of a goal.' },
  GOAL_NUMBERS,
  {
    CONVERSIONS: 'Visits that reached it, each counted once.',
    VISITORS: 'Distinct visitors who reached it.',
    RATE: 'Those over all visitors of the same time, whatever the breakdown: rows add up to a share of everybody.',
    RATE_IN_GROUP: 'Those over the visitors of the same group.',
    VALUE:
      'Conversions, each at what its website says one is worth, in the currency of the website; one without a worth counts nothing.',
  },
);

export const CustomFilter = new GraphQLInputObjectType({
  name: 'CustomFilter',
  description: 'A condition on a custom dimension by the name that websites gave it.',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString), description: 'What the website calls it.' },
    is: { type: new GraphQLNonNull(filterFor('string') as GraphQLInputObjectType) },
  },
});

export const NAME_INPUTS: readonly GraphQLNamedType[] = [CustomAggregationEnum, GoalNumberEnum, CustomFilter];
