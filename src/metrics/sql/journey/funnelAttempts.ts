import type { ResolvedFunnel } from '../../resolve/journey/resolvedJourney.js';
import type { ResolvedTime } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, list, nested, numberLiteral, sql, type Sql } from '../sql.js';
import { eventMarks, sortedEvents } from './eventMarks.js';
import type { EventSource } from './eventSource.js';
import { literal } from './journeySelect.js';

/** One row per entity that began: the attempt that got furthest. Names and columns are those that `select` gives. */
interface Attempts {
  readonly select: Sql;
  /** What its first event is broken down by. */
  readonly by: readonly string[];
  /** Whether a further step can still be in time. */
  readonly open: Sql;
  /** Time of each step that was reached. */
  readonly times: Sql;
}

/**
 * Follows all attempts of an entity at once, a step at a time, in arrays as long as its events. Of an event that fills step k, `at<k>` holds where the
 * attempt stands that reached it: a tuple that begins with a place in the array (0: not reached) and the deadline. To go on from, of all earlier
 * attempts the last one is as good as any: it began (or, with PER_STEP, got there) last, so its deadline is the latest.
 */
export function furthestAttempts(
  funnel: ResolvedFunnel,
  source: EventSource,
  range: ResolvedTime | undefined,
): Attempts {
  const { names, axis } = source;
  const { steps, anchor } = funnel;
  const named = (preferred: string): Sql => column(names.take(preferred));
  const [marks, groups, time] = [named('events'), named('groups'), named('times')] as const;
  const at = steps.map((_, index) => named(`at${index + 1}`));
  const as = (piece: Sql, name: Sql): Sql => sql`${piece} AS ${name}`;
  const mark = eventMarks(funnel, source);
  const fills = (step: number): Sql => mark.fills(sql`mark`, step);
  const isBrokenDown = source.by.length > 0;

  const begins =
    range?.to === undefined
      ? fills(0)
      : sql`${fills(0)} AND time < ${axis.point(range.to, range.toDate ?? '1970-01-01')}`;
  const until = axis.deadline(sql`time`, funnel.window);
  const start = anchor === 'TOTAL' ? sql`(place, ${until})` : sql`(place, ${until}, place)`;
  const none = anchor === 'TOTAL' ? sql`(0, 0)` : sql`(0, 0, 0)`;

  const begun = select({
    items: [
      marks,
      ...(isBrokenDown ? [groups] : []),
      as(sql`arrayMap(mark -> ${mark.time(sql`mark`)}, ${marks})`, time),
      as(sql`arrayMap((mark, time, place) -> if(${begins}, ${start}, ${none}), ${marks}, ${time}, arrayEnumerate(${time}))`, at[0] as Sql), // prettier-ignore
    ],
    from: nested(sortedEvents(source, mark, { marks, groups })),
  });
  const followed = steps.slice(1).reduce((select_, _, index) => {
    const from = earlier(funnel, { at: at[index] as Sql, time, none });
    const reaches = fills(index + 1);
    const next =
      anchor === 'TOTAL'
        ? sql`arrayMap((mark, time, last) -> if(${reaches} AND last.1 > 0 AND time < last.2, last, ${none}), ${marks}, ${time}, ${from})`
        : sql`arrayMap((mark, time, last, place) -> if(${reaches} AND last.1 > 0 AND time < last.2, (place, ${until}, last.1), ${none}), ${marks}, ${time}, ${from}, arrayEnumerate(${time}))`;
    return select({ items: [sql`*`, as(next, at[index + 1] as Sql)], from: nested(select_) });
  }, begun);

  const [reached, open, places, last] = [named('reached'), named('open'), named('places'), named('last')] as const; // prettier-ignore
  const measured = select({
    items: [
      sql`*`,
      as(sql`arrayCount(step -> arrayExists(last -> last.1 > 0, step), [${list(at)}])`, reached),
    ],
    from: nested(followed),
  });
  const found = select({
    items: [
      sql`*`,
      as(
        sql`${reached} < ${numberLiteral(String(steps.length))} AND ${isOpen(funnel, at, axis.point(funnel.now, funnel.today))}`,
        open,
      ),
      as(
        anchor === 'TOTAL'
          ? sql`arrayFirst(last -> last.1 > 0, [${list(at)}][${reached}]).1`
          : sql`arrayFirstIndex(last -> last.1 > 0, [${list(at)}][${reached}])`,
        last,
      ),
    ],
    from: nested(measured),
    where: [sql`${reached} > 0`],
  });
  const traced = select({
    items: [
      ...(isBrokenDown ? [groups] : []),
      time,
      reached,
      open,
      as(trace(funnel, { at, reached, last }), places),
    ],
    from: nested(found),
  });
  const byNames = source.by.map((_, index) => names.take(`by${index + 1}`));
  const stepTimes = named('step_times');
  return {
    select: select({
      items: [
        ...byNames.map(
          (name, index) => sql`${groups}[${places}[1]].${literal(index + 1)} AS ${identifier(name)}`,
        ),
        open,
        as(sql`arrayMap(place -> ${time}[place], arraySlice(${places}, 1, ${reached}))`, stepTimes),
      ],
      from: nested(traced),
    }),
    by: byNames,
    open,
    times: stepTimes,
  };
}

