import { select } from '../select.js';
import { scan } from '../renderRows.js';
import { bare, nested, sql, value, type Sql } from '../sql.js';
import { isDays, later } from '../timeSteps.js';
import type { ResolvedShift } from '../../resolve/resolvedQuery.js';
import { dayOfBucket } from './moveStage.js';
import { bucketEnds } from './shownTime.js';
import type { Range } from './sourceRange.js';
import type { TimedScope } from './timedBranch.js';

type Ends = readonly [Sql | undefined, Sql | undefined];

/**
 * Starts of the first bucket that the shown ones look at, and of the one after the last. Which days a calendar compares with only its table knows, so there they are
 * asked of it.
 */
export function lookedEnds(scope: TimedScope): Ends {
  const { ranges, series, clock, grain } = scope;
  const at = { ...clock, grain };
  const calendar = series.shifts.findIndex(({ kind }) => kind === 'calendar');
  if (calendar < 0) return bucketEnds(ranges.at(-1) as Range, at);
  const before = bucketEnds(ranges[calendar] as Range, at);
  return series.shifts.slice(calendar).reduce<Ends>((ends, shift, index) => {
    switch (shift.kind) {
      case 'calendar':
        return comparedEnds(ends, shift, scope);
      case 'back': {
        const { n, unit } = shift.span;
        const [first, end] = ends;
        return [first && later(first, -n, unit), end && later(end, -n, unit)];
      }
      // Both are known again.
      case 'range':
        return bucketEnds(ranges[calendar + index + 1] as Range, at);
      case 'startOf':
        return [undefined, ends[1]];
    }
  }, before);
}

/** The first and the last of the days that a calendar names for shown ones. */
function comparedEnds(
  [first, end]: Ends,
  { dataset, from: compared, to: shown }: Extract<ResolvedShift, { kind: 'calendar' }>,
  scope: TimedScope,
): Ends {
  const { from, where } = scan(dataset, scope.secured);
  const [comparedDay, shownDay] = [compared, shown].map(({ sql: of }) => sql`toDate32(${bare(of)})`) as [Sql, Sql]; // prettier-ignore
  const inside = [
    ...(first === undefined ? [] : [sql`${shownDay} >= ${dayOfBucket(first, scope)}`]),
    // The last bucket may end within a day.
    ...(end === undefined ? [] : [sql`${shownDay} <= ${dayOfBucket(later(end, -1, isDays(scope.grain) ? 'DAY' : 'SECOND'), scope)}`]), // prettier-ignore
  ];
  const known = [...where, sql`${compared.sql} IS NOT NULL`, sql`${shown.sql} IS NOT NULL`, ...inside];
  const day = (which: Sql): Sql => {
    const only = nested(select({ items: [sql`${which}(${comparedDay})`], from, where: known }));
    return sql`assumeNotNull(${only})`;
  };
  const midnight = (of: Sql): Sql =>
    isDays(scope.grain) ? of : sql`toDateTime64(${of}, 3, ${value(scope.clock.zone.name, 'String')})`;
  return [first && midnight(day(sql`min`)), end && midnight(sql`addDays(${day(sql`max`)}, 1)`)];
}
