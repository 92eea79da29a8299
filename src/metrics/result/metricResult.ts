import type { RejectedSource } from '../rollup/queryPlan.js';

/** A value as it leaves the server: 64-bit integers are numbers when safe, strings when not; decimals are strings; NaN and infinity are null. */
export type ResultValue = string | number | boolean | null | readonly ResultValue[];

/** Typed rows plus what is known of them. Row keys are the dotted response keys. */
export interface MetricResult {
  readonly rows: readonly ReadonlyMap<string, ResultValue>[];
  readonly source: string;
  readonly reason: string;
  readonly rejected: readonly RejectedSource[];
}
