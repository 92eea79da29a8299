import type { GraphQLEnumType } from 'graphql';
import { GraphQLBoolean, GraphQLInputObjectType, GraphQLInt, type GraphQLNamedType } from 'graphql';
import { CALCULATIONS } from '../../metrics/index.js';
import { enumOf, GrainEnum, TimeUnitEnum } from './enums.js';
import { TimeRangeInput } from './timeInput.js';

/** Arguments that make another number of a measure. Their members are named after those of the compiler's Selection. */

export const CalculationEnum = enumOf(
  {
    name: 'Calculation',
    description:
      'What is made of the number; VALUE when nothing is said. SHARE and PERCENT_CHANGE are fractions (0.25 is 25 %), RANK is a whole number.',
  },
  CALCULATIONS,
  {
    VALUE: 'The number itself.',
    CHANGE:
      'Minus that of `shift`; without one minus that of the bucket before, without a `grain` of the range before.',
    PERCENT_CHANGE: 'CHANGE over the number it is compared with; null when that is 0.',
    SHARE:
      'Part of the total, which is recomputed from the rows: of everything in the scope, in rows inside rows too, unless `of` says PARENT.',
    RANK: '1 is the largest; equal numbers share a rank. In rows inside rows a place among those of the same row around; null in a row of the kind OTHER.',
    RUNNING_TOTAL:
      'From the start of the range to the end of each bucket, recomputed from the rows; of a level the last of each entity so far. Needs a time with a grain.',
  },
);

export const ShareOfEnum = enumOf(
  { name: 'ShareOf', description: 'What a SHARE is a share of; TOTAL when nothing is said.' },
  ['TOTAL', 'PARENT'],
  {
    TOTAL: 'All rows of the scope.',
    PARENT: 'The groups that agree in every dimension but the last selected one.',
  },
);

/** `unit` and `period` are others only where a dataset has grains of its own. */
export function shiftInput(
  name: string,
  { unit, period }: { readonly unit: GraphQLEnumType; readonly period: GraphQLEnumType },
): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name,
    description:
      'The number of another period, in the place of this one. Exactly one of: `n` with `unit`, `startOf`, `previous`, `range`.',
    fields: {
      n: { type: GraphQLInt, description: 'So many units back.' },
      unit: { type: unit },
      startOf: {
        type: period,
        description:
          'The first shown bucket that begins in the same period as this one: of weeks those of a month are the ones whose first day is in it. By days it is the first day. A bucket in which the range begins is taken as a whole.',
      },
      previous: { type: GraphQLBoolean, description: 'The range before the one of `time`, as long as it.' },
      range: {
        type: TimeRangeInput,
        description: 'This range; its first bucket stands in the place of the first.',
      },
    },
  });
}

export const ShiftInput = shiftInput('ShiftInput', { unit: TimeUnitEnum, period: GrainEnum });

const span = {
  n: { type: GraphQLInt, description: 'How many units.' },
  unit: { type: TimeUnitEnum },
};

const WindowSpanInput = new GraphQLInputObjectType({
  name: 'WindowSpanInput',
  description: 'A length of time: `n` with `unit`, or `all`.',
  fields: { ...span, all: { type: GraphQLBoolean, description: 'Without an end.' } },
});

const WindowAnchorEnum = enumOf(
  { name: 'WindowAnchor', description: 'Which end of each bucket a window is counted from.' },
  ['END', 'START'],
);

const WindowShowEnum = enumOf(
  {
    name: 'WindowShow',
    description:
      'What a bucket longer than the steps of its window shows: of those steps that have a number the last, the first or the average.',
  },
  ['LAST', 'FIRST', 'AVERAGE'],
);

export const WindowInput = new GraphQLInputObjectType({
  name: 'WindowInput',
  description:
    'The number over a window of time around each bucket, recomputed from the rows: `{ n: 7, unit: DAY }` trails seven days to the end of the bucket. Or `trailing` and `leading` name both sides.',
  fields: {
    ...span,
    trailing: {
      type: WindowSpanInput,
      description: 'From so long before the anchor. Instead of `n` and `unit`.',
    },
    leading: { type: WindowSpanInput, description: 'To so long after the anchor.' },
    anchor: { type: WindowAnchorEnum, description: 'END without it.' },
    show: {
      type: WindowShowEnum,
      description:
        'Of the days (or hours) of a longer bucket, those that have a number: the first, the last or their average. Without it exactly the window at the anchor of each bucket.',
    },
  },
});

export const CALCULATION_INPUTS: readonly GraphQLNamedType[] = [
  CalculationEnum,
  ShareOfEnum,
  ShiftInput,
  WindowSpanInput,
  WindowAnchorEnum,
  WindowShowEnum,
  WindowInput,
];
