import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { describeTypes } from '../../src/catalog/describeTypes.js';
import { QueryError } from '../../src/errors.js';
import {
  catalogFor,
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type MetricQuery,
  type Where,
} from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Customers with orders, items of orders, and people who look after them: what can be asked through relationships to many rows. Ann has three orders,
 * Bob two (one without a price), Cleo none, Dan no key, and Eve only one that belongs to another tenant.
 */
const TABLES = [
  'CREATE DATABASE rel',
  'CREATE TABLE rel.customers (id Nullable(UInt32), name String, country String, tenant String, segment UInt8) ENGINE = MergeTree ORDER BY tuple()',
  `INSERT INTO rel.customers VALUES (1, 'Ann', 'DE', 'a', 1), (2, 'Bob', 'AT', 'a', 0), (3, 'Cleo', 'DE', 'a', 1), (NULL, 'Dan', 'AT', 'a', 0), (5, 'Eve', 'AT', 'a', 0)`,
  `CREATE TABLE rel.orders (id UInt32, customer_id Nullable(UInt32), status LowCardinality(String), price Nullable(Decimal(9, 2)), ordered_at DateTime('UTC'), tenant String)
    ENGINE = MergeTree ORDER BY id`,
  `INSERT INTO rel.orders VALUES
    (10, 1, 'paid', 5.00, '2024-01-30 10:00:00', 'a'), (11, 1, 'paid', 7.50, '2024-02-01 10:00:00', 'a'), (12, 1, 'open', 1.00, '2024-02-15 23:30:00', 'a'),
    (13, 2, 'open', NULL, '2024-02-16 10:00:00', 'a'), (14, 2, 'paid', 20.00, '2024-03-01 10:00:00', 'a'), (15, NULL, 'paid', 100.00, '2024-03-02 10:00:00', 'a'),
    (16, 5, 'paid', 999.00, '2024-03-03 10:00:00', 'z')`,
  'CREATE TABLE rel.items (order_id UInt32, product String, amount UInt8) ENGINE = MergeTree ORDER BY order_id',
  `INSERT INTO rel.items VALUES (10, 'tea', 1), (10, 'cup', 2), (11, 'tea', 1), (14, 'pot', 1), (16, 'gem', 9)`,
  'CREATE TABLE rel.days (day Date, fiscal String, fiscal_start Date, day_year_before Date, secret String) ENGINE = MergeTree ORDER BY day',
  `INSERT INTO rel.days SELECT toDate('2024-01-01') + number, if(number < 31, 'P1', 'P2'), if(number < 31, toDate('2024-01-01'), toDate('2024-02-01')),
    addYears(toDate('2024-01-01') + number, -1), 'x' FROM numbers(60)`,
  'CREATE TABLE rel.tiers (customer_id Nullable(UInt32), tier String, region_id UInt8, from_day Date, to_day Nullable(Date)) ENGINE = MergeTree ORDER BY tuple()',
  `INSERT INTO rel.tiers VALUES (1, 'new', 7, '2024-01-01', '2024-02-01'), (1, 'gold', 8, '2024-02-10', NULL), (2, 'old', 7, '2020-01-01', '2024-02-17'), (NULL, 'none', 8, '2020-01-01', NULL)`,
  // Uma leads Vic and Wim, Vic leads Xia; Yan has a boss who is not there, Zoe no team; keys are of several types.
  'CREATE TABLE rel.people (id UInt16, team Nullable(String), boss Nullable(Int64), boss_team LowCardinality(Nullable(String)), name String) ENGINE = MergeTree ORDER BY id',
  `INSERT INTO rel.people VALUES (1, 'a', NULL, NULL, 'Uma'), (2, 'a', 1, 'a', 'Vic'), (3, 'b', 1, 'a', 'Wim'), (4, 'b', 2, 'a', 'Xia'), (5, 'b', 65537, 'a', 'Yan'), (6, NULL, 3, NULL, 'Zoe')`,
  'CREATE TABLE rel.regions (id UInt8, label String) ENGINE = MergeTree ORDER BY id',
  "INSERT INTO rel.regions VALUES (7, 'North'), (8, 'South')",
  "CREATE TABLE rel.visits (customer_id UInt32, at Nullable(DateTime64(3, 'UTC'))) ENGINE = MergeTree ORDER BY tuple()",
  "INSERT INTO rel.visits VALUES (1, '2024-01-31 23:59:59.999'), (1, '2024-02-01 00:00:00.000'), (1, NULL), (2, '2019-01-01 00:00:00.000'), (1, '2024-02-10 00:00:00.000')",
];

