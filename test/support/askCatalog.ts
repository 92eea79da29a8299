import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  type Catalog,
  catalogFor,
  type CompiledQuery,
  compileQuery,
  decodeRows,
  type MetricQuery,
  type ResultValue,
  type Role,
} from '../../src/metrics/index.js';

interface Asker {
  readonly role: Role;
  readonly tenants?: readonly string[];
}

/** Asks the real engine what a role asks a catalog, at a fixed instant: rows as plain objects by response key. */
export class CatalogAsker {
  constructor(
    private readonly catalog: Catalog,
    private readonly warehouse: Warehouse,
    private readonly now: Date,
  ) {}

  compile(query: MetricQuery, { role, tenants = [] }: Asker = { role: 'analyst' }): CompiledQuery {
    const attributes = new Map([['tenants', tenants]]);
    const viewer = { subject: 'test', role, attributes };
    return compileQuery({ catalog: catalogFor(this.catalog, role), query, viewer, now: this.now });
  }

  async ask(query: MetricQuery, asker?: Asker): Promise<readonly Readonly<Record<string, ResultValue>>[]> {
    const { statement } = this.compile(query, asker);
    const { rows } = await this.warehouse.query(statement);
    return decodeRows(statement, rows).map((row) => Object.fromEntries(row));
  }
}
