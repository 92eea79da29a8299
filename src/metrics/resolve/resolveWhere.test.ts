import { describe, expect, it } from 'vitest';
import { issuesOf, resolveShop, showFilter } from '../../../test/support/resolveShop.js';
import type { Where } from '../query/metricQuery.js';

const show = (where: unknown, segments?: readonly string[]) =>
  showFilter(resolveShop({ where: where as Where, segments }).filter);

describe('a filter', () => {
  it.each<[unknown, string]>([
    [{}, 'every row'],
    [{ channel: {} }, 'every row'],
    [{ channel: { eq: undefined } }, 'every row'],
    [{ and: [] }, 'every row'],
    [{ and: [{}, { channel: { eq: 'web' } }] }, 'channel eq "web"'],
    [{ or: [{ channel: { eq: 'web' } }] }, 'channel eq "web"'],
    [{ or: [{ channel: { eq: 'web' } }, {}] }, 'every row'],
    [
      { channel: { eq: 'web' }, quantity: { gt: 2, lte: 5 } },
      '(channel eq "web" and (quantity gt 2 and quantity lte 5))',
    ],
    [
      { or: [{ channel: { eq: 'web' } }, { channel: { eq: 'app' } }] },
      '(channel eq "web" or channel eq "app")',
    ],
    [
      {
        or: [{ channel: { eq: 'web' }, express: { eq: true } }, { quantity: { gt: 1 } }],
        price: { gt: '9.99' },
      },
      '(((channel eq "web" and express eq true) or quantity gt 1) and price gt "9.99")',
    ],
    [{ not: { channel: { in: ['web', null] } } }, 'not channel in ["web",null]'],
    [
      { not: { not: { channel: { eq: 'a' }, quantity: { eq: 1 } } } },
      'not not (channel eq "a" and quantity eq 1)',
    ],
    [{ channel: { eq: null } }, 'channel isNull true'],
    [{ channel: { ne: null } }, 'channel isNull false'],
    [{ channel: { in: [] } }, 'channel in []'],
    [{ channel: { notIn: ['a'] } }, 'channel notIn ["a"]'],
    [{ channel: { isNull: false } }, 'channel isNull false'],
    [
      { channel: { startsWith: 'W', endsWith: '', contains: '%', matches: '^w' } },
      '(channel startsWith "W" and channel endsWith "" and channel contains "%" and channel matches "^w")',
    ],
    [{ quantity: { in: ['9007199254740993', 5] } }, 'quantity in ["9007199254740993",5]'],
    [{ price: { between: { from: 1, to: '2.50' } } }, 'price between ["1","2.50"]'],
    [{ ordered: { gte: '2024-03-01' } }, 'ordered gte "2024-02-29T23:00:00Z"'],
    [{ delivered: { lt: '2024-03-01' } }, 'delivered lt "2024-03-01"'],
    [{ id: { eq: '0189F7E0-0000-7000-8000-00000000000A' } }, 'id eq "0189f7e0-0000-7000-8000-00000000000a"'],
    [
      { customer: { name: { eq: 'Ada' }, country: { name: { ne: 'x' } } } },
      '(customer.name eq "Ada" and customer.country.name ne "x")',
    ],
    [
      { customer: { or: [{ name: { eq: 'Ada' } }, { friend: { country: { id: { eq: 'de' } } } }] } },
      '(customer.name eq "Ada" or customer.friend.country.id eq "de")',
    ],
    [{ customer: {} }, 'every row'],
  ])('%j', (where, expected) => {
    expect(showFilter(resolveShop({ where: where as Where, timezone: 'Europe/Berlin' }).filter)).toBe(
      expected,
    );
  });

  it('goes together with segments', () => {
    expect(show(undefined, ['web', 'big'])).toBe('(segment web and segment big)');
    expect(show({ quantity: { gt: 1 } }, ['web'])).toBe('(quantity gt 1 and segment web)');
    expect(issuesOf({ segments: ['wep', 'big'] })).toEqual([
      'UNKNOWN_FIELD segments.0: There is no segment "wep" in dataset "orders". Did you mean "web"?',
    ]);
  });
});

