import type { DimensionField } from '../resolve/resolvedQuery.js';
import type { Sql } from './sql.js';
import type { AggregateNode } from './uses.js';

/** Rows that are about to be grouped, and how to name their fields and aggregates in that SELECT. */
export interface RowSource {
  readonly from: Sql;
  readonly joins: readonly Sql[];
  readonly where: readonly Sql[];
  readonly dimension: (field: DimensionField) => Sql;
  readonly aggregate: (node: AggregateNode) => Sql;
}

/** What a source is asked for. */
export interface SourceNeeds {
  /** Groups exist, so a group has at least one row; else the whole table is one group, which may have none. */
  readonly grouped: boolean;
}
