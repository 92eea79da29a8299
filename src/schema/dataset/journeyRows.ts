import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import type { RowSource, SchemaContext } from '../ports.js';
import { DateScalar } from '../scalars/dates.js';
import { Int64 } from '../scalars/int64.js';

/** What stands in the rows of a funnel, a retention and a lifecycle, of whatever dataset. */

type Fields = GraphQLFieldConfigMap<RowSource, SchemaContext>;

/** A column of a fixed name: an alias does not change what it reads. */
function column(
  name: string,
  type: GraphQLOutputType,
  description: string,
): GraphQLFieldConfig<RowSource, SchemaContext> {
  return { type, description, resolve: (row) => row.get(name) };
}

export const FUNNEL_FIELDS: Fields = {
  step: column('step', new GraphQLNonNull(GraphQLInt), 'From 1.'),
  name: column('name', new GraphQLNonNull(GraphQLString), 'As it was given.'),
  entered: column('entered', Int64, 'Entities of the step before; of the first step its own.'),
  converted: column('converted', Int64, 'Of those, the ones that came to this step.'),
  pending: column('pending', Int64, 'Of those, the ones that did not, but whose window is still open.'),
  lost: column('lost', Int64, 'Of those, the ones whose window is over without it.'),
  rate: column('rate', GraphQLFloat, 'Share of the first step that came to this one.'),
  ratePrevious: column('ratePrevious', GraphQLFloat, 'Share of the step before that came to this one.'),
  medianSeconds: column('medianSeconds', GraphQLFloat, 'Median seconds from the first step to this one.'),
  medianSecondsPrevious: column(
    'medianSecondsPrevious',
    GraphQLFloat,
    'Median seconds from the step before to this one.',
  ),
};

export const RETENTION_FIELDS: Fields = {
  cohort: column('cohort', DateScalar, 'First day of the bucket; null with `overall`.'),
  size: column('size', Int64, 'Entities of the cohort.'),
  period: column('period', new GraphQLNonNull(GraphQLInt), 'From 0, the bucket of the cohort itself.'),
  retained: column('retained', Int64, 'Entities that came back; null while the period is not over.'),
  rate: column('rate', GraphQLFloat, 'Share of the cohort; null while the period is not over.'),
};

export const LIFECYCLE_FIELDS: Fields = {
  bucket: column(
    'bucket',
    DateScalar,
    'First day of the bucket. In a range with both ends every bucket that has begun has a row.',
  ),
  active: column('active', Int64, 'Entities with an event in the bucket.'),
  new: column('new', Int64, 'Of those, the ones without any event before.'),
  returning: column('returning', Int64, 'Of those, the ones with an event in the bucket before.'),
  resurrected: column(
    'resurrected',
    Int64,
    'Of those, the ones with an event before, but not in the bucket before.',
  ),
  dormant: column(
    'dormant',
    Int64,
    'Entities of the bucket before without an event in this one; null while it is not over.',
  ),
};
