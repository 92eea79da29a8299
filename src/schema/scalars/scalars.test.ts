import { parseValue, type GraphQLScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DateScalar, DateTime, Time } from './dates.js';
import { Decimal } from './decimal.js';
import { Int64 } from './int64.js';
import { List, Value } from './loose.js';
import { NumberScalar } from './number.js';
import { Uuid } from './uuid.js';

const literal = (scalar: GraphQLScalarType<unknown, unknown>, text: string): unknown =>
  scalar.parseLiteral(parseValue(text));

describe('Int64', () => {
  test.each([
    [0, 0],
    [-9007199254740991, -9007199254740991],
    ['42', 42],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    [18446744073709551615n, '18446744073709551615'],
    [12n, 12],
  ])('serialises %s without losing a digit', (value, expected) => {
    expect(Int64.serialize(value)).toBe(expected);
  });

  test.each([1.5, 2 ** 53, Number.NaN, 'x', '1.0', true, null])('does not serialise %s', (value) => {
    expect(() => Int64.serialize(value)).toThrow();
  });

  test('reads numbers and strings, in documents and in variables', () => {
    expect(Int64.parseValue(7)).toBe(7);
    expect(Int64.parseValue('7')).toBe(7);
    expect(Int64.parseValue('-9223372036854775808')).toBe('-9223372036854775808');
    expect(literal(Int64, '9007199254740993')).toBe('9007199254740993');
    expect(literal(Int64, '"12"')).toBe(12);
  });

  test.each([1.5, 2 ** 53, '1e3', ' 1', '', '18446744073709551616', '-9223372036854775809', true, null, {}])(
    'refuses %s',
    (value) => {
      expect(() => Int64.parseValue(value)).toThrow();
    },
  );

  test.each(['1.5', 'true', '[1]'])('refuses the literal %s', (text) => {
    expect(() => literal(Int64, text)).toThrow();
  });
});

describe('Number', () => {
  test.each([
    [0.25, 0.25],
    [7, 7],
    ['42', 42],
    ['9007199254740993', '9007199254740993'],
    [1e300, 1e300],
  ])('serialises %s without losing a digit', (value, expected) => {
    expect(NumberScalar.serialize(value)).toBe(expected);
  });

  test.each(['x', '1.5', true, null, Number.NaN, Number.POSITIVE_INFINITY])(
    'does not serialise %s',
    (value) => {
      expect(() => NumberScalar.serialize(value)).toThrow();
    },
  );
});

describe('Decimal', () => {
  test.each([
    [0.1, '0.1'],
    [-1e-7, '-0.0000001'],
    [1.25e-9, '0.00000000125'],
    [1.5e21, '1500000000000000000000'],
    [-1.25e22, '-12500000000000000000000'],
    [5, '5'],
  ])('serialises the float %s without an exponent', (value, expected) => {
    expect(Decimal.serialize(value)).toBe(expected);
    expect(Number(expected)).toBe(value);
  });

  test('keeps every digit of a literal and of a string', () => {
    expect(literal(Decimal, '0.10000000000000000000000000000000000001')).toBe(
      '0.10000000000000000000000000000000000001',
    );
    expect(literal(Decimal, '-12345678901234567890')).toBe('-12345678901234567890');
    expect(Decimal.parseValue('12.50')).toBe('12.50');
    expect(Decimal.parseValue(12.5)).toBe('12.5');
    expect(Decimal.serialize('12.50')).toBe('12.50');
  });

  test.each([
    '1e3',
    '.5',
    '5.',
    '',
    'NaN',
    '1,5',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    1e-7,
    true,
    null,
  ])('refuses %s', (value) => {
    expect(() => Decimal.parseValue(value)).toThrow();
  });
});

describe('dates', () => {
  test.each([
    [DateScalar, '2024-02-29'],
    [DateTime, '2024-02-29T23:59:59.999999999+05:45'],
    [DateTime, '2024-02-29T23:59'],
    [DateTime, '2024-02-29 23:59:01Z'],
    [DateTime, '2024-02-29'],
    [Time, '2024-02-29'],
    [Time, '2024-02-29T01:00:00-0330'],
  ])('%s reads %s as it is written', (scalar, text) => {
    expect(scalar.parseValue(text)).toBe(text);
    expect(literal(scalar as GraphQLScalarType<unknown, unknown>, JSON.stringify(text))).toBe(text);
  });

  test.each([
    [DateScalar, '2023-02-29'],
    [DateScalar, '2024-13-01'],
    [DateScalar, '2024-1-1'],
    [DateScalar, '2024-02-29T00:00:00Z'],
    [DateTime, '2024-02-29T24:00:00Z'],
    [DateTime, '2024-02-30T00:00:00Z'],
    [DateTime, '2024-02-29T10'],
    [DateTime, 1709164800],
    [Time, 'yesterday'],
    [Time, 3],
  ])('%s refuses %s', (scalar, value) => {
    expect(() => scalar.parseValue(value)).toThrow();
  });

  test('Time shows days, instants and parts', () => {
    expect([
      Time.serialize('2024-02-29'),
      Time.serialize('2024-02-29T01:00:00+01:00'),
      Time.serialize(7),
    ]).toEqual(['2024-02-29', '2024-02-29T01:00:00+01:00', 7]);
    expect(() => Time.serialize(1.5)).toThrow();
  });
});

test('Uuid reads both cases and nothing else', () => {
  expect(Uuid.parseValue('123E4567-e89b-42d3-a456-426614174000')).toBe(
    '123E4567-e89b-42d3-a456-426614174000',
  );
  for (const value of ['123e4567e89b42d3a456426614174000', '{123e4567-e89b-42d3-a456-426614174000}', 5])
    expect(() => Uuid.parseValue(value)).toThrow();
});

test('Value reads text, numbers and booleans, and keeps long digits', () => {
  expect(['"a"', '1', '1.5', 'true', '9007199254740993'].map((text) => literal(Value, text))).toEqual([
    'a',
    1,
    1.5,
    true,
    '9007199254740993',
  ]);
  for (const text of ['{ a: 1 }', '[1]', 'NAME']) expect(() => literal(Value, text)).toThrow();
  for (const value of [Number.NaN, {}, []]) expect(() => Value.parseValue(value)).toThrow();
});

test('List is for answers only', () => {
  expect(List.serialize(['a', null, 1])).toEqual(['a', null, 1]);
  expect(() => List.serialize('a')).toThrow();
  expect(() => List.parseValue(['a'])).toThrow();
});
