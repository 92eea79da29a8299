import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type Role,
} from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';

/** Two datasets of the same sites, small enough to count by hand, and one that analysts alone see. Site `z` is granted to nobody. */

const bySite = { rows: { siteId: { in: '$sites' } } } as const;

const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'sites',
    description: 'Sites.',
    source: 'facts.sites',
    primaryKey: ['id'],
    dimensions: { id: { type: 'string' }, name: { type: 'string' } },
    access: {
      analyst: { rows: 'all' },
      owner: { rows: { id: { in: '$sites' } } },
      reader: { rows: { id: { in: '$sites' } } },
    },
  },
  {
    dataset: 'clicks',
    description: 'Clicks.',
    source: 'facts.clicks',
    primaryKey: ['id'],
    time: 'at',
    dimensions: {
      at: {
        type: 'time',
        grains: { halfDay: { interval: '12 hours' }, pair: { interval: '2 days', origin: '2024-03-01' } },
      },
      siteId: { type: 'string', sql: 'site_id', conforms: 'website' },
      country: { type: 'string', conforms: 'country' },
      page: { type: 'string' },
    },
    measures: { clicks: { agg: 'count' }, seconds: { agg: 'sum', sql: 'seconds' } },
    metrics: { perClick: { ratio: ['seconds', 'clicks'] } },
    segments: { home: { sql: "page = '/'" } },
    relationships: { site: { to: 'sites', on: { site_id: 'id' }, cardinality: 'many-to-one' } },
    access: { analyst: { rows: 'all' }, owner: bySite, reader: bySite },
  },
  {
    dataset: 'orders',
    description: 'Orders.',
    source: 'facts.orders',
    primaryKey: ['id'],
    time: 'day',
    dimensions: {
      day: { type: 'date', grains: { pair: { interval: '2 days', origin: '2024-03-01' } } },
      shipped: { type: 'date' },
      siteId: { type: 'string', sql: 'site_id', conforms: 'website' },
      country: { type: 'string', sql: 'land', conforms: 'country' },
    },
    measures: {
      amount: { agg: 'sum', sql: 'amount' },
      shippedAmount: { agg: 'sum', sql: 'amount', time: 'shipped' },
    },
    relationships: { site: { to: 'sites', on: { site_id: 'id' }, cardinality: 'many-to-one' } },
    // A reader sees of orders what the site is, and not where from.
    access: { analyst: { rows: 'all' }, owner: bySite, reader: { ...bySite, hide: ['country'] } },
  },
  {
    // Called like the relationship, with a number called like a dimension behind it.
    dataset: 'site',
    description: 'Budgets of sites.',
    source: 'facts.budgets',
    dimensions: { siteId: { type: 'string', sql: 'site_id', conforms: 'website' } },
    measures: { name: { agg: 'sum', sql: 'budget' } },
    access: { analyst: { rows: 'all' } },
  },
];

const STATEMENTS: readonly string[] = [
  'CREATE DATABASE facts ENGINE = Atomic',
  'CREATE TABLE facts.sites (id String, name String) ENGINE = MergeTree ORDER BY id',
  "INSERT INTO facts.sites VALUES ('a', 'Aurora'), ('b', 'Boreal'), ('z', 'Zenith')",
  "CREATE TABLE facts.clicks (id UInt32, site_id String, at DateTime64(3, 'UTC'), country String, page String, seconds UInt32) ENGINE = MergeTree ORDER BY id",
  `INSERT INTO facts.clicks VALUES
    (1, 'a', '2024-03-01 08:00:00', 'DE', '/', 10), (2, 'a', '2024-03-01 20:00:00', 'DE', '/x', 20), (3, 'a', '2024-03-03 09:00:00', 'AT', '/', 30),
    (4, 'b', '2024-03-02 10:00:00', 'DE', '/', 40), (5, 'z', '2024-03-01 10:00:00', 'ZZ', '/', 1009)`,
  'CREATE TABLE facts.orders (id UInt32, site_id String, day Date, shipped Date, land Nullable(String), amount UInt32) ENGINE = MergeTree ORDER BY id',
  `INSERT INTO facts.orders VALUES
    (1, 'a', '2024-03-01', '2024-03-04', 'DE', 100), (2, 'a', '2024-03-04', '2024-03-04', NULL, 200), (3, 'b', '2024-03-02', '2024-03-03', 'CH', 300),
    (4, 'c', '2024-03-02', '2024-03-02', 'DE', 400), (5, 'z', '2024-03-02', '2024-03-02', 'ZZ', 1013)`,
  'CREATE TABLE facts.budgets (site_id String, budget UInt32) ENGINE = MergeTree ORDER BY site_id',
  "INSERT INTO facts.budgets VALUES ('a', 7), ('z', 1019)",
];

export async function fillFacts(warehouse: Warehouse): Promise<void> {
  for (const statement of STATEMENTS) await warehouse.write(statement);
}

/** `metrics`: of several datasets, with names of their own. */
export function factsCatalog(metrics: Parameters<typeof defineCatalog>[2] = {}): Catalog {
  const { catalog, issues } = defineCatalog(SPECS, undefined, metrics);
  if (issues.length > 0) throw new Error(JSON.stringify(issues, null, 2));
  return catalog;
}

/** Asks as a role that is granted the sites `a`, `b` and `c`. Answers data, or the messages of errors by their path. */
export function openFacts(warehouse: Warehouse, role: Role, catalog: Catalog = factsCatalog()) {
  const seen = catalogFor(catalog, role);
  const schema = buildRoleSchema(seen);
  const viewer = { subject: 'test', role, attributes: new Map([['sites', ['a', 'b', 'c']]]) };
  const run = async (source: string) => {
    const context = createRequestContext({
      ...{ viewer, catalog: seen, warehouse, metadata: {} as MetadataReader },
      ...{ now: new Date('2024-03-10T12:00:00Z'), requestId: 'test' },
    });
    return executeDocument({ schema, context, source });
  };
  return {
    schema,
    async ask(source: string): Promise<unknown> {
      const { data, errors } = await run(`{ ${source} }`);
      if (errors !== undefined)
        throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
      return (JSON.parse(JSON.stringify(data)) as { metrics: unknown }).metrics;
    },
    async refused(source: string): Promise<readonly string[]> {
      const { errors = [] } = await run(`{ ${source} }`);
      return errors.flatMap(({ message, originalError }) => {
        const { issues } = (originalError ?? {}) as {
          issues?: readonly { path: readonly string[]; message: string }[];
        };
        return issues?.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [message];
      });
    },
  };
}
