import { calendarStep } from '../../resolve/baseGrain.js';
import { select } from '../select.js';
import { column, identifier, join, list, nested, sql } from '../sql.js';
import type { BranchNames } from './branchSelect.js';
import { withCalendars, type Stage } from './moveStage.js';
import { isUnlisted } from './showStage.js';
import { inRange } from './shownTime.js';
import type { TimedScope } from './timedBranch.js';

/** Whether numbers may stand in the null bucket of a calendar without rows in it: those of windows and to date, while shifts bring rows there. Beside days null is of that day. */
export function looksAround({ series: { frame, shifts }, times }: TimedScope): boolean {
  return (
    frame !== undefined &&
    shifts.length === 0 &&
    times.every(({ field }) => calendarStep(field) !== undefined)
  );
}

/** A stage of base buckets whose further column says of each group of the others whether some of its rows in the range are on days that calendars lack. */
export function withUnlisted(
  start: Stage,
  { scope, names, others, parts }: { readonly scope: TimedScope; readonly names: BranchNames; readonly others: readonly string[]; readonly parts: readonly string[] }, // prettier-ignore
): { readonly stage: Stage; readonly hasRows: string } {
  const { times, ranges, clock, grain } = scope;
  const carry = [...others, ...parts];
  const { stage, columns } = withCalendars(start, times, { carry, scope: { ...scope, names } });
  const inside = ranges[0] === undefined ? [] : inRange(stage.bucket, ranges[0], { ...clock, grain });
  const hasRows = names.take('has_unlisted');
  const by = others.length === 0 ? sql`` : sql`PARTITION BY ${list(others.map(column))}`;
  return {
    stage: {
      select: select({
        items: [
          ...carry.map(column),
          stage.bucket,
          sql`max(${join([isUnlisted([...columns.values()]), ...inside], sql` AND `)}) OVER (${by}) AS ${identifier(hasRows)}`,
        ],
        from: nested(stage.select),
      }),
      bucket: stage.bucket,
    },
    hasRows,
  };
}
