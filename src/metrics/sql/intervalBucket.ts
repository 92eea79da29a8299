import { fixedSeconds, HALF_HOUR, intervalShape, type IntervalShape } from '../resolve/intervalBuckets.js';
import type { IntervalGrain } from '../resolve/resolvedQuery.js';
import { Names } from './names.js';
import { identifier, list, numberLiteral, sql, value, type Sql } from './sql.js';

/** Which interval is wanted: that which holds a time, or the one after it. */
export type Which = 'this' | 'next';

/** First day of the interval that holds a day (a Date or Date32), or of the one after it; NULL for NULL. */
export function intervalOfDay(day: Sql, grain: IntervalGrain, which: Which = 'this'): Sql {
  const shape = intervalShape(grain);
  const origin = value(grain.origin.slice(0, 10), 'Date32');
  const since = sql`dateDiff('day', ${origin}, ${day})`;
  if (shape.months === 0) {
    const first = sql`subtractDays(toDate32(${day}), positiveModulo(${since}, ${digits(shape.days)}))`;
    return which === 'this' ? first : sql`addDays(${first}, ${digits(shape.days)})`;
  }
  if (shape.days === 0 && grain.origin.slice(8, 10) === '01') {
    const k = sql`toInt32(floor(dateDiff('month', ${origin}, ${day}) / ${digits(shape.months)}))`;
    return sql`addMonths(${origin}, ${times(which === 'this' ? k : sql`(${k} + 1)`, shape.months)})`;
  }
  const { start, last } = starts(shape, { origin, since });
  const [begun, before, after] = [start(last), start(sql`(${last} - 1)`), start(sql`(${last} + 1)`)];
  return which === 'this'
    ? sql`if(${begun} <= toDate32(${day}), ${begun}, ${before})`
    : sql`if(${begun} <= toDate32(${day}), ${after}, ${begun})`;
}

/**
 * Start of the interval that holds an instant, for intervals that do not begin at midnights. `seconds`: the instant as whole seconds since 1970.
 * Counted on the clock of the wall, so that 8 hours from 06:00 begin at 06:00, 14:00 and 22:00 on every day of the year, but always in one piece: where an
 * hour comes twice, a bucket begins when the clock first shows its start. NULL for NULL. `which`: or the start of the one after it.
 */
export function intervalOfInstant(
  seconds: Sql,
  grain: IntervalGrain,
  { timezone, nullable, which = 'this' }: { timezone: string; nullable: boolean; which?: Which | undefined },
): Sql {
  const shape = intervalShape(grain);
  const fixed = fixedSeconds(shape);
  const zone = timezone === 'UTC' ? undefined : value(timezone, 'String');
  const wall = zone === undefined ? seconds : wallAt(seconds, zone);
  const into = (length: number) =>
    sql`positiveModulo(${wall} - ${value(shape.origin / 1_000, 'Int64')}, ${digits(length)})`;
  // Clocks change by multiples of it, so the pieces of every hour are the same.
  if (fixed !== undefined && (HALF_HOUR % fixed === 0 || zone === undefined)) {
    const start = sql`${seconds} - ${into(fixed)}`;
    return instant(which === 'this' ? start : sql`${start} + ${digits(fixed)}`);
  }
  // Clocks that are set forward can skip several intervals, of which one has the instants.
  const further = which === 'this' ? [] : [1, 2, 3];
  const candidates =
    fixed === undefined
      ? mixedStarts(shape, wall, further)
      : [0, 1, 2, ...further.map((k) => k + 2)].map((k) => sql`${wall} - ${into(fixed)} + ${digits(k * fixed)}`); // prettier-ignore
  const names = new Names(seconds.identifiers);
  const start = identifier(names.take('start'));
  const instants =
    zone === undefined ? sql`[${list(candidates)}]` : firstInstants(candidates, { zone, names });
  const found = instant(
    which === 'this'
      ? sql`arrayMax(arrayFilter(${start} -> ${start} <= ${seconds}, ${instants}))`
      : sql`arrayMin(arrayFilter(${start} -> ${start} > ${seconds}, ${instants}))`,
  );
  return nullable ? sql`if(isNull(${seconds}), NULL, ${found})` : found;
}

