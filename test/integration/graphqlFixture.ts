import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type Role,
  type Viewer,
} from '../../src/metrics/index.js';
import {
  createRequestContext,
  executeDocument,
  type MetadataReader,
  type QueryWarehouse,
  type RequestFacts,
} from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';

/** A warehouse small enough to check by hand: seven visits of three sites (one of them unknown) of two companies. */

const everybody = { analyst: { rows: 'all' }, reader: { rows: 'all' } } as const;

const specs: readonly DatasetSpec[] = [
  {
    dataset: 'companies',
    description: 'Companies.',
    source: 'shop.companies',
    primaryKey: ['id'],
    dimensions: { id: { type: 'string' }, name: { type: 'string' }, staff: { type: 'integer' } },
    access: everybody,
  },
  {
    dataset: 'sites',
    description: 'Sites.',
    source: 'shop.sites',
    primaryKey: ['id'],
    time: 'since',
    dimensions: {
      id: { type: 'string', conforms: 'place' },
      domain: { type: 'string' },
      since: { type: 'date' },
    },
    measures: { siteCount: { agg: 'count' } },
    relationships: {
      company: { to: 'companies', on: { company_id: 'id' }, cardinality: 'many-to-one' },
      visits: { to: 'visits', on: { id: 'site_id' }, cardinality: 'one-to-many' },
    },
    access: everybody,
  },
  {
    dataset: 'visits',
    description: 'Visits.',
    source: 'shop.visits',
    primaryKey: ['visit_id'],
    time: 'started',
    dimensions: {
      visitId: { type: 'uuid', sql: 'visit_id' },
      started: { type: 'time', grains: { halfDay: { interval: '12 hours', description: 'Twelve hours.' } } },
      day: { type: 'date' },
      siteId: { type: 'string', sql: 'site_id', conforms: 'place' },
      page: { type: 'string' },
      person: { type: 'string' },
      note: { type: 'string' },
      label: { type: 'string', choices: { page: 'page', siteAndPage: 'concat(site_id, page)' } },
      seconds: { type: 'integer' },
      big: { type: 'integer' },
      price: { type: 'decimal' },
      score: { type: 'float' },
      fast: { type: 'boolean' },
    },
    measures: {
      visits: { agg: 'count' },
      people: { agg: 'uniqExact', sql: 'person', exposes: 'aggregate' },
      duration: { agg: 'sum', sql: 'seconds', unit: 'second' },
      revenue: { agg: 'sum', sql: 'price', type: 'decimal' },
      largest: { agg: 'max', sql: 'big', type: 'integer' },
      lastStart: { agg: 'max', sql: 'started', type: 'time' },
      averageScore: { agg: 'avg', sql: 'score', type: 'float' },
      pages: { agg: 'groupUniqArray', sql: 'page', type: 'list' },
    },
    metrics: {
      perPerson: { ratio: ['visits', 'people'] },
      homeToDocs: {
        description: 'From the start to the handbook.',
        funnel: {
          entity: 'person',
          window: { n: 1, unit: 'day' },
          steps: [
            { name: 'home', segments: ['home'] },
            { name: 'docs', where: "page = '/docs'" },
          ],
        },
      },
      siteReturns: {
        retention: {
          entity: 'site.id',
          grain: 'day',
          periods: 1,
          returnEvent: { where: { site: { domain: { ne: 'x' } } } },
        },
      },
    },
    segments: { paid: { sql: 'price > 0' }, home: { sql: "page = '/home'" } },
    relationships: { site: { to: 'sites', on: { site_id: 'id' }, cardinality: 'many-to-one' } },
    access: { analyst: { rows: 'all' }, reader: { rows: { siteId: { in: '$websites' } }, hide: ['person'] } },
  },
  {
    dataset: 'broken',
    description: 'A table that is not there.',
    source: 'shop.missing',
    dimensions: { id: { type: 'string' } },
    measures: { count: { agg: 'count' } },
    access: everybody,
  },
];

const VISITS = [
  [
    '1',
    'aurora',
    'ann',
    '2024-03-01 08:00:00.000',
    '/home',
    10,
    '12.34',
    '9007199254740993',
    1.5,
    true,
    null,
  ],
  ['2', 'aurora', 'ann', '2024-03-01 09:30:00.250', '/docs', 20, null, '1', null, false, 'Promo'],
  ['3', 'aurora', 'bob', '2024-03-02 23:30:00.000', '/home', 30, '7.25', '2', 0.5, true, 'sale'],
  ['4', 'tidal', 'cat', '2024-03-02 12:00:00.000', '/home', 40, '100.00', '3', 2, false, null],
  ['5', 'tidal', 'dan', '2024-03-04 00:10:00.000', '/News', 50, '0.10', '4', null, true, 'promotion'],
  ['6', 'tidal', 'ann', '2024-03-04 03:00:00.000', '/docs', 60, null, '5', 4, false, null],
  ['7', 'ghost', 'eve', '2024-03-04 05:00:00.000', '/home', 70, '1.00', '6', 1, false, 'SALE'],
] as const;

