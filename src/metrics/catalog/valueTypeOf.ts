import type { ValueType } from './definitions.js';

/** Wrappers that do not change what a value means. */
const WRAPPER = /^(?:Nullable|LowCardinality)\((.*)\)$/s;
const SIMPLE_STATE = /^SimpleAggregateFunction\(\w+,\s*(.*)\)$/s;

/** The meaning of a ClickHouse type: `LowCardinality(Nullable(String))` → `string`. Undefined for types that no field can have (Map, Tuple, JSON, states). */
export function valueTypeOf(clickhouseType: string): ValueType | undefined {
  const type = clickhouseType.trim();
  const wrapped = (WRAPPER.exec(type) ?? SIMPLE_STATE.exec(type))?.[1];
  if (wrapped !== undefined) return valueTypeOf(wrapped);
  if (/^U?Int(?:8|16|32|64|128|256)$/.test(type)) return 'integer';
  if (/^Decimal(?:32|64|128|256)?\(/.test(type)) return 'decimal';
  if (/^(?:Float(?:32|64)|BFloat16)$/.test(type)) return 'float';
  if (type === 'Bool') return 'boolean';
  if (/^Date(?:32)?$/.test(type)) return 'date';
  if (/^DateTime(?:32|64)?(?:\(.*\))?$/.test(type)) return 'time';
  if (type === 'UUID') return 'uuid';
  if (type.startsWith('Array(')) return 'list';
  if (/^(?:String|FixedString\(\d+\)|Enum(?:8|16)?\(.*\)|IPv[46])$/s.test(type)) return 'string';
  return undefined;
}

export function isNumber(type: ValueType): boolean {
  return type === 'integer' || type === 'decimal' || type === 'float';
}

/** ClickHouse type to assume of a declared type when the engine was not asked. */
export const DEFAULT_CLICKHOUSE_TYPE: Readonly<Record<ValueType, string>> = {
  string: 'String',
  integer: 'Int64',
  decimal: 'Decimal(38, 10)',
  float: 'Float64',
  boolean: 'Bool',
  date: 'Date',
  time: "DateTime64(3, 'UTC')",
  uuid: 'UUID',
  list: 'Array(String)',
};

/** Declared types that a reported one may also carry without changing a value: flags are often UInt8, and a whole number is an exact decimal. */
function alsoFits(declared: ValueType, clickhouseType: string): boolean {
  if (declared === 'boolean')
    return /^(?:Nullable\(|LowCardinality\()*U?Int8\)*$/.test(clickhouseType.trim());
  return declared === 'decimal' && valueTypeOf(clickhouseType) === 'integer';
}

const CONVERSIONS: Partial<Readonly<Record<ValueType, string>>> = {
  string: 'toString',
  integer: 'toInt64',
  float: 'toFloat64',
  boolean: 'toBool',
  date: 'toDate',
  time: 'toDateTime64',
  uuid: 'toUUID',
};

/** What is wrong with declaring a type over what ClickHouse reports; undefined when they agree. */
export function typeConflict(declared: ValueType, clickhouseType: string): string | undefined {
  const reported = valueTypeOf(clickhouseType);
  if (reported === declared || alsoFits(declared, clickhouseType)) return undefined;
  const conversion = CONVERSIONS[declared];
  const convert =
    conversion === undefined ? 'convert it in "sql"' : `convert it in "sql" with ${conversion}(…)`;
  return reported === undefined
    ? `ClickHouse reports ${clickhouseType}, which no field can have: ${convert}.`
    : `Declared as ${declared}, but ClickHouse reports ${clickhouseType}: declare "type: ${reported}" or ${convert}.`;
}
