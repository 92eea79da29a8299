import type { DatasetSpec } from '../../../src/metrics/index.js';
import { access } from './canaryAccess.js';

/**
 * Numbers for which a statement reads rows in more places than one: levels, averages of sums, windows, conversions, numbers of rows behind a relationship,
 * buckets of a calendar that is a table with tenants of its own.
 */
export const NUMBER_SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'moves',
    description: 'Orders again, by day.',
    source: 'canary.orders',
    primaryKey: ['order_id'],
    time: 'day',
    relationships: {
      buyer: { to: 'buyers', on: { customer_id: 'customer_id' }, cardinality: 'many-to-one' },
      sameDay: { to: 'moves', on: { day: 'day' }, cardinality: 'many-to-many' },
    },
    dimensions: {
      id: { type: 'integer', sql: 'order_id' },
      tenant: { type: 'string' },
      product: { type: 'string' },
      who: { type: 'string', sql: 'toString(customer_id)' },
      day: {
        type: 'date',
        grains: {
          pair: {
            calendar: 'calendar',
            date: 'day',
            bucket: 'pair',
            shifts: { DAY: 'before', pair: 'before' },
          },
        },
      },
      buyerName: { type: 'string', sql: '{buyer.name}' },
    },
    measures: {
      moves: { agg: 'count' },
      amount: { agg: 'sum', sql: 'amount' },
      level: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'last' } },
      firstOfEach: {
        agg: 'sum',
        sql: 'amount',
        semiAdditive: { over: 'day', take: 'first', per: 'product' },
      },
      meanLevel: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'day', take: 'average' } },
      perBuyer: { agg: 'avg', of: 'amount', per: 'who' },
      median: { agg: 'quantileExact(0.5)', sql: 'amount', type: 'integer' },
      named: { agg: 'count', filter: "{buyer.name} != ''" },
    },
    metrics: {
      mean: { ratio: ['amount', 'moves'] },
      soFar: { cumulative: { of: 'amount' } },
      twoDays: { cumulative: { of: 'level', window: { n: 2, unit: 'day' } } },
      before: { shift: { of: 'amount', n: 1, unit: 'day' } },
      ofDay: { level: { of: 'amount', keep: ['day'] } },
      place: { rank: { of: 'amount' } },
      cameBack: {
        conversion: {
          base: 'moves',
          conversion: 'moves',
          entity: 'who',
          window: { n: 3, unit: 'day' },
        },
      },
      known: { filtered: { of: 'amount', where: { buyer: { name: { isNull: false } } } } },
      bought: {
        funnel: {
          entity: 'tenant',
          steps: [{ name: 'one', where: { buyer: { name: { isNull: true } } } }, { name: 'two' }],
          window: { n: 30, unit: 'day' },
        },
      },
      stayed: {
        retention: {
          entity: 'tenant',
          grain: 'day',
          periods: 2,
          cohortEvent: { where: { buyer: { name: { isNull: true } } } },
        },
      },
    },
    access: access(),
  },
  {
    dataset: 'buyers',
    description: 'Customers, with what they bought.',
    source: 'canary.customers',
    primaryKey: ['customer_id'],
    relationships: {
      moves: { to: 'moves', on: { customer_id: 'customer_id' }, cardinality: 'one-to-many' },
      company: { to: 'companies', on: { company_id: 'company_id' }, cardinality: 'many-to-one' },
    },
    dimensions: {
      id: { type: 'integer', sql: 'customer_id' },
      tenant: { type: 'string' },
      name: { type: 'string' },
      bought: { measure: 'moves.amount', type: 'integer' },
      times: { measure: 'moves.moves', type: 'integer' },
    },
    measures: { buyers: { agg: 'count' }, boughtByAll: { agg: 'sum', sql: '{bought}' } },
    access: access(),
  },
  {
    dataset: 'calendar',
    description: 'Which days make a pair, as each tenant counts them.',
    source: 'canary.calendar',
    dimensions: {
      tenant: { type: 'string' },
      day: { type: 'date' },
      pair: { type: 'integer' },
      before: { type: 'date' },
    },
    measures: { calendarDays: { agg: 'count' } },
    access: access(),
  },
];
