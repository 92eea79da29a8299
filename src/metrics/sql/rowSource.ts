import type { DimensionField, RowFilter } from '../resolve/resolvedQuery.js';
import type { TwoSteps } from './renderAggregate.js';
import type { Rows } from './select.js';
import { column, type Sql } from './sql.js';
import type { AggregateNode } from './uses.js';

/** Rows that are about to be grouped, and how to name their fields and aggregates in that SELECT. */
export interface RowSource {
  readonly from: Rows;
  readonly joins: readonly Sql[];
  /** Names that `from` and `joins` give to tables. */
  readonly tables?: readonly string[] | undefined;
  readonly where: readonly Sql[];
  /** What `from` reads of the columns of its rows. */
  readonly on?: readonly Sql[] | undefined;
  readonly dimension: (field: DimensionField) => Sql;
  readonly aggregate: (node: AggregateNode) => Sql;
  /** The same as a part of each group, to be merged by the select around it. */
  readonly steps: (node: AggregateNode) => TwoSteps;
  /** Whether a row satisfies a filter, one of `SourceNeeds.conditions`. */
  readonly condition: (filter: RowFilter) => Sql;
}

/** What a source is asked for. */
export interface SourceNeeds {
  /** Groups exist, so a group has at least one row; else the whole table is one group, which may have none. */
  readonly grouped: boolean;
  /** Rows are shown one by one: they must not be grouped before they are joined. */
  readonly single?: boolean | undefined;
  /** Filters that decide what a row is, besides whether it counts. */
  readonly conditions?: readonly RowFilter[] | undefined;
}

/** What a SELECT reads of its rows whatever it shows: no name that it gives may be among it. */
export function readsOf({ where, on = [] }: RowSource): readonly Sql[] {
  return [...where, ...on];
}

/** The tables by name, as something that the select reads: ClickHouse refuses to tell an output of such a name from the table. */
export function tablesOf({ tables = [] }: RowSource): readonly Sql[] {
  return tables.map(column);
}
