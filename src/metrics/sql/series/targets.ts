import { InvariantError } from '../../../errors.js';
import type { Dimension, Dataset } from '../../catalog/definitions.js';
import type { Grain, Span } from '../../query/metricQuery.js';
import { MILLISECONDS_PER_DAY } from '../../resolve/calendar.js';
import type { Period } from '../../resolve/period.js';
import type { Frame, ResolvedShift } from '../../resolve/resolvedQuery.js';
import { sql, value, type Sql } from '../sql.js';
import { later, mostSteps, stepsBetween, wholeSteps } from '../timeSteps.js';
import { startOf, type Clock, type Range } from './sourceRange.js';

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
    };

/** What the mapping of buckets depends on. */
export interface TargetScope extends Clock {
  readonly grain: Grain;
  /** Start of the period of `grain` that holds a bucket. */
  readonly periodOf: (bucket: Sql, period: Period) => Sql;
}

/** `shown`: the range of the buckets that look through the shift. */
export function shiftTargets(shift: ResolvedShift, shown: Range, scope: TargetScope): Targets {
  const { grain } = scope;
  switch (shift.kind) {
    case 'back':
      return backTargets(shift.span, grain);
    case 'startOf':
      if (wholeSteps(1, grain, shift.grain) !== undefined) return { kind: 'one', bucket: (from) => from };
      return {
        kind: 'many',
        buckets: (from) => {
          const count = stepsBetween(from, later(from, 1, shift.grain), grain);
          return sql`if(${from} = ${scope.periodOf(from, shift.grain)}, ${sequence(from, count, grain)}, [])`;
        },
      };
    case 'range':
      return { kind: 'one', bucket: (from) => placed(from, { shown, source: shift.from }, scope) };
    case 'calendar':
      return shift;
  }
}

function backTargets({ n, unit }: Span, grain: Grain): Targets {
  const steps = wholeSteps(n, unit, grain);
  if (steps !== undefined) return { kind: 'one', bucket: (from) => later(from, steps, grain) };
  if (unit === 'DAY' || unit === 'WEEK') return { kind: 'one', bucket: (from) => later(from, n, unit) };
  // Up to four days look at the last day of a short month. A day that no other day looks at is shown nowhere.
  return {
    kind: 'many',
    buckets: (from) =>
      sql`arrayFilter(target -> ${later(sql`target`, -n, unit)} = ${from}, arrayMap(step -> ${later(later(from, n, unit), sql`step`, 'DAY')}, range(4)))`,
  };
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
      return seconds === 0 ? moved : later(moved, seconds, 'SECOND');
    }
  }
}

type WindowFrame = Extract<Frame, { kind: 'window' }>;

/**
 * Buckets in whose window a bucket lies: `anchor - trailing <= bucket < anchor + leading`, the anchor of `END` being the start of the next bucket.
 * `first`: the first bucket that has a window.
 */
export function windowTargets(
  { trailing, leading, anchor }: WindowFrame & { readonly trailing: Span },
  grain: Grain,
  first: Sql | undefined,
): Targets {
  const ahead = leading ?? { n: 0, unit: trailing.unit };
  const toEnd = anchor === 'END' ? 1 : 0;
  const back = wholeSteps(trailing.n, trailing.unit, grain);
  if (ahead === 'ALL') {
    if (first === undefined)
      throw new InvariantError('A window without an end was asked of a range without a start.');
    const most = mostSteps(trailing.n, trailing.unit, grain) + 1;
    const inside = (target: Sql) =>
      sql`${later(anchorOf(target, toEnd, grain), -trailing.n, trailing.unit)} <= `;
    return {
      kind: 'many',
      buckets: (from) => {
        const count = sql`greatest(0, ${stepsBetween(first, from, grain)} + ${value(String(most + 1), 'Int64')})`;
        return sql`arrayFilter(target -> ${inside(sql`target`)}${from}, ${sequence(first, count, grain)})`;
      },
    };
  }
  const forth = wholeSteps(ahead.n, ahead.unit, grain);
  if (back !== undefined && forth !== undefined) {
    const count = back + forth;
    if (count <= 0) return { kind: 'many', buckets: (from) => sql`arraySlice([${from}], 2)` };
    const offset = 1 - toEnd - forth;
    const start = (from: Sql) => (offset === 0 ? from : later(from, offset, grain));
    if (count === 1) return { kind: 'one', bucket: start };
    return {
      kind: 'many',
      buckets: (from) => sequence(start(from), value(String(count), 'Int64'), grain),
    };
  }
  const [most, least] = [
    mostSteps(trailing.n, trailing.unit, grain) + 1,
    mostSteps(ahead.n, ahead.unit, grain) + 1,
  ];
  return {
    kind: 'many',
    buckets: (from) => {
      const anchored = anchorOf(sql`target`, toEnd, grain);
      const candidates = sequence(
        later(from, -least, grain),
        value(String(most + least + 1), 'Int64'),
        grain,
      );
      return sql`arrayFilter(target -> ${later(anchored, -trailing.n, trailing.unit)} <= ${from} AND ${from} < ${later(anchored, ahead.n, ahead.unit)}, ${candidates})`;
    },
  };
}

function anchorOf(bucket: Sql, toEnd: number, grain: Grain): Sql {
  return toEnd === 0 ? bucket : later(bucket, toEnd, grain);
}

/** So many buckets from this one on. */
export function sequence(first: Sql, count: Sql, grain: Grain): Sql {
  return sql`arrayMap(step -> ${later(first, sql`step`, grain)}, range(toUInt64(${count})))`;
}
