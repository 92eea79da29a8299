import type { DatePart, Grain, TimeUnit } from '../../query/metricQuery.js';
import type { DimensionField, Frame, ResolvedShift, Series } from '../../resolve/resolvedQuery.js';
import { pathKey } from '../uses.js';

/** Finest first; each of them is cut at boundaries of DAY or within days. */
const FINE = ['SECOND', 'MINUTE', 'FIFTEEN_MINUTES', 'HOUR', 'DAY'] as const;

/** What is a whole number of each coarse grain. */
const MULTIPLES: Readonly<Record<'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK', readonly string[]>> = {
  YEAR: ['YEAR'],
  QUARTER: ['QUARTER', 'YEAR'],
  MONTH: ['MONTH', 'QUARTER', 'YEAR'],
  WEEK: ['WEEK'],
};

const PART_GRAIN: Readonly<Record<DatePart, Grain>> = {
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

/** Grain of a column; a column without one shows every instant, or every day. */
export function finest({ dimension, grain, part }: DimensionField): Grain {
  if (part !== undefined) return PART_GRAIN[part];
  return grain ?? (dimension.type === 'date' ? 'DAY' : 'SECOND');
}

/** The first or the average of the days of a bucket, so there must be days. */
function showsDays(frame: Frame | undefined): boolean {
  return frame !== undefined && frame.kind !== 'running' && frame.show !== 'LAST';
}

function frameUnits(frame: Frame | undefined): readonly (Grain | TimeUnit)[] {
  switch (frame?.kind) {
    case 'window':
      return [frame.trailing, frame.leading].flatMap((span) =>
        span === undefined || span === 'ALL' || span.n === 0 ? [] : [span.unit],
      );
    case 'toDate':
      return [frame.grain];
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
      return [shift.grain];
    case 'calendar':
      return ['DAY'];
    case 'range':
      return [];
  }
}

/** A column of the time that a series goes over. */
export function isTime(field: DimensionField, time: DimensionField): boolean {
  return field.dimension.name === time.dimension.name && pathKey(field.path) === pathKey(time.path);
}
