import { describe, expect, it } from 'vitest';
import { issuesOf, resolveShop } from '../../../test/support/resolveShop.js';
import type { Having, Selection } from '../query/metricQuery.js';
import type { GroupFilter } from './resolvedQuery.js';

const SELECT: readonly Selection[] = [
  { field: 'ordered', grain: 'DAY', as: 'day' },
  { field: 'ordered', part: 'YEAR', as: 'year' },
  { field: 'customer.name' },
  { field: 'orders' },
  { field: 'revenue', as: 'webRevenue', where: { channel: { eq: 'web' } } },
  { field: 'channels' },
  { field: 'averageOrder', as: 'average' },
];

function show(filter: GroupFilter | undefined): string {
  if (filter === undefined) return 'every group';
  if (filter.kind === 'not') return `not ${show(filter.of)}`;
  if (filter.kind !== 'compare') return `(${filter.of.map(show).join(` ${filter.kind} `)})`;
  const { value, operand } = filter;
  const name = value.kind === 'column' ? value.key : `<${value.node.kind}>`;
  return `${name} ${filter.operator} ${JSON.stringify(operand.kind === 'scalar' ? operand.value : operand)}`;
}

describe('having', () => {
  it.each<[unknown, string]>([
    [{}, 'every group'],
    [{ orders: { gt: 5, lt: 10 } }, '(orders gt 5 and orders lt 10)'],
    // Shown as it is, under another key: the same number.
    [{ averageOrder: { gte: 1.5 } }, 'average gte 1.5'],
    // Shown only with a filter of its own, or not at all: computed for the occasion.
    [{ revenue: { gt: '10' } }, '<aggregate> gt "10"'],
    [{ webShare: { lt: 1 } }, '<divide> lt 1'],
    [{ buyers: { isNull: true } }, '<aggregate> isNull true'],
    [{ alias: { name: 'webRevenue', gt: 100 } }, 'webRevenue gt "100"'],
    [{ alias: { name: 'day', gte: '2024-01-01' } }, 'day gte "2024-01-01"'],
    [{ alias: { name: 'year', in: [2023, 2024] } }, 'year in {"kind":"list","values":[2023,2024]}'],
    [{ alias: { name: 'customer.name', contains: 'a' } }, 'customer.name contains "a"'],
    [
      { or: [{ orders: { gt: 5 } }, { not: { alias: { name: 'webRevenue', eq: null } } }] },
      '(orders gt 5 or not webRevenue isNull true)',
    ],
    [
      { and: [{ orders: { gt: 5 } }, {}], lastOrder: { gt: '2024-01-01' } },
      '(orders gt 5 and <aggregate> gt "2024-01-01T00:00:00Z")',
    ],
    [{ channels: { isNull: false } }, 'channels isNull false'],
  ])('%j', (having, expected) => {
    expect(show(resolveShop({ select: SELECT, having: having as Having }).having)).toBe(expected);
  });

  it.each<[unknown, readonly string[]]>([
    [
      { ordres: { gt: 5 } },
      [
        'UNKNOWN_FIELD having.ordres: There is no measure or metric "ordres" in dataset "orders". Did you mean "orders"?',
      ],
    ],
    [
      { channel: { eq: 'web' } },
      [
        'WRONG_KIND having.channel: "channel" is a dimension: filter rows by it in "where"; "having" filters groups by measures.',
      ],
    ],
    [
      { customer: { name: { eq: 'x' } } },
      ['UNKNOWN_FIELD having.customer: There is no measure or metric "customer" in dataset "orders".'],
    ],
    [{ orders: { gt: 'x' } }, ['INVALID_VALUE having.orders.gt: "x" is not a whole number.']],
    [
      { channels: { eq: 'x' } },
      [
        'WRONG_KIND having.channels.eq: "channels" is of type list, which has no operator "eq" (it has isNull).',
      ],
    ],
    [
      { alias: { name: 'web', gt: 1 } },
      ['UNKNOWN_FIELD having.alias.name: This view has no key "web". Did you mean "webRevenue"?'],
    ],
    [
      { alias: { gt: 1 } },
      ['INVALID_ARGUMENT having.alias: "alias" needs the "name" of a key of this view, and a condition.'],
    ],
    [
      { alias: { name: 'day', eq: '2024-01-01T10:00' } },
      [
        'INVALID_VALUE having.alias.eq: "2024-01-01T10:00" is not a date: write "2024-03-01", an existing day in the years 1900 to 2299.',
      ],
    ],
    [{ or: [] }, ['INVALID_VALUE having.or: "or" needs at least one filter.']],
    [
      { not: {} },
      [
        'INVALID_VALUE having.not: "not" needs a condition: the opposite of an empty filter would keep no group.',
      ],
    ],
    [{ and: {} }, ['INVALID_ARGUMENT having.and: "and" is a list of filters.']],
  ])('refuses %j', (having, expected) => {
    expect(issuesOf({ select: SELECT, having: having as Having })).toEqual(expected);
  });
});
