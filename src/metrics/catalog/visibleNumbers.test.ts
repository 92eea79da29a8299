import { describe, expect, it } from 'vitest';
import type { DatasetSpec, PolicySpec } from './catalogSpec.js';
import { defineCatalog } from './defineCatalog.js';
import { catalogFor } from './roleCatalog.js';

/** Orders of people, whose names a reader must not learn; salaries only analysts see. */
const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'orders',
    description: '',
    source: 'shop.orders',
    primaryKey: ['order_id'],
    time: 'ordered',
    dimensions: {
      ordered: { type: 'time' },
      paid: { type: 'date', sql: 'paid_on' },
      person: { type: 'string', sql: 'person_id', conforms: 'person' },
      channel: { type: 'string', conforms: 'channel' },
    },
    relationships: {
      buyer: { to: 'people', on: { buyer_id: 'id' }, cardinality: 'many-to-one' },
      wage: { to: 'salaries', on: { buyer_id: 'id' }, cardinality: 'many-to-one' },
    },
    measures: {
      orders: { agg: 'count' },
      persons: { agg: 'uniq', sql: 'person_id', exposes: 'aggregate' },
      paidOrders: { agg: 'count', time: 'paid' },
      perPerson: { agg: 'avg', of: 'orders', per: 'person' },
      perChannel: { agg: 'avg', of: 'orders', per: 'channel' },
      personsPerChannel: { agg: 'avg', of: 'persons', per: 'channel' },
      stockOfPerson: { agg: 'sum', sql: 'stock', semiAdditive: { over: 'ordered', take: 'last', per: 'person' } },
      stockAtPaid: { agg: 'sum', sql: 'stock', semiAdditive: { over: 'paid', take: 'last', per: 'channel' } },
      meanSecret: { agg: 'max', sql: 'length(person_id)', semiAdditive: { over: 'ordered', take: 'average' } },
      perOfPerson: { agg: 'max', of: 'chained', per: 'channel' },
    },
    metrics: {
      web: { filtered: { of: 'orders', where: { channel: { eq: 'web' } } } },
      ofAda: { filtered: { of: 'orders', where: { or: [{ channel: { eq: 'web' } }, { not: { and: [{ person: { eq: 'ada' } }] } }] } } },
      ofAdaInSql: { ratio: [{ of: 'orders', where: "person_id = 'ada'" }, 'orders'] },
      ofOld: { filtered: { of: 'orders', where: { buyer: { age: { gt: 60 } } } } },
      ofNamed: { filtered: { of: 'orders', where: { buyer: { name: { eq: 'Ada' } } } } },
      ofRich: { derived: 'orders - rich', inputs: { rich: { of: 'orders', where: { wage: { amount: { gt: 1 } } } } } },
      chained: { shift: { of: 'perPerson', n: 1, unit: 'day' } },
      chainedTwice: { rank: { of: 'chained' } },
      rolling: { cumulative: { of: 'web', window: { n: 7, unit: 'day' } } },
      hired: { conversion: { base: 'orders', conversion: 'people.people', entity: 'channel' } },
      hiredByPerson: { conversion: { base: 'orders', conversion: 'people.people', entity: { base: 'person', conversion: 'name' } } },
      hiredByName: { conversion: { base: 'orders', conversion: 'people.people', entity: 'channel', constant: [{ base: 'channel', conversion: 'name' }] } },
      named: { conversion: { base: 'orders', conversion: 'people.named', entity: 'channel' } },
      paidMore: { conversion: { base: 'orders', conversion: 'salaries.salaries', entity: 'channel' } },
      hiredOfAda: { conversion: { base: 'orders', conversion: 'people.people', entity: 'channel', where: { person: { eq: 'ada' } } } },
      share: { level: { of: 'orders', keep: ['person'] } },
    },
  },
  {
    dataset: 'people',
    description: '',
    source: 'shop.people',
    time: 'hired',
    dimensions: {
      hired: { type: 'time' },
      name: { type: 'string', conforms: 'person' },
      age: { type: 'integer' },
      channel: { type: 'string', conforms: 'channel' },
    },
    measures: { people: { agg: 'count' }, named: { agg: 'count', filter: "name != ''" } },
  },
  {
    dataset: 'salaries',
    description: '',
    source: 'shop.salaries',
    time: 'since',
    dimensions: { since: { type: 'time' }, amount: { type: 'integer' }, channel: { type: 'string' } },
    measures: { salaries: { agg: 'count' } },
  },
]; // prettier-ignore

const CROSS = {
  ordersPerHead: { ratio: ['orders.orders', 'people.people'] },
  namedShare: { ratio: ['people.named', 'people.people'] },
  salariesShare: { ratio: ['salaries.salaries', 'orders.orders'] },
  adaShare: { ratio: [{ of: 'orders.orders', where: { person: { eq: 'ada' } } }, 'orders.orders'] },
  webShare: { ratio: [{ of: 'orders.orders', where: { channel: { eq: 'web' } } }, 'people.people'] },
  later: { shift: { of: 'namedShare', n: 1, unit: 'day' } },
  perPersonOfAll: { of: 'orders.perPerson' },
} as const;