/** For each event the last attempt that it can go on from. */
function earlier(
  { ties, sameEvent, between }: ResolvedFunnel,
  { at, time, none }: { at: Sql; time: Sql; none: Sql },
): Sql {
  const before = (attempts: Sql): Sql => sql`arrayPushFront(arrayPopBack(${attempts}), ${none})`;
  const isLater = sql`arrayDifference(${time})`;
  if (between !== 'ANYTHING') {
    // Only the event directly before, or this one itself.
    if (sameEvent) return sql`arrayMap((same, last) -> if(same.1 > 0, same, last), ${at}, ${before(at)})`;
    return ties === 'STRICT'
      ? sql`arrayMap((last, later) -> if(later > 0, last, ${none}), ${before(at)}, ${isLater})`
      : before(at);
  }
  const soFar = sql`arrayFill(last -> last.1 > 0, ${at})`;
  switch (ties) {
    case 'ORDERED':
      return sameEvent ? soFar : before(soFar);
    case 'STRICT':
      // What stands before the first event of this time.
      return sql`arrayFill((last, later) -> later > 0, ${before(soFar)}, ${isLater})`;
    case 'ANY':
      // What stands at the last event of this time.
      return sql`arrayReverseFill((last, later) -> later > 0, ${soFar}, arrayPushBack(arrayPopFront(${isLater}), 1))`;
  }
}

/** An attempt can go on when its deadline is still to come; where nothing may lie between, only one that stands at the last event. */
function isOpen({ between }: ResolvedFunnel, at: readonly Sql[], now: Sql): Sql {
  const unfinished = at.slice(0, -1);
  const standing =
    between === 'ANYTHING'
      ? unfinished.length === 1
        ? (unfinished[0] as Sql)
        : sql`arrayConcat(${list(unfinished)})`
      : sql`[${list(unfinished.map((attempts) => sql`${attempts}[-1]`))}]`;
  return sql`arrayExists(last -> last.1 > 0 AND last.2 > ${now}, ${standing})`;
}

/**
 * Places of the events that filled the steps of the attempt. TOTAL: `last` is where it began; each step is at the first event that an attempt from there
 * reached it with. PER_STEP: `last` is where it ended; each event knows the one before.
 */
function trace(
  { anchor, steps }: ResolvedFunnel,
  { at, reached, last }: { at: readonly Sql[]; reached: Sql; last: Sql },
): Sql {
  if (anchor === 'TOTAL')
    return sql`[${list(at.map((attempts, index) => (index === 0 ? sql`toUInt32(${last})` : sql`arrayFirstIndex(other -> other.1 = ${last}, ${attempts})`)))}]`;
  const places: Sql[] = [];
  for (let step = steps.length; step >= 1; step--) {
    const own = sql`if(${reached} = ${numberLiteral(String(step))}, ${last}, 0)`;
    const later = places[0];
    places.unshift(later === undefined ? own : sql`${own} + ${at[step] as Sql}[${later}].3`);
  }
  return sql`[${list(places)}]`;
}
