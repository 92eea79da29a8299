import { InvariantError } from '../../../errors.js';
import type { Dimension, Dataset } from '../../catalog/definitions.js';
import type { Grain, Span } from '../../query/metricQuery.js';
import { MILLISECONDS_PER_DAY } from '../../resolve/calendar.js';
import type { Frame, IntervalGrain, Period, ResolvedShift } from '../../resolve/resolvedQuery.js';
import { sql, value, type Sql } from '../sql.js';
import { later, mostSteps, stepsBetween, wholeSteps } from '../timeSteps.js';
import type { BranchNames } from './branchSelect.js';
import { hasBrokenHours } from '../../resolve/brokenHours.js';
import type { Zone } from '../../resolve/zone.js';
import { isMonths, looksAtDays, startOf, type Clock, type Range } from './sourceRange.js';

/** Where the rows of a bucket are shown: at one other bucket, at several, or where a calendar says. */
export type Targets =
  | { readonly kind: 'one'; readonly bucket: (from: Sql) => Sql }
  | {
      readonly kind: 'many';
      readonly buckets: (from: Sql) => Sql;
      /** The next select merges sets: bucket after bucket, as filling hundreds of sets in turn misses the processor's caches. */
      readonly inOrder?: boolean;
    }
  | {
      readonly kind: 'calendar';
      readonly dataset: Dataset;
      readonly from: Dimension;
      readonly to: Dimension;
    }
  /** A select names pairs of buckets: rows of `compared` are shown at `shown`. */
  | { readonly kind: 'pairs'; readonly pairs: (names: BranchNames) => BucketPairs };

export interface BucketPairs {
  readonly select: Sql;
  readonly compared: string;
  readonly shown: string;
}

/**
 * Months are not all as long, so days that are shown months later have no place of their own at the end of some.
 * `EACH_DAY`: each shown day looks at one day, the last where the month has no such day. `ONCE`: each day is shown once, at its place or at the end of the month.
 * `LAST_AT_LAST`: as `EACH_DAY`, but the last day of a month looks at the last one.
 */
export type MonthPlaces = 'EACH_DAY' | 'ONCE' | 'LAST_AT_LAST';

/** What the mapping of buckets depends on. */
export interface TargetScope extends Clock {
  readonly grain: Grain;
  readonly months: MonthPlaces;
  /** Start of the period of `grain` that holds a bucket. */
  readonly periodOf: (bucket: Sql, period: Grain | IntervalGrain) => Sql;
  /** Where the buckets of a range end, when windows or other shifts reach beyond it. */
  readonly endOf: (range: Range) => Sql | undefined;
  /** Each period begins with a base bucket that is a shown one. */
  readonly dividesPeriods: boolean;
  /** First shown buckets of the periods that a range touches. */
  readonly startsOf: (period: Period, shown: Range) => Targets;
}

/** `shown`: the range of the buckets that look through the shift. */
export function shiftTargets(shift: ResolvedShift, shown: Range, scope: TargetScope): Targets {
  const { grain } = scope;
  switch (shift.kind) {
    case 'back':
      return backTargets(shift.span, shown, scope);
    case 'startOf': {
      const period = shift.grain;
      if (typeof period !== 'string') return scope.startsOf(period, shown);
      if (wholeSteps(1, grain, period) !== undefined) return { kind: 'one', bucket: (from) => from };
      if (!scope.dividesPeriods) return scope.startsOf(period, shown);
      return {
        kind: 'many',
        buckets: (from) => {
          const count = stepsBetween(from, later(from, 1, period), grain);
          return sql`if(${from} = ${scope.periodOf(from, period)}, ${sequence(from, count, scope)}, [])`;
        },
      };
    }
    case 'range': {
      const place = (from: Sql): Sql => placed(from, { shown, source: shift.from }, scope);
      const end = scope.endOf(shift);
      // What comes after the other range has no place in this one.
      return end === undefined
        ? { kind: 'one', bucket: place }
        : { kind: 'many', buckets: (from) => sql`if(${from} < ${end}, [${place(from)}], [])` };
    }
    case 'calendar':
      return shift;
  }
}

function backTargets({ n, unit }: Span, shown: Range, scope: TargetScope): Targets {
  const { grain, zone, months } = scope;
  const steps = wholeSteps(n, unit, grain);
  if (steps !== undefined)
    return { kind: 'one', bucket: (from) => bucketAt(later(from, steps, grain), scope) };
  const moved = (from: Sql) => bucketAt(later(from, n, unit), scope);
  const places = looksAtDays(shown, { n, unit }, zone) ? 'EACH_DAY' : months;
  if (!isMonths(unit) || places === 'ONCE') return { kind: 'one', bucket: moved };
  const seen = places === 'LAST_AT_LAST' ? lastAtLast : later;
  // Up to four days look at the last day of a short month. A day that no other day looks at is shown nowhere.
  return {
    kind: 'many',
    buckets: (from) =>
      sql`arrayFilter(target -> ${seen(sql`target`, -n, unit)} = ${from}, arrayMap(step -> ${later(moved(from), sql`step`, 'DAY')}, range(4)))`,
  };
}

/** So many months later, the last day of a month being the last of the other one. */
function lastAtLast(time: Sql, n: number, unit: Span['unit']): Sql {
  const next = later(time, 1, 'DAY');
  return sql`if(toDayOfMonth(${next}) = 1, ${later(later(next, n, unit), -1, 'DAY')}, ${later(time, n, unit)})`;
}