describe('refuses', () => {
  it.each<[unknown, readonly string[]]>([
    [
      { chanel: { eq: 'web' } },
      [
        'UNKNOWN_FIELD where.chanel: There is no dimension or relationship "chanel" in dataset "orders". Did you mean "channel"?',
      ],
    ],
    [
      { customer: { nam: { eq: 'x' } } },
      [
        'UNKNOWN_FIELD where.customer.nam: There is no dimension or relationship "nam" in dataset "customers". Did you mean "name"?',
      ],
    ],
    [
      { custmer: { name: {} } },
      [
        'UNKNOWN_FIELD where.custmer: There is no dimension or relationship "custmer" in dataset "orders". Did you mean "customer"?',
      ],
    ],
    [
      { secret: { eq: 'x' } },
      ['UNKNOWN_FIELD where.secret: There is no dimension or relationship "secret" in dataset "orders".'],
    ],
    [
      { secrets: { eq: 'x' } },
      ['UNKNOWN_FIELD where.secrets: There is no dimension or relationship "secrets" in dataset "orders".'],
    ],
    [
      { items: { nme: { eq: 'x' } } },
      [
        'UNKNOWN_FIELD where.items.nme: There is no dimension or relationship "nme" in dataset "customers". Did you mean "name"?',
      ],
    ],
    [
      { toString: { eq: 'x' } },
      ['UNKNOWN_FIELD where.toString: There is no dimension or relationship "toString" in dataset "orders".'],
    ],
    [
      { revenue: { gt: 5 } },
      [
        'WRONG_KIND where.revenue: "revenue" is a measure: filter groups by it in "having"; "where" filters rows.',
      ],
    ],
    [
      { channel: 'web' },
      [
        'INVALID_ARGUMENT where.channel: A condition on "channel" is an object of operators, as in { eq: … }; "web" is not.',
      ],
    ],
    [
      { channel: null },
      [
        'INVALID_ARGUMENT where.channel: A condition on "channel" is an object of operators, as in { eq: … }; null is not.',
      ],
    ],
    [{ customer: null }, ['INVALID_ARGUMENT where.customer: A filter is an object of fields, not null.']],
    [
      { channel: { eqq: 'web' } },
      ['INVALID_ARGUMENT where.channel.eqq: There is no operator "eqq". Did you mean "eq"?'],
    ],
    [
      { quantity: { contains: '1' } },
      [
        'WRONG_KIND where.quantity.contains: "quantity" is of type integer, which has no operator "contains" (it has eq, ne, in, notIn, isNull, gt, gte, lt, lte, between).',
      ],
    ],
    [
      { express: { gt: true } },
      [
        'WRONG_KIND where.express.gt: "express" is of type boolean, which has no operator "gt" (it has eq, ne, in, notIn, isNull).',
      ],
    ],
    [
      { id: { lt: 'x' } },
      [
        'WRONG_KIND where.id.lt: "id" is of type uuid, which has no operator "lt" (it has eq, ne, in, notIn, isNull).',
      ],
    ],
    [
      { channel: { gt: null } },
      [
        'INVALID_VALUE where.channel.gt: A value is missing here (null); use "isNull" to ask for rows without a value.',
      ],
    ],
    [{ channel: { in: null } }, ['INVALID_VALUE where.channel.in: "in" takes a list of values, not null.']],
    [{ channel: { in: 'web' } }, ['INVALID_VALUE where.channel.in: "in" takes a list of values, not "web".']],
    [
      { quantity: { in: [1, 'x', null, 2.5] } },
      [
        'INVALID_VALUE where.quantity.in.1: "x" is not a whole number.',
        'INVALID_VALUE where.quantity.in.3: 2.5 is not a whole number.',
      ],
    ],
    [
      { quantity: { between: { from: 1 } } },
      [
        'INVALID_VALUE where.quantity.between.to: A value is missing here (null); use "isNull" to ask for rows without a value.',
      ],
    ],
    [
      { quantity: { between: [1, 2] } },
      ['INVALID_VALUE where.quantity.between: "between" takes { from, to }, both included.'],
    ],
    [
      { channel: { isNull: null } },
      ['INVALID_VALUE where.channel.isNull: "isNull" is true or false, not null.'],
    ],
    [
      { channel: { contains: 5 } },
      ['INVALID_VALUE where.channel.contains: "contains" takes a string, not 5.'],
    ],
    [
      { channel: { matches: '(' } },
      [
        'INVALID_VALUE where.channel.matches: The pattern is not a regular expression: check its brackets and repetitions.',
      ],
    ],
    [
      { channel: { matches: null } },
      ['INVALID_VALUE where.channel.matches: "matches" takes a regular expression in a string, not null.'],
    ],
    [{ or: [] }, ['INVALID_VALUE where.or: "or" needs at least one filter.']],
    [{ or: {} }, ['INVALID_ARGUMENT where.or: "or" is a list of filters.']],
    [
      { and: [{ channel: { eq: 1 } }, 'x'] },
      [
        'INVALID_VALUE where.and.0.channel.eq: 1 is not a string: write it in quotes.',
        'INVALID_ARGUMENT where.and.1: A filter is an object of fields, not "x".',
      ],
    ],
    [
      { not: {} },
      [
        'INVALID_VALUE where.not: "not" needs a condition: the opposite of an empty filter would keep no row.',
      ],
    ],
    [
      { not: { channel: { eq: 1 } } },
      ['INVALID_VALUE where.not.channel.eq: 1 is not a string: write it in quotes.'],
    ],
  ])('%j', (where, expected) => {
    expect(issuesOf({ where: where as Where })).toEqual(expected);
  });

  it('what is too large', () => {
    const nested = (depth: number): Where =>
      depth === 0 ? { channel: { eq: 'x' } } : { not: nested(depth - 1) };
    expect(issuesOf({ where: nested(40) })).toEqual([
      expect.stringMatching(/^TOO_MANY where\.not.*: A filter nests at most 32 levels deep\.$/),
    ]);
    const friends = (depth: number): Where =>
      depth === 0 ? { name: { eq: 'x' } } : { friend: friends(depth - 1) };
    expect(issuesOf({ where: { customer: friends(12) } })).toEqual([
      expect.stringContaining('A filter goes through at most 10 relationships.'),
    ]);
    const many = { or: Array.from({ length: 1_001 }, (_, index) => ({ quantity: { eq: index } })) };
    expect(issuesOf({ where: many })).toEqual([
      'TOO_MANY where.or.1000.quantity: A question has at most 1000 conditions in all its filters.',
    ]);
    expect(
      issuesOf({ where: { quantity: { in: Array.from({ length: 10_001 }, (_, index) => index) } } }),
    ).toEqual(['TOO_MANY where.quantity.in: "in" takes at most 10000 values; this list has 10001.']);
    expect(
      resolveShop({ where: { quantity: { in: Array.from({ length: 10_000 }, (_, index) => index) } } }).filter
        ?.kind,
    ).toBe('compare');
  });
});
