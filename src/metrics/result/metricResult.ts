import type { QueryPlan, RejectedSource } from '../rollup/queryPlan.js';
import type { Statement } from '../sql/statement.js';
import { decodeRows } from './decodeRows.js';

/** A value as it leaves the server: 64-bit integers are numbers when safe, strings when not; decimals are strings; NaN and infinity are null. */
export type ResultValue = string | number | boolean | null | readonly ResultValue[];

/** Typed rows plus what is known of them. Row keys are the dotted response keys. */
export interface MetricResult {
  readonly rows: readonly ReadonlyMap<string, ResultValue>[];
  /** Name of what was read, and why that and not something else. */
  readonly source: string;
  readonly reason: string;
  readonly rejected: readonly RejectedSource[];
  /** Milliseconds from asking the engine to its last row. */
  readonly elapsedMs: number;
  /** Rows the engine read; null when it does not say. */
  readonly readRows: number | null;
}

/** The engine's answer to a statement, in its raw form. */
export interface EngineAnswer {
  readonly rows: readonly (readonly unknown[])[];
  readonly elapsedMs: number;
  readonly readRows: number | null;
}

/** What the engine answered → what the caller asked for. */
export function readResult(
  { plan, statement }: { readonly plan: QueryPlan; readonly statement: Statement },
  answer: EngineAnswer,
): MetricResult {
  return {
    rows: decodeRows(statement, answer.rows),
    source: plan.source.name,
    reason: plan.reason,
    rejected: plan.rejected,
    elapsedMs: answer.elapsedMs,
    readRows: answer.readRows,
  };
}
