import type { Dimension } from '../catalog/definitions.js';
import { GRAINS, type Grain } from '../query/metricQuery.js';
import { MAX_SPINE_BUCKETS } from '../query/limits.js';
import { PART_GRAIN } from './baseGrain.js';
import { bucketsOf, countBuckets } from './buckets.js';
import { Issues } from './issues.js';
import { resolveFill } from './resolveFill.js';
import type {
  DimensionField,
  ResolvedColumn,
  ResolvedFill,
  ResolvedSpine,
  ResolvedTime,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { withoutZero } from './series.js';
import type { DimensionColumn } from './shown.js';

interface Asked {
  readonly columns: readonly ResolvedColumn[];
  readonly time: ResolvedTime | undefined;
  readonly dimension: Dimension | undefined;
  /** Rows of rows: each parent row has its own. */
  readonly nested: boolean;
}

interface Answer {
  readonly columns: readonly ResolvedColumn[];
  readonly fill: ResolvedFill | undefined;
  readonly spine?: ResolvedSpine | undefined;
}

/**
 * The buckets that a metric of the catalog wants to be shown in, where the view has a range and shows its time by a grain. Numbers that do not ask for
 * it have none there: zero would say that they were looked for.
 */
export function resolveSpine(scope: Scope, asked: Asked): Answer {
  const { columns, nested } = asked;
  if (!columns.some((column) => column.kind === 'measure' && column.spine === true))
    return { columns, fill: undefined };
  // The rows of a parent row are a question of their own, whose other dimensions are those of the parent: all of its buckets are in it.
  const fill = nested ? resolveFill({ ...scope, issues: new Issues() }, asked) : undefined;
  const spine = nested ? undefined : spineOf(scope, asked);
  if (fill === undefined && spine === undefined) return { columns, fill };
  const marked = columns.map((column) =>
    column.kind === 'measure' && column.spine !== true
      ? { ...column, node: withoutZero(column.node) }
      : column,
  );
  return { columns: marked, fill, spine };
}

function spineOf(scope: Scope, { columns, time, dimension }: Asked): ResolvedSpine | undefined {
  const times = columns
    .filter((column) => column.kind === 'dimension')
    .filter((column) => cuts(column, dimension));
  const [first] = times;
  const { from, to } = time ?? {};
  const grain = times.length === 1 ? (first?.field.interval ?? commonGrain(times)) : commonGrain(times);
  if (first === undefined || grain === undefined || from === undefined || to === undefined || from >= to)
    return undefined;
  const [day] = daysOf(first.field);
  const column = (day ?? first.field).dimension.type === 'date' ? ('date' as const) : ('time' as const);
  const range = { from, to, grain, weekStart: scope.dataset.weekStart, column };
  const buckets = countBuckets(range) > MAX_SPINE_BUCKETS + 2 ? undefined : bucketsOf(range, scope.zone);
  if (buckets === undefined || buckets.length > MAX_SPINE_BUCKETS)
    return scope.issues.add(
      'TOO_MANY',
      ['time'],
      `A metric of this view is shown for every bucket of the range, of which there are more than ${MAX_SPINE_BUCKETS}: choose a coarser grain or a shorter range.`,
    );
  return { keys: times.map(({ key }) => key), grain, buckets };
}

/** Whether a column is cut from the time that the buckets are of; by a calendar, from its day. */
function cuts({ field, isTime }: DimensionColumn, dimension: Dimension | undefined): boolean {
  const [day] = daysOf(field);
  if (day !== undefined) return day.path.length === 0 && day.dimension === dimension;
  const isCut = (field.grain ?? field.interval ?? field.part) !== undefined;
  return isCut && (isTime === true || (field.path.length === 0 && field.dimension === dimension));
}

function daysOf({ path }: DimensionField): readonly DimensionField[] {
  return path.flatMap(({ day }) => day ?? []);
}

/** The grain whose buckets make those of all columns: the finest, or days where weeks meet months. Intervals of the catalog stand alone. */
function commonGrain(times: readonly DimensionColumn[]): Grain | undefined {
  const grains = times.map(({ field }) =>
    daysOf(field).length > 0 ? 'DAY' : field.part === undefined ? field.grain : PART_GRAIN[field.part],
  );
  if (grains.some((grain) => grain === undefined)) return undefined;
  const finest = GRAINS.find((grain) => grains.includes(grain));
  return finest === 'WEEK' && grains.some((grain) => grain !== 'WEEK') ? 'DAY' : finest;
}
