import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { textScalar } from './textScalar.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** A day of the calendar: 2025-02-29 is none. */
function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (match === null) return false;
  const [, date, hour, minute, second] = match;
  return isDate(date as string) && Number(hour) < 24 && Number(minute) < 60 && Number(second ?? 0) < 60;
}

export const DateScalar = textScalar({
  name: 'Date',
  description: 'A day, `YYYY-MM-DD`.',
  accepts: isDate,
  example: '2026-02-28',
});

export const DateTime = textScalar({
  name: 'DateTime',
  description:
    'An instant, ISO 8601 with its offset: `2026-02-28T09:30:00+01:00`. As input also without an offset (local time of the query’s zone), or a day alone (its midnight there).',
  accepts: (text) => isDateTime(text) || isDate(text),
  example: '2026-02-28T09:30:00+01:00',
});

/** One output type for a field whose arguments decide what it shows; GraphQL has no other way to say so. */
export const Time = new GraphQLScalarType<string | number, string | number>({
  name: 'Time',
  description:
    'A time as its field was asked for: with a `grain` of DAY or coarser a day `YYYY-MM-DD` (the first of the bucket); with a finer grain, or none, an instant with its offset `2026-02-28T09:00:00+01:00`; ' +
    'a date dimension is always a day; with `part` an integer. As input: a day (its midnight in the query’s zone), or a date-time with its offset, or without one in the query’s zone.',
  serialize(value) {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    throw new GraphQLError('Time cannot represent a value that is neither text nor an integer.');
  },
  parseValue: parseTime,
  parseLiteral: (node) => parseTime(node.kind === Kind.STRING ? node.value : undefined),
});

function parseTime(value: unknown): string {
  if (typeof value === 'string' && (isDate(value) || isDateTime(value))) return value;
  throw new GraphQLError(
    'Time cannot represent this value: write a day such as "2026-02-28" or a time such as "2026-02-28T09:30:00+01:00".',
  );
}
