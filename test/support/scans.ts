/** A place in a statement where a table is read. */
export interface TableScan {
  /** `database.table` */
  readonly table: string;
  /** First condition of its WHERE; undefined when the scan has none. */
  readonly predicate: string | undefined;
}

/** Every table that a compiled statement reads, with the condition that stands first: the row policy, when there is one. */
export function scansOf(text: string): readonly TableScan[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) => {
    const table = /^FROM ([A-Za-z_]\w*\.[A-Za-z_]\w*)(?: FINAL)?$/.exec(line)?.[1];
    if (table === undefined) return [];
    return [{ table, predicate: /^WHERE (.*)$/.exec(lines[index + 1] ?? '')?.[1] }];
  });
}
