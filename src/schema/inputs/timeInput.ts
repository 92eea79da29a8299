import { GraphQLBoolean, GraphQLInputObjectType, GraphQLInt, GraphQLNonNull } from 'graphql';
import { Time } from '../scalars/dates.js';
import { NamedPeriodEnum, TimeUnitEnum } from './enums.js';

const LastInput = new GraphQLInputObjectType({
  name: 'LastInput',
  description: 'The last n units up to now.',
  fields: {
    n: { type: new GraphQLNonNull(GraphQLInt), description: 'How many units; at least 1.' },
    unit: { type: new GraphQLNonNull(TimeUnitEnum) },
    complete: {
      type: GraphQLBoolean,
      defaultValue: false,
      description: 'End at the start of the current unit instead of now.',
    },
  },
});

export const TimeRangeInput = new GraphQLInputObjectType({
  name: 'TimeRangeInput',
  description: 'A half-open range: `from` is included, `to` is not.',
  fields: {
    from: { type: new GraphQLNonNull(Time) },
    to: { type: new GraphQLNonNull(Time) },
  },
});

export const TimeInput = new GraphQLInputObjectType({
  name: 'TimeInput',
  description: 'Which time the rows are from, in the query’s zone. Exactly one member.',
  isOneOf: true,
  fields: {
    last: { type: LastInput },
    range: { type: TimeRangeInput },
    period: { type: NamedPeriodEnum },
    all: { type: GraphQLBoolean, description: 'No restriction; the same as no `time`.' },
  },
});

export const TIME_INPUTS: readonly GraphQLInputObjectType[] = [TimeInput, LastInput, TimeRangeInput];
