import { describe, expect, it } from 'vitest';
import { QueryError } from '../../errors.js';
import { defineCatalog } from '../catalog/defineCatalog.js';
import type { DatasetSpec } from '../catalog/catalogSpec.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { MetricQuery, Selection } from '../query/metricQuery.js';
import { resolveQuery } from './resolveQuery.js';
import { NO_START_OF_ALL } from './series.js';
import type { Frame, MeasureNode, ResolvedQuery, ResolvedShift, Series } from './resolvedQuery.js';

const access = { analyst: { rows: 'all' as const } };
const ORDERS: DatasetSpec = {
  dataset: 'orders',
  description: '',
  source: 'shop.orders',
  primaryKey: ['id'],
  time: 'ordered',
  dimensions: {
    ordered: { type: 'time' },
    shipped: { type: 'date' },
    customer: { type: 'string', conforms: 'customer' },
    channel: { type: 'string', conforms: 'channel' },
  },
  measures: {
    orders: { agg: 'count' },
    revenue: { agg: 'sum', sql: 'price' },
    channels: { agg: 'groupUniqArray', sql: 'channel' },
    lastChannel: { agg: 'max', sql: 'channel', type: 'string' },
    shippedOrders: { agg: 'count', time: 'shipped' },
    stock: { agg: 'sum', sql: 'stock', semiAdditive: { over: 'ordered', take: 'last', per: 'customer' } },
    perCustomer: { agg: 'avg', of: 'orders', per: 'customer' },
  },
  metrics: {
    average: { ratio: ['revenue', 'orders'] },
    rolling: { cumulative: { of: 'average', window: { n: 7, unit: 'day' } } },
    before: { shift: { of: 'rolling', n: 1, unit: 'year' } },
    growth: { derived: 'revenue - last', inputs: { last: { of: 'revenue', shift: { previous: true } } } },
    web: { filtered: { of: 'revenue', where: { channel: { eq: 'web' } } } },
    ofChannel: { level: { of: 'revenue', drop: ['ordered'] } },
    ofTime: { level: { of: 'revenue', keep: ['ordered'] } },
    place: { rank: { of: 'revenue', by: ['channel'] } },
    bought: { conversion: { base: 'orders', conversion: 'visits.visits', entity: 'customer', constant: ['channel'], window: { n: 2, unit: 'day' } } },
  },
  access,
}; // prettier-ignore
const VISITS: DatasetSpec = {
  dataset: 'visits',
  description: '',
  source: 'shop.visits',
  time: 'day',
  dimensions: {
    day: { type: 'date' },
    customer: { type: 'string', conforms: 'customer' },
    channel: { type: 'string', conforms: 'medium' },
  },
  measures: { visits: { agg: 'count' } },
  access,
};

const { catalog, issues } = defineCatalog([ORDERS, VISITS], undefined, {
  perVisit: { ratio: ['orders.revenue', 'visits.visits'] },
  visitsBefore: { shift: { of: 'visits.visits', n: 1, unit: 'day' } },
  visitsSoFar: { cumulative: { of: 'visits.visits' } },
  webPerVisit: {
    ratio: [{ of: 'orders.revenue', where: { customer: { eq: 'a' } } }, 'visits.visits'],
  },
});

function resolve(query: Partial<MetricQuery>): ResolvedQuery {
  const asked: MetricQuery = { dataset: 'orders', view: 'rows', time: RANGE, ...query };
  return resolveQuery(catalogFor(catalog, 'analyst'), asked, { now: new Date('2024-05-15T11:30:00Z') });
}
const RANGE = { range: { from: '2024-03-01', to: '2024-03-08' } };

/** Measure columns as `key = tree`. */
function show(select: readonly Selection[], query: Partial<MetricQuery> = {}): readonly string[] {
  return resolve({ ...query, select }).columns.flatMap((column) =>
    column.kind === 'measure' ? [`${column.key} = ${tree(column.node)} (${column.type})`] : [],
  );
}

function tree(node: MeasureNode): string {
  switch (node.kind) {
    case 'aggregate':
      return `${node.measure.name}${node.filter === undefined ? '' : '{…}'}${node.series === undefined ? '' : series(node.series)}`;
    case 'divide':
      return `(${tree(node.numerator)} / ${tree(node.denominator)})`;
    case 'arithmetic':
      return `(${tree(node.left)} ${node.operator} ${tree(node.right)})`;
    case 'number':
      return node.text;
    case 'call':
      return `${node.name}(${node.args.map(tree).join(', ')})`;
    case 'rank':
      return `rank(${tree(node.of)} within ${node.within.join('+') || 'all'})`;
  }
}

