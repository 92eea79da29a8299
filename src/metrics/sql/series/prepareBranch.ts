import type { SecuredQuery } from '../../policy/securedQuery.js';
import { InvariantError } from '../../../errors.js';
import { formatDay } from '../../resolve/calendar.js';
import { isCalendarPeriod } from '../../resolve/period.js';
import { baseGrain } from '../../resolve/baseGrain.js';
import type {
  DimensionField,
  ResolvedQuery,
  ResolvedTime,
  RowFilter,
  Series,
} from '../../resolve/resolvedQuery.js';
import { isNullable } from '../clickhouseType.js';
import { Names } from '../names.js';
import { rowSource } from '../questionSource.js';
import type { RowSource } from '../rowSource.js';
import type { DimensionColumn } from '../uses.js';
import { dividesPeriods, isTime, showsDays, shownStart } from './timeColumns.js';
import type { Branch } from './branches.js';
import { allFilters, branchQuestion, leafColumn, type BranchQuestion } from './branchQuestion.js';
import type { PreparedBranch } from './branchSelect.js';
import { conversionSource } from './conversionSource.js';
import { groupedBranch } from './groupedBranch.js';
import { pickedBranch } from './pickedBranch.js';
import {
  asResolvedTime,
  clockOf,
  framedRange,
  shiftedRanges,
  startOfPeriod,
  moved,
  type Clock,
  type Range,
} from './sourceRange.js';
import { placedSource } from './placedSource.js';
import { isPerTime, stagedSource, stepColumn, type Answer } from './stagedSource.js';
import { timedBranch, type TimedScope } from './timedBranch.js';
import { wholeSteps } from '../timeSteps.js';

/** Chooses how a branch is read: where its rows stand, or through frame and shifts; which rows there are is the affair of `sourceOf` and `pickedBranch`. */
export function prepareBranch(secured: SecuredQuery, branch: Branch, answer: Answer): PreparedBranch {
  const question: Prepared = { ...branchQuestion(secured.resolved, branch), answer };
  const { series } = branch;
  const moves = series !== undefined && (series.frame !== undefined || series.shifts.length > 0);
  if (series?.time === undefined || !moves || (series.rows?.kind === 'stage' && !isPerTime(series))) {
    return ungrouped(secured, question, question.resolved);
  }
  const timed = { ...series, time: series.time };
  const times = question.dimensions.filter(({ field }) => isTime(field, timed.time));
  return times.length === 0
    ? otherRange(secured, question, timed)
    : otherTimes(secured, question, { series: timed, times });
}

/** Rows where they stand. */
function ungrouped(secured: SecuredQuery, question: Prepared, resolved: ResolvedQuery): PreparedBranch {
  const { branch } = question;
  const rows = branch.series?.rows;
  // Of no dataset: each fact has said who may see which of its groups.
  if (rows?.kind === 'placed') return groupedBranch(question, placedSource(rows.fold));
  if (rows?.kind === 'semiAdditive') {
    return pickedBranch(secured, { ...question, resolved }, { rows, timed: undefined });
  }
  return groupedBranch(question, sourceOf(secured.part(resolved), question));
}

/** The rows of a branch, ready to be grouped. */
function sourceOf(secured: SecuredQuery, { branch, answer }: Prepared): RowSource {
  const { series } = branch;
  const rows = series?.rows;
  switch (rows?.kind) {
    case 'stage':
      return stagedSource(secured, { ...(series as Series), rows }, answer);
    case 'placed':
      throw new InvariantError('Places have no time to be moved by.');
    case 'conversion':
      return conversionSource(secured, rows, branch);
    case 'semiAdditive':
    case undefined:
      return rowSource(secured);
  }
}

/** `answer` renders a question that is a part of this one. */
type Prepared = BranchQuestion & { readonly answer: Answer };

type TimedSeries = Series & { readonly time: DimensionField };

/** No time is shown: the same question of another range. */
function otherRange(secured: SecuredQuery, question: Prepared, series: TimedSeries): PreparedBranch {
  const clock = clockOf(question.resolved);
  const range = unshownRange(series, clock);
  const part = withRange({ ...question.resolved, within: daysToDate(series, 'last', clock) }, range, {
    field: series.time,
    clock,
  });
  return ungrouped(secured, question, part);
}