const analyst = { rows: 'all' } as const;
const byTenant = { rows: { tenant: { in: '$tenants' } } } as const;
const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'customers',
    description: '',
    source: 'rel.customers',
    relationships: {
      orders: { to: 'orders', on: { id: 'customer_id' }, cardinality: 'one-to-many' },
    },
    dimensions: {
      id: { type: 'integer' },
      name: { type: 'string' },
      country: { type: 'string' },
      tenant: { type: 'string' },
      ordersCount: { measure: 'orders.orders' },
      spent: { measure: 'orders.revenue' },
      paidShare: { measure: 'orders.paidShare' },
      openOrMore: { measure: 'orders.openOrMore' },
      loyal: { type: 'boolean', sql: '{ordersCount} > 1' },
      size: {
        type: 'string',
        case: [
          { when: '{spent} > 15', then: 'large' },
          { when: '{spent} > 0', then: { sql: "concat('small ', {country})" } },
        ],
        else: "it's none",
      },
      place: { geo: { latitude: 'segment + 0.5', longitude: 'id' } },
      lastPrice: { measure: 'orders.lastPrice' },
      label: {
        type: 'string',
        choices: { name: '{name}', country: 'lower({country})', orders: 'toString({ordersCount})' },
      },
    },
    measures: {
      customers: { agg: 'count' },
      allOrders: { agg: 'sum', sql: '{ordersCount}' },
      meanSpent: { agg: 'avg', sql: '{spent}' },
      buyers: { agg: 'count', filter: '{ordersCount} > 0' },
    },
    segments: { busy: { sql: '{ordersCount} >= 2' } },
    access: { analyst, owner: byTenant, reader: { ...byTenant, hide: ['ordersCount'] } },
  },
  {
    dataset: 'orders',
    description: '',
    source: 'rel.orders',
    primaryKey: ['id'],
    time: 'ordered',
    relationships: {
      customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' },
      items: { to: 'items', on: { id: 'order_id' }, cardinality: 'one-to-many' },
      tier: {
        to: 'tiers',
        on: { customer_id: 'customer_id' },
        cardinality: 'many-to-one',
        validity: { at: 'ordered_at', from: 'from_day', to: 'to_day' },
      },
    },
    dimensions: {
      id: { type: 'integer' },
      buyer: { type: 'integer', sql: 'customer_id' },
      status: { type: 'string' },
      price: { type: 'decimal' },
      ordered: {
        type: 'time',
        sql: 'ordered_at',
        grains: {
          fiscal: { calendar: 'days', date: 'day', bucket: 'fiscal', shifts: { YEAR: 'yearBefore' } },
          fiscalStart: { calendar: 'days', date: 'day', bucket: 'fiscalStart' },
        },
      },
      tenant: { type: 'string' },
      pieces: { measure: 'items.pieces' },
    },
    measures: {
      orders: { agg: 'count' },
      lastPrice: {
        agg: 'sum',
        sql: 'price',
        semiAdditive: { over: 'ordered', take: 'last', per: 'buyer', ties: 'one' },
      },
      revenue: { agg: 'sum', sql: 'price' },
      paid: { agg: 'count', filter: "status = 'paid'" },
      domestic: { agg: 'sum', sql: 'price', filter: "{customer.country} = 'DE'" },
      countries: { agg: 'uniqExact', sql: '{customer.country}' },
      loyalRevenue: { agg: 'sum', sql: 'if({customer.ordersCount} > 2, price, 0)' },
      shipped: { agg: 'sum', sql: '{pieces}' },
      perBuyer: { agg: 'avg', of: 'orders', per: 'buyer' },
      goldRevenue: { agg: 'sum', sql: 'price', filter: "{tier.tier} = 'gold'" },
      northRevenue: { agg: 'sum', sql: 'price', filter: "{tier.region.label} = 'North'" },
    },
    metrics: {
      paidShare: { ratio: ['paid', 'orders'] },
      openOrMore: { derived: 'coalesce(orders - paid, 0) + 10' },
      paidRevenue: { filtered: { of: 'revenue', where: "status = 'paid'" } },
      place: { rank: { of: 'revenue' } },
      ofAll: { ratio: ['orders', 'allOrders'] },
      allOrders: { level: { of: 'orders', keep: [] } },
      ofBuyer: { level: { of: 'orders', keep: ['buyer', 'ordered'] } },
      ofAnyStatus: { level: { of: 'orders', drop: ['status'] } },
    },
    access: { analyst, owner: byTenant, reader: { ...byTenant, hide: ['price'] } },
  },
  {
    dataset: 'items',
    description: '',
    source: 'rel.items',
    dimensions: { product: { type: 'string' }, amount: { type: 'integer' } },
    measures: { pieces: { agg: 'sum', sql: 'amount' }, items: { agg: 'count' } },
    access: { analyst, owner: analyst },
  },
  {
    dataset: 'tiers',
    description: '',
    source: 'rel.tiers',
    relationships: { region: { to: 'regions', on: { region_id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: { tier: { type: 'string' } },
    access: { analyst, owner: { rows: { tier: { in: ['gold', 'old'] } } } },
  },
  {
    dataset: 'people',
    description: '',
    source: 'rel.people',
    relationships: {
      boss: { to: 'people', on: { boss: 'id', boss_team: 'team' }, cardinality: 'many-to-one' },
      reports: { to: 'people', on: { id: 'boss', team: 'boss_team' }, cardinality: 'one-to-many' },
    },
    dimensions: { id: { type: 'integer' }, name: { type: 'string' } },
    measures: { people: { agg: 'count' }, firstId: { agg: 'min', sql: 'id' } },
    access: { analyst },
  },
  // Nothing but what it leads to.
  {
    dataset: 'baskets',
    description: '',
    source: 'rel.items',
    relationships: { order: { to: 'parcels', on: { order_id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: {},
    measures: { baskets: { agg: 'count' } },
    access: { analyst },
  },
  {
    dataset: 'parcels',
    description: '',
    source: 'rel.orders',
    relationships: { customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' } },
    dimensions: {},
    access: { analyst },
  },
  {
    dataset: 'regions',
    description: '',
    source: 'rel.regions',
    dimensions: { label: { type: 'string' } },
    access: { analyst },
  },
  {
    dataset: 'visits',
    description: '',
    source: 'rel.visits',
    relationships: {
      tier: {
        to: 'tiers',
        on: { customer_id: 'customer_id' },
        cardinality: 'many-to-one',
        validity: { at: 'at', from: 'from_day', to: 'to_day' },
      },
    },
    dimensions: { at: { type: 'time' } },
    measures: { visits: { agg: 'count' } },
    access: { analyst },
  },
  {
    dataset: 'days',
    description: '',
    source: 'rel.days',
    dimensions: {
      day: { type: 'date' },
      fiscal: { type: 'string' },
      fiscalStart: { type: 'date', sql: 'fiscal_start' },
      yearBefore: { type: 'date', sql: 'day_year_before' },
      secret: { type: 'string' },
    },
    access: { analyst, owner: { rows: { fiscal: { in: ['P2'] } } } },
  },
];

let warehouse: Warehouse;
let catalog: Catalog;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of TABLES) await warehouse.write(statement);
  const untyped = defineCatalog(SPECS);
  expect(untyped.issues).toEqual([]);
  const { report, issues } = await describeTypes(untyped.catalog, warehouse);
  expect(issues).toEqual([]);
  const typed = defineCatalog(SPECS, report);
  expect(typed.issues).toEqual([]);
  catalog = typed.catalog;
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-06-01T00:00:00Z'));
});
afterAll(() => warehouse.close());

const customers = async (where: Where, asking?: Parameters<CatalogAsker['ask']>[1]) =>
  (
    await asker.ask(
      { dataset: 'customers', view: 'rows', select: [{ field: 'name' }], where, orderBy: [{ name: 'ASC' }] },
      asking,
    )
  ).map(({ name }) => name);
const rows = (
  query: Partial<MetricQuery> & Pick<MetricQuery, 'dataset' | 'select'>,
  asking?: Parameters<CatalogAsker['ask']>[1],
) => asker.ask({ view: 'rows', ...query }, asking);
const issuesOf = (
  query: Partial<MetricQuery> & Pick<MetricQuery, 'dataset'>,
  role: 'analyst' | 'reader' = 'analyst',
) => {
  try {
    asker.compile({ view: 'rows', ...query }, { role, tenants: ['a'] });
  } catch (error) {
    if (error instanceof QueryError)
      return error.issues.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
    throw error;
  }
  return [];
};
const owner = { role: 'owner', tenants: ['a'] } as const;

describe('where through a relationship to many rows', () => {
  it('asks whether there is a row', async () => {
    expect(await customers({ orders: {} })).toEqual(['Ann', 'Bob', 'Eve']);
    expect(await customers({ orders: { status: { eq: 'open' } } })).toEqual(['Ann', 'Bob']);
    expect(await customers({ orders: { price: { gt: 6 } } })).toEqual(['Ann', 'Bob', 'Eve']);
    expect(await customers({ orders: { status: { eq: 'open' }, price: { gt: 6 } } })).toEqual([]);
    expect(
      await customers({ and: [{ orders: { status: { eq: 'open' } } }, { orders: { price: { gt: 6 } } }] }),
    ).toEqual(['Ann', 'Bob']);
  });

  it('and whether there is none, also for a row without a key', async () => {
    expect(await customers({ not: { orders: {} } })).toEqual(['Cleo', 'Dan']);
    expect(await customers({ not: { orders: { status: { eq: 'open' } } } })).toEqual(['Cleo', 'Dan', 'Eve']);
    expect(
      await customers({ or: [{ country: { eq: 'AT' } }, { not: { orders: { status: { eq: 'paid' } } } }] }),
    ).toEqual(['Bob', 'Cleo', 'Dan', 'Eve']);
  });

  it('a NULL behind it neither satisfies a condition nor its opposite', async () => {
    expect(await customers({ orders: { price: { ne: 20 } } })).toEqual(['Ann', 'Eve']);
    expect(await customers({ orders: { not: { price: { eq: 20 } } } })).toEqual(['Ann', 'Eve']);
    expect(await customers({ orders: { price: { isNull: true } } })).toEqual(['Bob']);
    expect(await customers({ not: { orders: { price: { lt: 15 } } } })).toEqual([
      'Bob',
      'Cleo',
      'Dan',
      'Eve',
    ]);
  });

  it('goes on to further rows, to one and to many', async () => {
    expect(await customers({ orders: { items: { product: { eq: 'tea' } } } })).toEqual(['Ann']);
    expect(await customers({ orders: { not: { items: {} } } })).toEqual(['Ann', 'Bob']);
    expect(await customers({ orders: { customer: { country: { eq: 'AT' } } } })).toEqual(['Bob', 'Eve']);
    expect(
      await customers({
        orders: { or: [{ customer: { country: { isNull: true } } }, { status: { eq: 'open' } }] },
      }),
    ).toEqual(['Ann', 'Bob']);
    const byOrder = await rows({
      dataset: 'orders',
      select: [{ field: 'id' }],
      where: { customer: { orders: { price: { eq: 20 } } } },
      orderBy: [{ id: 'ASC' }],
    });
    expect(byOrder.map(({ id }) => id)).toEqual([13, 14]);
    const shown = await rows({
      dataset: 'orders',
      select: [{ field: 'customer.name', as: 'who' }, { field: 'orders' }],
      where: { or: [{ customer: { not: { orders: { status: { eq: 'open' } } } } }, { price: { gt: 50 } }] },
    });
    expect(shown).toEqual([
      { who: 'Eve', orders: 1 },
      { who: null, orders: 1 },
    ]);
  });

  it('counts only rows that the caller may see', async () => {
    expect(await customers({ orders: {} }, owner)).toEqual(['Ann', 'Bob']);
    expect(await customers({ not: { orders: {} } }, owner)).toEqual(['Cleo', 'Dan', 'Eve']);
    expect(await customers({ orders: { having: { orders: { lt: 1 } } } }, owner)).toEqual([
      'Cleo',
      'Dan',
      'Eve',
    ]);
  });

  it('restricts single measures, too', async () => {
    expect(
      await rows({
        dataset: 'customers',
        view: 'totals',
        select: [{ field: 'customers', where: { orders: { status: { eq: 'open' } } } }],
      }),
    ).toEqual([{ customers: 2 }]);
    expect(
      await rows({
        dataset: 'orders',
        select: [
          { field: 'customer.country', as: 'country' },
          { field: 'orders', where: { items: { product: { eq: 'tea' } } } },
        ],
      }),
    ).toEqual([
      { country: 'DE', orders: 2 },
      { country: 'AT', orders: 0 },
      { country: null, orders: 0 },
    ]);
  });
});

describe('relationships of a dataset to itself', () => {
  const people = async (where: Where) =>
    (
      await asker.ask({
        dataset: 'people',
        view: 'rows',
        select: [{ field: 'name' }],
        where,
        orderBy: [{ name: 'ASC' }],
      })
    ).map(({ name }) => name);
  const having = (value: Record<string, unknown>) => ({ having: value });

  it('are followed twice, through keys of several columns and types of which some are NULL', async () => {
    expect(await people({ reports: {} })).toEqual(['Uma', 'Vic']);
    expect(await people({ not: { reports: {} } })).toEqual(['Wim', 'Xia', 'Yan', 'Zoe']);
    expect(await people({ reports: { reports: {} } })).toEqual(['Uma']);
    expect(await people({ not: { reports: { reports: { name: { eq: 'Xia' } } } } })).toEqual([
      'Vic',
      'Wim',
      'Xia',
      'Yan',
      'Zoe',
    ]);
    expect(await people({ reports: { not: { reports: {} } } })).toEqual(['Uma', 'Vic']);
    expect(await people({ boss: { boss: { name: { eq: 'Uma' } } } })).toEqual(['Xia']);
  });

  it('compare what is behind what is behind', async () => {
    expect(await people({ reports: having({ people: { eq: 0 } }) })).toEqual(['Wim', 'Xia', 'Yan', 'Zoe']);
    expect(await people({ reports: { reports: having({ people: { gte: 1 } }) } })).toEqual(['Uma']);
    expect(
      await people({ reports: { reports: having({ people: { eq: 0 } }), ...having({ people: { eq: 1 } }) } }),
    ).toEqual(['Uma', 'Vic']);
    expect(await people({ boss: { reports: having({ people: { gt: 1 } }) } })).toEqual(['Vic', 'Wim']);
    // Nobody is the boss of Uma, Yan and Zoe: behind nobody are no people, and no least number of one.
    expect(await people({ boss: { reports: having({ people: { lt: 1 } }) } })).toEqual(['Uma', 'Yan', 'Zoe']);
    expect(await people({ not: { boss: { reports: having({ people: { lt: 1 } }) } } })).toEqual([
      'Vic',
      'Wim',
      'Xia',
    ]);
    expect(await people({ boss: { reports: having({ firstId: { gt: 3 } }) } })).toEqual(['Xia']);
    expect(await people({ not: { boss: { reports: having({ firstId: { gt: 3 } }) } } })).toEqual([
      'Vic',
      'Wim',
    ]);
    expect(await people({ not: { boss: { reports: {} } } })).toEqual(['Uma', 'Yan', 'Zoe']);
  });
});

describe('an entity that is NULL', () => {
  const orders = { dataset: 'orders', view: 'totals' } as const;
  const known = { buyer: { isNull: false } };

  it('is one entity among others, as in GROUP BY, until it is filtered out', async () => {
    const select = [{ field: 'perBuyer' }, { field: 'lastPrice' }];
    expect(await asker.ask({ ...orders, select })).toEqual([{ perBuyer: 7 / 4, lastPrice: '1120.00' }]);
    expect(await asker.ask({ ...orders, select, where: known })).toEqual([
      { perBuyer: 2, lastPrice: '1020.00' },
    ]);
    expect(await asker.ask({ ...orders, select: [{ field: 'perBuyer', where: known }] })).toEqual([
      { perBuyer: 2 },
    ]);
  });

  it('takes a place when it has a number; a number that is NULL has none', async () => {
    const select = [{ field: 'buyer' }, { field: 'place' }];
    const orderBy = [{ alias: { name: 'place', direction: 'ASC' } }] as const;
    expect(await asker.ask({ ...orders, view: 'rows', select, orderBy })).toEqual([
      { buyer: 5, place: 1 },
      { buyer: null, place: 2 },
      { buyer: 2, place: 3 },
      { buyer: 1, place: 4 },
    ]);
    // Bob's open order has no price.
    const where = { status: { eq: 'open' } };
    expect(await asker.ask({ ...orders, view: 'rows', select, orderBy, where })).toEqual([
      { buyer: 1, place: 1 },
      { buyer: 2, place: null },
    ]);
  });
});

describe('a dataset without dimensions', () => {
  it('leads on to those of others', async () => {
    const select = [{ field: 'order.customer.country', as: 'country' }];
    const orderBy = [{ order: { customer: { country: 'ASC' } } }] as const;
    expect(
      await asker.ask({ dataset: 'baskets', view: 'rows', select: [...select, { field: 'baskets' }] }),
    ).toEqual([
      { country: 'DE', baskets: 3 },
      { country: 'AT', baskets: 2 },
    ]);
    expect(await asker.ask({ dataset: 'baskets', view: 'records', select, orderBy, limit: 1 })).toEqual([
      { country: 'AT' },
    ]);
    const where = { customer: { name: { eq: 'Bob' } } };
    expect(
      await asker.ask({
        dataset: 'parcels',
        view: 'rows',
        select: [{ field: 'customer.name', as: 'name' }],
        where,
      }),
    ).toEqual([{ name: 'Bob' }]);
  });
});

describe('having inside where', () => {
  it('compares what the rows are together', async () => {
    expect(await customers({ orders: { having: { orders: { gt: 2 } } } })).toEqual(['Ann']);
    expect(await customers({ orders: { having: { revenue: { between: { from: 13, to: 20 } } } } })).toEqual([
      'Ann',
      'Bob',
    ]);
    expect(await customers({ orders: { having: { paidShare: { gt: 0.5 } } } })).toEqual(['Ann', 'Eve']);
    expect(await customers({ orders: { having: { paidRevenue: { gte: 20 } } } })).toEqual(['Bob', 'Eve']);
  });

  it('of no rows a count is 0 and a sum is NULL, also without a key', async () => {
    expect(await customers({ orders: { having: { orders: { lt: 3 } } } })).toEqual([
      'Bob',
      'Cleo',
      'Dan',
      'Eve',
    ]);
    expect(await customers({ orders: { having: { orders: { eq: 0 } } } })).toEqual(['Cleo', 'Dan']);
    expect(await customers({ orders: { having: { revenue: { lt: 15 } } } })).toEqual(['Ann']);
    expect(await customers({ orders: { having: { revenue: { isNull: true } } } })).toEqual(['Cleo', 'Dan']);
    expect(
      await customers({ orders: { having: { or: [{ revenue: { gt: 900 } }, { orders: { in: [0, 2] } }] } } }),
    ).toEqual(['Bob', 'Cleo', 'Dan', 'Eve']);
    expect(await customers({ orders: { having: { openOrMore: { eq: 10 } } } })).toEqual([
      'Cleo',
      'Dan',
      'Eve',
    ]);
  });

  it('is asked of the rows that the rest keeps', async () => {
    expect(await customers({ orders: { status: { eq: 'open' }, having: { orders: { eq: 1 } } } })).toEqual([
      'Ann',
      'Bob',
    ]);
    expect(await customers({ orders: { status: { eq: 'open' }, having: { orders: { lt: 1 } } } })).toEqual([
      'Cleo',
      'Dan',
      'Eve',
    ]);
    expect(
      await customers({
        orders: { status: { eq: 'paid' }, having: { revenue: { not: undefined, gt: 12 } } },
      }),
    ).toEqual(['Ann', 'Bob', 'Eve']);
  });

  it('is NULL where its number is: neither it nor its opposite keeps the row', async () => {
    expect(await customers({ not: { orders: { having: { revenue: { lt: 15 } } } } })).toEqual(['Bob', 'Eve']);
    expect(await customers({ not: { not: { orders: { having: { revenue: { lt: 15 } } } } } })).toEqual([
      'Ann',
    ]);
    expect(
      await customers({
        not: { and: [{ orders: { having: { revenue: { lt: 15 } } } }, { name: { eq: 'Ann' } }] },
      }),
    ).toEqual(['Bob', 'Cleo', 'Dan', 'Eve']);
    expect(
      await customers({
        not: { or: [{ orders: { having: { revenue: { lt: 15 } } } }, { name: { eq: 'Bob' } }] },
      }),
    ).toEqual(['Eve']);
    expect(await customers({ not: { orders: { having: { orders: { lt: 3 } } } } })).toEqual(['Ann']);
    expect(await customers({ orders: { having: { not: { revenue: { lt: 15 } } } } })).toEqual(['Bob', 'Eve']);
  });

  it('compares places and shares among the keys of the rows behind', async () => {
    const kept = (having: Record<string, unknown>) => customers({ orders: { having } });
    // Order 15 is of nobody: its 100.00 take no place, but it is one of all seven orders.
    expect(await kept({ place: { lte: 1 } })).toEqual(['Eve']);
    expect(await kept({ place: { between: { from: 2, to: '2' } } })).toEqual(['Bob']);
    expect(await kept({ place: { notIn: [1] } })).toEqual(['Ann', 'Bob']);
    expect(await kept({ place: { ne: 2 } })).toEqual(['Ann', 'Eve']);
    // Bob's open order has no price: no place, neither the first nor another.
    expect(await customers({ orders: { status: { eq: 'open' }, having: { place: { eq: 1 } } } })).toEqual([
      'Ann',
    ]);
    expect(
      await customers({ not: { orders: { status: { eq: 'open' }, having: { place: { eq: 1 } } } } }),
    ).toEqual([]);
    expect(await kept({ ofAll: { gt: 0.428, lt: 0.429 } })).toEqual(['Ann']);
    expect(await kept({ ofBuyer: { eq: 2 } })).toEqual(['Bob']);
    expect(await kept({ ofAnyStatus: { eq: 3 } })).toEqual(['Ann']);
  });

  it('nests', async () => {
    expect(await customers({ orders: { items: { having: { pieces: { gt: 2 } } } } })).toEqual(['Ann', 'Eve']);
    expect(
      await customers({
        orders: { items: { having: { items: { lt: 1 } } }, having: { orders: { gte: 1 } } },
      }),
    ).toEqual(['Ann', 'Bob']);
  });

  it('refuses what has no meaning', () => {
    expect(issuesOf({ dataset: 'customers', select: [{ field: 'orders.status' }] })).toEqual([
      'WRONG_KIND select.0.field: "orders" leads to many rows of "orders" (one-to-many), so their fields have no one value here. Filter by them in "where", or ask "orders" itself.',
    ]);
    expect(
      issuesOf({
        dataset: 'customers',
        select: [{ field: 'name' }],
        where: {
          having: { customers: { gt: 1 } },
          orders: { or: [{ having: { orders: { gt: 1 } } }], having: { price: { gt: 1 }, nothing: {} } },
        },
      }),
    ).toEqual([
      expect.stringMatching(/^INVALID_ARGUMENT where.having: "having" inside a filter stands directly/),
      expect.stringMatching(
        /^INVALID_ARGUMENT where.orders.or.0.having: "having" inside a filter stands directly/,
      ),
      expect.stringMatching(/^WRONG_KIND where.orders.having.price: "price" is a dimension/),
      expect.stringMatching(
        /^UNKNOWN_FIELD where.orders.having.nothing: There is no measure or metric "nothing" in dataset "orders"/,
      ),
    ]);
  });
});

describe('a measure of other rows as a dimension', () => {
  it('is a value of each row', async () => {
    expect(
      await rows({
        dataset: 'customers',
        select: [
          { field: 'name' },
          { field: 'ordersCount' },
          { field: 'spent' },
          { field: 'paidShare' },
          { field: 'openOrMore' },
          { field: 'loyal' },
          { field: 'size' },
          { field: 'place' },
        ],
        orderBy: [{ name: 'ASC' }],
      }),
    ).toEqual([
      {
        name: 'Ann',
        ordersCount: 3,
        spent: '13.50',
        paidShare: 2 / 3,
        openOrMore: 11,
        loyal: true,
        size: 'small DE',
        place: '1.5,1',
      },
      {
        name: 'Bob',
        ordersCount: 2,
        spent: '20.00',
        paidShare: 0.5,
        openOrMore: 11,
        loyal: true,
        size: 'large',
        place: '0.5,2',
      },
      {
        name: 'Cleo',
        ordersCount: 0,
        spent: null,
        paidShare: null,
        openOrMore: 10,
        loyal: false,
        size: "it's none",
        place: '1.5,3',
      },
      {
        name: 'Dan',
        ordersCount: 0,
        spent: null,
        paidShare: null,
        openOrMore: 10,
        loyal: false,
        size: "it's none",
        place: null,
      },
      {
        name: 'Eve',
        ordersCount: 1,
        spent: '999.00',
        paidShare: 1,
        openOrMore: 10,
        loyal: false,
        size: 'large',
        place: '0.5,5',
      },
    ]);
  });

  it('is grouped by, filtered by, ordered by and aggregated again', async () => {
    expect(
      await rows({
        dataset: 'customers',
        select: [{ field: 'ordersCount' }, { field: 'customers' }],
        orderBy: [{ ordersCount: 'DESC' }],
      }),
    ).toEqual([
      { ordersCount: 3, customers: 1 },
      { ordersCount: 2, customers: 1 },
      { ordersCount: 1, customers: 1 },
      { ordersCount: 0, customers: 2 },
    ]);
    expect(await customers({ spent: { gt: 15 } })).toEqual(['Bob', 'Eve']);
    expect(await customers({ ordersCount: { lt: 1 } })).toEqual(['Cleo', 'Dan']);
    expect(
      await rows({
        dataset: 'customers',
        view: 'totals',
        select: ['allOrders', 'meanSpent', 'buyers', 'customers'].map((field) => ({ field })),
      }),
    ).toEqual([{ allOrders: 6, meanSpent: (13.5 + 20 + 999) / 3, buyers: 3, customers: 5 }]);
    expect(
      await rows({
        dataset: 'customers',
        select: [{ field: 'country' }, { field: 'allOrders' }],
        segments: ['busy'],
        orderBy: [{ country: 'ASC' }],
      }),
    ).toEqual([
      { country: 'AT', allOrders: 2 },
      { country: 'DE', allOrders: 3 },
    ]);
    expect(await rows({ dataset: 'customers', view: 'rowCount', by: ['size'] })).toEqual([{ rowCount: 3 }]);
  });

  it('is there in every view', async () => {
    expect(await rows({ dataset: 'customers', view: 'values', of: 'ordersCount' })).toEqual(
      [0, 1, 2, 3].map((value) => ({ value })),
    );
    expect(
      await rows({
        dataset: 'orders',
        view: 'records',
        select: [{ field: 'id' }, { field: 'pieces' }, { field: 'customer.ordersCount', as: 'n' }],
        where: { customer: { ordersCount: { gt: 1 } }, not: { items: { product: { eq: 'pot' } } } },
        orderBy: [{ id: 'DESC' }],
        limit: 3,
      }),
    ).toEqual([
      { id: 13, pieces: null, n: 2 },
      { id: 12, pieces: null, n: 3 },
      { id: 11, pieces: 1, n: 3 },
    ]);
    expect(
      await rows({
        dataset: 'customers',
        select: [{ field: 'ordersCount' }, { field: 'customers' }],
        orderBy: [{ customers: 'DESC' }],
        limit: 1,
        other: true,
      }),
    ).toEqual([
      { '#kind': 'VALUE', ordersCount: 0, customers: 2 },
      { '#kind': 'OTHER', ordersCount: null, customers: 3 },
    ]);
    expect(
      await rows({
        dataset: 'customers',
        parent: { select: [{ field: 'size' }, { field: 'customers' }], orderBy: [{ size: 'ASC' }], limit: 2 },
        select: [{ field: 'label', choice: 'orders' }, { field: 'allOrders' }],
        where: { not: { orders: { status: { eq: 'open' } } } },
        orderBy: [{ label: 'ASC' }],
      }),
    ).toEqual([
      { '../size': "it's none", label: '0', allOrders: 0 },
      { '../size': 'large', label: '1', allOrders: 1 },
    ]);
  });

  it('is reached through a relationship, and holds what the caller may see', async () => {
    expect(
      await rows({
        dataset: 'orders',
        select: [{ field: 'customer.ordersCount', as: 'n' }, { field: 'orders' }],
        orderBy: [{ alias: { name: 'n', direction: 'ASC' } }],
      }),
    ).toEqual([
      { n: 1, orders: 1 },
      { n: 2, orders: 2 },
      { n: 3, orders: 3 },
      { n: null, orders: 1 },
    ]);
    expect(
      await rows({ dataset: 'customers', view: 'totals', select: [{ field: 'allOrders' }] }, owner),
    ).toEqual([{ allOrders: 5 }]);
    expect(await customers({ orders: { pieces: { gt: 1 } } })).toEqual(['Ann', 'Eve']);
  });

  it('is not there for a role that cannot see what it is made of', () => {
    const reader = catalogFor(catalog, 'reader');
    const [customerMembers, orderMembers] = ['customers', 'orders'].map((name) => reader.datasets.get(name));
    // `price` is hidden, so are sums of it; `ordersCount` is hidden by name, and what reads it; items have no policy.
    expect([...(customerMembers?.dimensions.keys() ?? [])]).toEqual([
      'id',
      'name',
      'country',
      'tenant',
      'paidShare',
      'openOrMore',
      'place',
      'label',
    ]);
    expect([...(customerMembers?.dimensions.get('label')?.choices?.keys() ?? [])]).toEqual([
      'name',
      'country',
    ]);
    expect([...(customerMembers?.measures.keys() ?? [])]).toEqual(['customers']);
    expect([...(customerMembers?.segments.keys() ?? [])]).toEqual([]);
    expect([...(orderMembers?.dimensions.keys() ?? [])]).toEqual([
      'id',
      'buyer',
      'status',
      'ordered',
      'tenant',
    ]);
    expect([...(orderMembers?.measures.keys() ?? [])]).toEqual(['orders', 'paid', 'countries', 'perBuyer']);
    expect([...(orderMembers?.dimensions.get('ordered')?.grains?.keys() ?? [])]).toEqual([]);
    expect([...(orderMembers?.relationships.keys() ?? [])]).toEqual(['customer']);
    expect(
      issuesOf(
        {
          dataset: 'customers',
          select: [{ field: 'name' }],
          where: { orders: { having: { revenue: { gt: 1 } } } },
        },
        'reader',
      )[0],
    ).toMatch(/^UNKNOWN_FIELD where.orders.having.revenue/);
    expect(
      issuesOf({ dataset: 'customers', select: [{ field: 'label', choice: 'orders' }] }, 'reader')[0],
    ).toMatch(/^INVALID_ARGUMENT select.0.choice/);
    expect(
      issuesOf({ dataset: 'orders', select: [{ field: 'ordered', grain: 'fiscal' }] }, 'reader')[0],
    ).toMatch(/^INVALID_ARGUMENT select.0.grain/);
  });
});

describe('measures that read a related row', () => {
  it('aggregate and filter by it', async () => {
    expect(
      await rows({
        dataset: 'orders',
        view: 'totals',
        select: ['domestic', 'countries', 'loyalRevenue', 'shipped'].map((field) => ({ field })),
      }),
    ).toEqual([{ domestic: '13.50', countries: 2, loyalRevenue: '13.50', shipped: 14 }]);
    expect(
      await rows({
        dataset: 'orders',
        select: [{ field: 'customer.name', as: 'who' }, { field: 'domestic' }, { field: 'loyalRevenue' }],
        orderBy: [{ alias: { name: 'who', direction: 'ASC' } }],
      }),
    ).toEqual([
      { who: 'Ann', domestic: '13.50', loyalRevenue: '13.50' },
      { who: 'Bob', domestic: null, loyalRevenue: '0.00' },
      { who: 'Eve', domestic: null, loyalRevenue: '0.00' },
      { who: null, domestic: null, loyalRevenue: '0.00' },
    ]);
  });
});

describe('numbers of other rows and other times', () => {
  it('are dimensions of the rows before them, and filter those', async () => {
    expect(
      await rows({
        dataset: 'customers',
        select: [{ field: 'name' }, { field: 'lastPrice' }],
        orderBy: [{ name: 'ASC' }],
      }),
    ).toEqual([
      { name: 'Ann', lastPrice: '1.00' },
      { name: 'Bob', lastPrice: '20.00' },
      { name: 'Cleo', lastPrice: null },
      { name: 'Dan', lastPrice: null },
      { name: 'Eve', lastPrice: '999.00' },
    ]);
    expect(await customers({ orders: { having: { lastPrice: { lt: 10 } } } })).toEqual(['Ann']);
    expect(await customers({ orders: { having: { lastPrice: { isNull: true } } } })).toEqual(['Cleo', 'Dan']);
  });

  it('read added columns and filter through relationships like all others', async () => {
    expect(
      await rows({
        dataset: 'orders',
        time: { range: { from: '2024-01-01', to: '2024-04-01' } },
        where: { customer: { orders: { status: { eq: 'open' } } } },
        select: [
          { field: 'ordered', grain: 'MONTH', as: 'month' },
          { field: 'domestic' },
          { field: 'domestic', as: 'before', shift: { n: 1, unit: 'MONTH' } },
          { field: 'orders', as: 'share', calculate: 'SHARE' },
        ],
      }),
    ).toEqual([
      { month: '2024-01-01', domestic: '5.00', before: null, share: 0.2 },
      { month: '2024-02-01', domestic: '8.50', before: '5.00', share: 0.6 },
      { month: '2024-03-01', domestic: null, before: '8.50', share: 0.2 },
    ]);
  });
});

describe('switchable dimensions', () => {
  it('show the expression that is chosen', async () => {
    const labels = async (choice?: string) =>
      (
        await rows({
          dataset: 'customers',
          select: [{ field: 'label', choice }],
          orderBy: [{ label: 'ASC' }],
        })
      ).map(({ label }) => label);
    expect(await labels()).toEqual(['Ann', 'Bob', 'Cleo', 'Dan', 'Eve']);
    expect(await labels('country')).toEqual(['at', 'de']);
    expect(await labels('orders')).toEqual(['0', '1', '2', '3']);
    expect(
      issuesOf({
        dataset: 'customers',
        select: [
          { field: 'label', choice: 'nam' },
          { field: 'name', choice: 'x' },
        ],
      }),
    ).toEqual([
      expect.stringMatching(/^INVALID_ARGUMENT select.0.choice: "label" has no choice "nam"/),
      expect.stringMatching(/^INVALID_ARGUMENT select.1.choice: "name" has one expression only/),
    ]);
  });
});

describe('switchable dimensions beside numbers of other times', () => {
  const orders = (rest: Partial<MetricQuery>) =>
    rows({
      dataset: 'orders',
      time: { range: { from: '2024-02-01', to: '2024-04-01' } },
      select: [],
      ...rest,
    }).then((answer) => answer.map((row) => Object.values(row)));
  const month = { field: 'ordered', grain: 'MONTH', as: 'month' };
  const land = { field: 'customer.label', choice: 'country', as: 'land' };
  const before = { field: 'orders', as: 'before', shift: { n: 1, unit: 'MONTH' } } as const;
  const soFar = { field: 'orders', as: 'soFar', window: { trailing: { n: 2, unit: 'MONTH' } } } as const;
  const numbers = [{ field: 'orders' }, before, soFar];
  const named: Where = { customer: { label: { in: ['Ann', 'Bob'] } } };
  const by = (name: string) => ({ alias: { name, direction: 'ASC' as const } });
  const orderBy = [by('month'), by('land')];

  it('group these as they are chosen, and are filtered by the first', async () => {
    expect(await orders({ select: [month, land, ...numbers], where: named, orderBy })).toEqual([
      ['2024-02-01', 'at', 1, 0, 1],
      ['2024-02-01', 'de', 2, 1, 3],
      ['2024-03-01', 'at', 1, 1, 2],
      ['2024-03-01', 'de', 0, 2, 2],
    ]);
    const country = { field: 'customer.label', as: 'who' };
    const select = [month, land, country, { ...land, choice: 'orders', as: 'n' }, ...numbers];
    expect(await orders({ select, where: named, orderBy })).toEqual([
      ['2024-02-01', 'at', 'Bob', '2', 1, 0, 1],
      ['2024-02-01', 'de', 'Ann', '3', 2, 1, 3],
      ['2024-03-01', 'at', 'Bob', '2', 1, 1, 2],
      ['2024-03-01', 'de', 'Ann', '3', 0, 2, 2],
    ]);
  });

  it('are shared out, nested and left over as they are chosen', async () => {
    const share = { field: 'orders', as: 'share', calculate: 'SHARE', shareOf: 'PARENT' } as const;
    expect(await orders({ select: [month, land, share, before], where: named, orderBy })).toEqual([
      ['2024-02-01', 'at', 1 / 3, 0],
      ['2024-02-01', 'de', 2 / 3, 1],
      ['2024-03-01', 'at', 1, 1],
      ['2024-03-01', 'de', 0, 2],
    ]);
    const parent = { select: [land, { field: 'orders' }], orderBy: [by('land')], limit: 1, other: true };
    const nested = await orders({ select: [month, ...numbers], parent, orderBy: [by('month')] });
    // What is left is Germany and the order of nobody.
    expect([...nested].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
      ['at', 'VALUE', '2024-02-01', 1, 0, 1],
      ['at', 'VALUE', '2024-03-01', 2, 1, 3],
      [null, 'OTHER', '2024-02-01', 2, 1, 3],
      [null, 'OTHER', '2024-03-01', 1, 2, 3],
    ]);
    expect(await orders({ select: [land, ...numbers.slice(0, 1), share], orderBy: [by('land')], limit: 1, other: true })).toEqual([
      ['at', 3, 0.5, 'VALUE'],
      [null, 3, 0.5, 'OTHER'],
    ]); // prettier-ignore
  });
});

describe('grains by a calendar', () => {
  it('say which bucket a day is in, in the zone of the query', async () => {
    const fiscal = (timezone: string, grain = 'fiscal') =>
      rows({
        dataset: 'orders',
        timezone,
        select: [{ field: 'ordered', grain, as: 'period' }, { field: 'orders' }, { field: 'revenue' }],
      });
    expect(await fiscal('UTC')).toEqual([
      { period: 'P1', orders: 1, revenue: '5.00' },
      { period: 'P2', orders: 3, revenue: '8.50' },
      { period: null, orders: 3, revenue: '1119.00' },
    ]);
    expect((await fiscal('UTC', 'fiscalStart')).map(({ period }) => period)).toEqual([
      '2024-01-01',
      '2024-02-01',
      null,
    ]);
  });

  it('are filled with those that the table has of the range', async () => {
    expect(
      await asker.ask({
        dataset: 'orders',
        view: 'rows',
        time: { range: { from: '2024-01-01', to: '2024-03-01' } },
        where: { status: { eq: 'open' } },
        fill: true,
        select: [
          { field: 'ordered', grain: 'fiscal', as: 'period' },
          { field: 'orders' },
          { field: 'revenue' },
        ],
      }),
    ).toEqual([
      { period: 'P1', orders: 0, revenue: '0.00' },
      { period: 'P2', orders: 2, revenue: '1.00' },
    ]);
  });

  it('show of the calendar what the caller may see', async () => {
    expect(
      await rows(
        {
          dataset: 'orders',
          select: [{ field: 'ordered', grain: 'fiscal', as: 'period' }, { field: 'orders' }],
        },
        owner,
      ),
    ).toEqual([
      { period: 'P2', orders: 3 },
      { period: null, orders: 3 },
    ]);
  });
});

describe('numbers of rows behind a relationship beside own ones', () => {
  const both = [
    { field: 'customers' },
    { field: 'orders.orders' },
    { field: 'orders.revenue', as: 'revenue' },
  ];

  it('are never multiplied, and lead back to a row of the view', async () => {
    expect(
      await rows({
        dataset: 'customers',
        select: [{ field: 'country' }, ...both, { field: 'orders.paidShare', as: 'share' }],
        orderBy: [{ country: 'ASC' }],
      }),
    ).toEqual([
      { country: 'AT', customers: 3, 'orders.orders': 3, revenue: '1019.00', share: 2 / 3 },
      { country: 'DE', customers: 2, 'orders.orders': 3, revenue: '13.50', share: 2 / 3 },
    ]);
    expect(await rows({ dataset: 'customers', view: 'totals', select: both })).toEqual([
      { customers: 5, 'orders.orders': 6, revenue: '1032.50' },
    ]);
  });

  it('are of rows that the filter of the view and their own keep, and that the caller may see', async () => {
    const select = [
      { field: 'name' },
      { field: 'orders.orders', as: 'open', where: { status: { eq: 'open' } } },
      ...both,
    ];
    expect(
      await rows(
        {
          dataset: 'customers',
          select,
          where: { or: [{ country: { eq: 'AT' } }, { orders: { having: { orders: { gt: 2 } } } }] },
          orderBy: [{ orders: { orders: 'ASC' } }],
        },
        owner,
      ),
    ).toEqual([
      { name: 'Dan', customers: 1, 'orders.orders': 0, revenue: null, open: 0 },
      { name: 'Eve', customers: 1, 'orders.orders': 0, revenue: null, open: 0 },
      { name: 'Bob', customers: 1, 'orders.orders': 2, revenue: '20.00', open: 1 },
      { name: 'Ann', customers: 1, 'orders.orders': 3, revenue: '13.50', open: 1 },
    ]);
    expect(
      await rows({
        dataset: 'customers',
        select: [
          { field: 'ordersCount' },
          { field: 'orders.revenue', as: 'revenue' },
          { field: 'customers' },
        ],
        orderBy: [{ ordersCount: 'ASC' }],
      }),
    ).toEqual([
      { ordersCount: 0, revenue: null, customers: 2 },
      { ordersCount: 1, revenue: '999.00', customers: 1 },
      { ordersCount: 2, revenue: '20.00', customers: 1 },
      { ordersCount: 3, revenue: '13.50', customers: 1 },
    ]);
  });

  it('are of a range of the view: of what belongs to its rows', async () => {
    expect(
      await rows({
        dataset: 'orders',
        time: { range: { from: '2024-02-01', to: '2024-03-02' } },
        select: [
          { field: 'ordered', grain: 'MONTH', as: 'month' },
          { field: 'orders' },
          { field: 'items.pieces', as: 'pieces' },
        ],
      }),
    ).toEqual([
      { month: '2024-02-01', orders: 3, pieces: 1 },
      { month: '2024-03-01', orders: 1, pieces: 1 },
    ]);
  });

  it('say what they cannot be', () => {
    const asked = (selection: object) =>
      issuesOf({ dataset: 'customers', select: [{ field: 'country' }, selection as never] });
    expect(asked({ field: 'orders.revenue', calculate: 'SHARE' })[0]).toMatch(
      /^NOT_SUPPORTED select.1: "orders.revenue" has no "calculate" here/,
    );
    expect(asked({ field: 'orders.lastPrice' })[0]).toMatch(
      /^NOT_SUPPORTED select.1: "orders.lastPrice" is a number of other times/,
    );
    expect(asked({ field: 'orders.items.pieces' })[0]).toMatch(
      /^WRONG_KIND select.1.field: "orders" leads to many rows/,
    );
    expect(
      issuesOf({
        dataset: 'customers',
        select: [{ field: 'name' }],
        orderBy: [{ orders: { revenue: 'ASC' } }],
      })[0],
    ).toMatch(/^INVALID_ARGUMENT orderBy.0.orders.revenue/);
  });
});

describe('the version of a row that held at a time', () => {
  it('is found, and nothing where none held', async () => {
    const shown = await rows({
      dataset: 'orders',
      select: [
        { field: 'id' },
        { field: 'tier.tier', as: 'tier' },
        { field: 'tier.region.label', as: 'region' },
        { field: 'orders' },
      ],
      orderBy: [{ id: 'ASC' }],
    });
    expect(shown).toEqual([
      { id: 10, tier: 'new', region: 'North', orders: 1 },
      { id: 11, tier: null, region: null, orders: 1 },
      { id: 12, tier: 'gold', region: 'South', orders: 1 },
      { id: 13, tier: 'old', region: 'North', orders: 1 },
      { id: 14, tier: null, region: null, orders: 1 },
      { id: 15, tier: null, region: null, orders: 1 },
      { id: 16, tier: null, region: null, orders: 1 },
    ]);
  });

  it('holds from its first instant to before its last, and never at an unknown time', async () => {
    expect(
      await rows({
        dataset: 'visits',
        select: [{ field: 'at' }, { field: 'tier.tier', as: 'tier' }],
        orderBy: [{ at: 'ASC' }],
      }),
    ).toEqual([
      { at: '2019-01-01T00:00:00Z', tier: null },
      { at: '2024-01-31T23:59:59.999Z', tier: 'new' },
      { at: '2024-02-01T00:00:00Z', tier: null },
      { at: '2024-02-10T00:00:00Z', tier: 'gold' },
      { at: null, tier: null },
    ]);
  });

  it('is filtered by and aggregated', async () => {
    const ids = async (where: Where) =>
      (await rows({ dataset: 'orders', select: [{ field: 'id' }], where, orderBy: [{ id: 'ASC' }] })).map(
        ({ id }) => id,
      );
    expect(await ids({ tier: { tier: { in: ['gold', 'old'] } } })).toEqual([12, 13]);
    expect(await ids({ tier: { region: { label: { eq: 'North' } } } })).toEqual([10, 13]);
    expect(await ids({ tier: { tier: { isNull: true } } })).toEqual([11, 14, 15, 16]);
    expect(await customers({ orders: { tier: { tier: { eq: 'new' } } } })).toEqual(['Ann']);
    expect(
      await rows({
        dataset: 'orders',
        view: 'totals',
        select: [
          { field: 'goldRevenue' },
          { field: 'northRevenue' },
          { field: 'orders', where: { tier: { tier: { eq: 'old' } } } },
        ],
      }),
    ).toEqual([{ goldRevenue: '1.00', northRevenue: '5.00', orders: 1 }]);
    expect(
      await rows(
        { dataset: 'orders', select: [{ field: 'tier.tier', as: 'tier' }, { field: 'revenue' }] },
        owner,
      ),
    ).toEqual([
      { tier: null, revenue: '132.50' },
      { tier: 'gold', revenue: '1.00' },
      { tier: 'old', revenue: null },
    ]);
  });
});
