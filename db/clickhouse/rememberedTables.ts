import { describeTables } from './estimate.js';
import type { TableFacts, Warehouse } from './warehouse.js';

/** How long facts of a table are believed. They are about how much there is, not about the last row. */
const BELIEVED_MS = 10_000;

interface Known {
  readonly facts: TableFacts | undefined;
  readonly until: number;
}

/** What was learned of tables some seconds ago, so that not every question asks it again. */
export class RememberedTables {
  readonly #known = new Map<string, Known>();

  async describe(
    warehouse: Pick<Warehouse, 'query'>,
    tables: readonly string[],
  ): Promise<readonly TableFacts[]> {
    const now = performance.now();
    const wanted = [...new Set(tables)];
    const missing = wanted.filter((table) => (this.#known.get(table)?.until ?? 0) <= now);
    if (missing.length > 0) {
      const found = new Map((await describeTables(warehouse, missing)).map((facts) => [facts.table, facts]));
      for (const table of missing)
        this.#known.set(table, { facts: found.get(table), until: now + BELIEVED_MS });
    }
    return wanted.flatMap((table) => this.#known.get(table)?.facts ?? []);
  }
}
