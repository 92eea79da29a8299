export interface Table {
  readonly database: string;
  readonly table: string;
}

/** What a server says of the tables that a catalog reads. */
export interface ServerFacts {
  /** By `database.table`. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** Row policies hold after FINAL has taken the last version of each row (setting `apply_row_policy_after_final`). */
  readonly policyAfterFinal: boolean;
}

interface TableFacts {
  readonly columns: readonly string[];
  /** As the server prints it; empty where there is none. */
  readonly sortingKey: string;
  /** A view that reads with the rights of its caller unless it is told otherwise. */
  readonly isView: boolean;
  /** The table on each shard whose rows a distributed table shows. */
  readonly local: Table | undefined;
}

export function tableKey({ database, table }: Table): string {
  return `${database}.${table}`;
}

/** The columns behind names that expressions read: `payload` of `payload.plan`, `user_id` of `visits.user_id`. What is no column (a word of a lambda) is none. */
export function columnsOf(table: Table, names: Iterable<string>, facts: ServerFacts): readonly string[] {
  const there = facts.tables.get(tableKey(table))?.columns ?? [];
  const found = new Set<string>();
  for (const name of names) {
    const steps = name.split('.');
    for (let from = 0; from < steps.length; from++)
      for (let to = steps.length; to > from; to--) {
        const candidate = steps.slice(from, to).join('.');
        // A dotted name can mean a part of a column or a column behind a table's name: both are granted when both are there.
        if (there.includes(candidate)) found.add(candidate);
      }
  }
  return there.filter((column) => found.has(column));
}
