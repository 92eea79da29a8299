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

/**
 * What must be granted so that names can be read: columns, and parts of columns, which ClickHouse checks by their own names (`payload.plan`) and versions
 * before that by the whole (`payload`). The whole is granted beside its part unless it also holds what is `hidden`. A name behind a database or table loses it;
 * what is no column (a word of a lambda) is none.
 */
export function columnsOf(
  table: Table,
  { names, hidden }: { readonly names: Iterable<string>; readonly hidden: ReadonlySet<string> },
  facts: ServerFacts,
): readonly string[] {
  const there = facts.tables.get(tableKey(table))?.columns ?? [];
  const granted = new Set<string>();
  for (const name of names) {
    const steps = name.split('.');
    // The first steps may be a database and a table, or all of it one column: every reading that there is.
    for (let from = 0; from < Math.min(steps.length, 3); from++)
      for (let to = steps.length; to > from; to--) {
        const column = steps.slice(from, to).join('.');
        if (!there.includes(column)) continue;
        granted.add(steps.slice(from).join('.'));
        if (![...hidden].some((secret) => secret.startsWith(`${column}.`))) granted.add(column);
        break;
      }
  }
  const place = (name: string) => there.findIndex((column) => name === column || name.startsWith(`${column}.`)); // prettier-ignore
  return [...granted].sort((left, right) => place(left) - place(right) || (left < right ? -1 : 1));
}
