import type { CalendarDays, CalendarPeriod, DimensionField } from '../resolve/resolvedQuery.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { renderDimension } from './renderDimension.js';
import { scan } from './renderRows.js';
import { select, type Rows } from './select.js';
import { bare, nested, sql, value, type Sql } from './sql.js';

type Calendar = Pick<CalendarPeriod, 'dataset' | 'day' | 'bucket'>;

/** The rows of a calendar that the caller may see and that say which bucket a day is in. */
export function calendarRows(
  { dataset, day, bucket }: Calendar,
  secured: SecuredQuery,
): { readonly from: Rows; readonly where: readonly Sql[] } {
  const { from, where } = scan(dataset, secured);
  return { from, where: [...where, sql`${day.sql} IS NOT NULL`, sql`${bucket.sql} IS NOT NULL`] };
}

/** An array of the buckets of a calendar that have some of the days, in no order. */
export function bucketsOfDays(days: CalendarDays, secured: SecuredQuery): Sql {
  const { from, where } = calendarRows(days, secured);
  const buckets = select({
    items: [sql`groupUniqArray(${days.bucket.sql})`],
    from,
    where: [...where, ...between(days)],
  });
  return nested(buckets);
}

/** Whether a row is on a day of those buckets. */
export function isWithin(
  { field, ...days }: CalendarDays & { readonly field: DimensionField },
  secured: SecuredQuery,
): Sql {
  const { from, where } = calendarRows(days, secured);
  const buckets = select({ items: [bare(days.bucket.sql)], from, where: [...where, ...between(days)] });
  const all = select({
    items: [bare(days.day.sql)],
    from,
    where: [...where, sql`${days.bucket.sql} IN ${nested(buckets)}`],
  });
  return sql`${renderDimension({ ...field, grain: 'DAY' }, secured.resolved)} IN ${nested(all)}`;
}

function between({ day, first, last }: CalendarDays): readonly Sql[] {
  return [
    ...(first === undefined ? [] : [sql`${day.sql} >= ${value(first, 'Date32')}`]),
    ...(last === undefined ? [] : [sql`${day.sql} <= ${value(last, 'Date32')}`]),
  ];
}
