import { unreachable } from '../../errors.js';
import type { DatePart } from '../query/metricQuery.js';
import type { DimensionField, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { isWideTime, timeScale } from './clickhouseType.js';
import { bare, sql, value, type Sql } from './sql.js';

/** The value of each row: the dimension, truncated to its grain or reduced to a part, in the query's zone. */
export function renderDimension(field: DimensionField, resolved: ResolvedQuery): Sql {
  const { dimension, grain, part } = field;
  const column = bare(dimension.sql);
  if (dimension.type === 'date') {
    if (part !== undefined) return datePart(part, column);
    return grain === undefined || grain === 'DAY' ? column : dateGrain(field, column);
  }
  const zone = value(resolved.timezone, 'String');
  if (part !== undefined) return datePart(part, column, zone);
  switch (grain) {
    case undefined:
      return column;
    case 'DAY':
      // toDate is wrong outside 1970–2149; toStartOfDay is not midnight where clocks change at midnight.
      return fitsDate(field, resolved) ? sql`toDate(${column}, ${zone})` : sql`toDate32(${column}, ${zone})`;
    case 'SECOND':
      return isWideTime(dimension.clickhouseType) ? sql`toStartOfSecond(${column})` : column;
    case 'MINUTE':
      return sql`toStartOfMinute(${wholeSeconds(field, resolved)}, ${zone})`;
    case 'FIFTEEN_MINUTES':
      return sql`toStartOfFifteenMinutes(${wholeSeconds(field, resolved)}, ${zone})`;
    case 'HOUR':
      // Counted from the start of the local day, so buckets stay an hour long where clocks change by half of one.
      return sql`toStartOfHour(${wholeSeconds(field, resolved)}, ${zone})`;
    default:
      return dateGrain(field, column, zone);
  }
}

/** Week and coarser. Over a DateTime64 or a Date32 these give a Date32 (see `READ_SETTINGS`). */
function dateGrain({ grain, dataset }: DimensionField, column: Sql, zone?: Sql): Sql {
  const inZone = zone === undefined ? sql`` : sql`, ${zone}`;
  switch (grain) {
    case 'WEEK':
      // Always with the mode: the default week begins on Sunday.
      return dataset.weekStart === 'sunday'
        ? sql`toStartOfWeek(${column}, 0${inZone})`
        : sql`toStartOfWeek(${column}, 1${inZone})`;
    case 'MONTH':
      return sql`toStartOfMonth(${column}${inZone})`;
    case 'QUARTER':
      return sql`toStartOfQuarter(${column}${inZone})`;
    case 'YEAR':
      return sql`toStartOfYear(${column}${inZone})`;
    default:
      return column;
  }
}

/** TRICKY: before 1970 ClickHouse truncates fractions towards 1970, so 23:59:59.5 would fall into the next hour. */
function wholeSeconds(field: DimensionField, resolved: ResolvedQuery): Sql {
  const { clickhouseType, sql: expression } = field.dimension;
  const { from } = timeBounds(field, resolved);
  const early = timeScale(clickhouseType) > 0 && (from === undefined || from < 0);
  return early ? sql`toStartOfSecond(${bare(expression)})` : bare(expression);
}

function fitsDate(field: DimensionField, resolved: ResolvedQuery): boolean {
  if (!isWideTime(field.dimension.clickhouseType)) return true;
  const { from, to } = timeBounds(field, resolved);
  const day = 86_400_000;
  return from !== undefined && from >= day && to !== undefined && to <= Date.UTC(2149, 0, 1);
}

/** The query's range, when it is a range of this very field. */
function timeBounds(
  { path, dimension }: DimensionField,
  { time }: ResolvedQuery,
): { from?: number | undefined; to?: number | undefined } {
  const same = time !== undefined && path.length === 0 && time.field.dimension.name === dimension.name;
  return same ? { from: time.from, to: time.to } : {};
}

function datePart(part: DatePart, column: Sql, zone?: Sql): Sql {
  const inZone = zone === undefined ? sql`` : sql`, ${zone}`;
  switch (part) {
    case 'MINUTE_OF_HOUR':
      return sql`toMinute(${column}${inZone})`;
    case 'HOUR_OF_DAY':
      return sql`toHour(${column}${inZone})`;
    case 'DAY_OF_WEEK':
      return sql`toDayOfWeek(${column}, 0${inZone})`;
    case 'DAY_OF_MONTH':
      return sql`toDayOfMonth(${column}${inZone})`;
    case 'DAY_OF_YEAR':
      return sql`toDayOfYear(${column}${inZone})`;
    case 'WEEK_OF_YEAR':
      return sql`toISOWeek(${column}${inZone})`;
    case 'MONTH_OF_YEAR':
      return sql`toMonth(${column}${inZone})`;
    case 'QUARTER_OF_YEAR':
      return sql`toQuarter(${column}${inZone})`;
    case 'YEAR':
      return sql`toYear(${column}${inZone})`;
    default:
      return unreachable(part);
  }
}
