import type { SecuredQuery } from '../../policy/securedQuery.js';
import type {
  DimensionField,
  ResolvedQuery,
  ResolvedTime,
  RowFilter,
  Series,
} from '../../resolve/resolvedQuery.js';
import { isNullable } from '../clickhouseType.js';
import { rowSource } from '../questionSource.js';
import type { RowSource } from '../rowSource.js';
import { renderDimension } from '../renderDimension.js';
import { sql, type Sql } from '../sql.js';
import { pathKey, type DimensionColumn } from '../uses.js';
import { baseGrain } from './baseGrain.js';
import type { Branch } from './branches.js';
import { allFilters, branchQuestion, leafColumn, type BranchQuestion } from './branchQuestion.js';
import type { PreparedBranch } from './branchSelect.js';
import { groupedBranch } from './groupedBranch.js';
import {
  asResolvedTime,
  clockOf,
  framedRange,
  shiftedRanges,
  startOf,
  moved,
  type Clock,
  type Range,
} from './sourceRange.js';
import { timedBranch } from './timedBranch.js';
import { wholeSteps } from './timeSteps.js';

/** Chooses how a branch is read: where its rows stand, or through frame and shifts. */
export function prepareBranch(secured: SecuredQuery, branch: Branch): PreparedBranch {
  const question = branchQuestion(secured.resolved, branch);
  const { series } = branch;
  if (series?.time === undefined || (series.frame === undefined && series.shifts.length === 0)) {
    return groupedBranch(question, rowSource(secured.part(question.resolved)));
  }
  const timed = { ...series, time: series.time };
  const times = question.dimensions.filter(({ field }) => isTime(field, timed.time));
  return times.length === 0
    ? otherRange(secured, question, timed)
    : otherTimes(secured, question, { series: timed, times });
}

type TimedSeries = Series & { readonly time: DimensionField };

export function isTime(field: DimensionField, time: DimensionField): boolean {
  return field.dimension.name === time.dimension.name && pathKey(field.path) === pathKey(time.path);
}

/** No time is shown: the same question of another range. */
function otherRange(secured: SecuredQuery, question: BranchQuestion, series: TimedSeries): PreparedBranch {
  const clock = clockOf(question.resolved);
  const range = unshownRange(series, clock);
  const part = withRange(question.resolved, range, { field: series.time, clock });
  return groupedBranch(question, rowSource(secured.part(part)), firstBuckets(series, part));
}

export function unshownRange({ range, frame, shifts }: Series, clock: Clock): Range {
  const shown: Range = { from: range?.from, to: range?.to };
  const looked = shiftedRanges(shown, shifts, clock).at(-1) as Range;
  const { from, to } = looked;
  switch (frame?.kind) {
    case undefined:
    case 'running':
      return looked;
    case 'toDate':
      return to === undefined ? looked : { from: startOf(to - 1, frame.grain, clock), to };
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

/** Of a shift to the start of periods only their first days count. */
function firstBuckets({ time, shifts }: TimedSeries, resolved: ResolvedQuery): readonly Sql[] {
  return shifts.flatMap((shift) => {
    if (shift.kind !== 'startOf' || wholeSteps(1, 'DAY', shift.grain) !== undefined) return [];
    const cut = (grain: DimensionField['grain']) => renderDimension({ ...time, grain }, resolved);
    return [sql`${cut('DAY')} = ${cut(shift.grain)}`];
  });
}

function otherTimes(
  secured: SecuredQuery,
  question: BranchQuestion,
  { series, times }: { readonly series: TimedSeries; readonly times: readonly DimensionColumn[] },
): PreparedBranch {
  const clock = clockOf(question.resolved);
  const grain = baseGrain(
    series,
    times.map(({ field }) => field),
  );
  const ranges = shiftedRanges({ from: series.range?.from, to: series.range?.to }, series.shifts, clock);
  const range = framedRange(ranges.at(-1) as Range, series.frame, { ...clock, grain });
  const timeKeys = new Set(times.map(({ key }) => key));
  const bucket: DimensionColumn = {
    kind: 'dimension',
    key: 'bucket',
    field: { ...series.time, grain, part: undefined },
  };
  const part = withRange(
    {
      ...question.resolved,
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
  return timedBranch(question, sourceOf(inside), {
    secured: inside,
    series,
    clock,
    grain,
    ranges,
    times,
    exact,
  });
}

function sourceOf(secured: SecuredQuery): RowSource {
  return rowSource(secured);
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
