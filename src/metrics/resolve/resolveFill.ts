import type { Dimension } from '../catalog/definitions.js';
import { MAX_BUCKETS } from '../query/limits.js';
import { InvariantError } from '../../errors.js';
import { calendarStep } from './baseGrain.js';
import { formatDay, type Day } from './calendar.js';
import { timeOf } from './timeOf.js';
import { bucketsOf, countBuckets, type BucketRange } from './buckets.js';
import type {
  CalendarDays,
  DimensionField,
  ResolvedColumn,
  ResolvedFill,
  ResolvedTime,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';

/** The buckets that `fill` shows, or undefined and the reasons why it cannot. */
export function resolveFill(
  scope: Scope,
  {
    columns,
    time,
    dimension,
  }: { columns: readonly ResolvedColumn[]; time: ResolvedTime | undefined; dimension: Dimension | undefined },
): ResolvedFill | undefined {
  const { issues, dataset, zone } = scope;
  const timeColumns = columns.flatMap((column) =>
    column.kind === 'dimension' && isOf(column.field, dimension)
      ? [{ key: column.key, field: column.field }]
      : [],
  );
  const [column, other] = timeColumns;
  const { from, to } = time ?? {};
  if (from === undefined || to === undefined)
    issues.add(
      'INVALID_TIME',
      ['fill'],
      '"fill" needs to know which buckets there are: give a time range with both ends.',
    );
  const calendar = column === undefined ? undefined : calendarStep(column.field);
  const isCut = (column?.field.grain ?? column?.field.interval ?? calendar) !== undefined;
  if (!isCut || column === undefined || other !== undefined) {
    const name = dimension === undefined ? 'the time dimension' : `"${dimension.name}"`;
    return issues.add(
      'INVALID_ARGUMENT',
      ['fill'],
      `"fill" needs ${name} to be selected exactly once, with a grain${other === undefined ? '' : '; it is selected more than once: keep the finest, which tells the others, or put its rows inside rows of the other'}.`,
    );
  }
  if (from === undefined || to === undefined) return undefined;
  if (calendar !== undefined)
    return { key: column.key, buckets: calendarDays(column.field, { first: zone.dayOf(from), last: zone.dayOf(to - 1) }) }; // prettier-ignore
  const range = bucketRange(column.field, { from, to, weekStart: dataset.weekStart });
  if (countBuckets(range) > MAX_BUCKETS + 2) return tooMany(scope);
  const buckets = bucketsOf(range, zone);
  return buckets.length > MAX_BUCKETS ? tooMany(scope) : { key: column.key, buckets };
}

/** Whether a field cuts a time dimension of the dataset, itself or by a calendar that its days are looked up in. */
function isOf(field: DimensionField, dimension: Dimension | undefined): boolean {
  const { path, dimension: cut } = timeOf(field);
  return path.length === 0 && cut === dimension;
}

/** Only the calendar's table knows which of its buckets the days are in. */
function calendarDays(
  { dataset, dimension, path }: DimensionField,
  days: { readonly first: Day; readonly last: Day },
): CalendarDays {
  const on = path.at(-1)?.relationship.on[0];
  const day = [...dataset.dimensions.values()].find((candidate) => candidate.sql === on?.to);
  if (day === undefined) throw new InvariantError(`"${dataset.name}" has no days.`);
  return { dataset, day, bucket: dimension, first: formatDay(days.first), last: formatDay(days.last) };
}

function bucketRange(
  { dimension, grain, interval }: DimensionField,
  range: Pick<BucketRange, 'from' | 'to' | 'weekStart'>,
): BucketRange {
  return {
    ...range,
    grain: interval ?? (grain as BucketRange['grain']),
    column: dimension.type === 'date' ? 'date' : 'time',
  };
}

function tooMany({ issues }: Scope): undefined {
  return issues.add(
    'TOO_MANY',
    ['fill'],
    `The range has more than ${MAX_BUCKETS} buckets: choose a coarser grain or a shorter range.`,
  );
}
