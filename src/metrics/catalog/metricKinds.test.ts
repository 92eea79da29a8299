import { describe, expect, it } from 'vitest';
import { checkMetrics } from '../resolve/checkMetrics.js';
import type { DatasetSpec } from './catalogSpec.js';
import { defineCatalog } from './defineCatalog.js';
import type { CrossMetricSpecs } from './defineCrossMetrics.js';

const OTHER: DatasetSpec = {
  dataset: 'visits',
  description: '',
  source: 'shop.visits',
  time: 'day',
  dimensions: { day: { type: 'date' }, customer: { type: 'string' }, age: { type: 'integer' } },
  measures: { visits: { agg: 'count' }, latest: { agg: 'max', sql: '{day}' } },
  metrics: { double: { derived: 'visits * 2' } },
};

function orders(members: Partial<DatasetSpec>): DatasetSpec {
  return {
    dataset: 'orders',
    description: '',
    source: 'shop.orders',
    primaryKey: ['id'],
    time: 'ordered',
    dimensions: {
      ordered: { type: 'time' },
      shipped: { type: 'date' },
      customer: { type: 'string' },
      channel: { type: 'string' },
    },
    relationships: { visit: { to: 'visits', on: { visit_id: 'id' }, cardinality: 'many-to-one' } },
    ...members,
    measures: {
      orders: { agg: 'count' },
      amount: { agg: 'sum', sql: 'price', type: 'decimal' },
      channels: { agg: 'groupUniqArray', sql: 'channel' },
      ...members.measures,
    },
  };
}

function define(members: Partial<DatasetSpec>, cross?: CrossMetricSpecs) {
  return defineCatalog([orders(members), OTHER], undefined, cross);
}

