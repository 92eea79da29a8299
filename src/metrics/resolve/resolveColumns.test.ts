import { describe, expect, it } from 'vitest';
import { issuesOf, resolveShop, showFilter } from '../../../test/support/resolveShop.js';
import type { Selection } from '../query/metricQuery.js';
import type { MeasureNode } from './resolvedQuery.js';
import { columnType } from './shownType.js';

function showNode(node: MeasureNode): string {
  switch (node.kind) {
    case 'aggregate':
      return node.filter === undefined
        ? node.measure.name
        : `${node.measure.name}{${showFilter(node.filter)}}`;
    case 'divide':
      return `(${showNode(node.numerator)} / ${showNode(node.denominator)})`;
    case 'arithmetic':
      return `(${showNode(node.left)} ${node.operator} ${showNode(node.right)})`;
    case 'number':
      return node.text;
    case 'call':
      return `${node.name}(${node.args.map(showNode).join(', ')})`;
    case 'rank':
      return `rank(${showNode(node.of)})`;
  }
}

/** Columns as `key = what (type)`. */
function show(select: readonly Selection[]): readonly string[] {
  return resolveShop({ select }).columns.map((column) => {
    if (column.kind === 'measure') return `${column.key} = ${showNode(column.node)} (${column.type})`;
    const { path, dimension, grain, part } = column.field;
    const name = [...path.map(({ relationship }) => relationship.name), dimension.name].join('.');
    return `${column.key} = ${name}${grain === undefined ? '' : ` by ${grain}`}${part === undefined ? '' : ` ${part}`} (${columnType(column)})`;
  });
}

describe('columns', () => {
  it('are dimensions, near and far, by grains and parts, under any key', () => {
    expect(
      show([
        { field: 'channel' },
        { field: 'customer.name' },
        { field: 'customer.friend.country.name', as: 'friend.land' },
        { field: 'ordered', grain: 'DAY', as: 'day' },
        { field: 'ordered', grain: 'HOUR', as: 'hour' },
        { field: 'ordered', part: 'HOUR_OF_DAY', as: 'hourOfDay' },
        { field: 'delivered', grain: 'MONTH' },
        { field: 'customer.born', part: 'YEAR', as: 'customer.birthYear' },
        { field: 'ordered' },
      ]),
    ).toEqual([
      'channel = channel (string)',
      'customer.name = customer.name (string)',
      'friend.land = customer.friend.country.name (string)',
      'day = ordered by DAY (date)',
      'hour = ordered by HOUR (time)',
      'hourOfDay = ordered HOUR_OF_DAY (integer)',
      'delivered = delivered by MONTH (date)',
      'customer.birthYear = customer.born YEAR (integer)',
      'ordered = ordered (time)',
    ]);
  });

  it('are measures and metrics as trees of aggregates', () => {
    expect(
      show([{ field: 'revenue' }, { field: 'averageOrder' }, { field: 'webShare' }, { field: 'net' }]),
    ).toEqual([
      'revenue = revenue (decimal)',
      'averageOrder = (revenue / orders) (float)',
      "webShare = (revenue{[channel = 'web']} / revenue) (float)",
      'net = round((revenue - (0.19 * revenue)), 2) (float)',
    ]);
  });

  it('filter every aggregate of a filtered one', () => {
    const where = { express: { eq: true } };
    expect(
      show([
        { field: 'orders', as: 'express', where },
        { field: 'orders', as: 'web', segments: ['web'] },
        { field: 'webShare', where, segments: ['big'] },
      ]),
    ).toEqual([
      'express = orders{express eq true} (integer)',
      'web = orders{segment web} (integer)',
      "webShare = (revenue{((express eq true and segment big) and [channel = 'web'])} / revenue{(express eq true and segment big)}) (float)",
    ]);
  });

  it('of totals are measures', () => {
    expect(
      resolveShop({ view: 'totals', having: { orders: { gt: 5 } }, limit: 3, orderBy: [{ orders: 'ASC' }] }),
    ).toMatchObject({ having: undefined, order: [], limit: 1, offset: 0 });
    expect(issuesOf({ view: 'totals', select: [{ field: 'channel' }] })).toEqual([
      'WRONG_KIND select.0.field: "channel" is a dimension: totals have no groups. Ask for it in rows.',
    ]);
  });
});

