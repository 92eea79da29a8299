import type { GrainSpec } from '../../src/metrics/catalog/catalogSpec.js';
import type { Row, View } from './catalogView.js';
import { dayOf, dayText, offsetAt, readDay, secondOfNanos } from './clock.js';
import { invalid, Undecided } from './invalid.js';
import type { Field, Scope } from './rows.js';
import type { Value } from './value.js';
import type { ValueType } from '../../src/metrics/catalog/definitions.js';

/** A grain of the catalog's own on one time dimension. */
export interface OwnGrain {
  readonly type: ValueType;
  readonly bucketOf: (value: Value) => Value;
  /** Only a table knows its buckets. */
  readonly isTable?: boolean;
}

const DAY = 86_400;

/** Undefined when the dimension has no grain of this name, or none that the viewer may use. */
export function ownGrain(scope: Scope, field: Field, name: string): OwnGrain | undefined {
  const dimension = field.name.split('.').at(-1) as string;
  const spec = field.owner.spec.dimensions?.[dimension]?.grains?.[name];
  if (spec === undefined) return undefined;
  return spec.calendar === undefined
    ? intervalGrain(scope, spec, field)
    : calendarGrain(scope, { ...spec, calendar: spec.calendar }, field);
}

/** The first row of the day in the calendar says the bucket; a day that is not there has none. */
function calendarGrain(
  { views, zone }: Scope,
  { calendar, date = '', bucket = '' }: GrainSpec & { calendar: string },
  _: Field,
): OwnGrain | undefined {
  const view: View | undefined = views.get(calendar);
  const [day, shown] = [view?.dimensions.get(date), view?.dimensions.get(bucket)];
  if (view === undefined || day === undefined || shown === undefined) return undefined;
  const days = new Map<Value, Row>();
  for (const row of view.rows) if (!days.has(day.of(row))) days.set(day.of(row), row);
  const bucketOf = (value: Value): Value => {
    const row = value === null ? undefined : days.get(dayOfValue(value, zone));
    return row === undefined ? null : shown.of(row);
  };
  return { type: shown.type, bucketOf, isTable: true };
}

function dayOfValue(value: Value, zone: string): string {
  if (typeof value === 'string') return value;
  certain(value, zone);
  return dayText(dayOf(zone, secondOfNanos(value as bigint)));
}

/** Before zones were standardised offsets had odd minutes and seconds, which the engine rounds. */
function certain(value: Value, zone: string): void {
  if (typeof value === 'bigint' && offsetAt(zone, secondOfNanos(value)) % 900 !== 0) throw new Undecided();
}

interface Interval {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

const UNITS: Readonly<Record<string, readonly [keyof Interval, number]>> = { second: ['seconds', 1], minute: ['seconds', 60], hour: ['seconds', 3_600], day: ['days', 1], week: ['days', 7], month: ['months', 1], quarter: ['months', 3], year: ['months', 12] }; // prettier-ignore

function readInterval(text: string): Interval {
  const lengths = { months: 0, days: 0, seconds: 0 };
  for (const [, n, unit] of text.matchAll(/([+-]?\d+)\s+([a-z]+?)s?(?=\s|$)/g)) {
    const [length, times] = UNITS[unit as string] ?? invalid(text);
    lengths[length] += Number(n) * times;
  }
  return lengths;
}

function intervalGrain({ zone }: Scope, spec: GrainSpec, field: Field): OwnGrain {
  const text = spec.interval ?? '';
  const length = readInterval(text);
  const isWeeks = /^\s*\d+\s+weeks?\s*$/.test(text);
  const sunday = field.owner.spec.weekStart === 'sunday';
  const first = spec.origin ?? (isWeeks ? (sunday ? '2000-01-02' : '2000-01-03') : '2000-01-01');
  const offset = readInterval(spec.offset ?? '');
  const begun = Date.parse(`${first.length === 10 ? `${first}T00:00` : first}Z`) / 1_000;
  const origin = later(begun, offset, 1);
  const isDate = length.seconds === 0 && origin % DAY === 0;
  /** Local time at which the `k`th bucket begins, as seconds as if it were UTC. */
  const startOf = (k: number): number => later(origin, length, k);
  const indexAt = (wall: number): number => {
    const mean = length.months * 30.436875 * DAY + length.days * DAY + length.seconds;
    let k = Math.floor((wall - origin) / mean) + 2;
    while (startOf(k) > wall) k--;
    return k;
  };
  const ofSecond = (second: number): number => {
    const wall = second + offsetAt(zone, second);
    const fixed = length.months === 0 ? length.days * DAY + length.seconds : 0;
    // Pieces of half an hour and less are the same in every hour, also in one that comes twice.
    if (fixed > 0 && 1_800 % fixed === 0) return second - ((((wall - origin) % fixed) + fixed) % fixed);
    let k = indexAt(wall) + 2;
    while (firstInstant(zone, startOf(k)) > second) k--;
    return firstInstant(zone, startOf(k));
  };
  const bucketOf = (value: Value): Value => {
    if (value === null) return null;
    if (isDate) return dayText(startOf(indexAt((readDay(dayOfValue(value, zone)) as number) * DAY)) / DAY);
    certain(value, zone);
    return BigInt(ofSecond(secondOfNanos(value as bigint))) * 1_000_000_000n;
  };
  return { type: isDate ? 'date' : 'time', bucketOf };
}

/** Months first, a day that the month does not have being its last; then days, then the clock. */
function later(wall: number, { months, days, seconds }: Interval, times: number): number {
  const date = new Date(wall * 1_000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months * times];
  const most = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Date.UTC(year, month, Math.min(date.getUTCDate(), most)) / 1_000;
  const clock = ((wall % DAY) + DAY) % DAY;
  return day + clock + (days * DAY + seconds) * times;
}

/** When clocks first show a local time, or one after it that they jump to. */
function firstInstant(zone: string, wall: number): number {
  const [before, after] = [offsetAt(zone, wall - 2 * DAY), offsetAt(zone, wall + 2 * DAY)];
  for (const ahead of [Math.max(before, after), Math.min(before, after)])
    if (offsetAt(zone, wall - ahead) === ahead) return wall - ahead;
  let [low, high] = [wall - 2 * DAY, wall + 2 * DAY];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Every bucket that something of a range lies in. */
export function ownBuckets(
  { bucketOf, type }: OwnGrain,
  { from, to, zone }: { from: bigint; to: bigint; zone: string },
): readonly Value[] {
  const buckets = new Map<string, Value>();
  const add = (value: Value): void => {
    const bucket = bucketOf(value);
    buckets.set(String(bucket), bucket);
  };
  if (type === 'date') {
    const last = dayOf(zone, secondOfNanos(to - 1n));
    for (let day = dayOf(zone, secondOfNanos(from)); day <= last; day++) add(dayText(day));
    return [...buckets.values()];
  }
  const step = 15_000_000_000n;
  if ((to - from) / step > 20_000n) throw new Undecided();
  for (let at = from; at < to; at += step) add(at);
  add(to - 1n);
  return [...buckets.values()];
}
