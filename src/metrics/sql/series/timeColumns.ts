import { calendarStep, finest } from '../../resolve/baseGrain.js';
import { isCalendarUnit } from '../../resolve/calendar.js';
import { intervalShape } from '../../resolve/intervalBuckets.js';
import type { DimensionField } from '../../resolve/resolvedQuery.js';
import type { Grain } from '../../query/metricQuery.js';
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

/** A column of the time that a series goes over, also one that a calendar cuts. */
export function isTime(field: DimensionField, time: DimensionField): boolean {
  const cut = calendarStep(field)?.day ?? field;
  return cut.dimension.name === time.dimension.name && pathKey(cut.path) === pathKey(time.path);
}
