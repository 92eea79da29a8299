import type { Dimension } from '../catalog/definitions.js';
import {
  NAMED_PERIODS,
  TIME_UNITS,
  type MetricQuery,
  type NamedPeriod,
  type TimeRange,
  type TimeUnit,
} from '../query/metricQuery.js';
import { startOfClockBucket } from './buckets.js';
import {
  dayOf,
  FIRST_YEAR,
  formatDay,
  isCalendarUnit,
  MILLISECONDS_PER_DAY,
  startOfUnit,
  type CalendarUnit,
} from './calendar.js';
import type { IssuePath } from './issues.js';
import { readInstant } from './readInstant.js';
import { refuseMasked } from './refuseMasked.js';
import type { ResolvedTime } from './resolvedQuery.js';
import { isRecord, type Scope } from './scope.js';
import { dateAtMidnight } from './zone.js';

/** Instants, `from` included and `to` not. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The time range of a query; undefined when it has none, or none that can be used (which is reported). */
export function resolveTime(scope: Scope, query: MetricQuery): ResolvedTime | undefined {
  const range = query.time === undefined ? undefined : resolveRange(scope, query.time);
  const dimension = timeDimension(scope, query, range !== undefined);
  if (range === undefined || dimension === undefined) return undefined;

  const { zone, issues } = scope;
  const field = { path: [], dataset: scope.dataset, dimension };
  const fromDate = dateAtMidnight(zone, range.from);
  const toDate = dateAtMidnight(zone, range.to);
  if (dimension.type !== 'date') return { field, from: range.from, to: range.to, fromDate, toDate };

  // "Until now" on a date column ends with today.
  const endsNow = query.time?.last !== undefined && query.time.last.complete !== true;
  const lastDate = endsNow ? formatDay(zone.dayOf(range.to - 1) + 1) : toDate;
  if (fromDate !== undefined && lastDate !== undefined) {
    const to = zone.startOfDay(dayOf(...(lastDate.split('-').map(Number) as [number, number, number])));
    return { field, from: range.from, to, fromDate, toDate: lastDate };
  }
  return issues.add('INVALID_TIME', ['time'], `"${dimension.name}" is a date: give a range of whole days.`);
}

/** The time dimension that a range restricts and that `fill` fills. Reports a wrong name, and a missing one when it is needed. */
export function timeDimension(
  scope: Scope,
  { timeDimension: asked }: MetricQuery,
  needed: boolean,
): Dimension | undefined {
  const { dataset, issues } = scope;
  const name = asked ?? dataset.time;
  const candidates = [...dataset.dimensions.values()]
    .filter(({ type, mask }) => (type === 'time' || type === 'date') && mask === undefined)
    .map((dimension) => dimension.name);
  if (name === undefined) {
    if (needed)
      issues.add(
        'INVALID_TIME',
        ['time'],
        `Dataset "${dataset.name}" has no default time dimension${candidates.length === 0 ? ': ask without a time range' : `: name one in "timeDimension" (${candidates.join(', ')})`}.`,
      );
    return undefined;
  }
  const dimension = dataset.dimensions.get(name);
  if (dimension === undefined) {
    const sentence = `There is no time dimension "${name}" in dataset "${dataset.name}".`;
    return issues.unknown('UNKNOWN_FIELD', ['timeDimension'], { sentence, name, candidates });
  }
  if (candidates.includes(name)) return dimension;
  if (dimension.mask !== undefined) return refuseMasked(scope, name, ['timeDimension']);
  return issues.add(
    'WRONG_KIND',
    ['timeDimension'],
    `"${name}" is of type ${dimension.type}, not a time dimension${candidates.length === 0 ? '' : ` (${candidates.join(', ')})`}.`,
  );
}

const MEMBERS = ['last', 'range', 'period', 'all'] as const;

