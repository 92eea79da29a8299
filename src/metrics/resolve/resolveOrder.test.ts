import { describe, expect, it } from 'vitest';
import { issuesOf, resolveShop } from '../../../test/support/resolveShop.js';
import type { MetricQuery, OrderBy, Selection } from '../query/metricQuery.js';

function show(query: Partial<MetricQuery>): string {
  const { order } = resolveShop(query);
  return order
    .map(
      ({ value, direction }) =>
        `${value.kind === 'column' ? value.key : `<${value.node.kind}>`} ${direction}`,
    )
    .join(', ');
}

const DAY: Selection = { field: 'ordered', grain: 'DAY', as: 'day' };
const CHANNEL: Selection = { field: 'channel' };
const NAME: Selection = { field: 'customer.name' };
const ORDERS: Selection = { field: 'orders' };

describe('without an order, rows come', () => {
  it.each<[string, readonly Selection[], string]>([
    ['by time when it is selected', [CHANNEL, ORDERS, DAY], 'day ASC, channel ASC'],
    ['by time without a grain, too', [{ field: 'ordered' }, ORDERS], 'ordered ASC'],
    [
      'by the first measure otherwise, the largest first',
      [CHANNEL, NAME, { field: 'channels' }, ORDERS, { field: 'revenue' }],
      'orders DESC, channel ASC, customer.name ASC',
    ],
    [
      'by a part of time never first',
      [{ field: 'ordered', part: 'YEAR', as: 'year' }, ORDERS],
      'orders DESC, year ASC',
    ],
    ['by another time never first', [{ field: 'delivered' }, ORDERS], 'orders DESC, delivered ASC'],
    ['by the groups when there is no measure', [NAME, CHANNEL], 'customer.name ASC, channel ASC'],
    ['by nothing that has no order', [{ field: 'channels' }], ''],
  ])('%s', (_, select, expected) => {
    expect(show({ select })).toBe(expected);
  });

  it('by the time dimension that the query names', () => {
    expect(show({ select: [{ field: 'delivered' }, ORDERS], timeDimension: 'delivered' })).toBe(
      'delivered ASC',
    );
  });
});

describe('an order', () => {
  const select = [
    DAY,
    CHANNEL,
    NAME,
    ORDERS,
    { field: 'orders', as: 'web', where: { channel: { eq: 'web' } } },
  ];

  it.each<[readonly OrderBy[], string]>([
    [[], 'day ASC, channel ASC, customer.name ASC'],
    [[{ orders: 'DESC' }], 'orders DESC, day ASC, channel ASC, customer.name ASC'],
    [[{ channel: 'DESC' }, { orders: 'ASC' }], 'channel DESC, orders ASC, day ASC, customer.name ASC'],
    [[{ ordered: 'DESC' }], 'day DESC, channel ASC, customer.name ASC'],
    [[{ customer: { name: 'DESC' } }], 'customer.name DESC, day ASC, channel ASC'],
    [[{ revenue: 'DESC' }], '<aggregate> DESC, day ASC, channel ASC, customer.name ASC'],
    [[{ webShare: 'ASC' }], '<divide> ASC, day ASC, channel ASC, customer.name ASC'],
    [
      [{ alias: { name: 'web', direction: 'DESC' } }, { alias: { name: 'web', direction: 'ASC' } }],
      'web DESC, day ASC, channel ASC, customer.name ASC',
    ],
    [[{ alias: { name: 'customer.name', direction: 'ASC' } }], 'customer.name ASC, day ASC, channel ASC'],
  ])('%j', (orderBy, expected) => {
    expect(show({ select, orderBy })).toBe(expected);
  });

  it('takes the plain one of several columns of a dimension, and asks when there is none', () => {
    const year: Selection = { field: 'ordered', part: 'YEAR', as: 'year' };
    expect(show({ select: [DAY, { field: 'ordered' }, year], orderBy: [{ ordered: 'DESC' }] })).toBe(
      'ordered DESC, day ASC, year ASC',
    );
    expect(issuesOf({ select: [DAY, year], orderBy: [{ ordered: 'DESC' }] })).toEqual([
      'INVALID_ARGUMENT orderBy.0.ordered: "ordered" is shown more than once: say which with { alias: { name, direction } }: "day" (date), "year" (integer).',
    ]);
  });

  it.each<[unknown, readonly string[]]>([
    [
      [{}],
      [
        'INVALID_ARGUMENT orderBy.0: An entry of "orderBy" has exactly one member, as in { visitors: "DESC" }; several fields are several entries.',
      ],
    ],
    [
      [{ orders: 'DESC', channel: 'ASC' }],
      ['INVALID_ARGUMENT orderBy.0: An entry of "orderBy" has exactly one member'],
    ],
    [[{ orders: 'desc' }], ['INVALID_ARGUMENT orderBy.0.orders: A direction is ASC or DESC, not "desc".']],
    [
      [{ ordes: 'DESC' }],
      [
        'UNKNOWN_FIELD orderBy.0.ordes: There is no field "ordes" in dataset "orders". Did you mean "orders", "ordered" or "secret"?'.replace(
          ', "ordered" or "secret"',
          '',
        ),
      ],
    ],
    [
      [{ orders: 'ASC' }, { quantity: 'ASC' }],
      [
        'INVALID_ARGUMENT orderBy.1.quantity: "quantity" is not selected: a view can only be ordered by dimensions it shows. Select it too.',
      ],
    ],
    [
      [{ customer: { id: 'ASC' } }],
      ['INVALID_ARGUMENT orderBy.0.customer.id: "customer.id" is not selected'],
    ],
    [
      [{ customer: { nam: 'ASC' } }],
      ['UNKNOWN_FIELD orderBy.0.customer.nam: There is no field "nam" in dataset "customers".'],
    ],
    [
      [{ custmer: { name: 'ASC' } }],
      [
        'UNKNOWN_FIELD orderBy.0.custmer.name: There is no relationship "custmer" in dataset "orders". Did you mean "customer"?',
      ],
    ],
    [[{ customer: 'ASC' }], ['WRONG_KIND orderBy.0.customer: "customer" is a relationship']],
    [[{ channels: 'ASC' }], ['WRONG_KIND orderBy.0: A list has no order: order by another field.']],
    [
      [{ alias: { name: 'wep', direction: 'ASC' } }],
      ['UNKNOWN_FIELD orderBy.0.alias.name: This view has no key "wep". Did you mean "web"?'],
    ],
    [
      [{ alias: { name: 'web' } }],
      ['INVALID_ARGUMENT orderBy.0.alias.direction: A direction is ASC or DESC, not undefined.'],
    ],
    [
      [{ alias: 'web' }],
      [
        'INVALID_ARGUMENT orderBy.0.alias: "alias" needs the "name" of a key of this view, and a "direction".',
      ],
    ],
  ])('refuses %j', (orderBy, expected) => {
    expect(issuesOf({ select, orderBy: orderBy as readonly OrderBy[] })).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });
});
