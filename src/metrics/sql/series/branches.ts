import type { ResolvedQuery, Series } from '../../resolve/resolvedQuery.js';
import { timeOf } from '../../resolve/timeOf.js';
import { aggregatesOf, isDimension, type AggregateNode } from '../uses.js';
import { structureKey } from './structureKey.js';

/** Leaves over the same rows, times and level: one SELECT. */
export interface Branch {
  /** Undefined: the rows of the groups themselves. */
  readonly series: Series | undefined;
  readonly leaves: readonly AggregateNode[];
}

/** Equal leaves are one aggregate. Two measures may be the same aggregate and differ in what an empty bucket shows. */
export function leafKey({ measure, filter, series }: AggregateNode): string {
  const { name, type, aggregate, fillWith, absentWith, rows, filter: own } = measure;
  return structureKey([name, type, aggregate, fillWith, absentWith, rows, own, filter, series]);
}

/**
 * The branches of a question, that of plain leaves first. Where no branch is grouped by every shown dimension, one without leaves says which groups
 * there are.
 */
export function branchesOf(resolved: ResolvedQuery): readonly Branch[] {
  const keys = resolved.columns.filter(isDimension).map(({ key }) => key);
  const groups = new Map<string, { series: Series | undefined; leaves: Map<string, AggregateNode> }>();
  for (const leaf of aggregatesOf(resolved)) {
    const series = ownSeries(leaf, { resolved, keys });
    const key = rowsKey(series, leaf);
    const group = groups.get(key) ?? { series, leaves: new Map<string, AggregateNode>() };
    group.leaves.set(leafKey(leaf), leaf);
    groups.set(key, group);
  }
  const branches = [...groups.values()].map(({ series, leaves }) => ({
    series,
    leaves: [...leaves.values()],
  }));
  const plainFirst = branches.sort((a, b) => Number(a.series !== undefined) - Number(b.series !== undefined));
  // Places are of the shown groups: what is left has none.
  const leveled = plainFirst.every(
    ({ series }) => series?.level !== undefined || series?.rows?.kind === 'placed',
  );
  const ofGroups = leveled || missesOwnRows(resolved, plainFirst);
  return ofGroups ? [...groupsOnly(resolved), ...plainFirst] : plainFirst;
}

/** Numbers of the rows behind a relationship are asked of the dataset's own rows: also of those behind which there is none. */
function missesOwnRows({ facts, columns }: ResolvedQuery, branches: readonly Branch[]): boolean {
  const behind = facts === undefined && branches.some(({ series }) => series?.fact !== undefined);
  return behind && columns.some(isDimension) && branches.every(({ series }) => series !== undefined);
}

/** Branches without leaves that say which groups there are: of the view's rows, or of each fact's. A number of all time has groups in the range only. */
function groupsOnly(resolved: ResolvedQuery): readonly Branch[] {
  if (resolved.facts === undefined) return [{ series: undefined, leaves: [] }];
  const facts = new Map(
    aggregatesOf(resolved).flatMap(({ series }) =>
      series?.fact === undefined ? [] : [[series.fact.name, series] as const],
    ),
  );
  if (facts.size === 0) return resolved.facts.map((series) => ({ series, leaves: [] }));
  return [...facts.values()].map(({ fact, filter, time, range }) => ({
    series: { fact, filter, time, range, shifts: [] },
    leaves: [],
  }));
}

/** Equal for branches over the same rows. */
export function branchKey({ series, leaves: [leaf] }: Branch): string {
  return rowsKey(series, leaf);
}

function rowsKey(series: Series | undefined, leaf: AggregateNode | undefined): string {
  return filtersRows(series)
    ? structureKey([series, leaf?.filter, leaf?.measure.filter])
    : structureKey([series]);
}

/** Which rows stand for an entity or come first depends on which rows there are, so the filters of such leaves apply before. */
export function filtersRows(series: Series | undefined): boolean {
  return series?.rows !== undefined;
}

/** Without what changes nothing: a level of all dimensions, the view's own time. */
function ownSeries(
  { series: asked }: AggregateNode,
  { resolved, keys }: { readonly resolved: ResolvedQuery; readonly keys: readonly string[] },
): Series | undefined {
  if (asked === undefined) return undefined;
  const series = ofAllTime(asked, { resolved, keys });
  const level = series.level?.filter((key) => keys.includes(key));
  const kept = level === undefined || level.length === keys.length ? undefined : keys.filter((key) => level.includes(key)); // prettier-ignore
  const plain =
    kept === undefined &&
    series.fact === undefined &&
    series.rows === undefined &&
    series.filter === undefined &&
    series.withBots !== true &&
    series.frame === undefined &&
    series.shifts.length === 0 &&
    isViewTime(series, resolved);
  return plain ? undefined : { ...series, level: kept };
}

/** A window that is open on both sides takes everything in, whatever the bucket: time does not divide it. */
function ofAllTime(
  series: Series,
  { resolved, keys }: { readonly resolved: ResolvedQuery; readonly keys: readonly string[] },
): Series {
  const { frame, time } = series;
  if (frame?.kind !== 'window' || frame.trailing !== 'ALL' || frame.leading !== 'ALL') return series;
  const times = resolved.columns
    .filter(isDimension)
    .filter(({ field, isTime }) => isTime === true || timeOf(field).dimension.name === time?.dimension.name)
    .map(({ key }) => key);
  const level = (series.level ?? keys).filter((key) => !times.includes(key));
  return { ...series, frame: undefined, shifts: [], range: undefined, level };
}

function isViewTime({ time, range }: Series, { dataset, time: viewed }: ResolvedQuery): boolean {
  if (time === undefined) return true;
  const name = viewed?.field.dimension.name ?? dataset.time;
  return time.dimension.name === name && structureKey(range) === structureKey(viewed);
}
