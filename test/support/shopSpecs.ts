import { catalogFor, defineCatalog, type DatasetSpec, type RoleCatalog } from '../../src/metrics/index.js';

/** A small shop with a dimension of every type, a way of two hops and every kind of metric. For tests of what a question may say. */
export const SHOP_SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'orders',
    description: 'One row per order.',
    source: 'shop.orders',
    time: 'ordered',
    dimensions: {
      ordered: { type: 'time', sql: 'ordered_at' },
      delivered: { type: 'date', sql: 'delivered_on' },
      id: { type: 'uuid' },
      channel: { type: 'string' },
      quantity: { type: 'integer' },
      price: { type: 'decimal' },
      weight: { type: 'float' },
      express: { type: 'boolean' },
      secret: { type: 'string' },
    },
    measures: {
      orders: { agg: 'count' },
      buyers: { agg: 'uniq', sql: 'customer_id' },
      revenue: { agg: 'sum', sql: 'price' },
      lastOrder: { agg: 'max', sql: 'ordered_at' },
      channels: { agg: 'groupUniqArray', sql: 'channel' },
      stock: {
        agg: 'sum',
        sql: 'stock',
        semiAdditive: { over: 'ordered', take: 'last', per: 'id', ties: 'all' },
      },
    },
    segments: { web: { sql: "channel = 'web'" }, big: { sql: 'price > 100' } },
    metrics: {
      averageOrder: { ratio: ['revenue', 'orders'] },
      webRevenue: { filtered: { of: 'revenue', where: "channel = 'web'" } },
      webShare: { ratio: ['webRevenue', 'revenue'] },
      net: { derived: 'round(revenue - 0.19 * revenue, 2)' },
      running: { cumulative: { of: 'revenue' } },
      cohorts: { retention: { entity: 'customer.id', grain: 'month', periods: 3 } },
    },
    relationships: {
      customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' },
      items: { to: 'customers', on: { id: 'order_id' }, cardinality: 'one-to-many' },
    },
    access: { analyst: { rows: 'all' }, reader: { rows: 'all', hide: ['secret'] } },
  },
  {
    dataset: 'customers',
    description: 'One row per customer.',
    source: 'shop.customers',
    time: 'born',
    timezone: 'Europe/Berlin',
    weekStart: 'sunday',
    dimensions: { id: { type: 'string' }, name: { type: 'string' }, born: { type: 'date' } },
    measures: { customers: { agg: 'count' } },
    relationships: {
      country: { to: 'countries', on: { country_id: 'id' }, cardinality: 'many-to-one' },
      friend: { to: 'customers', on: { friend_id: 'id' }, cardinality: 'one-to-one' },
    },
    access: { analyst: { rows: 'all' }, reader: { rows: 'all' } },
  },
  {
    dataset: 'countries',
    description: 'One row per country.',
    source: 'shop.countries',
    dimensions: { id: { type: 'string' }, name: { type: 'string' } },
    access: { analyst: { rows: 'all' }, reader: { rows: 'all' } },
  },
  {
    dataset: 'salaries',
    description: '',
    source: 'shop.salaries',
    dimensions: { amount: { type: 'integer' } },
    access: { analyst: { rows: 'all' } },
  },
];

/** The shop as a role sees it: analysts see all of it, readers neither `secret` nor `salaries`. */
export function shopCatalog(role: 'analyst' | 'reader' = 'reader'): RoleCatalog {
  return catalogFor(defineCatalog(SHOP_SPECS).catalog, role);
}
