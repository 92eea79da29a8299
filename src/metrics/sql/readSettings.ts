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
  output_format_json_quote_denormals: 0,
  use_query_cache: 0,
};
