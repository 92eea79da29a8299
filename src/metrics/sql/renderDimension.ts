import { unreachable } from '../../errors.js';
import type { DatePart } from '../query/metricQuery.js';
import { intervalShape } from '../resolve/intervalBuckets.js';
import type { DimensionField, IntervalGrain, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { isNullable, isWideTime, plainType, timeScale } from './clickhouseType.js';
import { foldedField, isFolded } from './foldedField.js';
import { intervalOfDay, intervalOfInstant, type Which } from './intervalBucket.js';
import { bare, sql, value, type Sql } from './sql.js';

/** The value of each row: the dimension, truncated to its grain or reduced to a part, in the query's zone. */
export function renderDimension(field: DimensionField, resolved: ResolvedQuery): Sql {
  if (isFolded(field)) return foldedField(field, (each) => renderDimension(each, resolved));
  const { dimension, grain, part, interval } = field;
  if (interval !== undefined) return renderInterval(field, interval, resolved);
  const column = bare(dimension.sql);
  if (dimension.type === 'date') {
    if (part !== undefined) return datePart(part, column);
    return grain === undefined || grain === 'DAY' ? column : dateGrain(field, wideDate(field, resolved));
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
      // In the query's zone too: buckets that are moved go by its clock, not by that of the column.
      return isWideTime(dimension.clickhouseType)
        ? sql`toStartOfSecond(${column}, ${zone})`
        : sql`toTimeZone(${column}, ${zone})`;
    case 'MINUTE':
      return sql`toStartOfMinute(${wholeSeconds(field, resolved)}, ${zone})`;
    case 'FIFTEEN_MINUTES':
      return sql`toStartOfFifteenMinutes(${wholeSeconds(field, resolved)}, ${zone})`;
    case 'HOUR':
      // Counted from the start of the local day, so buckets stay an hour long where clocks change by half of one.
      return sql`toStartOfHour(${wholeSeconds(field, resolved)}, ${zone})`;
    default:
      return dateGrain(field, wideTime(field, resolved), zone);
  }
}

/** Where the interval that a field is cut by ends: the start of the next one. */
export function renderIntervalEnd(
  field: DimensionField & { readonly interval: IntervalGrain },
  resolved: ResolvedQuery,
): Sql {
  return renderInterval(field, { ...field.interval, which: 'next' }, resolved);
}

function renderInterval(
  field: DimensionField,
  { which, ...interval }: IntervalGrain & { readonly which?: Which },
  resolved: ResolvedQuery,
): Sql {
  const { isDate } = intervalShape(interval);
  if (isDate) return intervalOfDay(renderDimension({ ...field, grain: 'DAY', interval: undefined }, resolved), interval, which); // prettier-ignore
  const { clickhouseType } = field.dimension;
  const column = bare(field.dimension.sql);
  const seconds = !isWideTime(clickhouseType)
    ? sql`toInt64(toUnixTimestamp(${column}))`
    : timeScale(clickhouseType) === 0
      ? sql`toUnixTimestamp64Second(${column})`
      : // It would round what is before 1970 towards 1970.
        sql`toUnixTimestamp64Second(toStartOfSecond(${column}))`;
  return intervalOfInstant(seconds, interval, {
    timezone: resolved.timezone,
    nullable: isNullable(clickhouseType),
    which,
  });
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

const DAY = 86_400_000;

/** TRICKY: before 1970 ClickHouse truncates fractions towards 1970, so 23:59:59.5 would fall into the next hour. */
function wholeSeconds(field: DimensionField, resolved: ResolvedQuery): Sql {
  const { clickhouseType, sql: expression } = field.dimension;
  const { from } = timeBounds(field, resolved);
  const early = timeScale(clickhouseType) > 0 && (from === undefined || from < 0);
  return early ? sql`toStartOfSecond(${bare(expression)})` : wideTime(field, resolved);
}

/**
 * TRICKY: a DateTime or Date knows nothing before 1970, and the bucket that holds its first day (which often stands for "no time") can begin there: the
 * week does everywhere, the day west of Greenwich. ClickHouse would begin it on 1970-01-01.
 */
function wideTime(field: DimensionField, resolved: ResolvedQuery): Sql {
  const column = bare(field.dimension.sql);
  const fits = isWideTime(field.dimension.clickhouseType) || beginsAfterEpoch(field, resolved);
  return fits || (resolved.timezone === 'UTC' && field.grain !== 'WEEK')
    ? column
    : sql`toDateTime64(${column}, 0, 'UTC')`;
}

function wideDate(field: DimensionField, resolved: ResolvedQuery): Sql {
  const column = bare(field.dimension.sql);
  const fits = plainType(field.dimension.clickhouseType) === 'Date32' || beginsAfterEpoch(field, resolved);
  return fits || field.grain !== 'WEEK' ? column : sql`toDate32(${column})`;
}

/** By more than a week, as that is the largest bucket that 1970 does not begin. */
function beginsAfterEpoch(field: DimensionField, resolved: ResolvedQuery): boolean {
  return (timeBounds(field, resolved).from ?? 0) >= 9 * DAY;
}

function fitsDate(field: DimensionField, resolved: ResolvedQuery): boolean {
  const { from, to } = timeBounds(field, resolved);
  if (!isWideTime(field.dimension.clickhouseType))
    return resolved.timezone === 'UTC' || beginsAfterEpoch(field, resolved);
  return from !== undefined && from >= DAY && to !== undefined && to <= Date.UTC(2149, 0, 1);
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
