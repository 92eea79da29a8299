import type { ValueType } from '../../src/metrics/catalog/definitions.js';

/**
 * A value as the reference holds it, by type: string, uuid, date (`YYYY-MM-DD`): string · integer: bigint · decimal: Decimal · float: number
 * · boolean: boolean · time: nanoseconds since the epoch as a bigint · list: array.
 */
export type Value = null | string | bigint | Decimal | number | boolean | readonly Value[];

/** True, false, or unknown: SQL's third truth value. */
export type Truth = boolean | null;

/** Exact decimal number: `digits` / 10^`scale`. */
export class Decimal {
  constructor(
    readonly digits: bigint,
    readonly scale: number,
  ) {}

  /** `-12.50`, without an exponent. */
  static read(text: string): Decimal {
    const [whole = '0', fraction = ''] = text.split('.');
    return new Decimal(BigInt(whole + fraction), fraction.length);
  }

  digitsAt(scale: number): bigint {
    return this.digits * 10n ** BigInt(scale - this.scale);
  }

  toNumber(): number {
    return Number(this.toString());
  }

  /** Without trailing zeros, so that equal numbers have one text. */
  toString(): string {
    const sign = this.digits < 0n ? '-' : '';
    const text = (this.digits < 0n ? -this.digits : this.digits).toString().padStart(this.scale + 1, '0');
    const whole = text.slice(0, text.length - this.scale);
    const fraction = text.slice(text.length - this.scale).replace(/0+$/, '');
    return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  }
}

export function isNumberType(type: ValueType): boolean {
  return type === 'integer' || type === 'decimal' || type === 'float';
}

export function toNumber(value: Value): number {
  return value instanceof Decimal ? value.toNumber() : Number(value);
}

function toDecimal(value: bigint | Decimal): Decimal {
  return value instanceof Decimal ? value : new Decimal(value, 0);
}

/** Exact unless one of them is a float. */
export function calculate(operator: '+' | '-' | '*', a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [toNumber(a), toNumber(b)];
    return operator === '+' ? x + y : operator === '-' ? x - y : x * y;
  }
  if (typeof a === 'bigint' && typeof b === 'bigint')
    return operator === '+' ? a + b : operator === '-' ? a - b : a * b;
  const [x, y] = [toDecimal(a as bigint | Decimal), toDecimal(b as bigint | Decimal)];
  if (operator === '*') return new Decimal(x.digits * y.digits, x.scale + y.scale);
  const scale = Math.max(x.scale, y.scale);
  const [left, right] = [x.digitsAt(scale), y.digitsAt(scale)];
  return new Decimal(operator === '+' ? left + right : left - right, scale);
}

/** Order of two values that are not null; numbers of different types compare as numbers. */
export function compare(a: Value, b: Value): number {
  if (a instanceof Decimal || b instanceof Decimal) {
    if (typeof a === 'number' || typeof b === 'number') return compare(toNumber(a), toNumber(b));
    const difference = calculate('-', a, b) as Decimal;
    return difference.digits < 0n ? -1 : difference.digits > 0n ? 1 : 0;
  }
  // Strings are ordered by their bytes.
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** UUIDs are ordered by their second half first, as the engine does. */
export function compareAs(type: ValueType, a: Value, b: Value): number {
  if (type !== 'uuid') return compare(a, b);
  const halves = (value: Value): string => `${String(value).slice(19)} ${String(value).slice(0, 18)}`;
  return compare(halves(a), halves(b));
}

/** Text under which equal values, and no others, meet. */
export function identity(value: Value): string {
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(identity).join()}]`;
  if (value instanceof Decimal) return `d${value.toString()}`;
  return `${typeof value} ${String(value)}`;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