/** Mistakes that the definitions show, else those that show when each metric is tried out. */
function mistakes(members: Partial<DatasetSpec>, cross?: CrossMetricSpecs): readonly string[] {
  const { catalog, issues } = define(members, cross);
  return (issues.length > 0 ? issues : checkMetrics(catalog)).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

/** `name type` of every measure and metric that was added to the orders. */
function types(members: Partial<DatasetSpec>): readonly string[] {
  expect(mistakes(members)).toEqual([]);
  const dataset = define(members).catalog.datasets.get('orders');
  const names = [...Object.keys(members.measures ?? {}), ...Object.keys(members.metrics ?? {})];
  return names.map((name) => {
    const found = dataset?.measures.get(name) ?? dataset?.metrics.get(name);
    return `${name} ${found?.type ?? 'missing'}`;
  });
}

describe('kinds of numbers', () => {
  it('have the type of what they are made of', () => {
    expect(
      types({
        measures: {
          stock: { agg: 'sum', sql: 'stock', type: 'decimal', semiAdditive: { over: 'ordered', take: 'last' } },
          meanStock: { agg: 'sum', sql: 'stock', type: 'decimal', semiAdditive: { over: 'ordered', take: 'average', per: 'customer' } },
          topStock: { agg: 'sum', sql: 'stock', type: 'decimal', semiAdditive: { over: 'ordered', take: 'max', per: ['customer'], ties: 'all' } },
          perCustomer: { agg: 'avg', of: 'amount', per: 'customer' },
          mostOrders: { agg: 'max', of: 'orders', per: ['customer', 'channel'] },
          bestAverage: { agg: 'max', of: 'average', per: 'customer' },
          shippedOrders: { agg: 'count', time: 'shipped' },
        },
        metrics: {
          average: { ratio: ['amount', 'orders'] },
          ofYear: { shift: { of: 'amount', n: 1, unit: 'year' } },
          ofStart: { shift: { of: 'amount', startOf: 'month' } },
          week: { cumulative: { of: 'orders', window: { trailing: { n: 7, unit: 'DAY' }, leading: { n: 1, unit: 'day' }, anchor: 'start', show: 'first' } } },
          ever: { cumulative: { of: 'amount' } },
          month: { cumulative: { of: 'average', toDate: 'month', show: 'last' } },
          monthBefore: { shift: { of: 'month', n: 1, unit: 'month' } },
          all: { level: { of: 'amount', drop: ['channel', 'visit.customer'] } },
          place: { rank: { of: 'average', by: ['channel'] } },
          moved: { derived: 'place - before', inputs: { before: { of: 'place', shift: { n: 1, unit: 'day' } } } },
          web: { filtered: { of: 'amount', where: { channel: { eq: 'web' }, visit: { age: { gt: 3 } } } } },
          webShare: { ratio: [{ of: 'amount', where: "channel = 'web'" }, 'amount'], fill: 'zero', spine: true },
          bought: { conversion: { base: 'shippedOrders', conversion: 'visits.visits', entity: 'customer', window: { n: 2, unit: 'hour' } } },
          buys: { conversion: { base: 'orders', conversion: 'visits.latest', entity: { base: 'customer', conversion: 'customer' }, show: 'conversions' } },
        },
      }),
    ).toEqual([
      'stock decimal', 'meanStock float', 'topStock decimal', 'perCustomer float', 'mostOrders integer', 'bestAverage float', 'shippedOrders integer',
      'average float', 'ofYear decimal', 'ofStart decimal', 'week integer', 'ever decimal', 'month float', 'monthBefore float', 'all decimal', 'place integer',
      'moved integer', 'web decimal', 'webShare float', 'bought float', 'buys float',
    ]);
  }); // prettier-ignore

  it('keep what an average of a level is made of, and leave it empty without rows', () => {
    const measures = { mean: { agg: 'sum', sql: 'stock', filter: 'held', semiAdditive: { over: 'ordered', take: 'average', per: 'customer' } } } as const; // prettier-ignore
    const measure = define({ measures }).catalog.datasets.get('orders')?.measures.get('mean');
    expect(measure).toMatchObject({
      aggregate: { name: 'avg', args: [] },
      filter: undefined,
      fillWith: 'null',
      rows: { kind: 'stage', per: ['ordered'], of: { aggregate: { name: 'sum' }, filter: { text: 'held' } } },
    });
  });
});

describe('mistakes', () => {
  it.each<[string, Partial<DatasetSpec>, readonly string[]]>([
    ['in measures of two stages', { measures: { a: { agg: 'avg', of: 'ordrs', sql: 'x' }, b: { agg: 'avg', sql: 'x', per: 'customer' }, c: { agg: 'sum', of: 'orders', per: 'custmer' } } }, [
      'measures.a.per: "per" is missing: the dimensions per which the numbers are made that this measure aggregates.',
      'measures.a.sql: "sql" is about rows; a measure "of" another aggregates its numbers: say it there.',
      'measures.b.per: "per" is for a measure "of" another; a level that does not add up over time says it in "semiAdditive".',
      'measures.c.per: There is no dimension "custmer". Did you mean "customer"?',
      'measures.a.of: There is no measure or metric "ordrs". Did you mean "orders"?',
    ]],
    ['in the time of a measure', { measures: { a: { agg: 'count', time: 'channel' }, b: { agg: 'count', time: 'order' } } }, [
      'measures.a.time: "channel" is of type string; a measure is counted by a time or date dimension.',
      'measures.b.time: There is no dimension "order". Did you mean "ordered"?',
    ]],
    ['in circles', { measures: { a: { agg: 'avg', of: 'b', per: 'customer' } }, metrics: { b: { shift: { of: 'a', n: 1, unit: 'day' } } } }, ['measures.a: Metrics refer to each other in a circle: a → b → a.']],
    ['in frames', { metrics: { a: { cumulative: { of: 'orders', window: { n: 0, unit: 'dy' } } }, b: { cumulative: { of: 'orders', toDate: 'mnth', show: 'lst' } }, c: { cumulative: { of: 'orders', window: { anchor: 'end' } } } } }, [
      'metrics.a.cumulative.window.n: "n" is a whole number of at least 1.',
      'metrics.a.cumulative.window.unit: There is no unit, grain or choice "dy". Did you mean "day"?',
      'metrics.b.cumulative.show: There is no unit, grain or choice "lst". Did you mean "last"?',
      'metrics.b.cumulative.toDate: There is no unit, grain or choice "mnth". Did you mean "month"?',
      'metrics.c.cumulative.window: A window needs a length: { n, unit }, "trailing" or "leading".',
    ]],
    ['in lengths without a unit', { metrics: { a: { cumulative: { of: 'orders', window: { n: 7 } } }, b: { shift: { of: 'orders', n: 1 } } } }, [
      'metrics.a.cumulative.window.unit: "unit" is missing: one of minute, hour, day, week, month, quarter, year.',
      'metrics.b.shift.unit: "unit" is missing: one of minute, hour, day, week, month, quarter, year, or a grain of the time dimension.',
    ]],
    ['in shifts', { metrics: { a: { shift: { of: 'orders' } }, b: { shift: { of: 'orders', n: 1, unit: 'day', previous: true } }, c: { shift: { of: 'orders', n: 0, unit: 'day' } }, d: { shift: { of: 'orders', n: 1, unit: 'fortnight' } } } }, [
      'metrics.a.shift: A shift is exactly one of { n, unit }, { startOf }, { previous: true } and { range }; this one has none.',
      'metrics.b.shift: A shift is exactly one of { n, unit }, { startOf }, { previous: true } and { range }; this one has n and previous.',
      'metrics.c.shift.n: "n" is a whole number other than 0; a negative one looks ahead.',
    ]],
    ['in units that only show when they are used', { metrics: { d: { shift: { of: 'orders', n: 1, unit: 'fortnight' } } } }, ['metrics.d: "d" cannot be asked like this. There is no unit "fortnight".']],
    ['in levels and ranks', { metrics: { a: { level: { of: 'orders', keep: ['chanel'], drop: [] } }, b: { level: { of: 'orders', keep: ['chanel'] } }, c: { rank: { of: 'channels', by: ['visits.age'] } } } }, [
      'metrics.a.level: A level has exactly one of "keep" (only by these dimensions) and "drop" (by all but these).',
      'metrics.b.level.keep.0: There is no dimension "chanel". Did you mean "channel"?',
      'metrics.c.rank.by.0: There is no dimension "visits.age".',
      'metrics.c.rank.of: "channels" is a list, and lists have no order.',
    ]],
    ['in conversions', { metrics: { half: { ratio: ['orders', 'orders'] }, a: { conversion: { base: 'half', conversion: 'visits.visit', entity: 'custmer' } }, b: { conversion: { base: 'orders', conversion: 'visit.visits', entity: 'customer' } }, c: { conversion: { base: 'orders', conversion: 'visits.double', entity: { base: 'customer', conversion: 'age' } } } } }, [
      'metrics.a.conversion.base: "half" is not a number of single rows, which events are: name a measure, or a filtered one.',
      'metrics.a.conversion.conversion: There is no measure "visit". Did you mean "visits"?',
      'metrics.a.conversion.entity: There is no dimension "custmer". Did you mean "customer"?',
      'metrics.a.conversion.entity: There is no dimension "custmer". Did you mean "customer"? It is looked for in "visits", where conversions happen; write { base, conversion } when it has another name there.',
      'metrics.b.conversion.conversion: There is no dataset "visit". Did you mean "visits"?',
      'metrics.c.conversion.conversion: "double" is not a number of single rows, which events are: name a measure, or a filtered one.',
      'metrics.c.conversion.entity: "customer" is of type string and "age" of type integer: they cannot be equal.',
    ]],
    ['in inputs and fills', { metrics: { a: { ratio: ['orders', 'amount'], inputs: { x: { of: 'orders' } } }, b: { derived: 'orders + x', inputs: { y: { of: 'orders' } } }, c: { filtered: { of: 'channels', where: 'express' }, fill: 'zero' } } }, [
      'metrics.a.inputs: "inputs" name the parts of a formula: they belong to "derived".',
      'metrics.b.inputs.y: The formula does not read "y".',
      'metrics.b.derived: There is no measure or metric "x". Did you mean "a", "b" or "c"?',
      'metrics.c.fill: "fill: zero" is for numbers; this metric is of type list.',
    ]],
    ['in filters', { metrics: { a: { filtered: { of: 'orders', where: { chanel: { eq: 'x' }, visit: { age: { eq: 'old' } } } } } } }, [
      'metrics.a: "a" cannot be asked like this. There is no dimension or relationship "chanel" in dataset "orders". Did you mean "channel"?',
      'metrics.a: "a" cannot be asked like this. "old" is not a whole number.',
    ]],
    ['in numbers per entity of other times or groups', { measures: { b: { agg: 'avg', of: 'place', per: 'customer' }, shippedOrders: { agg: 'count', time: 'shipped' }, e: { agg: 'max', of: 'shippedShare', per: 'customer' } }, metrics: { place: { rank: { of: 'orders' } }, shippedShare: { ratio: ['shippedOrders', 'orders'] } } }, [
      'measures.b: "b" cannot be asked like this. "b" is made of numbers per entity. A place among groups (a rank) is not one of them.',
      'measures.e: "e" cannot be asked like this. "e" is made of numbers per entity. Its parts are counted by different times.',
    ]],
    ['in what has no meaning', { metrics: { week: { cumulative: { of: 'orders', window: { n: 7, unit: 'day' } } }, a: { cumulative: { of: 'week', toDate: 'month' } }, c: { level: { of: 'place', keep: [] } }, place: { rank: { of: 'orders' } }, d: { cumulative: { of: 'monthBefore', window: { n: 7, unit: 'day' } } }, monthBefore: { shift: { of: 'orders', n: 1, unit: 'month' } } } }, [
      'metrics.a: "a" cannot be asked like this. "orders" is already taken over a window of time; there is no window of a window.',
      'metrics.c: "c" cannot be asked like this. A place among groups (a rank) is not a number of rows, so it has no total.',
      'metrics.d: "d" cannot be asked like this. "orders" is seen at another period already, and a window over that is not the same as that window shifted: shift the windowed number instead.',
    ]],
    ['in how funnels and retentions are written', { metrics: { a: { funnel: { entity: 'customer', steps: [{ name: 'a' }, { name: 'b' }], window: { n: 0, unit: 'dya' }, ties: 'strct' }, spine: true }, A: { retention: { entity: 'customer', grain: 'hour', periods: 2 } }, b: { ratio: ['a', 'orders'] }, c: { rank: { of: 'orders' }, funnel: { entity: 'customer', steps: [], window: { n: 1, unit: 'day' } } } } }, [
      'metrics.A: "A" is not a valid name: use a lower-case letter, then letters and digits (camelCase).',
      'metrics.c: A metric has exactly one of ratio, derived, filtered, cumulative, shift, conversion, level, rank, funnel, retention; this one has rank and funnel.',
      'metrics.b.ratio.0: "a" is a funnel or retention, which is no number.',
      'metrics.a.spine: A funnel or retention has no "spine".',
      'metrics.a.funnel.window.n: "n" is a whole number of at least 1.',
      'metrics.a.funnel.window.unit: There is no unit, grain or choice "dya".',
      'metrics.a.funnel.ties: There is no ties "strct". Did you mean "STRICT"?',
      'metrics.A: "A" and "a" differ in upper and lower case only: choose another name.',
      'metrics.A.retention.grain: There is no grain "hour".',
    ]],
    ['in whom and what they follow', { metrics: { a: { funnel: { entity: 'custmer', steps: [{ name: 'a', where: { chanel: { eq: 'x' } } }], window: { n: 1, unit: 'day' }, ties: 'strict', sameEvent: true } }, b: { retention: { entity: 'customer', grain: 'week', periods: -1, cohortEvent: { segments: ['none'] } } } } }, [
      'metrics.a.funnel.entity: There is no field "custmer" in dataset "orders". Did you mean "customer"?',
      'metrics.a.funnel.steps: A funnel has 2 to 32 steps; this one has 1.',
      'metrics.a.funnel.sameEvent: With the ties STRICT each step is later than the one before, so no event fills two: leave "sameEvent" out.',
      'metrics.a.funnel.steps.0.where.chanel: There is no dimension or relationship "chanel" in dataset "orders". Did you mean "channel"?',
      'metrics.b.retention.periods: "periods" is the last period that is shown after period 0: a whole number of at most 400.',
      'metrics.b.retention.cohortEvent.segments.0: There is no segment "none" in dataset "orders".',
    ]],
  ])('%s', (_, members, expected) => {
    expect(mistakes(members)).toEqual(expected);
  }); // prettier-ignore
});

it('tries out a number that is counted by a time of its own by that time', () => {
  const made = {
    measures: { sent: { agg: 'count', time: 'shipped' } },
    metrics: { first: { shift: { of: 'sent', startOf: 'MONTH' } } },
  };
  expect(mistakes(made)).toEqual([]);
});

describe('metrics over datasets', () => {
  it('have types, and may be made of each other', () => {
    const { catalog, issues } = define({}, {
      visitsOfAll: { of: 'visits.visits' },
      latest: { of: 'visits.latest' },
      perVisit: { ratio: ['orders.amount', 'visitsOfAll'] },
      growth: { derived: 'orders.amount - before', inputs: { before: { of: 'orders.amount', shift: { n: 1, unit: 'year' } } } },
      rolling: { cumulative: { of: 'perVisit', window: { n: 7, unit: 'day' } }, spine: true },
    }); // prettier-ignore
    expect(issues).toEqual([]);
    expect(checkMetrics(catalog)).toEqual([]);
    expect([...(catalog.metrics ?? [])].map(([name, { type }]) => `${name} ${type}`)).toEqual([
      'visitsOfAll integer', 'latest float', 'perVisit float', 'growth decimal', 'rolling float',
    ]); // prettier-ignore
  });

  it.each<[string, CrossMetricSpecs, readonly string[]]>([
    ['names', { Big: { of: 'visits.visits' }, date: { of: 'visits.visits' }, rows: { of: 'visits.visits' }, a: { of: 'visits.visit' }, b: { ratio: ['visits', 'orders.amount'] } }, [
      'Big: "Big" is not a valid name: use a lower-case letter, then letters and digits (camelCase).',
      'date: "date" is what datasets call a dimension or relationship that they share: choose another name.',
      'rows: "rows" is reserved by the GraphQL API; choose another name (its "sql" may stay the same).',
      'a.of: There is no measure or metric "visits.visit". Did you mean "visits.visits"?',
      'b.ratio.0: There is no measure or metric "visits". Did you mean "visits.double", "visits.latest" or "visits.visits"?',
    ]],
    ['kinds', { a: {}, b: { of: 'visits.visits', derived: '1' } }, [
      'a: A metric over datasets has exactly one of of, ratio, derived, cumulative, shift, level, rank; this one has none.',
      'b: A metric over datasets has exactly one of of, ratio, derived, cumulative, shift, level, rank; this one has of and derived.',
    ]],
    ['conditions in SQL', { a: { ratio: [{ of: 'visits.visits', where: 'x = 1' }, 'visits.visits'] } }, ['a.ratio.0.where: SQL reads the columns of one dataset: write the condition over shared dimensions, as in { country: { eq: DE } }.']],
    ['circles', { a: { of: 'b' }, b: { of: 'a' } }, ['a: Metrics refer to each other in a circle: a → b → a.']],
    ['what facts do not share', { a: { ratio: [{ of: 'visits.visits', where: { channel: { eq: 'x' } } }, 'orders.orders'] } }, ['a: "a" cannot be asked like this. There is no dimension or relationship "channel" in dataset "visits".']],
  ])('are refused for their %s', (_, cross, expected) => {
    expect(mistakes({}, cross)).toEqual(expected);
  }); // prettier-ignore

  it('want shared dimensions to be one, of one type', () => {
    const dimensions = {
      ordered: { type: 'time', conforms: 'date' },
      customer: { type: 'string', conforms: 'who' },
      shipped: { type: 'date' },
      channel: { type: 'string', conforms: 'who' },
      age: { type: 'string', conforms: 'age' },
    } as const;
    const other: DatasetSpec = {
      ...OTHER,
      dimensions: { ...OTHER.dimensions, age: { type: 'integer', conforms: 'age' } },
    };
    const { issues } = defineCatalog([orders({ dimensions }), other]);
    expect(issues.map(({ dataset, path, message }) => `${dataset}.${path.join('.')}: ${message}`)).toEqual([
      'orders.dimensions.channel.conforms: "customer" conforms to "who" already: one dimension of a dataset is the shared one.',
      'visits.dimensions.age.conforms: "age" is of type string in "orders" and of type integer here: shared dimensions have one type.',
    ]);
  });
});