describe('refuses', () => {
  it.each<[readonly unknown[], readonly string[]]>([
    [[], ['EMPTY_SELECTION select: Nothing is selected: choose at least one field.']],
    [
      [{ field: 'revenu' }],
      [
        'UNKNOWN_FIELD select.0.field: There is no field "revenu" in dataset "orders". Did you mean "revenue" or "webRevenue"?',
      ],
    ],
    [
      [{ field: 'secret' }, { field: 'secert' }],
      [
        'UNKNOWN_FIELD select.0.field: There is no field "secret" in dataset "orders".',
        'UNKNOWN_FIELD select.1.field: There is no field "secert" in dataset "orders".',
      ],
    ],
    [
      [{ field: 'customer.nme' }],
      ['UNKNOWN_FIELD select.0.field: There is no field "nme" in dataset "customers". Did you mean "name"?'],
    ],
    [
      [{ field: 'custmer.name' }],
      [
        'UNKNOWN_FIELD select.0.field: There is no relationship "custmer" in dataset "orders". Did you mean "customer"?',
      ],
    ],
    [
      [{ field: 'items.name' }],
      [
        'WRONG_KIND select.0.field: "items" leads to many rows of "customers" (one-to-many), so their fields have no one value here. Filter by them in "where", or ask "customers" itself.',
      ],
    ],
    [
      [{ field: 'customer' }],
      [
        'WRONG_KIND select.0.field: "customer" is a relationship: choose one of its fields, as in "customer.…".',
      ],
    ],
    [
      [{ field: 'customer.customers' }],
      [
        'WRONG_KIND select.0.field: "customers" is a measure of dataset "customers": through a relationship only dimensions can be asked. Ask "customers" for it.',
      ],
    ],
    [
      [{ field: `customer.${'friend.'.repeat(10)}name` }],
      [
        `TOO_MANY select.0.field: "customer.${'friend.'.repeat(10)}name" goes through more than 10 relationships.`,
      ],
    ],
    [
      [{ field: 'ordered', grain: 'DAYS' }],
      ['INVALID_ARGUMENT select.0.grain: There is no grain "DAYS". Did you mean "DAY"?'],
    ],
    [
      [{ field: 'ordered', part: 'DAY' }],
      [
        'INVALID_ARGUMENT select.0.part: There is no part "DAY". Did you mean "DAY_OF_WEEK", "DAY_OF_YEAR" or "HOUR_OF_DAY"?',
      ],
    ],
    [
      [{ field: 'ordered', grain: 'DAY', part: 'YEAR' }],
      ['INVALID_ARGUMENT select.0: "ordered" takes a grain or a part, not both; select it twice.'],
    ],
    [
      [{ field: 'channel', grain: 'DAY' }],
      ['WRONG_KIND select.0.grain: "channel" is of type string; only time and date dimensions have a grain.'],
    ],
    [
      [{ field: 'quantity', part: 'YEAR' }],
      ['WRONG_KIND select.0.part: "quantity" is of type integer; only time and date dimensions have a part.'],
    ],
    [
      [{ field: 'delivered', grain: 'HOUR' }],
      ['WRONG_KIND select.0.grain: "delivered" is a date: HOUR needs a time of day.'],
    ],
    [
      [{ field: 'delivered', part: 'HOUR_OF_DAY' }],
      ['WRONG_KIND select.0.part: "delivered" is a date: HOUR_OF_DAY needs a time of day.'],
    ],
    [
      [{ field: 'orders', grain: 'DAY' }],
      [
        'INVALID_ARGUMENT select.0.grain: "orders" is a measure and has no grain; select a time dimension with it.',
      ],
    ],
    [
      [{ field: 'channel', where: {}, segments: ['web'] }],
      [
        'INVALID_ARGUMENT select.0.where: "channel" is a dimension; "where" belongs to the view or to a measure.',
        'INVALID_ARGUMENT select.0.segments: "channel" is a dimension; "segments" belongs to the view or to a measure.',
      ],
    ],
    [
      [{ field: 'orders', where: { chanel: {} } }],
      [
        'UNKNOWN_FIELD select.0.where.chanel: There is no dimension or relationship "chanel" in dataset "orders". Did you mean "channel"?',
      ],
    ],
    [
      [{ field: 'orders' }, { field: 'orders' }],
      ['DUPLICATE_KEY select.1: "orders" is selected twice: give one of them another name with "as".'],
    ],
    [
      [
        { field: 'orders', as: 'x' },
        { field: 'revenue', as: 'x' },
      ],
      ['DUPLICATE_KEY select.1.as: "x" is selected twice: give one of them another name with "as".'],
    ],
    [
      [{ field: 'orders', as: 'customer' }, { field: 'customer.name' }],
      [
        'DUPLICATE_KEY select.1: "customer" is a value and also holds other values: give one of them another name with "as".',
      ],
    ],
    [
      [{ field: 'customer.name' }, { field: 'orders', as: 'customer' }],
      [
        'DUPLICATE_KEY select.1.as: "customer" is a value and also holds other values: give one of them another name with "as".',
      ],
    ],
    [
      [
        { field: 'orders', as: 'a b' },
        { field: 'revenue', as: 'a..b' },
        { field: 'buyers', as: '' },
      ],
      ['a b', 'a..b', ''].map(
        (key, index) =>
          `INVALID_ARGUMENT select.${index}.as: "${key}" cannot be a key of the answer: use letters, digits and "_", and dots to nest.`,
      ),
    ],
    [
      Array.from({ length: 501 }, (_, index) => ({ field: 'orders', as: `a${index}` })),
      ['TOO_MANY select: A view has at most 500 fields; this one has 501.'],
    ],
  ])('%j', (select, expected) => {
    expect(issuesOf({ select: select as readonly Selection[] })).toEqual(expected);
  });
});

