import { MAX_ENTITY_BUCKETS, MAX_SERIES_BUCKETS, MAX_SPAN, MAX_WINDOW_STEPS } from '../query/limits.js';
import type { Grain } from '../query/metricQuery.js';
import { baseGrain, calendarStep } from './baseGrain.js';
import { countBuckets, stepsIn } from './buckets.js';
import { cutAlike } from './cutAlike.js';
import { fieldIn } from './fieldIn.js';
import type { IssuePath } from './issues.js';
import { lengthOf } from './period.js';
import type {
  DimensionField,
  GroupFilter,
  GroupValue,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  Series,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { leavesOf } from './series.js';

/**
 * Numbers over other times than their own are made for every bucket, whether there are rows in it or not: how many buckets that can be is bounded before
 * anything runs.
 */
export function checkBuckets(scope: Scope, resolved: ResolvedQuery, path: IssuePath = []): void {
  const { query, columns, having, order, parent } = resolved;
  const check = (node: MeasureNode, at: IssuePath): void => {
    const problem = problemIn(scope, node, columns);
    if (problem !== undefined) scope.issues.add('TOO_MANY', [...path, ...at], problem);
  };
  for (const column of columns) {
    if (column.kind !== 'measure') continue;
    const index = (query.select ?? []).findIndex(({ field, as = field }) => as === column.key);
    check(column.node, index < 0 ? ['select'] : ['select', index]);
  }
  for (const node of (having === undefined ? [] : valuesOf(having)).flatMap(nodesOf)) check(node, ['having']);
  for (const node of order.flatMap(({ value }) => nodesOf(value))) check(node, ['orderBy']);
  if (parent !== undefined) checkBuckets(scope, parent, [...path, 'parent']);
}

/** The first problem of a number, or of one that it is made of per entity or step. */
function problemIn(scope: Scope, node: MeasureNode, columns: readonly ResolvedColumn[]): string | undefined {
  for (const { series } of leavesOf(node)) {
    if (series === undefined) continue;
    const { rows } = series;
    const steps = rows?.kind === 'stage' ? rows.per : [];
    const keys = steps.map((field, index): ResolvedColumn => ({
      kind: 'dimension',
      key: `#${index}`,
      field,
    }));
    const problem =
      problemOf(scope, series, columns) ??
      (rows?.kind === 'stage' ? problemIn(scope, rows.inner, [...columns, ...keys]) : undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Why a series has too many buckets: of the range, or of the window of each. */
function problemOf(
  { dataset }: Scope,
  series: Series,
  columns: readonly ResolvedColumn[],
): string | undefined {
  const times = timesOf(series, columns);
  if (series.time === undefined || times.length === 0) return undefined;
  const grain = baseGrain(series, times);
  const { from, to } = series.range ?? {};
  const { weekStart } = dataset;
  const shown =
    from === undefined || to === undefined || from >= to
      ? undefined
      : countBuckets({ from, to, grain, weekStart, column: 'time' });
  const spread = spreadOf(series, grain, shown);
  if (spread === undefined) return undefined;
  const stands = Math.min(
    spread.steps ?? Infinity,
    (spread.kind === 'window' ? undefined : shown) ?? Infinity,
  );
  const isPerEntity = series.frame !== undefined && (series.rows?.kind === 'semiAdditive' || series.rows?.kind === 'stage'); // prettier-ignore
  if (isPerEntity && stands !== Infinity && stands > MAX_ENTITY_BUCKETS)
    return `It is kept apart for each entity, in each ${grain} of about ${stands}, and at most ${MAX_ENTITY_BUCKETS} are made: choose a coarser grain, a shorter window or a shorter range.`;
  if (spread.kind === 'window') {
    const most = shown === undefined ? MAX_SPAN : MAX_WINDOW_STEPS / (shown + spread.steps);
    return spread.steps > most
      ? `Its window is about ${spread.steps} times as long as its steps (${grain}), which is too much to count${shown === undefined ? '' : ` for each of about ${shown} of them`}: choose a coarser grain, a shorter window or a shorter range.`
      : undefined;
  }
  const buckets = shown ?? spread.steps;
  if (buckets === undefined)
    return FINE.includes(grain)
      ? `It has a number in each ${grain} from the first row to the last: give the view a time range, or choose a coarser grain.`
      : undefined;
  return buckets > MAX_SERIES_BUCKETS
    ? `It has a number in each ${grain} of about ${buckets}, and at most ${MAX_SERIES_BUCKETS} are made: choose a coarser grain or a shorter range.`
    : undefined;
}

/** Grains of which some years have too many. */
const FINE: readonly string[] = ['SECOND', 'MINUTE', 'FIFTEEN_MINUTES'];

/** At how many buckets the rows of one count: of a window; or of all that follow, of a period at most (`steps`), where they are summed up along them. */
type Spread =
  | { readonly kind: 'window'; readonly steps: number }
  | { readonly kind: 'carried'; readonly steps: number | undefined };

function spreadOf({ frame, shifts }: Series, grain: Grain, shown: number | undefined): Spread | undefined {
  const starts = shifts.flatMap((shift) => (shift.kind === 'startOf' ? [stepsIn(lengthOf(shift.grain), grain)] : [])); // prettier-ignore
  switch (frame?.kind) {
    case undefined:
      return starts.length === 0 ? undefined : { kind: 'carried', steps: Math.max(...starts) };
    case 'running':
      return { kind: 'carried', steps: undefined };
    case 'toDate':
      return { kind: 'carried', steps: stepsIn(lengthOf(frame.grain), grain) };
    case 'window': {
      const { trailing, leading } = frame;
      if (trailing === 'ALL') return { kind: 'carried', steps: undefined };
      // Open ahead: each row counts in all buckets before it.
      if (leading === 'ALL') return { kind: 'window', steps: shown ?? 0 };
      return {
        kind: 'window',
        steps: stepsIn(trailing, grain) + (leading === undefined ? 0 : stepsIn(leading, grain)),
      };
    }
  }
}

/** The shown columns that cut the time of a series. */
function timesOf(series: Series, columns: readonly ResolvedColumn[]): readonly DimensionField[] {
  const { time, level } = series;
  if (time === undefined) return [];
  return columns.flatMap((column): readonly DimensionField[] => {
    if (column.kind !== 'dimension' || level?.includes(column.key) === false) return [];
    if (column.isTime === true) return [cutAlike(time, column.field)];
    const own = fieldIn(series, column);
    const cut = own === undefined ? undefined : (calendarStep(own)?.day ?? own);
    return own !== undefined && cut?.path.length === 0 && cut.dimension.name === time.dimension.name ? [own] : []; // prettier-ignore
  });
}

function valuesOf(filter: GroupFilter): readonly GroupValue[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.flatMap(valuesOf);
    case 'not':
      return valuesOf(filter.of);
    case 'compare':
      return [filter.value];
  }
}

function nodesOf(value: GroupValue): readonly MeasureNode[] {
  return value.kind === 'measure' ? [value.node] : [];
}