function series({ fact, filter, rows, time, range, frame, shifts, level }: Series): string {
  const parts = [
    fact?.name ?? '',
    filter === undefined ? '' : 'filtered',
    rows?.kind ?? '',
    time === undefined ? 'no time' : time.dimension.name,
    range === undefined ? 'unbounded' : '',
    frame === undefined ? '' : showFrame(frame),
    ...shifts.map(showShift),
    level === undefined ? '' : `by ${level.join('+') || 'nothing'}`,
  ];
  return `[${parts.filter((part) => part !== '').join(', ')}]`;
}

function showFrame(frame: Frame): string {
  if (frame.kind === 'running') return 'running';
  if (frame.kind === 'toDate')
    return `to date ${typeof frame.grain === 'string' ? frame.grain : frame.grain.name} ${frame.show ?? 'at its end'}`;
  const length = (span: typeof frame.leading) =>
    span === undefined ? 'none' : span === 'ALL' ? span : `${span.n} ${span.unit}`;
  return `${length(frame.trailing)} before ${frame.anchor}, ${length(frame.leading)} after, ${frame.show ?? 'as it is'}`;
}

function showShift(shift: ResolvedShift): string {
  switch (shift.kind) {
    case 'back':
      return `${shift.span.n} ${shift.span.unit} back`;
    case 'startOf':
      return `start of ${typeof shift.grain === 'string' ? shift.grain : shift.grain.name}`;
    case 'range':
      return `from ${new Date(shift.from).toISOString().slice(0, 10)} to ${new Date(shift.to).toISOString().slice(0, 10)}`;
    case 'calendar':
      return `${shift.from.name} at ${shift.to.name}`;
  }
}

