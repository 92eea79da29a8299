import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import { Undecided } from './invalid.js';
import { calculate, compare, Decimal, floorDivide, toNumber, type Value } from './value.js';

/** A number and what type it has even when it is NULL. */
export interface Typed {
  readonly type: ValueType;
  readonly value: Value;
}

/** Computes a formula text of the catalog: names, numbers, + - * /, parentheses, functions. */
export function computeFormula(text: string, named: (name: string) => Typed): Typed {
  const tokens = text.match(/\d+(?:\.\d+)?|\.\d+|\w+|[-+*/(),]/g) ?? [];
  let next = 0;
  const take = (...texts: readonly string[]): string | undefined =>
    texts.includes(tokens[next] as string) ? tokens[next++] : undefined;

  const sum = (): Typed => {
    let left = product();
    for (let operator = take('+', '-'); operator !== undefined; operator = take('+', '-'))
      left = arithmetic(operator as '+' | '-', left, product());
    return left;
  };
  const product = (): Typed => {
    let left = unary();
    for (let operator = take('*', '/'); operator !== undefined; operator = take('*', '/'))
      left = operator === '*' ? arithmetic('*', left, unary()) : divide(left, unary());
    return left;
  };
  const unary = (): Typed =>
    take('-') === undefined ? primary() : arithmetic('-', { type: 'integer', value: 0n }, unary());
  const primary = (): Typed => {
    const token = tokens[next++] as string;
    if (token === '(') {
      const inner = sum();
      take(')');
      return inner;
    }
    if (/^\d+$/.test(token)) return { type: 'integer', value: BigInt(token) };
    if (/^[\d.]/.test(token)) return { type: 'float', value: Number(token) };
    if (take('(') === undefined) return named(token);
    const args = [sum()];
    while (take(',') !== undefined) args.push(sum());
    take(')');
    return call(token, args);
  };
  return sum();
}

function arithmetic(operator: '+' | '-' | '*', a: Typed, b: Typed): Typed {
  const type = widest([a, b]);
  const value = as(type, calculate(operator, a.value, b.value));
  // Beyond every type that the engine has.
  const digits = value instanceof Decimal ? value.digits : typeof value === 'bigint' ? value : 0n;
  const isDecimal = value instanceof Decimal;
  if (digits.toString().length > (isDecimal ? 70 : 75) || (isDecimal && value.scale > 60))
    throw new Undecided();
  return { type, value };
}

/** Always a float; NULL by zero. */
export function divide(a: Typed, b: Typed): Typed {
  if (a.value === null || b.value === null || toNumber(b.value) === 0) return { type: 'float', value: null };
  return { type: 'float', value: toNumber(a.value) / toNumber(b.value) };
}

function widest(numbers: readonly Typed[]): ValueType {
  const types = numbers.map(({ type }) => type);
  return types.includes('float') ? 'float' : types.includes('decimal') ? 'decimal' : 'integer';
}

export function as(type: ValueType, value: Value): Value {
  if (value === null || type === 'integer') return value;
  if (type === 'float') return toNumber(value);
  return typeof value === 'bigint' ? new Decimal(value, 0) : value;
}

function call(name: string, args: readonly Typed[]): Typed {
  const [first, second] = args as [Typed, Typed | undefined];
  const values = args.map(({ value }) => value);
  const type = name === 'round' || name === 'nullif' ? first.type : widest(args);
  const known = values.filter((value) => value !== null);
  const value = ((): Value => {
    switch (name) {
      case 'coalesce':
        return known[0] ?? null;
      case 'greatest':
        return known.length === 0 ? null : known.reduce((a, b) => (compare(a, b) >= 0 ? a : b));
      case 'least':
        return known.length === 0 ? null : known.reduce((a, b) => (compare(a, b) <= 0 ? a : b));
      case 'nullif':
        return first.value === null ||
          second?.value === null ||
          compare(first.value, second?.value as Value) !== 0
          ? first.value
          : null;
      case 'abs':
        return first.value === null || compare(first.value, 0n) >= 0
          ? first.value
          : calculate('-', 0n, first.value);
      default:
        return first.value === null ? null : round(name, first.value, Number(second?.value ?? 0n));
    }
  })();
  return { type, value: as(type, value) };
}

/** Floats round half to even, exact numbers half away from zero. */
function round(name: string, value: Value, digits: number): Value {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) {
    if (value.scale <= digits) return value;
    const unit = 10n ** BigInt(value.scale - digits);
    const away = value.digits < 0n ? -(unit / 2n) : unit / 2n;
    const down = (number: bigint): bigint => floorDivide(number, unit);
    if (name === 'floor') return new Decimal(down(value.digits), digits);
    if (name === 'ceil') return new Decimal(-down(-value.digits), digits);
    return new Decimal((value.digits + away) / unit, digits);
  }
  const shifted = (value as number) * 10 ** digits;
  const [low, rest] = [Math.floor(shifted), shifted - Math.floor(shifted)];
  const edge = name === 'round' ? Math.abs(rest - 0.5) : Math.min(rest, 1 - rest);
  // The last digit of a float decides: only whole numbers themselves are certain.
  if (edge < 1e-6 && !(name !== 'round' && rest === 0)) throw new Undecided();
  if (name === 'floor') return low / 10 ** digits;
  if (name === 'ceil') return Math.ceil(shifted) / 10 ** digits;
  return Math.round(shifted) / 10 ** digits;
}
