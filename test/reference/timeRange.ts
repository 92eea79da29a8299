import type { MetricQuery, TimeRange } from '../../src/metrics/query/metricQuery.js';
import { dayOf, dayText, readTime, secondOfNanos, startOfDay, startOfPiece, startOfUnit, type Unit } from './clock.js'; // prettier-ignore
import { invalid } from './invalid.js';
import { readField, type Field, type Scope } from './rows.js';
import type { Row } from './catalogView.js';
import type { Value } from './value.js';

/** Instants in nanoseconds, the end excluded; for a date column the same as days. */
export interface Range {
  readonly field: Field;
  readonly from: bigint;
  readonly to: bigint;
  readonly keeps: (row: Row) => boolean;
}

const SECOND = 1_000_000_000n;
const UNITS = ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

/** The dimension that `time` restricts and `fill` fills. */
export function timeField(scope: Scope, query: MetricQuery): Field | undefined {
  const { time } = scope.view.spec;
  const own = time !== undefined && scope.view.dimensions.has(time) ? time : undefined;
  const name = query.timeDimension ?? own;
  if (name === undefined) return undefined;
  if (!scope.view.dimensions.has(name)) invalid(`No time dimension ${name}.`);
  const field = readField(scope, name);
  return ['time', 'date'].includes(field.meaning.type) ? field : invalid(`${name} is no time dimension.`);
}

/** The range over the view's own time, or another time dimension of it. */
export function readRange(scope: Scope, query: MetricQuery): Range | undefined {
  const field = timeField(scope, query);
  if (query.time === undefined) return undefined;
  const given = Object.entries(query.time).filter(([, value]) => value !== undefined && value !== null);
  if (given.length !== 1) invalid('A range has one member.');
  const { last, range, period, all } = query.time;
  if (all !== undefined) return all === true ? undefined : invalid('all: false');
  const ends = last
    ? readLast(scope, last)
    : range
      ? readEnds(scope, range)
      : readPeriod(scope, String(period));
  if (field === undefined) return invalid('No time dimension.');
  if (field.meaning.type === 'time')
    return { field, ...ends, keeps: (row) => within(field.of(row), ends.from, ends.to) };

  const fromDay = wholeDay(scope, ends.from) ?? invalid('A date column takes whole days.');
  const endsNow = last !== undefined && last.complete !== true;
  const toDay = endsNow
    ? dayOf(scope.zone, secondOfNanos(ends.to - 1n)) + 1
    : (wholeDay(scope, ends.to) ?? invalid('A date column takes whole days.'));
  const to = BigInt(startOfDay(scope.zone, toDay)) * SECOND;
  return {
    field,
    from: ends.from,
    to,
    keeps: (row) => within(field.of(row), dayText(fromDay), dayText(toDay)),
  };
}

function within(value: Value, from: bigint | string, to: bigint | string): boolean {
  return value !== null && (value as string) >= from && (value as string) < to;
}

function wholeDay({ zone }: Scope, nanos: bigint): number | undefined {
  const day = dayOf(zone, secondOfNanos(nanos));
  return BigInt(startOfDay(zone, day)) * SECOND === nanos ? day : undefined;
}

type Ends = Pick<Range, 'from' | 'to'>;

/** Start of the unit that holds now, and of those before and after it. */
function current({ zone, now, view }: Scope, unit: string, plus: number): bigint {
  const second = Math.floor(now.getTime() / 1_000);
  const length = unit === 'HOUR' ? 3_600 : unit === 'MINUTE' ? 60 : undefined;
  if (length !== undefined)
    return BigInt(startOfPiece(zone, startOfPiece(zone, second, length) + plus * length, length)) * SECOND;
  const day = startOfUnit(dayOf(zone, second), unit as Unit, {
    weekStart: view.spec.weekStart ?? 'monday',
    plus,
  });
  return BigInt(startOfDay(zone, day)) * SECOND;
}

function readLast(scope: Scope, { n, unit, complete }: NonNullable<TimeRange['last']>): Ends {
  if (!Number.isInteger(n) || n < 1) invalid('n counts from 1.');
  if (!UNITS.includes(unit)) invalid(`No unit ${unit}.`);
  if (complete === true) return { from: current(scope, unit, -n), to: current(scope, unit, 0) };
  const now = BigInt(scope.now.getTime()) * 1_000_000n;
  const start = current(scope, unit, 0);
  return { from: current(scope, unit, 1 - n), to: now > start ? now : start + 1_000_000n };
}

function readPeriod(scope: Scope, period: string): Ends {
  const name = period === 'TODAY' ? 'THIS_DAY' : period === 'YESTERDAY' ? 'LAST_DAY' : period;
  const [, which, unit] = /^(THIS|LAST)_(DAY|WEEK|MONTH|QUARTER|YEAR)$/.exec(name) ?? [];
  if (unit === undefined || /_DAY$/.test(period)) return invalid(`No period ${period}.`);
  const plus = which === 'THIS' ? 0 : -1;
  return { from: current(scope, unit, plus), to: current(scope, unit, plus + 1) };
}

export function readEnds({ zone }: Scope, range: NonNullable<TimeRange['range']>): Ends {
  const [from, to] = [range.from, range.to].map((text) => {
    const nanos = typeof text === 'string' ? readTime(zone, text) : undefined;
    if (nanos === undefined || nanos % 1_000_000n !== 0n) return invalid(`${String(text)} is no time.`);
    return nanos;
  }) as [bigint, bigint];
  return from < to ? { from, to } : invalid('The end is not after the start.');
}
