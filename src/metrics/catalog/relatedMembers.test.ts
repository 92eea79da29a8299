import { describe, expect, it } from 'vitest';
import type { DatasetSpec, DimensionSpec, MeasureSpec } from './catalogSpec.js';
import { defineCatalog } from './defineCatalog.js';

const access = { analyst: { rows: 'all' } } as const;

function issuesOf(
  customer: Readonly<Record<string, DimensionSpec>>,
  more: {
    measures?: Readonly<Record<string, MeasureSpec>>;
    orders?: Partial<DatasetSpec>;
    customers?: Partial<DatasetSpec>;
  } = {},
): readonly string[] {
  const { issues } = defineCatalog([
    {
      dataset: 'customers',
      description: '',
      source: 'shop.customers',
      relationships: { orders: { to: 'orders', on: { id: 'customer_id' }, cardinality: 'one-to-many' } },
      dimensions: { id: { type: 'integer' }, country: { type: 'string' }, ...customer },
      access,
      ...more.customers,
    },
    {
      dataset: 'orders',
      description: '',
      source: 'shop.orders',
      relationships: { customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' } },
      dimensions: { id: { type: 'integer' } },
      measures: { orders: { agg: 'count' }, ...more.measures },
      access,
      ...more.orders,
    },
  ]);
  return issues.map(({ dataset, path, message }) => `${dataset} ${path.join('.')}: ${message}`);
}

describe('dimensions over other rows', () => {
  it('name a measure behind a relationship to many', () => {
    expect(issuesOf({ n: { measure: 'orders.orders' } })).toEqual([]);
    expect(issuesOf({ n: { measure: 'orders.ordrs' } })[0]).toMatch(
      /^customers dimensions.n.measure: "orders.ordrs" names no measure or metric of "orders".*Did you mean "orders"/,
    );
    expect(issuesOf({ n: { measure: 'order.orders' } })[0]).toMatch(
      /"order" is no relationship of this dataset. Did you mean "orders"/,
    );
    expect(issuesOf({}, { orders: { dimensions: { n: { measure: 'customer.x' } } } })[0]).toMatch(
      /^orders dimensions.n.measure: "customer" is many-to-one: a measure needs several rows/,
    );
  });

  it('are of one kind, and have a type where it does not follow', () => {
    expect(issuesOf({ n: { sql: 'a', geo: { latitude: 'b', longitude: 'c' } } })[0]).toMatch(
      /A dimension is one of sql, case, geo, measure, choices; this one is sql and geo/,
    );
    expect(issuesOf({ n: { sql: 'a' } })).toEqual([
      'customers dimensions.n.type: A dimension needs a "type".',
    ]);
    expect(issuesOf({ n: { type: 'string', case: [], else: 'x' } })[0]).toMatch(/"case" needs at least one/);
    expect(issuesOf({ n: { type: 'string', else: 'x' } })[0]).toMatch(/"else" belongs to "case"/);
    expect(issuesOf({ n: { type: 'integer', geo: { latitude: 'b', longitude: 'c' } } })[0]).toMatch(
      /A place is a string/,
    );
    expect(issuesOf({ n: { type: 'string', choices: {} } })[0]).toMatch(/needs at least one expression/);
    expect(issuesOf({ n: { type: 'string', case: [{ when: 'x, y', then: "o'clock" }] } })).toEqual([]);
  });

  it('never lead back to themselves', () => {
    const circle = issuesOf(
      { spent: { measure: 'orders.weighted' } },
      { measures: { weighted: { agg: 'sum', sql: 'if({customer.spent} > 1, 1, 0)' } } },
    );
    expect(circle).toContain(
      'customers dimensions.spent: The value leads back to itself through other datasets (customers.spent).',
    );
    expect(issuesOf({ a: { type: 'string', sql: '{b}' }, b: { type: 'string', sql: '{a}' } })[0]).toMatch(
      /in a circle: a → b → a/,
    );
    expect(
      issuesOf(
        { owner: { type: 'string', sql: '{best.buyer}' } },
        {
          customers: {
            relationships: { best: { to: 'orders', on: { id: 'id' }, cardinality: 'one-to-one' } },
            dimensions: { owner: { type: 'string', sql: '{best.buyer}' } },
          },
          orders: { dimensions: { buyer: { type: 'string', sql: '{customer.owner}' } } },
        },
      )[0],
    ).toMatch(/in a circle/);
  });
});

describe('expressions over related rows', () => {
  it('go through relationships to one row', () => {
    const reading = (sql: string) => issuesOf({}, { measures: { m: { agg: 'max', sql } } })[0];
    expect(reading('{customer.country}')).toBeUndefined();
    expect(reading('{customer.contry}')).toMatch(
      /"{customer.contry}": "{contry}" is not a dimension of this dataset. Did you mean "country"/,
    );
    expect(reading('{buyer.country}')).toMatch(/"buyer" is no relationship of this dataset/);
    expect(reading('{customer.orders.id}')).toMatch(
      /"orders" is one-to-many: a value can only be read where there is at most one row/,
    );
  });

  it('are no keys and grant no rows', () => {
    const orders = (changes: Partial<DatasetSpec>) =>
      issuesOf(
        {},
        { orders: { dimensions: { land: { type: 'string', sql: '{customer.country}' } }, ...changes } },
      )[0];
    expect(orders({ primaryKey: ['{land}'] })).toMatch(
      /This can only read the columns of the dataset itself/,
    );
    expect(orders({ access: { analyst: { rows: { land: { in: ['DE'] } } } } })).toMatch(
      /Rows cannot be granted by "land", which is a value of other rows/,
    );
    expect(
      orders({
        relationships: {
          customer: { to: 'customers', on: { customer_id: 'id' }, cardinality: 'many-to-one' },
          place: { to: 'customers', on: { '{land}': 'country' }, cardinality: 'many-to-one' },
        },
      }),
    ).toMatch(/^orders relationships.place.on.{land}: This can only read/);
  });

  it('versions are of one row', () => {
    expect(
      issuesOf(
        {},
        {
          orders: {
            relationships: {
              customer: {
                to: 'customers',
                on: { a: 'id' },
                cardinality: 'one-to-many',
                validity: { at: 'at', from: 'since' },
              },
            },
          },
        },
      )[0],
    ).toMatch(/^orders relationships.customer.validity: The row that holds at one time is at most one/);
  });
});
