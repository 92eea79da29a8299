import { calendarStep, finest } from '../../resolve/baseGrain.js';
import { isCalendarUnit } from '../../resolve/calendar.js';
import { intervalShape } from '../../resolve/intervalBuckets.js';
import type { DimensionField } from '../../resolve/resolvedQuery.js';
import type { Grain } from '../../query/metricQuery.js';
import type { Instant } from '../../resolve/zone.js';
import { startOf, startOfPeriod, type Clock } from './sourceRange.js';
import { pathKey } from '../uses.js';

/** A column that shows the buckets of a grain as they are. */
export function showsBuckets(field: DimensionField, grain: Grain): boolean {
  const cut = field.part ?? field.interval ?? calendarStep(field);
  return cut === undefined && finest(field) === grain;
}

/** A column whose rows are days or pieces of days: what stands there is looked at day by day. */
export function showsDays(field: DimensionField): boolean {
  if (field.part !== undefined || calendarStep(field) !== undefined) return false;
  if (field.interval === undefined) return finest(field) === 'DAY' || !isCalendarUnit(finest(field));
  const { months, days, seconds } = intervalShape(field.interval);
  return months === 0 && days * 86_400 + seconds <= 86_400;
}

/** Whether shown buckets are base buckets or parts of dates, so that every period of built-in units begins with one. */
export function dividesPeriods(fields: readonly DimensionField[], grain: Grain): boolean {
  return fields.some((field) => field.part !== undefined || showsBuckets(field, grain));
}

/** Where the shown bucket begins that holds an instant, or before; undefined where only a calendar's table knows. */
export function shownStart(
  instant: Instant | undefined,
  fields: readonly DimensionField[],
  clock: Clock,
): Instant | undefined {
  if (instant === undefined) return undefined;
  const starts = fields.map((field) => {
    if (calendarStep(field) !== undefined) return undefined;
    if (field.part !== undefined) return instant;
    return field.interval === undefined
      ? startOf(instant, finest(field), clock)
      : startOfPeriod(instant, field.interval, clock);
  });
  return starts.reduce((first, start) => (first === undefined || start === undefined ? undefined : Math.min(first, start)), instant); // prettier-ignore
}

/** A column of the time that a series goes over, also one that a calendar cuts. */
export function isTime(field: DimensionField, time: DimensionField): boolean {
  const cut = calendarStep(field)?.day ?? field;
  return cut.dimension.name === time.dimension.name && pathKey(cut.path) === pathKey(time.path);
}
