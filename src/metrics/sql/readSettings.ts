import type { Measure } from '../catalog/definitions.js';
import { isWideTime } from './clickhouseType.js';

/**
 * Settings that decide what an answer means; their defaults differ between versions of ClickHouse, so every read statement carries them.
 * Limits (time, memory, rows) are not here: they are the affair of whoever runs the statement.
 */
export const READ_SETTINGS: Readonly<Record<string, string | number>> = {
  session_timezone: 'UTC',
  /** An unmatched join is NULL, not '' or 0. */
  join_use_nulls: 1,
  /** Truncating a DateTime64 gives a Date32: years before 1970 stay themselves. */
  enable_extended_results_for_datetime_functions: 1,
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  /** 12.50 has two digits behind the point, as its column has. */
  output_format_decimal_trailing_zeros: 1,
  output_format_json_quote_denormals: 0,
  use_query_cache: 0,
  /** TRICKY: makes one multi-pattern search of `match(…) OR match(…)`, in another dialect than re2, and fails over an aggregate. */
  optimize_or_like_chain: 0,
  /** TRICKY: make an IN of three equalities, which cuts off digits that the column does not have, or fails. As good as off. */
  optimize_min_equality_disjunction_chain_length: 1_000_000,
  optimize_min_inequality_conjunction_chain_length: 1_000_000,
};

/**
 * TRICKY: once ClickHouse has compiled an aggregation to machine code (after three runs of it), min and max of a DateTime64 compare without the sign: the
 * earliest of 1950 and 2018 is then 2018. Compiling makes large aggregations up to twice as fast, so only these do without.
 */
export function readSettings(measures: readonly Measure[]): Readonly<Record<string, string | number>> {
  const compares = measures.some(
    ({ aggregate, argumentTypes }) =>
      /^(?:min|max)$/i.test(aggregate.name) && isWideTime(argumentTypes[0] ?? ''),
  );
  return compares ? { ...READ_SETTINGS, compile_aggregate_expressions: 0 } : READ_SETTINGS;
}
