import { GraphQLInputObjectType, GraphQLInt, GraphQLNonNull, type GraphQLNamedType } from 'graphql';
import {
  COHORT_RULES,
  FUNNEL_ANCHORS,
  FUNNEL_BETWEEN,
  FUNNEL_TIES,
  JOURNEY_GRAINS,
  RETENTION_MODES,
} from '../../metrics/index.js';
import { enumOf, TimeUnitEnum } from './enums.js';

/** Arguments of the views that follow an entity through time. */

export const SpanInput = new GraphQLInputObjectType({
  name: 'SpanInput',
  description: 'A length of calendar time.',
  fields: {
    n: { type: new GraphQLNonNull(GraphQLInt) },
    unit: { type: new GraphQLNonNull(TimeUnitEnum) },
  },
});

export const FunnelAnchorEnum = enumOf(
  { name: 'FunnelAnchor', description: 'What the window of a funnel is measured from.' },
  FUNNEL_ANCHORS,
  { TOTAL: 'All steps lie within the window of the first.', PER_STEP: 'Each within that of the one before.' },
);

export const FunnelTiesEnum = enumOf(
  { name: 'FunnelTies', description: 'How steps with the same time count.' },
  FUNNEL_TIES,
  {
    ORDERED: 'In the order of the primary key.',
    STRICT: 'Not: a step has to be later than the one before.',
    ANY: 'In any order; wants `sameEvent: true`.',
  },
);

export const FunnelBetweenEnum = enumOf(
  { name: 'FunnelBetween', description: 'What may lie between two steps.' },
  FUNNEL_BETWEEN,
  {
    NO_STEP: 'No other event of any step, repeated ones included.',
    NOTHING: 'No other event of the scope.',
  },
);

export const JourneyGrainEnum = enumOf(
  { name: 'JourneyGrain', description: 'Length of the periods of a retention or lifecycle.' },
  JOURNEY_GRAINS,
);

export const CohortRuleEnum = enumOf(
  { name: 'CohortRule', description: 'Which event puts an entity into a cohort.' },
  COHORT_RULES,
  {
    FIRST_EVER: 'The first of all time, if it lies in the time of the scope.',
    FIRST_IN_RANGE: 'The first in the time of the scope.',
    EVERY: 'The first of every bucket, so an entity is in several cohorts.',
  },
);

export const RetentionModeEnum = enumOf(
  { name: 'RetentionMode', description: 'When an entity counts as retained in a period.' },
  RETENTION_MODES,
  { EXACTLY: 'Back in this very period.', ON_OR_AFTER: 'Back in it or in any later one.' },
);

export const JOURNEY_INPUTS: readonly GraphQLNamedType[] = [
  SpanInput,
  FunnelAnchorEnum,
  FunnelTiesEnum,
  FunnelBetweenEnum,
  JourneyGrainEnum,
  CohortRuleEnum,
  RetentionModeEnum,
];