function unshownRange({ range, frame, shifts }: Series, clock: Clock): Range {
  const shown: Range = { from: range?.from, to: range?.to };
  const looked = shiftedRanges(shown, shifts, { ...clock, looksBack: isAtPoints(frame) }).at(-1) as Range;
  const { from, to } = looked;
  switch (frame?.kind) {
    case undefined:
    case 'running':
      return looked;
    case 'toDate':
      return to === undefined ? looked : { from: startOfPeriod(to - 1, frame.grain, clock), to };
    case 'window': {
      const { trailing, leading, anchor } = frame;
      const at = anchor === 'START' ? from : to;
      const ahead = leading ?? { n: 0, unit: 'DAY' as const };
      return {
        from: trailing === 'ALL' || at === undefined ? undefined : moved(at, { n: -trailing.n, unit: trailing.unit }, clock.zone), // prettier-ignore
        to: ahead === 'ALL' || at === undefined ? undefined : moved(at, ahead, clock.zone),
      };
    }
  }
}

/** A number at a point of time, which is looked at as it was there, and not of rows that go from one place to another. */
function isAtPoints(frame: Series['frame']): boolean {
  return frame !== undefined && frame.kind !== 'running';
}

/** The days of a calendar's periods from whose start the range is counted: of all of it, or of its last day. */
function daysToDate(
  { time, range, frame, shifts }: TimedSeries,
  which: 'all' | 'last',
  clock: Clock,
): ResolvedQuery['within'] {
  if (frame?.kind !== 'toDate' || !isCalendarPeriod(frame.grain)) return undefined;
  const { from, to } = shiftedRanges({ from: range?.from, to: range?.to }, shifts, { ...clock, looksBack: true }).at(-1) as Range; // prettier-ignore
  const { dataset, day, bucket } = frame.grain;
  const last = to === undefined ? undefined : formatDay(clock.zone.dayOf(to - 1));
  const first = from === undefined ? undefined : formatDay(clock.zone.dayOf(from));
  return { field: time, dataset, day, bucket, first: which === 'all' ? first : last, last };
}

function otherTimes(
  secured: SecuredQuery,
  question: Prepared,
  { series, times }: { readonly series: TimedSeries; readonly times: readonly DimensionColumn[] },
): PreparedBranch {
  const clock = clockOf(question.resolved);
  const fields = times.map(({ field }) => field);
  const grain = baseGrain(series, fields);
  const looksBack = times.some(({ field }) => showsDays(field)) || isAtPoints(series.frame);
  const shown: Range = { from: series.range?.from, to: series.range?.to };
  const ranges = shiftedRanges(shown, series.shifts, {
    ...clock,
    looksBack,
    shownStart: dividesPeriods(fields, grain) ? undefined : (instant) => shownStart(instant, fields, clock),
  });
  const range = framedRange(ranges.at(-1) as Range, series.frame, { ...clock, grain });
  const timeKeys = new Set(times.map(({ key }) => key));
  const bucket = stepColumn(new Names(question.dimensions.map(({ key }) => key)).take('bucket'), {
    ...series.time,
    grain,
    part: undefined,
  });
  const part = withRange(
    {
      ...question.resolved,
      // Conversions read base events after the range, too.
      within: series.rows?.kind === 'conversion' ? undefined : daysToDate(series, 'all', clock),
      columns: [
        ...question.dimensions.filter(({ key }) => !timeKeys.has(key)),
        bucket,
        ...question.leaves.map(leafColumn),
      ],
    },
    range,
    { field: series.time, clock },
  );
  const inside = secured.part(part);
  const exact = series.frame === undefined && series.shifts.every((shift) => shift.kind === 'back' && wholeSteps(shift.span.n, shift.span.unit, grain) !== undefined); // prettier-ignore
  const scope: TimedScope = { secured: inside, series, clock, grain, ranges, times, exact };
  return series.rows?.kind === 'semiAdditive'
    ? pickedBranch(secured, { ...question, resolved: part }, { rows: series.rows, timed: scope })
    : timedBranch(question, sourceOf(inside, question), scope);
}

/** Rows without a time are shown at no other one. */
function withRange(
  resolved: ResolvedQuery,
  range: Range,
  { field, clock }: { readonly field: DimensionField; readonly clock: Clock },
): ResolvedQuery {
  const bounded = range.from !== undefined || range.to !== undefined;
  const time: ResolvedTime | undefined = bounded ? asResolvedTime(range, field, clock) : undefined;
  const known: RowFilter | undefined =
    !bounded && isNullable(field.dimension.clickhouseType)
      ? { kind: 'compare', field, operator: 'isNull', operand: { kind: 'scalar', value: false } }
      : undefined;
  return { ...resolved, time, filter: allFilters([resolved.filter, known]) };
}
