/** A place in a statement where a table is read. */
export interface TableScan {
  /** `database.table` */
  readonly table: string;
  /** First condition of its WHERE; undefined when the scan has none. */
  readonly predicate: string | undefined;
}

/** Every table that a compiled statement reads, with the condition that stands first: the row policy, when there is one. */
export function scansOf(text: string): readonly TableScan[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, margin, table] = /^(\s*)FROM ([A-Za-z_]\w*\.[A-Za-z_]\w*)(?: FINAL)?$/.exec(line) ?? [];
    // One row of nothing, that an array is made of.
    if (margin === undefined || table === undefined || table === 'system.one') return [];
    return [{ table, predicate: whereOf(lines.slice(index + 1), margin) }];
  });
}

/** The WHERE that belongs to a FROM: at its margin, with nothing but joins of added columns in between. */
function whereOf(lines: readonly string[], margin: string): string | undefined {
  for (const line of lines) {
    const clause = line.startsWith(margin) ? line.slice(margin.length) : undefined;
    if (clause === undefined) return undefined;
    if (/^(?: |\) AS |LEFT ANY JOIN |ASOF LEFT JOIN |ARRAY JOIN )/.test(clause)) continue;
    return /^WHERE (.*)$/.exec(clause)?.[1];
  }
  return undefined;
}
