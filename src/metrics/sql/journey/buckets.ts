import { unreachable } from '../../../errors.js';
import type { JourneyGrain } from '../../query/journey.js';
import { sql, type Sql } from '../sql.js';

/** The bucket so many later; buckets are Date32. */
export function bucketsLater(bucket: Sql, grain: JourneyGrain, count: Sql): Sql {
  switch (grain) {
    case 'DAY':
      return sql`addDays(${bucket}, ${count})`;
    case 'WEEK':
      return sql`addWeeks(${bucket}, ${count})`;
    case 'MONTH':
      return sql`addMonths(${bucket}, ${count})`;
    case 'QUARTER':
      return sql`addQuarters(${bucket}, ${count})`;
    case 'YEAR':
      return sql`addYears(${bucket}, ${count})`;
    default:
      return unreachable(grain);
  }
}

/** How many buckets lie from one to a later one. */
export function bucketsBetween(from: Sql, to: Sql, grain: JourneyGrain): Sql {
  switch (grain) {
    case 'DAY':
      return sql`dateDiff('day', ${from}, ${to})`;
    case 'WEEK':
      // Weeks of dateDiff begin on Monday, these perhaps on Sunday.
      return sql`intDiv(dateDiff('day', ${from}, ${to}), 7)`;
    case 'MONTH':
      return sql`dateDiff('month', ${from}, ${to})`;
    case 'QUARTER':
      return sql`dateDiff('quarter', ${from}, ${to})`;
    case 'YEAR':
      return sql`dateDiff('year', ${from}, ${to})`;
    default:
      return unreachable(grain);
  }
}
