import type { ResolvedFunnel } from '../../resolve/journey/resolvedJourney.js';
import { select } from '../select.js';
import { column, list, nested, numberLiteral, sql, type Sql } from '../sql.js';
import type { EventSource } from './eventSource.js';
import { literal } from './journeySelect.js';

/** An event as one whole number: its time, and in the last bits which steps it fills. Arrays of numbers are made several times as fast as of tuples. */
export interface EventMarks {
  /** The number of an event, made of its columns. */
  readonly mark: Sql;
  readonly time: (mark: Sql) => Sql;
  /** Whether the event fills a step, counted from 0. */
  readonly fills: (mark: Sql, step: number) => Sql;
}

export function eventMarks({ steps }: ResolvedFunnel, { axis, satisfies }: EventSource): EventMarks {
  const isWide = axis.bits + steps.length > 64;
  const power = (exponent: number): Sql => numberLiteral(String(2 ** exponent));
  const bit = (step: number): number => steps.length - 1 - step;
  return {
    mark: steps.reduce(
      (sum, { filter }, step) => sql`${sum} + ${power(bit(step))} * ${satisfies(filter)}`,
      sql`${isWide ? sql`toInt128(${axis.at})` : axis.at} * ${power(steps.length)}`,
    ),
    time: (mark) => {
      const time = sql`bitShiftRight(${mark}, ${literal(steps.length)})`;
      return isWide ? sql`toInt64(${time})` : time;
    },
    fills: (mark, step) => sql`bitTest(${isWide ? sql`toUInt64(${mark})` : mark}, ${literal(bit(step))})`,
  };
}

/**
 * One row per entity: the marks of its events in their order, and beside them what each is broken down by, under the names given. Keys are arrays of their
 * own and gone once they have ordered the events.
 */
export function sortedEvents(
  source: EventSource,
  { mark, time }: EventMarks,
  { marks, groups }: { readonly marks: Sql; readonly groups: Sql },
): Sql {
  const { names, by } = source;
  const taken = (preferred: string): Sql => column(names.take(preferred));
  const entity = taken('entity');
  const [allMarks, allGroups] = [taken('all_events'), taken('all_groups')];
  const keys = source.keys.map((piece, index) => ({
    piece,
    all: taken(`keys${index + 1}`),
    one: sql`key${literal(index + 1)}`,
  }));
  const isBrokenDown = by.length > 0;
  const collected = select({
    items: [
      sql`${source.entity} AS ${entity}`,
      sql`groupArray(${mark}) AS ${allMarks}`,
      ...keys.map(({ piece, all }) => sql`groupArray(${piece}) AS ${all}`),
      ...(isBrokenDown ? [sql`groupArray(tuple(${list(by)})) AS ${allGroups}`] : []),
    ],
    from: source.from,
    joins: source.joins,
    where: source.where,
    groupBy: [entity],
  });
  const one = keys.map((key) => key.one);
  const all = list([allMarks, ...keys.map((key) => key.all)]);
  // The mark once more, and what it is broken down by: both arrays have one order, also where keys are equal.
  const order = [...(keys.length === 0 ? [] : [time(sql`mark`), ...one]), sql`mark`];
  const byOrder =
    keys.length === 0 ? sql`arraySort(${all})` : sql`arraySort((${list([sql`mark`, ...one])}) -> (${list(order)}), ${all})`; // prettier-ignore
  return select({
    items: [
      sql`${byOrder} AS ${marks}`,
      ...(isBrokenDown
        ? [
            sql`arraySort((${list([sql`group`, sql`mark`, ...one])}) -> (${list([...order, sql`group`])}), ${allGroups}, ${all}) AS ${groups}`,
          ]
        : []),
    ],
    from: nested(collected),
  });
}