function seenBy(policies: Readonly<Record<string, PolicySpec | undefined>>) {
  const specs = SPECS.map((spec) => {
    const reader = policies[spec.dataset];
    return { ...spec, access: { analyst: { rows: 'all' as const }, ...(reader && { reader }) } };
  });
  const { catalog, issues } = defineCatalog(specs, undefined, CROSS);
  expect(issues).toEqual([]);
  const seen = catalogFor(catalog, 'reader');
  const everything = catalogFor(catalog, 'analyst');
  const members = (dataset: string, of: typeof seen) => {
    const found = of.datasets.get(dataset);
    return [...(found?.measures.keys() ?? []), ...(found?.metrics.keys() ?? [])];
  };
  const lost = (dataset: string) => {
    const kept = new Set(members(dataset, seen));
    return members(dataset, everything).filter((name) => !kept.has(name));
  };
  return { seen, lost };
}

const open: PolicySpec = { rows: 'all' };

describe('numbers that a role sees', () => {
  it('are all of them when nothing is hidden', () => {
    const { seen, lost } = seenBy({ orders: open, people: open, salaries: open });
    expect(lost('orders')).toEqual([]);
    expect([...(seen.shared?.metrics.keys() ?? [])]).toEqual(Object.keys(CROSS));
    expect([...(seen.shared?.dimensions.keys() ?? [])]).toEqual(['date', 'person', 'channel']);
  });

  it('are none that need a hidden dimension, however far down', () => {
    const { seen, lost } = seenBy({ orders: { ...open, hide: ['person'] }, people: open, salaries: open });
    expect(lost('orders')).toEqual([
      'perPerson', 'stockOfPerson', 'meanSecret', 'perOfPerson', 'ofAda', 'ofAdaInSql', 'chained', 'chainedTwice', 'hiredByPerson', 'hiredOfAda', 'share',
    ]);
    expect([...(seen.shared?.metrics.keys() ?? [])]).toEqual(['ordersPerHead', 'namedShare', 'salariesShare', 'webShare', 'later']);
  }); // prettier-ignore

  it('are none that are counted by a hidden time', () => {
    expect(seenBy({ orders: { ...open, hide: ['paid'] }, people: open, salaries: open }).lost('orders')).toEqual(
      ['paidOrders', 'stockAtPaid'],
    ); // prettier-ignore
    const { seen, lost } = seenBy({ orders: { ...open, hide: ['ordered'] }, people: open, salaries: open });
    expect(lost('orders')).toEqual(['stockOfPerson', 'meanSecret']);
    expect(seen.datasets.get('orders')?.time).toBeUndefined();
  });

  it('are none that filter by, or convert to, what is hidden elsewhere', () => {
    const hidden = { ...open, hide: ['name'] };
    const { seen, lost } = seenBy({ orders: open, people: hidden, salaries: open });
    expect(lost('orders')).toEqual(['ofNamed', 'hiredByPerson', 'hiredByName', 'named']);
    expect([...(seen.shared?.metrics.keys() ?? [])]).toEqual([
      'ordersPerHead', 'salariesShare', 'adaShare', 'webShare', 'perPersonOfAll',
    ]);
  }); // prettier-ignore

  it('are none of datasets that do not exist for the role', () => {
    const { seen, lost } = seenBy({ orders: open, people: open });
    expect(lost('orders')).toEqual(['ofRich', 'paidMore']);
    expect(seen.shared?.metrics.has('salariesShare')).toBe(false);
    const alone = seenBy({ orders: open });
    expect(alone.lost('orders')).toEqual(
      ['ofOld', 'ofNamed', 'ofRich', 'hired', 'hiredByPerson', 'hiredByName', 'named', 'paidMore', 'hiredOfAda'],
    ); // prettier-ignore
    expect([...(alone.seen.shared?.metrics.keys() ?? [])]).toEqual(['adaShare', 'perPersonOfAll']);
    expect(seenBy({}).seen.shared).toBeUndefined();
  });

  it('are none that are made of a member whose name is hidden', () => {
    const { seen, lost } = seenBy({ orders: { ...open, hide: ['web', 'orders'] }, people: open, salaries: open });
    expect(lost('orders')).toEqual([
      'orders', 'perPerson', 'perChannel', 'perOfPerson', 'web', 'ofAda', 'ofAdaInSql', 'ofOld', 'ofNamed', 'ofRich', 'chained', 'chainedTwice',
      'rolling', 'hired', 'hiredByPerson', 'hiredByName', 'named', 'paidMore', 'hiredOfAda', 'share',
    ]);
    expect([...(seen.shared?.metrics.keys() ?? [])]).toEqual(['namedShare', 'later']);
  }); // prettier-ignore
});
