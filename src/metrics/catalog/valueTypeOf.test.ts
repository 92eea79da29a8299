import { describe, expect, it } from 'vitest';
import { DEFAULT_CLICKHOUSE_TYPE, typeConflict, valueTypeOf } from './valueTypeOf.js';

describe('valueTypeOf', () => {
  it.each([
    ['String', 'string'],
    ['LowCardinality(Nullable(String))', 'string'],
    ['FixedString(2)', 'string'],
    ["Enum8('a' = 1, 'b)' = 2)", 'string'],
    ['IPv4', 'string'],
    ['Nullable(IPv6)', 'string'],
    ['UInt8', 'integer'],
    ['Nullable(Int256)', 'integer'],
    ['Decimal(18, 2)', 'decimal'],
    ['Float32', 'float'],
    ['Bool', 'boolean'],
    ['Date32', 'date'],
    ['DateTime', 'time'],
    ["DateTime64(3, 'Europe/Berlin')", 'time'],
    ['UUID', 'uuid'],
    ['Array(UInt8)', 'list'],
    ['SimpleAggregateFunction(sum, UInt64)', 'integer'],
    ['Map(String, String)', undefined],
    ['Tuple(a UInt8)', undefined],
    ['JSON', undefined],
    ['AggregateFunction(uniq, String)', undefined],
  ])('%s', (type, expected) => {
    expect(valueTypeOf(type)).toBe(expected);
  });

  it('agrees with the defaults', () => {
    for (const [type, clickhouseType] of Object.entries(DEFAULT_CLICKHOUSE_TYPE))
      expect(valueTypeOf(clickhouseType)).toBe(type);
  });
});

describe('typeConflict', () => {
  it.each([
    ['string', 'LowCardinality(String)'],
    ['boolean', 'UInt8'],
    ['boolean', 'Nullable(UInt8)'],
    ['decimal', 'UInt64'],
    ['time', 'DateTime'],
  ] as const)('lets %s stand over %s', (declared, reported) => {
    expect(typeConflict(declared, reported)).toBeUndefined();
  });

  it.each([
    [
      'string',
      'UInt64',
      'Declared as string, but ClickHouse reports UInt64: declare "type: integer" or convert it in "sql" with toString(…).',
    ],
    [
      'time',
      'Date',
      'Declared as time, but ClickHouse reports Date: declare "type: date" or convert it in "sql" with toDateTime64(…).',
    ],
    [
      'float',
      'Decimal(18, 2)',
      'Declared as float, but ClickHouse reports Decimal(18, 2): declare "type: decimal" or convert it in "sql" with toFloat64(…).',
    ],
    [
      'boolean',
      'UInt16',
      'Declared as boolean, but ClickHouse reports UInt16: declare "type: integer" or convert it in "sql" with toBool(…).',
    ],
    [
      'string',
      'JSON',
      'ClickHouse reports JSON, which no field can have: convert it in "sql" with toString(…).',
    ],
    [
      'decimal',
      'Float64',
      'Declared as decimal, but ClickHouse reports Float64: declare "type: float" or convert it in "sql".',
    ],
  ] as const)('refuses %s over %s', (declared, reported, message) => {
    expect(typeConflict(declared, reported)).toBe(message);
  });
});
