import type { QueryLimits } from './warehouse.js';

/** The engine's own cap; a fifth of it, in bytes, is where a GROUP BY starts to spill to disk. */
const SPILL_SHARE = 5;

/** Bytes of a statement's text. The engine's default of 256 KiB is less than the largest question that the compiler lets pass. */
const MAX_TEXT_BYTES = 4 * 1024 ** 2;

/**
 * The settings of one read: the statement's own, then the limits, which win. Overflow modes are said outright, because
 * with `break` an aggregate over its limit comes back empty instead of failing.
 */
export function readSettings(
  statement: Readonly<Record<string, string | number>>,
  limits: QueryLimits | undefined,
): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(statement)) settings[name] = String(value);
  settings['max_query_size'] = String(MAX_TEXT_BYTES);
  const set = (name: string, value: number | undefined): void => {
    if (value !== undefined) settings[name] = String(value);
  };
  set('max_execution_time', limits?.maxSeconds);
  set('max_rows_to_read', limits?.maxRowsToRead);
  set('max_bytes_to_read', limits?.maxBytesToRead);
  set('max_result_rows', limits?.maxResultRows);
  set('max_result_bytes', limits?.maxResultBytes);
  set('max_memory_usage', limits?.maxMemoryBytes);
  set('max_threads', limits?.maxThreads);
  set('max_rows_to_group_by', limits?.maxGroups);
  if (limits?.maxMemoryBytes !== undefined) {
    set('max_bytes_before_external_group_by', Math.floor(limits.maxMemoryBytes / SPILL_SHARE));
  }
  for (const mode of ['timeout', 'read', 'result', 'group_by', 'set', 'join', 'sort', 'distinct']) {
    settings[`${mode}_overflow_mode`] = 'throw';
  }
  return settings;
}
