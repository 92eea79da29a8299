import type { DatePart, Grain, TimeUnit } from '../query/metricQuery.js';
import { grainWithin, intervalGrain } from './period.js';
import type { DimensionField, Frame, JoinStep, ResolvedShift, Series } from './resolvedQuery.js';

/** Finest first; each of them is cut at boundaries of DAY or within days. */
const FINE = ['SECOND', 'MINUTE', 'FIFTEEN_MINUTES', 'HOUR', 'DAY'] as const;

/** What is a whole number of each coarse grain. */
const MULTIPLES: Readonly<Record<'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK', readonly string[]>> = {
  YEAR: ['YEAR'],
  QUARTER: ['QUARTER', 'YEAR'],
  MONTH: ['MONTH', 'QUARTER', 'YEAR'],
  WEEK: ['WEEK'],
};

/** Grain that a part of a date is told from. */
export const PART_GRAIN: Readonly<Record<DatePart, Grain>> = {
  MINUTE_OF_HOUR: 'MINUTE',
  HOUR_OF_DAY: 'HOUR',
  DAY_OF_WEEK: 'DAY',
  DAY_OF_MONTH: 'DAY',
  DAY_OF_YEAR: 'DAY',
  WEEK_OF_YEAR: 'DAY',
  MONTH_OF_YEAR: 'MONTH',
  QUARTER_OF_YEAR: 'QUARTER',
  YEAR: 'YEAR',
};

/**
 * The grain at which rows are grouped before they are put where they are shown: days, or finer where something is; or coarser where everything is, as
 * months know which month is one month later and days do not. `shown`: the columns of the branch's time.
 */
export function baseGrain({ frame, shifts }: Series, shown: readonly DimensionField[]): Grain {
  const units = [...shown.map(finest), ...frameUnits(frame), ...shifts.flatMap(shiftUnits)];
  const fine = FINE.find((grain) => units.includes(grain));
  if (fine !== undefined || shown.length === 0 || showsDays(frame)) return fine ?? 'DAY';
  const coarse = (['YEAR', 'QUARTER', 'MONTH', 'WEEK'] as const).find((grain) =>
    units.every((unit) => MULTIPLES[grain].includes(unit)),
  );
  return coarse ?? 'DAY';
}

/** Finest grain that a column tells apart; a column without one shows every instant, or every day. */
export function finest(field: DimensionField): Grain {
  const { dimension, grain, part, interval } = field;
  if (calendarStep(field) !== undefined) return 'DAY';
  if (part !== undefined) return PART_GRAIN[part];
  if (interval !== undefined) return intervalGrain(interval);
  return grain ?? (dimension.type === 'date' ? 'DAY' : 'SECOND');
}

/** One of the days of a bucket or their average, so there must be days. */
function showsDays(frame: Frame | undefined): boolean {
  return frame !== undefined && frame.kind !== 'running' && frame.show !== undefined;
}

function frameUnits(frame: Frame | undefined): readonly (Grain | TimeUnit)[] {
  switch (frame?.kind) {
    case 'window':
      return [frame.trailing, frame.leading].flatMap((span) =>
        span === undefined || span === 'ALL' || span.n === 0 ? [] : [span.unit],
      );
    case 'toDate':
      return [grainWithin(frame.grain)];
    case 'running':
    case undefined:
      return [];
  }
}

function shiftUnits(shift: ResolvedShift): readonly (Grain | TimeUnit)[] {
  switch (shift.kind) {
    case 'back':
      return [shift.span.unit];
    case 'startOf':
      return [grainWithin(shift.grain)];
    case 'calendar':
      return ['DAY'];
    case 'range':
      return [];
  }
}

/** The way to the calendar that a field is cut by. */
export function calendarStep({ path }: DimensionField): JoinStep | undefined {
  const step = path.at(-1);
  return step?.day === undefined ? undefined : step;
}