function resolveRange(scope: Scope, time: TimeRange): Range | undefined {
  const { issues } = scope;
  const given = MEMBERS.filter((member) => time[member] !== undefined && time[member] !== null);
  if (given.length !== 1) {
    return issues.add(
      'INVALID_TIME',
      ['time'],
      `A time range has exactly one of ${MEMBERS.join(', ')}; this one has ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    );
  }
  if (time.last !== undefined) return resolveLast(scope, time.last);
  if (time.range !== undefined) return resolveFromTo(scope, time.range, ['time', 'range']);
  if (time.period !== undefined) return resolvePeriod(scope, time.period);
  return time.all === true
    ? undefined
    : issues.add(
        'INVALID_TIME',
        ['time', 'all'],
        '"all" can only be true; leave "time" out or give a range.',
      );
}

function resolveLast(scope: Scope, last: NonNullable<TimeRange['last']>): Range | undefined {
  const { issues, now } = scope;
  const path = ['time', 'last'] as const;
  if (!isRecord(last) || !Number.isInteger(last.n) || last.n < 1)
    return issues.add(
      'INVALID_TIME',
      [...path, 'n'],
      '"n" is how many units to go back: a whole number of at least 1.',
    );
  const unit: unknown = last.unit;
  if (unit === undefined || unit === null)
    return issues.add(
      'INVALID_TIME',
      [...path, 'unit'],
      `"unit" is missing: one of ${TIME_UNITS.join(', ')}.`,
    );
  if (!TIME_UNITS.includes(last.unit)) {
    return issues.unknown('INVALID_TIME', [...path, 'unit'], {
      sentence: `There is no unit ${JSON.stringify(last.unit)}.`,
      name: String(last.unit),
      candidates: TIME_UNITS,
    });
  }
  const current = startOfCurrent(scope, last.unit, 0);
  const range =
    last.complete === true
      ? { from: startOfCurrent(scope, last.unit, -last.n), to: current }
      : // At the very first instant of a bucket nothing of it has passed yet; the range still holds that instant.
        { from: startOfCurrent(scope, last.unit, 1 - last.n), to: Math.max(now.getTime(), current + 1) };
  if (range.from >= Date.UTC(FIRST_YEAR, 0, 2)) return range;
  return issues.add(
    'INVALID_TIME',
    [...path, 'n'],
    `The range would begin before ${FIRST_YEAR}; ask for { all: true } instead.`,
  );
}

/** Start of the unit that holds `now`, `plus` units later. */
function startOfCurrent({ zone, now, dataset: { weekStart } }: Scope, unit: TimeUnit, plus: number): number {
  const instant = now.getTime();
  // Keeps the calendar within what it can count; the caller reports ranges that begin too early.
  if (Math.abs(plus) > 10_000_000) return Number.NEGATIVE_INFINITY;
  if (!isCalendarUnit(unit))
    return startOfClockBucket(
      startOfClockBucket(instant, unit, zone) + plus * (unit === 'HOUR' ? 3_600_000 : 60_000),
      unit,
      zone,
    );
  const day = startOfUnit(zone.dayOf(instant), unit, { weekStart, plus });
  return day * MILLISECONDS_PER_DAY < Date.UTC(FIRST_YEAR, 0, 2)
    ? Number.NEGATIVE_INFINITY
    : zone.startOfDay(day);
}

/** A period goes from its start to the start of the next one, so THIS_MONTH reaches to the end of the month. */
function resolvePeriod(scope: Scope, period: NamedPeriod): Range | undefined {
  if (!NAMED_PERIODS.includes(period)) {
    return scope.issues.unknown('INVALID_TIME', ['time', 'period'], {
      sentence: `There is no period ${JSON.stringify(period)}.`,
      name: String(period),
      candidates: NAMED_PERIODS,
    });
  }
  const [which, unit] =
    period === 'TODAY' ? ['THIS', 'DAY'] : period === 'YESTERDAY' ? ['LAST', 'DAY'] : period.split('_');
  const plus = which === 'THIS' ? 0 : -1;
  return {
    from: startOfCurrent(scope, unit as CalendarUnit, plus),
    to: startOfCurrent(scope, unit as CalendarUnit, plus + 1),
  };
}

/** Reads the two ends of a range; undefined, and reported, when one is wrong. */
export function resolveFromTo(
  scope: Scope,
  range: NonNullable<TimeRange['range']>,
  path: IssuePath,
): Range | undefined {
  if (!isRecord(range)) return scope.issues.add('INVALID_TIME', path, 'A range has "from" and "to".');
  const [from, to] = (['from', 'to'] as const).map((end) => resolveEnd(scope, range[end], [...path, end]));
  if (from === undefined || to === undefined) return undefined;
  if (from < to) return { from, to };
  return scope.issues.add(
    'INVALID_TIME',
    path,
    '"from" must be before "to": the end itself is not part of the range, so a single day ends with the next.',
  );
}

function resolveEnd({ zone, issues }: Scope, text: unknown, path: IssuePath): number | undefined {
  const written = typeof text === 'string' ? readInstant(text, zone) : undefined;
  if (written === undefined) {
    return issues.add(
      'INVALID_TIME',
      path,
      `${JSON.stringify(text) ?? 'Nothing'} is not a date or date-time: write "2024-03-01", "2024-03-01T09:30" (local) or "2024-03-01T09:30:00Z", of an existing day in the years 1900 to 2299.`,
    );
  }
  if (/[1-9]/.test(written.fraction.slice(3)))
    return issues.add(
      'INVALID_TIME',
      path,
      'Ranges are taken to the millisecond: give at most three digits after the second.',
    );
  return written.instant;
}