function instant(seconds: Sql): Sql {
  return sql`fromUnixTimestamp64Second(${seconds}, 'UTC')`;
}

/** Months are not all as long, so which bucket it is can only be estimated, to one: by fewer days than these do `k` months differ from their mean. */
const MARGIN = 10;
const DAYS_PER_MONTH = 30.436875;

/** Where the `k`th bucket begins, and the last `k` that is possible for something `since` days after the origin; the one before it is possible too. */
function starts(
  { months, days, seconds }: IntervalShape,
  { origin, since }: { origin: Sql; since: Sql },
): { readonly start: (k: Sql) => Sql; readonly last: Sql } {
  const mean = months * DAYS_PER_MONTH + days + seconds / 86_400;
  const last = sql`toInt32(floor((${since} + ${digits(MARGIN)}) / ${numberLiteral(mean.toFixed(6))}))`;
  const start = (k: Sql) => {
    const monthly = sql`addMonths(${origin}, ${times(k, months)})`;
    const daily = days === 0 ? monthly : sql`addDays(${monthly}, ${times(k, days)})`;
    return seconds === 0 ? daily : sql`addSeconds(${daily}, ${times(k, seconds)})`;
  };
  return { start, last };
}

/** Local times as seconds at which a mixed interval may have begun. */
function mixedStarts(shape: IntervalShape, wall: Sql, further: readonly number[]): readonly Sql[] {
  const origin = instant(value(shape.origin / 1_000, 'Int64'));
  const { start, last } = starts(shape, { origin, since: sql`dateDiff('day', ${origin}, ${instant(wall)})` });
  const ahead = further.map((k) => sql`(${last} + ${digits(k)})`);
  return [last, sql`(${last} - 1)`, sql`(${last} - 2)`, ...ahead].map(
    (k) => sql`toUnixTimestamp64Second(${start(k)})`,
  );
}

function times(k: Sql, factor: number): Sql {
  return factor === 1 ? k : sql`${k} * ${digits(factor)}`;
}

function digits(count: number): Sql {
  return numberLiteral(String(count));
}

/** What clocks show, as seconds as if it were UTC. TRICKY: ClickHouse's timezoneOffset takes +14:00 for -10:00. */
function wallAt(seconds: Sql, zone: Sql): Sql {
  const at = sql`fromUnixTimestamp64Second(${seconds}, ${zone})`;
  return sql`(toInt64(toInt32(toDate32(${at}))) * 86400 + toHour(${at}) * 3600 + toMinute(${at}) * 60 + toSecond(${at}))`;
}

/**
 * The first instants at which the clocks of a zone show local times: for one that they skip the instant at which they do, a whole quarter of an hour.
 * No zone changes its clocks twice within four days.
 */
function firstInstants(walls: readonly Sql[], { zone, names }: { zone: Sql; names: Names }): Sql {
  const [w, p, q, x, i] = ['wall', 'before', 'after', 'at', 'step'].map((name) => identifier(names.take(name))) as [Sql, Sql, Sql, Sql, Sql]; // prettier-ignore
  const offset = (at: Sql) => sql`${wallAt(at, zone)} - (${at})`;
  const shows = (at: Sql) => sql`${wallAt(at, zone)} = ${w}`;
  const skip = sql`arrayFirst(${x} -> ${offset(x)} = ${q}, arrayMap(${i} -> (intDiv(${w} - ${q}, 900) + ${i}) * 900, range(0, 100)))`;
  const found = sql`multiIf(${p} = ${q}, ${w} - ${p}, ${shows(sql`${w} - ${p}`)}, ${w} - ${p}, ${shows(sql`${w} - ${q}`)}, ${w} - ${q}, ${skip})`;
  const days = sql`172800`;
  const zoned = sql`arrayMap((${p}, ${q}) -> ${found}, [${offset(sql`${w} - ${days}`)}], [${offset(sql`${w} + ${days}`)}])[1]`;
  return sql`arrayMap(${w} -> ${zoned}, [${list(walls)}])`;
}