export function visitId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export async function fillShop(warehouse: Warehouse): Promise<void> {
  await warehouse.write('CREATE DATABASE IF NOT EXISTS shop ENGINE = Atomic');
  await warehouse.write(
    'CREATE TABLE shop.companies (id String, name String, staff Nullable(UInt32)) ENGINE = MergeTree ORDER BY id',
  );
  await warehouse.write(
    'CREATE TABLE shop.sites (id String, domain String, since Date, company_id String) ENGINE = MergeTree ORDER BY id',
  );
  await warehouse.write(
    `CREATE TABLE shop.visits (
       visit_id UUID, site_id LowCardinality(String), person String, started DateTime64(3, 'UTC'), day Date MATERIALIZED toDate(started), page String,
       seconds UInt32, price Nullable(Decimal(18, 2)), big UInt64, score Nullable(Float64), fast Bool, note Nullable(String)
     ) ENGINE = MergeTree ORDER BY started`,
  );
  await warehouse.insert('shop.companies', [
    { id: 'c1', name: 'Northwind', staff: 120 },
    { id: 'c2', name: 'Contoso', staff: null },
  ]);
  await warehouse.insert('shop.sites', [
    { id: 'aurora', domain: 'aurora.example', since: '2020-02-29', company_id: 'c1' },
    { id: 'tidal', domain: 'tidal.example', since: '2021-06-01', company_id: 'c2' },
  ]);
  await warehouse.insert(
    'shop.visits',
    VISITS.map(([number, site_id, person, started, page, seconds, price, big, score, fast, note]) => ({
      visit_id: visitId(Number(number)),
      ...{ site_id, person, started, page, seconds, price, big, score, fast, note },
    })),
  );
}

export function shopCatalog(): Catalog {
  const { catalog, issues } = defineCatalog(specs, undefined, {
    allVisits: { of: 'visits.visits', description: 'Visits of all sites.' },
    sitesOpened: { of: 'sites.siteCount' },
    visitsPerSite: { ratio: ['visits.visits', 'sites.siteCount'] },
  });
  if (issues.length > 0) throw new Error(JSON.stringify(issues, null, 2));
  return catalog;
}

/** Noon of the day after the last visits. */
export const NOW = new Date('2024-03-05T12:00:00Z');

const noMetadata = new Proxy({} as MetadataReader, {
  get: () => () => Promise.reject(new Error('This test asks no metadata.')),
});

export interface Shop {
  readonly schema: GraphQLSchema;
  /** Makes a context; parts of it may be replaced. */
  context(facts?: Partial<RequestFacts>): ReturnType<typeof createRequestContext>;
  /** Executes and returns data; throws the errors when there are any. */
  ask(source: string, variables?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Executes; parts of the context may be replaced. */
  run(
    source: string,
    options?: {
      readonly variables?: Readonly<Record<string, unknown>>;
      readonly facts?: Partial<RequestFacts>;
    },
  ): Promise<ExecutionResult>;
}

/** The shop as one role sees it. */
export function openShop(
  warehouse: QueryWarehouse,
  role: Role = 'analyst',
  attributes: Viewer['attributes'] = new Map(),
): Shop {
  const catalog = catalogFor(shopCatalog(), role);
  const schema = buildRoleSchema(catalog);
  const context: Shop['context'] = (facts = {}) =>
    createRequestContext({
      viewer: { subject: 'test', role, attributes },
      catalog,
      warehouse,
      metadata: noMetadata,
      now: NOW,
      requestId: 'test',
      ...facts,
    });
  const run: Shop['run'] = (source, { variables, facts } = {}) =>
    executeDocument({ schema, context: context(facts), source, variables });
  return {
    schema,
    context,
    run,
    async ask(source, variables) {
      const { data, errors } = await run(source, variables === undefined ? {} : { variables });
      if (errors !== undefined)
        throw new Error(
          errors
            .map(
              (error) =>
                `${error.path?.join('.') ?? ''} ${error.message} ${String((error.originalError?.cause as Error | undefined)?.message ?? '')}`,
            )
            .join('\n'),
        );
      // Objects of graphql-js have no prototype, which toEqual minds.
      return JSON.parse(JSON.stringify(data)) as unknown;
    },
  };
}
