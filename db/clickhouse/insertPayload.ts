/** Settings of every insert of rows: a misspelt column fails, ISO times are read, and stored means stored. */
export const INSERT_SETTINGS: Readonly<Record<string, string | number>> = {
  input_format_skip_unknown_fields: 0,
  date_time_input_format: 'best_effort',
  input_format_json_throw_on_bad_escape_sequence: 0,
  async_insert: 0,
};

/** Rows as JSONEachRow. */
export function insertPayload(rows: readonly Readonly<Record<string, unknown>>[]): string {
  return rows.map((row) => `${stringifyRow(row)}\n`).join('');
}

/** One row as JSON. BigInt values become text, which integer columns read without losing a digit. */
export function stringifyRow(row: unknown): string {
  return JSON.stringify(row, exactIntegers);
}

function exactIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
