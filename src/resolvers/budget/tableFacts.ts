import type { QueryWarehouse, TableFacts } from '../ports.js';

/** How long facts of a table are believed. Limits are about how much, not about the last row. */
const BELIEVED_MS = 10_000;

interface Known {
  readonly facts: TableFacts | undefined;
  readonly until: number;
}

const known = new WeakMap<QueryWarehouse, Map<string, Known>>();

/** Facts of those of the tables (`database.table`) that there are, as they were some seconds ago at most. */
export async function tableFacts(
  warehouse: QueryWarehouse,
  tables: Iterable<string>,
): Promise<ReadonlyMap<string, TableFacts>> {
  const kept = known.get(warehouse) ?? new Map<string, Known>();
  known.set(warehouse, kept);
  const now = performance.now();
  const wanted = [...new Set(tables)];
  const missing = wanted.filter((table) => (kept.get(table)?.until ?? 0) <= now);
  if (missing.length > 0) {
    const found = new Map((await warehouse.describeTables(missing)).map((facts) => [facts.table, facts]));
    for (const table of missing) kept.set(table, { facts: found.get(table), until: now + BELIEVED_MS });
  }
  return new Map(
    wanted.flatMap((table) => {
      const facts = kept.get(table)?.facts;
      return facts === undefined ? [] : [[table, facts]];
    }),
  );
}
