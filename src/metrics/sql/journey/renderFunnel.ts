import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedFunnel } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, nested, sql, value, type Sql } from '../sql.js';
import { furthestAttempts } from './funnelAttempts.js';
import { broken, journeyPage, literal, type JourneyColumn, type JourneySelect } from './journeySelect.js';
import { eventSource } from './eventSource.js';

/**
 * One scan: the events of each entity become one sorted array, in which its attempts are followed step by step; the attempts that got furthest are
 * counted by group; each group becomes a row per step.
 *
 * Not windowFunnel: it gives no times, knows no pending entities, and measures from step 1 only.
 */
export function renderFunnel(secured: SecuredQuery, funnel: ResolvedFunnel): JourneySelect {
  const { resolved } = secured;
  const { steps, time, between } = funnel;
  const filters = steps.map(({ filter }) => filter);
  const everyEvent = between === 'NOTHING' || filters.includes(undefined);
  const source = eventSource(secured, funnel, {
    time: scanned(funnel, resolved.time),
    only: everyEvent ? [] : filters.filter((filter) => filter !== undefined),
  });
  const { names, axis } = source;
  const { select: attempts, by, times, open } = furthestAttempts(funnel, source, resolved.time);
  const counts = (preferred: string): string => names.take(preferred);
  const [converted, pending, total, previous] = [counts('converted_'), counts('pending_'), counts('since_first'), counts('since_previous')]; // prettier-ignore
  // Arrays with an element for each step that was reached, aggregated element by element: as short for 32 steps as for two.
  const each = (aggregate: Sql, name: string): Sql => sql`${aggregate} AS ${identifier(name)}`;
  const counted = select({
    items: [
      ...by.map((name) => column(name)),
      each(sql`sumForEach(arrayMap(time -> 1, ${times}))`, converted),
      each(sql`sumForEach(arrayPushBack(arrayMap(time -> 0, ${times}), ${open}))`, pending),
      each(sql`quantileExactInclusiveForEach(0.5)(arrayMap(time -> time - ${times}[1], ${times}))`, total),
      each(sql`quantileExactInclusiveForEach(0.5)(arrayDifference(${times}))`, previous),
    ],
    from: nested(attempts),
    groupBy: by.map((name) => column(name)),
  });

  const [here, first, before] = [sql`step`, sql`1`, sql`greatest(step - 1, 1)`];
  const reached = (step: Sql): Sql => sql`${column(converted)}[${step}]`;
  const waiting = sql`${column(pending)}[step]`;
  const median = (name: string): Sql =>
    sql`if(step > 1 AND ${reached(here)} > 0, ${axis.seconds(sql`${column(name)}[step]`)}, NULL)`;
  const columns: readonly JourneyColumn[] = [
    ...broken(resolved, by),
    { key: 'step', type: 'integer', sql: column('step') },
    { key: 'name', type: 'string', sql: sql`${value(steps.map(({ name }) => name), 'Array(String)')}[step]` }, // prettier-ignore
    { key: 'entered', type: 'integer', sql: reached(before) },
    { key: 'converted', type: 'integer', sql: reached(here) },
    { key: 'pending', type: 'integer', sql: waiting },
    { key: 'lost', type: 'integer', sql: sql`${reached(before)} - ${reached(here)} - ${waiting}` },
    { key: 'rate', type: 'float', sql: sql`${reached(here)} / nullIf(${reached(first)}, 0)` },
    { key: 'ratePrevious', type: 'float', sql: sql`${reached(here)} / nullIf(${reached(before)}, 0)` },
    { key: 'medianSeconds', type: 'float', sql: median(total) },
    { key: 'medianSecondsPrevious', type: 'float', sql: median(previous) },
  ];
  return journeyPage(resolved, {
    columns,
    from: nested(counted),
    joins: [sql`ARRAY JOIN range(1, ${literal(steps.length + 1)}) AS step`],
    most: sql`${reached(first)} DESC`,
    inner: sql`step`,
    rowsPerGroup: steps.length,
    time,
  });
}

/** From the start of the range to the last moment at which a step can still be in time. */
function scanned({ time, end }: ResolvedFunnel, range: ResolvedTime | undefined): ResolvedTime | undefined {
  if (range === undefined) return undefined;
  return { field: time, from: range.from, fromDate: range.fromDate, to: end?.instant, toDate: end?.date };
}