it('says that a funnel or a retention with a name is no number, and never suggests it', () => {
  const select = [{ field: 'cohorts' }, { field: 'cohort' }];
  expect(
    issuesOf({ role: 'analyst', select, having: { cohorts: { gt: 5 } }, orderBy: [{ cohorts: 'ASC' }] }),
  ).toEqual([
    'WRONG_KIND select.0.field: "cohorts" is a retention: ask the view "retention" for it, with its name.',
    'UNKNOWN_FIELD select.1.field: There is no field "cohort" in dataset "orders".',
    'UNKNOWN_FIELD having.cohorts: There is no measure or metric "cohorts" in dataset "orders".',
    expect.stringContaining('WRONG_KIND orderBy.0.cohorts'),
  ]);
});

describe('rowCount and values', () => {
  it('count the groups of dimensions', () => {
    const resolved = resolveShop({
      view: 'rowCount',
      by: ['channel', 'customer.name'],
      where: { express: { eq: true } },
    });
    expect(resolved.columns.map(({ key }) => key)).toEqual(['channel', 'customer.name']);
    expect(resolved).toMatchObject({ order: [], limit: 1, offset: 0 });
    expect(showFilter(resolved.filter)).toBe('express eq true');
  });

  it('list the values of a dimension that contain a text', () => {
    const resolved = resolveShop({
      view: 'values',
      of: 'customer.name',
      search: 'ad',
      where: { express: { eq: true } },
      limit: 20,
      offset: 40,
    });
    expect(resolved.columns).toMatchObject([
      { kind: 'dimension', key: 'value', field: { dimension: { name: 'name' } } },
    ]);
    expect(showFilter(resolved.filter)).toBe('(express eq true and customer.name contains "ad")');
    expect(resolved).toMatchObject({
      limit: 20,
      offset: 40,
      order: [{ value: { kind: 'column', key: 'value' }, direction: 'ASC' }],
    });
    expect(resolveShop({ view: 'values', of: 'quantity', search: '' }).filter).toBeUndefined();
  });

  it.each<[Parameters<typeof issuesOf>[0], readonly string[]]>([
    [
      { view: 'rowCount' },
      ['EMPTY_SELECTION by: Name at least one dimension in "by": its distinct groups are counted.'],
    ],
    [
      { view: 'rowCount', by: ['chanel', 'orders'] },
      [
        'UNKNOWN_FIELD by.0: There is no field "chanel" in dataset "orders". Did you mean "channel" or "channels"?',
        'WRONG_KIND by.1: "orders" is a measure; name a dimension here.',
      ],
    ],
    [
      { view: 'rowCount', by: ['channel'], limit: 5, fill: true, of: 'x' },
      ['fill', 'limit', 'of'].map(
        (name) => `INVALID_ARGUMENT ${name}: "${name}" has no meaning in the view "rowCount".`,
      ),
    ],
    [{ view: 'values' }, ['EMPTY_SELECTION of: Name the dimension in "of": its distinct values are listed.']],
    [{ view: 'values', of: 'orders' }, ['WRONG_KIND of: "orders" is a measure; name a dimension here.']],
    [
      { view: 'values', of: 'quantity', search: '1' },
      ['WRONG_KIND search: "quantity" is of type integer; only strings can be searched.'],
    ],
    [
      { view: 'values', of: 'channel', select: [{ field: 'orders' }], by: ['channel'] },
      ['select', 'by'].map(
        (name) => `INVALID_ARGUMENT ${name}: "${name}" has no meaning in the view "values".`,
      ),
    ],
    [
      { by: ['channel'], search: 'x' },
      ['by', 'search'].map(
        (name) => `INVALID_ARGUMENT ${name}: "${name}" has no meaning in the view "rows".`,
      ),
    ],
  ])('refuse %j', (query, expected) => {
    expect(issuesOf(query)).toEqual(expected);
  });
});
