import type { SecuredQuery } from '../policy/securedQuery.js';
import { calendarStep } from '../resolve/baseGrain.js';
import { formatDay } from '../resolve/calendar.js';
import type { DimensionField, JoinStep, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { shownType } from '../resolve/shownType.js';
import { zoneOf } from '../resolve/zone.js';
import { scan } from './renderRows.js';
import { READ_SETTINGS } from './readSettings.js';
import { select } from './select.js';
import { bare, renderSql, sql, value, type Sql } from './sql.js';
import type { Statement } from './statement.js';
import { remember } from './statementReads.js';
import { isDimension } from './uses.js';

/**
 * For each shown column that a calendar cuts, a statement whose one column, of the same key, has those of its buckets that are not whole: the range begins or
 * ends within them, or they are not over at `now`. Where they begin and end only the calendar's table knows.
 */
export function cutBuckets(secured: SecuredQuery, now: Date): readonly Statement[] {
  return secured.resolved.columns.filter(isDimension).flatMap(({ key, field }) => {
    const step = calendarStep(field);
    return step === undefined ? [] : [cutStatement(secured, { key, field, step }, now)];
  });
}

function cutStatement(
  secured: SecuredQuery,
  { key, field, step }: { key: string; field: DimensionField; step: JoinStep },
  now: Date,
): Statement {
  const { from, where } = scan(step.dataset, secured);
  const bucket = bare(field.dimension.sql);
  const days = step.relationship.on.map(({ to }) => sql`toDate32(${bare(to)})`);
  const { first, last } = wholeDays(secured.resolved, { step, now: now.getTime() });
  const cut: readonly Sql[] = days.flatMap((day) => [
    ...(first === undefined ? [] : [sql`min(${day}) < ${value(first, 'Date32')}`]),
    sql`max(${day}) > ${value(last, 'Date32')}`,
  ]);
  const type = shownType(field);
  const { timezone } = secured.resolved;
  const piece = select({
    items: [bucket],
    from,
    where,
    groupBy: [bucket],
    having: [cut.reduce((all, condition) => sql`${all} OR ${condition}`)],
  });
  const columns = [{ name: key, key, type, ...(type === 'time' ? { timezone } : {}) }];
  const how = { piece, complete: (asked: Sql) => asked, tables: () => [] };
  return remember({ ...renderSql(piece), settings: READ_SETTINGS, columns }, how);
}

/** The first and the last day that are over and that the range takes in from beginning to end. */
function wholeDays(
  { time, timezone }: ResolvedQuery,
  { step, now }: { step: JoinStep; now: number },
): { readonly first: string | undefined; readonly last: string } {
  const zone = zoneOf(timezone);
  const { day } = step;
  const isCut = time !== undefined && day?.path.length === 0 && day.dimension.name === time.field.dimension.name; // prettier-ignore
  const { from, to = now } = isCut ? time : {};
  const start = from === undefined ? undefined : zone.dayOf(from);
  const first = start === undefined || from === undefined ? undefined : start + (zone.startOfDay(start) < from ? 1 : 0); // prettier-ignore
  return {
    first: first === undefined ? undefined : formatDay(first),
    last: formatDay(zone.dayOf(Math.min(to, now)) - 1),
  };
}
