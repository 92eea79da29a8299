import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedFunnel } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, numberLiteral, sql, value, type Sql } from '../sql.js';
import { furthestAttempts } from './funnelAttempts.js';
import { broken, journeyPage, type JourneyColumn, type JourneySelect } from './journeySelect.js';
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
  const attempts = furthestAttempts(funnel, source, resolved.time);
  const take = (preferred: string): string => names.take(preferred);
  const [converted, pending, total, previous] = [take('converted_'), take('pending_'), take('total_seconds'), take('previous_seconds')]; // prettier-ignore
  const numbers = steps.map((_, index) => index + 1);
  const literal = (number: number): Sql => numberLiteral(String(number));
  const { reached, open, times } = attempts;
  const median = (from: number, to: number): Sql =>
    sql`quantileExactInclusiveOrNullIf(0.5)(${axis.seconds(sql`${times}[${literal(to)}] - ${times}[${literal(from)}]`)}, ${reached} >= ${literal(to)})`;
  const array = (parts: readonly Sql[], name: string): Sql => sql`[${list(parts)}] AS ${identifier(name)}`;

  const byNames = attempts.by;
  const counted = select({
    items: [
      ...byNames.map((name) => column(name)),
      array(
        numbers.map((step) => sql`countIf(${reached} >= ${literal(step)})`),
        converted,
      ),
      array(numbers.map((step) => (step === 1 ? sql`0` : sql`countIf(${reached} = ${literal(step - 1)} AND ${open})`)), pending), // prettier-ignore
      array(
        numbers.map((step) => (step === 1 ? sql`NULL` : median(1, step))),
        total,
      ),
      array(
        numbers.map((step) => (step === 1 ? sql`NULL` : median(step - 1, step))),
        previous,
      ),
    ],
    from: nested(attempts.select),
    groupBy: byNames.map((name) => column(name)),
  });

  const at = (name: string, index: Sql): Sql => sql`${column(name)}[${index}]`;
  const step = column('step');
  const before = sql`greatest(step - 1, 1)`;
  const stepNames = value(steps.map(({ name }) => name), 'Array(String)'); // prettier-ignore
  const shown: readonly JourneyColumn[] = [
    ...broken(resolved, byNames),
    { key: 'step', type: 'integer', sql: step },
    { key: 'name', type: 'string', sql: sql`${stepNames}[step]` },
    { key: 'entered', type: 'integer', sql: at(converted, before) },
    { key: 'converted', type: 'integer', sql: at(converted, step) },
    { key: 'pending', type: 'integer', sql: at(pending, step) },
    {
      key: 'lost',
      type: 'integer',
      sql: sql`${at(converted, before)} - ${at(converted, step)} - ${at(pending, step)}`,
    },
    { key: 'rate', type: 'float', sql: sql`${at(converted, step)} / nullIf(${at(converted, sql`1`)}, 0)` },
    {
      key: 'ratePrevious',
      type: 'float',
      sql: sql`${at(converted, step)} / nullIf(${at(converted, before)}, 0)`,
    },
    { key: 'medianSeconds', type: 'float', sql: at(total, step) },
    { key: 'medianSecondsPrevious', type: 'float', sql: at(previous, step) },
  ];
  return journeyPage(resolved, {
    columns: shown,
    from: nested(counted),
    joins: [sql`ARRAY JOIN arrayEnumerate(${column(converted)}) AS step`],
    most: sql`${at(converted, sql`1`)} DESC`,
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
