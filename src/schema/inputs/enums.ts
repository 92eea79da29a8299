import { GraphQLEnumType } from 'graphql';
import { DATE_PARTS, GRAINS, NAMED_PERIODS, TIME_UNITS } from '../../metrics/index.js';

/** `values`: names, with a description where one is needed. */
export function enumOf(
  { name, description }: { readonly name: string; readonly description: string },
  values: readonly string[],
  described: Readonly<Record<string, string>> = {},
): GraphQLEnumType {
  return new GraphQLEnumType({
    name,
    description,
    values: Object.fromEntries(
      values.map((value) => [value, described[value] === undefined ? {} : { description: described[value] }]),
    ),
  });
}

export const GrainEnum = enumOf(
  { name: 'Grain', description: 'Length of the buckets a time is truncated to, in the query’s zone.' },
  GRAINS,
  {
    WEEK: 'Starts on Monday, unless the dataset says Sunday.',
  },
);

export const DatePartEnum = enumOf(
  { name: 'DatePart', description: 'A part of a time as an integer, in the query’s zone.' },
  DATE_PARTS,
  {
    MINUTE_OF_HOUR: '0 to 59.',
    HOUR_OF_DAY: '0 to 23.',
    DAY_OF_WEEK: '1 (Monday) to 7.',
    DAY_OF_MONTH: '1 to 31.',
    DAY_OF_YEAR: '1 to 366.',
    WEEK_OF_YEAR: 'ISO week, 1 to 53.',
    MONTH_OF_YEAR: '1 to 12.',
    QUARTER_OF_YEAR: '1 to 4.',
  },
);

export const TimeUnitEnum = enumOf(
  { name: 'TimeUnit', description: 'Unit of a length of time.' },
  TIME_UNITS,
);
export const NamedPeriodEnum = enumOf(
  { name: 'NamedPeriod', description: 'A calendar period around now, in the query’s zone.' },
  NAMED_PERIODS,
);
export const RowKindEnum = enumOf(
  { name: 'RowKind', description: 'What a row stands for.' },
  ['VALUE', 'OTHER'],
  {
    VALUE: 'A group of its own.',
    OTHER: 'Everything in no group that is shown; its dimensions are null.',
  },
);
export const DirectionEnum = enumOf(
  { name: 'Direction', description: 'NULL comes last in both directions.' },
  ['ASC', 'DESC'],
);
