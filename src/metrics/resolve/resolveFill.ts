import type { Dimension } from '../catalog/definitions.js';
import { MAX_BUCKETS } from '../query/limits.js';
import { bucketsOf, countBuckets, type BucketRange } from './buckets.js';
import type { DimensionField, ResolvedColumn, ResolvedFill, ResolvedTime } from './resolvedQuery.js';
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
    column.kind === 'dimension' && column.field.path.length === 0 && column.field.dimension === dimension
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
  if (
    (column?.field.grain ?? column?.field.interval) === undefined ||
    column === undefined ||
    other !== undefined
  ) {
    const name = dimension === undefined ? 'the time dimension' : `"${dimension.name}"`;
    const byTable = dimension && columns.find((shown) => shown.kind === 'dimension' && shown.field.path.at(-1)?.day?.dimension === dimension); // prettier-ignore
    if (column === undefined && byTable !== undefined)
      return issues.add(
        'INVALID_ARGUMENT',
        ['fill'],
        `"fill" cannot add buckets of "${byTable.key}": only the calendar's table knows which there are. Choose another grain.`,
      );
    return issues.add(
      'INVALID_ARGUMENT',
      ['fill'],
      `"fill" needs ${name} to be selected exactly once, with a grain${other === undefined ? '' : '; it is selected more than once'}.`,
    );
  }
  if (from === undefined || to === undefined) return undefined;
  const range = bucketRange(column.field, { from, to, weekStart: dataset.weekStart });
  if (countBuckets(range) > MAX_BUCKETS + 2) return tooMany(scope);
  const buckets = bucketsOf(range, zone);
  return buckets.length > MAX_BUCKETS ? tooMany(scope) : { key: column.key, buckets };
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
