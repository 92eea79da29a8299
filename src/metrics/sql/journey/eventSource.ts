import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { Expression } from '../../catalog/expression.js';
import type { ResolvedJourney } from '../../resolve/journey/resolvedJourney.js';
import { allOf } from '../../resolve/resolveWhere.js';
import type { DimensionField, ResolvedColumn, ResolvedTime, RowFilter } from '../../resolve/resolvedQuery.js';
import { isNullable } from '../clickhouseType.js';
import { Names } from '../names.js';
import { rowSource } from '../questionSource.js';
import { readsOf, type RowSource } from '../rowSource.js';
import { list, sql, type Sql } from '../sql.js';
import { isDimension } from '../uses.js';
import { TimeAxis } from './timeAxis.js';

/** The events of a journey, one by one, before they are grouped by entity. */
export interface EventSource extends Pick<RowSource, 'from' | 'joins' | 'where'> {
  readonly entity: Sql;
  readonly axis: TimeAxis;
  /** What orders events of one time: the primary key. */
  readonly keys: readonly Sql[];
  /** What the answer is broken down by, in the order of the columns. */
  readonly by: readonly Sql[];
  readonly dimension: (field: DimensionField) => Sql;
  /** Whether an event satisfies a filter: never NULL. Undefined: every event. */
  readonly satisfies: (filter: RowFilter | undefined) => Sql;
  /** Names that no select of the statement may give to something else. */
  readonly names: Names;
}

/** Which events are read. `time` is the range that is scanned, which may be wider than the question's. */
export interface EventNeeds {
  readonly time: ResolvedTime | undefined;
  /** Only events that satisfy one of these; empty: all. */
  readonly only: readonly RowFilter[];
  /** Further fields that are read: buckets. */
  readonly fields?: readonly DimensionField[] | undefined;
}

/** Reads the events through the same joins, filters and row policies as single rows of the dataset. */
export function eventSource(
  secured: SecuredQuery,
  journey: ResolvedJourney,
  { time, only, fields = [] }: EventNeeds,
): EventSource {
  const { resolved } = secured;
  const { dataset } = resolved;
  const own = (name: string, expression: Expression): DimensionField => ({
    path: [],
    dataset,
    dimension: { name, description: '', type: 'string', sql: expression, clickhouseType: '' },
  });
  const keys = dataset.primaryKey.map((expression, index) => own(`key${index + 1}`, expression));
  const by = resolved.columns.filter(isDimension).map(({ field }) => field);
  const shown = [journey.entity, journey.time, ...keys, ...by, ...fields];
  const filter = allOf([
    resolved.filter,
    only.length === 0 ? undefined : only.length === 1 ? only[0] : { kind: 'or', of: only },
    ...[journey.entity, journey.time].map(known),
  ]);
  const source = rowSource(
    secured.part({
      ...resolved,
      query: { ...resolved.query, view: 'records' },
      columns: shown.map((field, index): ResolvedColumn => ({
        kind: 'dimension',
        key: `${field.dimension.name}.${index}`,
        field,
      })),
      time,
      filter,
    }),
  );
  const reads = [...readsOf(source), ...shown.map(source.dimension)].flatMap((piece) => [
    ...piece.identifiers,
  ]);
  return {
    ...source,
    entity: source.dimension(journey.entity),
    axis: new TimeAxis(journey.time, source.dimension(journey.time)),
    // Nothing is null in a key; arrays and aggregates would leave out what could be.
    keys: keys.map((key) => sql`assumeNotNull(${source.dimension(key)})`),
    by: by.map(source.dimension),
    satisfies: (wanted) =>
      wanted === undefined ? sql`true` : sql`ifNull(${source.condition(wanted)}, false)`,
    names: new Names([...reads, ...resolved.columns.map(({ key }) => key)]),
  };
}

/** Rows without a value do not take part. */
function known(field: DimensionField): RowFilter | undefined {
  if (field.path.length === 0 && !isNullable(field.dimension.clickhouseType)) return undefined;
  return { kind: 'compare', field, operator: 'isNull', operand: { kind: 'scalar', value: false } };
}

/**
 * Value of the earliest row of a group that satisfies the condition; of one time, the first by primary key. Keys are compared only between rows of the
 * earliest time, and times as plain numbers: far faster than one tuple of both.
 */
export function ofEarliest(
  shown: Sql,
  { axis, keys }: Pick<EventSource, 'axis' | 'keys'>,
  condition: Sql | undefined,
): Sql {
  const order = keys.length === 1 ? keys : [sql`tuple(${list(keys)})`];
  const values = keys.length === 0 ? [shown, axis.at] : [shown, ...order, axis.at];
  const aggregate = keys.length === 0 ? sql`argMin` : sql`argMinArgMin`;
  return condition === undefined
    ? sql`${aggregate}(${list(values)})`
    : sql`${aggregate}If(${list([...values, condition])})`;
}