function problems(query: Partial<MetricQuery>): readonly string[] {
  try {
    resolve(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return error.issues.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
  }
  return expect.fail('The question was resolved.');
}

const day: Selection = { field: 'ordered', grain: 'DAY', as: 'day' };
const revenue = (more: Partial<Selection>): Selection => ({ field: 'revenue', ...more });

it('has a valid catalog', () => {
  expect(issues).toEqual([]);
});

describe('a number of another time', () => {
  it('is its aggregates of that time, whatever is computed of them', () => {
    expect(
      show([
        day,
        { field: 'average', shift: { n: 1, unit: 'YEAR' } },
        { field: 'average', as: 'window', window: { trailing: { n: 7, unit: 'DAY' } } },
        { field: 'average', as: 'both', window: { leading: { n: 1, unit: 'DAY' }, anchor: 'START' }, shift: { previous: true } },
        revenue({ as: 'toDate', toDate: 'MONTH' }),
        revenue({ as: 'start', shift: { startOf: 'MONTH' } }),
        revenue({ as: 'ahead', shift: { n: -1, unit: 'WEEK' } }),
        revenue({ as: 'range', shift: { range: { from: '2023-01-01', to: '2023-02-01' } } }),
      ]),
    ).toEqual([
      'average = (revenue[ordered, 1 YEAR back] / orders[ordered, 1 YEAR back]) (float)',
      'window = (revenue[ordered, 7 DAY before END, none after, as it is] / orders[ordered, 7 DAY before END, none after, as it is]) (float)',
      'both = (revenue[ordered, 0 DAY before START, 1 DAY after, as it is, from 2024-02-23 to 2024-03-01] / orders[ordered, 0 DAY before START, 1 DAY after, as it is, from 2024-02-23 to 2024-03-01]) (float)',
      'toDate = revenue[ordered, to date MONTH at its end] (float)',
      'start = revenue[ordered, start of MONTH] (float)',
      'ahead = revenue[ordered, -1 WEEK back] (float)',
      'range = revenue[ordered, from 2023-01-01 to 2023-02-01] (float)',
    ]);
  }); // prettier-ignore

  it('keeps the hour that a day lacks out of a previous range', () => {
    const time = { range: { from: '2024-03-31', to: '2024-04-01' } };
    const select = [revenue({ shift: { previous: true } })];
    expect(show(select, { time, timezone: 'Europe/Berlin' })).toEqual([
      'revenue = revenue[ordered, from 2024-03-29 to 2024-03-30] (float)',
    ]);
  });

  it('composes in the catalog and in the question', () => {
    expect(show([day, { field: 'before', shift: { n: 1, unit: 'WEEK' } }, { field: 'growth' }])).toEqual([
      'before = (revenue[ordered, 7 DAY before END, none after, as it is, 1 WEEK back, 1 YEAR back] / orders[ordered, 7 DAY before END, none after, as it is, 1 WEEK back, 1 YEAR back]) (float)',
      'growth = (revenue - revenue[ordered, from 2024-02-23 to 2024-03-01]) (float)',
    ]);
  });

  it('is that of the time a measure is counted by', () => {
    const select = [{ field: 'shippedOrders' }, { field: 'shippedOrders', as: 'before', shift: { n: 1, unit: 'DAY' } }]; // prettier-ignore
    expect(show(select)).toEqual([
      'shippedOrders = shippedOrders[shipped] (integer)',
      'before = shippedOrders[shipped, 1 DAY back] (integer)',
    ]);
    const shown = [{ field: 'shipped', grain: 'DAY' }, ...select];
    expect(show(shown, { time: undefined })).toEqual([
      'shippedOrders = shippedOrders[shipped, unbounded] (integer)',
      'before = shippedOrders[shipped, unbounded, 1 DAY back] (integer)',
    ]);
  });
});

describe('a calculation', () => {
  it('compares with the bucket before, or the range before', () => {
    const select = [revenue({ calculate: 'CHANGE' }), revenue({ as: 'percent', calculate: 'PERCENT_CHANGE', shift: { n: 1, unit: 'YEAR' } })]; // prettier-ignore
    expect(show([day, ...select])).toEqual([
      'revenue = (revenue - revenue[ordered, 1 DAY back]) (float)',
      'percent = ((revenue - revenue[ordered, 1 YEAR back]) / revenue[ordered, 1 YEAR back]) (float)',
    ]);
    expect(show(select)[0]).toBe('revenue = (revenue - revenue[ordered, from 2024-02-23 to 2024-03-01]) (float)'); // prettier-ignore
    const quarters = [{ ...day, grain: 'FIFTEEN_MINUTES' }, { ...day, as: 'hour', grain: 'HOUR' }, revenue({ calculate: 'CHANGE' })]; // prettier-ignore
    expect(show(quarters)[0]).toContain('15 MINUTE back');
  });

  it('is a share or a place of all groups, or of those of one parent', () => {
    const select = [
      revenue({ as: 'share', calculate: 'SHARE' }),
      day,
      revenue({ as: 'ofParent', calculate: 'SHARE', shareOf: 'PARENT' }),
      { field: 'channel' },
      revenue({ as: 'place', calculate: 'RANK', shift: { n: 1, unit: 'DAY' } }),
      revenue({ as: 'within', calculate: 'RANK', shareOf: 'PARENT' }),
      revenue({ as: 'running', calculate: 'RUNNING_TOTAL' }),
    ];
    expect(show(select)).toEqual([
      'share = (revenue / revenue[ordered, by nothing]) (float)',
      'ofParent = (revenue / revenue[ordered, by day]) (float)',
      'place = rank(revenue[ordered, 1 DAY back] within all) (integer)',
      'within = rank(revenue within day) (integer)',
      'running = revenue[ordered, running] (float)',
    ]);
    // Of the whole range there is one bucket.
    expect(show([revenue({ calculate: 'RUNNING_TOTAL' })])).toEqual(['revenue = revenue (float)']);
    expect(show([day, { field: 'channel' }, { field: 'ofTime' }, { field: 'place' }])).toEqual([
      'ofTime = revenue[ordered, by day] (float)',
      'place = rank(revenue within day) (integer)',
    ]);
  });
});

describe('rows of another kind', () => {
  it('are those of the last time, of numbers per entity, and conversions', () => {
    expect(show([{ field: 'stock' }, { field: 'perCustomer' }, { field: 'bought' }])).toEqual([
      'stock = stock[semiAdditive, ordered] (float)',
      'perCustomer = perCustomer[stage, ordered] (float)',
      'bought = (visits[conversion, ordered] / orders) (float)',
    ]);
  });

  it('hand filters to the rows that they are about', () => {
    const where = { channel: { eq: 'web' } };
    const [stage, conversion] = resolve({
      select: [
        { field: 'perCustomer', where },
        { field: 'bought', where },
      ],
    }).columns.map((column) => (column.kind === 'measure' ? column.node : undefined));
    expect(stage).toMatchObject({
      filter: undefined,
      series: {
        filter: { kind: 'compare' },
        rows: { inner: { measure: { name: 'orders' }, filter: undefined } },
      },
    });
    expect(conversion).toMatchObject({
      numerator: {
        filter: undefined,
        series: {
          rows: {
            baseFilter: { kind: 'compare', field: { dimension: { name: 'channel' } } },
            conversion: { name: 'visits' },
            on: [{ base: { dimension: { name: 'customer' } } }, { base: { dimension: { name: 'channel' } } }],
            window: { n: 2, unit: 'DAY' },
          },
        },
      },
      denominator: { filter: { kind: 'compare' } },
    });
  });
});

describe('a question over several facts', () => {
  const asked = { dataset: 'metrics', time: RANGE } as const;
  const date: Selection = { field: 'date', grain: 'DAY' };

  it('has each number in its own fact, over its own time', () => {
    const select = [date, { field: 'customer' }, { field: 'perVisit' }, { field: 'visitsBefore' }, { field: 'orders.shippedOrders' }]; // prettier-ignore
    expect(show(select, { ...asked, where: { customer: { ne: 'x' } } })).toEqual([
      'perVisit = (revenue[orders, filtered, ordered] / visits[visits, filtered, day]) (float)',
      'visitsBefore = visits[visits, filtered, day, 1 DAY back] (integer)',
      'orders.shippedOrders = shippedOrders[orders, filtered, shipped] (integer)',
    ]);
    const { columns, facts } = resolve({ ...asked, select });
    expect(facts?.map(({ fact }) => fact.name)).toEqual(['orders', 'visits']);
    const fields = columns.flatMap((column) =>
      column.kind === 'dimension'
        ? [[column.key, column.isTime === true, ...[...(column.fields ?? [])].map(([fact, field]) => `${fact}.${field.dimension.name}`)]] // prettier-ignore
        : [],
    );
    expect(fields).toEqual([
      ['date', true, 'orders.ordered', 'visits.day'],
      ['customer', false, 'orders.customer', 'visits.customer'],
    ]);
  });

  it('are cut by "date", each at its own time', () => {
    const select: readonly Selection[] = [
      { ...date, grain: 'MONTH' },
      { field: 'visitsSoFar' },
      { field: 'orders.revenue', as: 'running', calculate: 'RUNNING_TOTAL' },
      { field: 'orders.shippedOrders', as: 'change', calculate: 'CHANGE' },
      { field: 'visits.visits', as: 'start', shift: { startOf: 'YEAR' } },
      { field: 'visits.visits', as: 'two', window: { trailing: { n: 2, unit: 'MONTH' } } },
    ];
    expect(show(select, { ...asked, time: undefined })).toEqual([
      'visitsSoFar = visits[visits, day, unbounded, ALL before END, none after, as it is] (integer)',
      'running = revenue[orders, ordered, unbounded, running] (float)',
      'change = (shippedOrders[orders, shipped, unbounded] - shippedOrders[orders, shipped, unbounded, 1 MONTH back]) (integer)',
      'start = visits[visits, day, unbounded, start of YEAR] (integer)',
      'two = visits[visits, day, unbounded, 2 MONTH before END, none after, as it is] (integer)',
    ]);
    const instead = [{ field: 'customer' }, ...select.slice(-2)];
    expect(problems({ ...asked, time: undefined, select: instead })).toEqual([
      'INVALID_ARGUMENT select.1.shift: "visits.visits" cannot be asked like this. The first bucket of a period is a bucket: select "date" with a grain.',
      'INVALID_ARGUMENT select.2.window: "visits.visits" cannot be asked like this. A window ends at the end of a bucket or of the range: select "date" with a grain, or give a time range with an end.',
    ]);
  });

  it('filters a part of a metric, orders and compares by names of members', () => {
    const { order, having } = resolve({
      ...asked,
      select: [{ field: 'customer' }, { field: 'webPerVisit' }],
      having: { 'visits.visits': { gt: 1 } },
      orderBy: [{ 'orders.revenue': 'DESC' }],
    });
    expect(order[0]).toMatchObject({ value: { node: { series: { fact: { name: 'orders' } } } } });
    expect(having).toMatchObject({ value: { node: { series: { fact: { name: 'visits' } } } } });
  });

  it.each<[string, Partial<MetricQuery>, readonly string[]]>([
    ['a dimension that one fact lacks', { select: [{ field: 'channel' }, { field: 'perVisit' }] }, ['INVALID_ARGUMENT select.0: "channel" is no dimension of "visits", which is asked too: numbers of several datasets are by dimensions that all of them have.']],
    ['a time finer than a date', { select: [{ ...date, grain: 'HOUR' }, { field: 'visits.visits' }] }, ['WRONG_KIND select.0.grain: "date" is a date in "visits": HOUR needs a time of day.', 'WRONG_KIND select: "visits" of "visits" is counted by "day", which is a date: HOUR needs a time of day.']],
    ['a date as it stands', { select: [{ field: 'date' }, { field: 'visits.visits' }] }, ['INVALID_ARGUMENT select.0: "date" is a day in one dataset and an instant in another: give it a grain or a part.']],
    ['half a day of a date', { time: { range: { from: '2024-03-01T06:00', to: '2024-03-08' } }, select: [{ field: 'visits.visits' }] }, ['INVALID_TIME time: "day" is a date: give a range of whole days.']],
    ['dimensions that no fact has together', { select: [{ field: 'customer' }, { field: 'channel' }], where: { medium: { eq: 'a' } } }, ['INVALID_ARGUMENT : No dataset has all that this view names ("customer", "channel", and what "where" is about): ask for dimensions that one of them has together.']],
    ['an unknown member', { select: [{ field: 'visits.visit' }] }, ['UNKNOWN_FIELD select.0.field: There is no relationship "visits" in dataset "metrics".']],
    ['rows of one dataset', { view: 'records', select: [{ field: 'customer' }] }, ['INVALID_ARGUMENT view: Several datasets have no records together: each has rows and events of its own. Ask one of them.']],
  ])('refuses %s', (_, query, expected) => {
    expect(problems({ ...asked, ...query })).toEqual(expected);
  }); // prettier-ignore
});

describe('says everything that is wrong with', () => {
  const at = (more: Partial<Selection>, query: Partial<MetricQuery> = {}) =>
    problems({ select: [revenue(more)], ...query });

  it.each<[string, () => readonly string[], readonly string[]]>([
    ['units', () => at({ shift: { n: 0, unit: 'DAYS' }, window: { trailing: { n: 1.5, unit: 'MONTHS' as never } } }), [
      'INVALID_ARGUMENT select.0.window.trailing.n: "n" is a whole number of at least 1, not 1.5.',
      'INVALID_ARGUMENT select.0.window.trailing.unit: There is no unit "MONTHS". Did you mean "MONTH"?',
      'INVALID_ARGUMENT select.0.shift.n: "n" is a whole number other than 0, not 0.',
      'INVALID_ARGUMENT select.0.shift.unit: There is no unit "DAYS". Did you mean "DAY"?',
    ]],
    ['several shifts', () => at({ shift: { n: 1, unit: 'DAY', previous: true } }), ['INVALID_ARGUMENT select.0.shift: A shift is exactly one of { n, unit }, { startOf }, { previous } and { range }; this one has n and previous.']],
    ['a shift without a unit', () => at({ shift: { n: 1 } }), ['INVALID_ARGUMENT select.0.shift.unit: "unit" is missing: one of MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER, YEAR.']],
    ['no shift', () => at({ shift: {} }), ['INVALID_ARGUMENT select.0.shift: A shift is exactly one of { n, unit }, { startOf }, { previous } and { range }; this one has none.']],
    ['a long shift', () => at({ shift: { n: 10_001, unit: 'DAY' } }), ['TOO_MANY select.0.shift.n: "n" is at most 10000: choose a larger unit.']],
    ['no range before', () => at({ shift: { previous: true } }, { time: undefined }), ['INVALID_ARGUMENT select.0.shift: "revenue" cannot be asked like this. There is a previous period only of a range: give the view a time range, or say how far to look back.']],
    ['a change without a bucket or range', () => at({ calculate: 'CHANGE' }, { time: undefined }), ['INVALID_ARGUMENT select.0.calculate: "revenue" cannot be asked like this. There is a previous period only of a range: give the view a time range, or say how far to look back.']],
    ['another period of all time', () => at({ shift: { n: 1, unit: 'YEAR' } }, { time: { all: true } }), ['INVALID_ARGUMENT select.0.shift: "revenue" cannot be asked like this. There is another period only of a bucket or of a range: select "ordered" with a grain, or give the view a time range.']],
    ['another period by another time', () => problems({ time: undefined, select: [day, { field: 'shippedOrders', shift: { n: 1, unit: 'DAY' } }] }), ['INVALID_ARGUMENT select.1.shift: "shippedOrders" cannot be asked like this. There is another period only of a bucket or of a range: select "shipped" with a grain, or give the view a time range.']],
    ['a share of starts', () => problems({ select: [day, revenue({ shift: { startOf: 'YEAR' }, calculate: 'SHARE' })] }), [`INVALID_ARGUMENT select.1.calculate: "revenue" cannot be asked like this. ${NO_START_OF_ALL}`]],
    ['a share of starts among those around', () => problems({ select: [{ field: 'channel' }, day, revenue({ shift: { startOf: 'YEAR' }, calculate: 'SHARE', shareOf: 'PARENT' })] }), [`INVALID_ARGUMENT select.2.calculate: "revenue" cannot be asked like this. ${NO_START_OF_ALL}`]],
    ['the start of what is of all times', () => problems({ select: [day, { field: 'ofChannel', shift: { startOf: 'YEAR' } }] }), [`INVALID_ARGUMENT select.1.shift: "ofChannel" cannot be asked like this. ${NO_START_OF_ALL}`]],
    ['a start without buckets', () => at({ shift: { startOf: 'MONTH' } }), ['INVALID_ARGUMENT select.0.shift: "revenue" cannot be asked like this. The first bucket of a period is a bucket: select "ordered" with a grain.']],
    ['a window without an end', () => at({ window: { trailing: { n: 7, unit: 'DAY' } } }, { time: undefined }), ['INVALID_ARGUMENT select.0.window: "revenue" cannot be asked like this. A window ends at the end of a bucket or of the range: select "ordered" with a grain, or give a time range with an end.']],
    ['two frames', () => at({ window: { trailing: 'ALL' }, toDate: 'MONTH' }), ['INVALID_ARGUMENT select.0: A number takes "window" or "toDate", not both: select it twice.']],
    ['a window of a window', () => problems({ select: [day, { field: 'rolling', toDate: 'MONTH' }] }), ['INVALID_ARGUMENT select.1.toDate: "rolling" cannot be asked like this. "revenue" is already taken over a window of time; there is no window of a window.']],
    ['a running total along no time', () => problems({ select: [{ field: 'channel' }, revenue({ calculate: 'RUNNING_TOTAL' })] }), ['INVALID_ARGUMENT select.1.calculate: "revenue" cannot be asked like this. A running total goes along time: select "ordered" with a grain. In the order of the rows there is none: ask for SHARE and add it up.']],
    ['a share of a place', () => problems({ select: [day, { field: 'place', calculate: 'SHARE' }] }), ['INVALID_ARGUMENT select.1.calculate: "place" cannot be asked like this. A place among groups (a rank) is not a number of rows, so it has no total.']],
    ['a parent of nothing', () => at({ calculate: 'SHARE', shareOf: 'PARENT' }), ['INVALID_ARGUMENT select.0.shareOf: PARENT is the group without its last dimension: select one, or ask for SHARE of TOTAL.']],
    ['an argument of another calculation', () => at({ shareOf: 'PARENT' }), ['INVALID_ARGUMENT select.0.shareOf: Only SHARE and RANK are "of" something: TOTAL or PARENT.']],
    ['calculations with what is no number', () => problems({ select: [{ field: 'lastChannel', calculate: 'CHANGE' }, { field: 'channels', calculate: 'RANK' }] }), ['WRONG_KIND select.0.calculate: "lastChannel" is of type string; CHANGE computes with numbers.', 'WRONG_KIND select.1.calculate: "channels" is a list, and lists have no order to rank them by.']],
    ['an unknown calculation', () => at({ calculate: 'SHARES' as never }), ['INVALID_ARGUMENT select.0.calculate: There is no calculation "SHARES". Did you mean "SHARE"?']],
    ['hours of days', () => problems({ select: [{ field: 'shippedOrders', shift: { n: 1, unit: 'HOUR' } }] }), ['INVALID_ARGUMENT select.0.shift: "shippedOrders" cannot be asked like this. "shipped" is a date: HOUR needs a time of day.']],
    ['arguments on dimensions', () => problems({ select: [{ ...day, shift: { n: 1, unit: 'DAY' }, calculate: 'RANK' }] }), ['INVALID_ARGUMENT select.0.shift: "ordered" is a dimension; "shift" belongs to a measure.', 'INVALID_ARGUMENT select.0.calculate: "ordered" is a dimension; "calculate" belongs to a measure.']],
    ['a range of hours over days', () => problems({ time: { range: { from: '2024-03-01T10:00', to: '2024-03-02' } }, select: [{ field: 'shippedOrders' }] }), ['INVALID_TIME time: "shipped" is a date: give a range of whole days.']],
  ])('%s', (_, ask, expected) => {
    expect(ask()).toEqual(expected);
  }); // prettier-ignore
});
