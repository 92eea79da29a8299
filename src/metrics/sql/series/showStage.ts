import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { Grain } from '../../query/metricQuery.js';
import type { ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { select } from '../select.js';
import { column, identifier, isName, join, list, nested, sql, type Sql } from '../sql.js';
import type { DimensionColumn } from '../uses.js';
import { showsBuckets } from './timeColumns.js';
import type { BranchNames, BranchRow } from './branchSelect.js';
import { withBucketColumn, withCalendars, type Stage } from './moveStage.js';
import { atEnds, type Ends } from './shownEnds.js';
import { cut, inRange } from './shownTime.js';
import type { Clock, Range } from './sourceRange.js';

export type Show = 'FIRST' | 'LAST' | 'AVERAGE';

/** How buckets become the shown columns of a branch. */
export interface ShowScope {
  readonly secured: SecuredQuery;
  readonly names: BranchNames;
  readonly items: (row: BranchRow) => readonly Sql[];
  /** Keys of the branch's dimensions that are not of its time. */
  readonly others: readonly string[];
  readonly times: readonly DimensionColumn[];
  readonly resolved: ResolvedQuery;
  readonly clock: Clock;
  readonly grain: Grain;
  /** Shown buckets; undefined when the rows were read exactly for them. */
  readonly clip: Range | undefined;
  readonly unlisted?: Unlisted | undefined;
}

/** Numbers that stand, or look back, on days that a calendar lacks, where there may be no rows. */
interface Unlisted {
  /** A column that says whether some of the rows are on such days. */
  readonly hasRows: string;
  /** Other branches may have rows there: then the number stands there as well. */
  readonly isMet: boolean;
}

/** Values of a stage by the key of their leaf, and how those of several buckets of a group become one. */
export interface StageValues {
  readonly keys: readonly string[];
  readonly values: readonly Sql[];
  /** `merged`: the values aggregate already. `each`: a group has one row. */
  readonly by: Show | 'merged' | 'each';
  /** A column that says which is first and last of those in one bucket. */
  readonly then?: string | undefined;
  /** A column that says of a bucket that it is after the last rows. */
  readonly beyond?: string | undefined;
  /** Only the buckets at which a shown one ends (or begins) are shown. */
  readonly ends?: Ends | undefined;
}

/** The last select of a branch. */
export function showStage(
  stage: Stage,
  { keys, values, by, then, beyond, ends }: StageValues,
  scope: ShowScope,
): Sql {
  const { names, times, others } = scope;
  const reads = [
    ...others.map((key) => names.dimension(key)),
    ...values.flatMap((value) => [...value.identifiers]),
    ...(then === undefined ? [] : [then]),
    ...(beyond === undefined ? [] : [beyond]),
    ...(scope.unlisted === undefined ? [] : [scope.unlisted.hasRows]),
  ];
  const isCut = times.some(({ field }) => !showsBuckets(field, scope.grain));
  const readsBucket = scope.clip !== undefined || isCut || (by !== 'merged' && by !== 'each');
  const seen = readsBucket ? withBucketColumn(stage, reads, names) : stage;
  const ended = ends === undefined ? undefined : atEnds(seen, ends, { ...scope, carry: reads, beyond });
  const { stage: simple, columns } = withCalendars(ended?.stage ?? seen, times, { carry: reads, scope });
  const dimensions = new Map([
    ...others.map((key): [string, Sql] => [key, column(names.dimension(key))]),
    ...times.map(({ key, field }): [string, Sql] => [
      key,
      columns.get(key) ?? cut(simple.bucket, field, scope),
    ]),
  ]);
  const place = then === undefined ? simple.bucket : sql`(${list([simple.bucket, column(then)])})`;
  const leaves = values.map((value) => shownValue(by, value, place));
  const empty = emptyOf([...columns.values()], scope);
  const isMet = scope.unlisted?.isMet === true;
  const after = beyond === undefined ? undefined : column(beyond);
  return select({
    items: scope.items({
      dimensions,
      leaves: byKey(keys, leaves),
      beyond: isBeyond(by, isMet ? empty : after),
    }),
    from: nested(simple.select),
    where: [
      ...clipped(simple.bucket, scope),
      ...(ended?.where ?? []),
      ...(empty === undefined || isMet ? [] : [sql`NOT ${empty}`]),
    ],
    groupBy: by === 'each' ? [] : [...dimensions.keys()].map((key) => identifier(names.dimension(key))),
  });
}

/** The same where buckets are shown several times in one group: they count there once. `bucket` and `parts` are columns of the stage. */
export function showOnce(
  stage: Stage,
  { keys, values }: StageValues,
  scope: ShowScope & { readonly bucket: string; readonly parts: readonly string[] },
): Sql {
  const { names, times, bucket, parts } = scope;
  const others = scope.others.map((key) => names.dimension(key));
  const carry = [...others, ...parts, bucket];
  const { stage: simple, columns } = withCalendars(withBucketColumn(stage, carry, names), times, {
    carry,
    scope,
  });
  const cuts = times.map(({ key, field }) => ({
    name: names.dimension(key),
    sql: columns.get(key) ?? cut(simple.bucket, field, scope),
  }));
  const once = select({
    items: [
      ...[...others, ...parts].map(column),
      ...cuts.map(({ name, sql: shown }) =>
        isName(shown, name) ? shown : sql`${shown} AS ${identifier(name)}`,
      ),
    ],
    from: nested(simple.select),
    where: clipped(simple.bucket, scope),
    limitBy: [...others, bucket, ...cuts.map(({ name }) => name)].map(identifier),
  });
  const shown = [...scope.others, ...times.map(({ key }) => key)];
  return select({
    items: scope.items({
      dimensions: new Map(shown.map((key) => [key, column(names.dimension(key))])),
      leaves: byKey(keys, values),
    }),
    from: nested(once),
    groupBy: shown.map((key) => identifier(names.dimension(key))),
  });
}

/** Of several buckets one that is not makes a group that is not. */
function isBeyond(by: StageValues['by'], beyond: Sql | undefined): Sql | undefined {
  if (beyond === undefined) return undefined;
  return by === 'each' ? beyond : sql`min(${beyond})`;
}

/** Whether a bucket is on a day that the calendars lack, and none of the rows are. */
function emptyOf(columns: readonly Sql[], { unlisted }: ShowScope): Sql | undefined {
  if (unlisted === undefined || columns.length === 0) return undefined;
  return sql`(${isUnlisted(columns)} AND NOT ${column(unlisted.hasRows)})`;
}

/** No calendar has a bucket for a day. */
export function isUnlisted(columns: readonly Sql[]): Sql {
  const missing = columns.map((bucket) => sql`${bucket} IS NULL`);
  return join(missing, sql` AND `);
}

function byKey(keys: readonly string[], values: readonly Sql[]): ReadonlyMap<string, Sql> {
  return new Map(values.map((value, index) => [keys[index] as string, value]));
}

function clipped(bucket: Sql, { clip, clock, grain }: ShowScope): readonly Sql[] {
  return clip === undefined ? [] : inRange(bucket, clip, { ...clock, grain });
}

function shownValue(by: StageValues['by'], value: Sql, place: Sql): Sql {
  switch (by) {
    case 'merged':
    case 'each':
      return value;
    case 'FIRST':
      return sql`argMin(${list([value, place])})`;
    case 'LAST':
      return sql`argMax(${list([value, place])})`;
    case 'AVERAGE':
      return sql`avg(${value})`;
  }
}
