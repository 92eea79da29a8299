import { InvariantError } from '../../errors.js';
import type { ValueType } from '../catalog/definitions.js';
import type { Scalar } from '../query/metricQuery.js';
import { decimalShape, integerBits, plainType, timeScale } from './clickhouseType.js';
import type { IntegerParameterType, ScalarParameterType } from './parameterType.js';
import { value, type Sql } from './sql.js';

/** What a value is compared with: its meaning and, when it is known, how ClickHouse stores it. */
export interface Comparable {
  readonly type: ValueType;
  readonly clickhouseType?: string | undefined;
}

export type Present = Exclude<Scalar, null>;

/** One value of the caller, bound in a type that compares exactly with the field. */
export function boundValue(scalar: Present, field: Comparable): Sql {
  const type = parameterType([scalar], field);
  return value(parameterText(scalar, type), type);
}

/** A list of them, bound as one array. */
export function boundList(scalars: readonly Present[], field: Comparable): Sql {
  const type = parameterType(scalars, field);
  const texts = scalars.map((scalar) => parameterText(scalar, type));
  // IN compares the bits of floats, where nothing over a negative number is another zero.
  const zeros = type === 'Float64' && scalars.some((scalar) => Number(scalar) === 0) ? ['-0'] : [];
  return value([...texts, ...zeros], `Array(${type})`);
}

/** Whether a field can hold the value at all. Asked of times and decimals; the rest is bound in a type that has room. */
export function fits(scalar: Present, { type, clickhouseType = '' }: Comparable): boolean {
  const [whole = '', fraction = ''] = String(scalar)
    .replace(/^-?0*|Z$/g, '')
    .split('.');
  const digits = fraction.replace(/0+$/, '').length;
  if (type === 'time') return digits <= timeScale(clickhouseType);
  const shape = type === 'decimal' ? decimalShape(clickhouseType) : undefined;
  return shape === undefined || (digits <= shape.scale && whole.length <= shape.precision - shape.scale);
}

/** Everything but booleans travels as text, so no digit passes through a float. */
function parameterText(scalar: Present, type: ScalarParameterType): string | number | boolean {
  if (type === 'Bool') return scalar;
  if (type === 'Float64') return Number(scalar);
  if (type.startsWith('DateTime64')) return String(scalar).replace('T', ' ').replace('Z', '');
  return String(scalar);
}

function parameterType(
  scalars: readonly Present[],
  { type, clickhouseType = '' }: Comparable,
): ScalarParameterType {
  switch (type) {
    case 'string':
      return 'String';
    case 'uuid':
      return plainType(clickhouseType) === 'UUID' ? 'UUID' : 'String';
    case 'boolean':
      return 'Bool';
    case 'float':
      return 'Float64';
    case 'date':
      return 'Date32';
    case 'time':
      return timeType(scalars);
    case 'integer':
      return integerType(scalars, clickhouseType);
    case 'decimal':
      return decimalType(scalars, clickhouseType);
    case 'list':
      throw new InvariantError('A list cannot be compared with a value.');
  }
}

function timeType(scalars: readonly Present[]): ScalarParameterType {
  const digits = Math.max(...scalars.map((scalar) => /\.(\d+)/.exec(String(scalar))?.[1]?.length ?? 0));
  return digits <= 3 ? "DateTime64(3, 'UTC')" : digits <= 6 ? "DateTime64(6, 'UTC')" : "DateTime64(9, 'UTC')";
}

const RANGES: readonly (readonly [IntegerParameterType, bigint, bigint])[] = [
  ['Int64', -(2n ** 63n), 2n ** 63n - 1n],
  ['UInt64', 0n, 2n ** 64n - 1n],
  ['Int128', -(2n ** 127n), 2n ** 127n - 1n],
];

/** The narrowest type that holds every value, the field's own signedness first: UInt64 and Int64 compare exactly either way. */
function integerType(scalars: readonly Present[], clickhouseType: string): IntegerParameterType {
  const values = scalars.map((scalar) => BigInt(scalar));
  const unsigned = plainType(clickhouseType) === 'UInt64' || (integerBits(clickhouseType) ?? 0) > 64;
  const order = unsigned ? [RANGES[1], RANGES[0], RANGES[2]] : RANGES;
  const fitting = order.find(
    (range) => range !== undefined && values.every((digits) => digits >= range[1] && digits <= range[2]),
  );
  return fitting?.[0] ?? 'Int256';
}

function decimalType(scalars: readonly Present[], clickhouseType: string): ScalarParameterType {
  const scales = scalars.map((scalar) => /\.(\d+)/.exec(String(scalar))?.[1]?.length ?? 0);
  const whole = Math.max(1, ...scalars.map((scalar) => /^-?(\d*)/.exec(String(scalar))?.[1]?.length ?? 1));
  const scale = Math.min(Math.max(decimalShape(clickhouseType)?.scale ?? 0, ...scales), 76);
  return whole + scale <= 38 ? `Decimal(38, ${scale})` : `Decimal(76, ${scale})`;
}