/** The first bucket of the other range stands where the first of the shown one does. */
function placed(bucket: Sql, { shown, source }: { shown: Range; source: number }, scope: TargetScope): Sql {
  if (shown.from === undefined)
    throw new InvariantError('Buckets are aligned by position in a range without a start.');
  const [here, there] = [shown.from, source].map((instant) => startOf(instant, scope.grain, scope)) as [
    number,
    number,
  ];
  const days = scope.zone.dayOf(here) - scope.zone.dayOf(there);
  const [a, b] = [here, there].map(
    (instant) => new Date(scope.zone.dayOf(instant) * MILLISECONDS_PER_DAY),
  ) as [Date, Date];
  const months = (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth();
  switch (scope.grain) {
    case 'MONTH':
    case 'QUARTER':
    case 'YEAR':
      return later(bucket, months, 'MONTH');
    case 'DAY':
    case 'WEEK':
      return later(bucket, days, 'DAY');
    default: {
      const timeOfDay = (instant: number) => instant - scope.zone.startOfDay(scope.zone.dayOf(instant));
      const seconds = Math.round((timeOfDay(here) - timeOfDay(there)) / 1000);
      const moved = days === 0 ? bucket : later(bucket, days, 'DAY');
      return bucketAt(seconds === 0 ? moved : later(moved, seconds, 'SECOND'), scope);
    }
  }
}

type WindowFrame = Extract<Frame, { kind: 'window' }>;

/**
 * Buckets in whose window a bucket lies: `anchor - trailing <= bucket < anchor + leading`, the anchor of `END` being the start of the next bucket.
 * The first bucket that has a window, and the one after the last.
 */
export function windowTargets(
  { trailing, leading, anchor }: WindowFrame & { readonly trailing: Span },
  steps: Steps,
  [first, end]: readonly [Sql | undefined, Sql | undefined],
): Targets {
  const { grain } = steps;
  const ahead = leading ?? { n: 0, unit: trailing.unit };
  const toEnd = anchor === 'END' ? 1 : 0;
  const back = wholeSteps(trailing.n, trailing.unit, grain);
  if (ahead === 'ALL') {
    if (first === undefined)
      throw new InvariantError('A window without an end was asked of a range without a start.');
    const most = mostSteps(trailing.n, trailing.unit, grain) + 1;
    const inside = (target: Sql) =>
      sql`${later(anchorOf(target, toEnd, steps), -trailing.n, trailing.unit)} <= `;
    return {
      kind: 'many',
      buckets: (from) => {
        const reached = sql`${stepsBetween(first, from, grain)} + ${value(String(most + 1), 'Int64')}`;
        // However late a row is: there may be ages between it and the last bucket that is shown.
        const shown =
          end === undefined ? reached : sql`least(${reached}, ${stepsBetween(first, end, grain)})`;
        const count = sql`greatest(0, ${shown})`;
        return sql`arrayFilter(target -> ${inside(sql`target`)}${from}, ${sequence(first, count, steps)})`;
      },
    };
  }
  const forth = wholeSteps(ahead.n, ahead.unit, grain);
  if (back !== undefined && forth !== undefined) {
    const count = back + forth;
    if (count <= 0) return { kind: 'many', buckets: (from) => sql`arraySlice([${from}], 2)` };
    const offset = 1 - toEnd - forth;
    const start = (from: Sql) => (offset === 0 ? from : bucketAt(later(from, offset, grain), steps));
    if (count === 1) return { kind: 'one', bucket: start };
    return {
      kind: 'many',
      buckets: (from) => sequence(start(from), value(String(count), 'Int64'), steps),
    };
  }
  const [most, least] = [
    mostSteps(trailing.n, trailing.unit, grain) + 1,
    mostSteps(ahead.n, ahead.unit, grain) + 1,
  ];
  return {
    kind: 'many',
    buckets: (from) => {
      const anchored = anchorOf(sql`target`, toEnd, steps);
      const candidates = sequence(
        later(from, -least, grain),
        value(String(most + least + 1), 'Int64'),
        steps,
      );
      return sql`arrayFilter(target -> ${later(anchored, -trailing.n, trailing.unit)} <= ${from} AND ${from} < ${later(anchored, ahead.n, ahead.unit)}, ${candidates})`;
    },
  };
}

function anchorOf(bucket: Sql, toEnd: number, steps: Steps): Sql {
  return toEnd === 0 ? bucket : bucketAt(later(bucket, toEnd, steps.grain), steps);
}

/** Where buckets are counted. */
export interface Steps {
  readonly grain: Grain;
  readonly zone: Zone;
}

/** So many buckets from this one on. */
export function sequence(first: Sql, count: Sql, steps: Steps): Sql {
  return sql`arrayMap(step -> ${bucketAt(later(first, sql`step`, steps.grain), steps)}, range(toUInt64(${count})))`;
}

/** The bucket of a time that was counted on from another one: past a change of the clock by half an hour hours begin elsewhere. */
export function bucketAt(time: Sql, { grain, zone }: Steps): Sql {
  const isMoved = grain === 'HOUR' && hasBrokenHours(zone);
  return isMoved ? sql`toStartOfHour(${time}, ${value(zone.name, 'String')})` : time;
}
