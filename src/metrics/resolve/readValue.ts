import type { ValueType } from '../catalog/definitions.js';
import { FIRST_YEAR, LAST_YEAR, parseDay } from './calendar.js';
import { formatInstant, readInstant } from './readInstant.js';
import type { Zone } from './zone.js';

/** A checked value in the spelling that `Operand` documents, or what is wrong with it. */
export type ReadValue = { readonly value: string | number | boolean } | { readonly problem: string };

/** Checks a value of a filter against the type of its field. Null is the caller's business. */
export function readValue(value: unknown, type: ValueType, zone: Zone): ReadValue {
  switch (type) {
    case 'string':
      return typeof value === 'string'
        ? { value }
        : { problem: `${show(value)} is not a string: write it in quotes.` };
    case 'integer':
      return readInteger(value);
    case 'decimal':
      return readDecimal(value);
    case 'float':
      return readFloat(value);
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { problem: `${show(value)} is not true or false.` };
    case 'date':
      return readDate(value);
    case 'time': {
      const written = typeof value === 'string' ? readInstant(value, zone) : undefined;
      if (written !== undefined) return { value: formatInstant(written) };
      return {
        problem: `${show(value)} is not a date-time: write "2024-03-01T09:30:00Z", "2024-03-01T09:30" (local) or "2024-03-01", of an existing day in the years ${FIRST_YEAR} to ${LAST_YEAR}.`,
      };
    }
    case 'uuid':
      if (typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
        return { value: value.toLowerCase() };
      return {
        problem: `${show(value)} is not a UUID: write 32 hexadecimal digits in groups of 8-4-4-4-12.`,
      };
    case 'list':
      return { problem: 'A list cannot be compared.' };
  }
}

/** Widest integer ClickHouse has (Int256), so a longer one cannot equal anything stored. */
const WIDEST = 2n ** 255n;

function readInteger(value: unknown): ReadValue {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return { value: value === 0 ? 0 : value };
    return {
      problem: Number.isInteger(value)
        ? `${value} is too large for a number without losing digits: write it as a string.`
        : `${show(value)} is not a whole number.`,
    };
  }
  if (typeof value !== 'string' || !/^-?\d{1,80}$/.test(value))
    return { problem: `${show(value)} is not a whole number.` };
  const exact = BigInt(value);
  if (exact >= WIDEST || exact < -WIDEST)
    return { problem: `${show(value)} has more digits than any integer.` };
  const near = Number(exact);
  return { value: Number.isSafeInteger(near) ? near : exact.toString() };
}

function readDecimal(value: unknown): ReadValue {
  const text = typeof value === 'number' && Number.isFinite(value) ? plainDigits(value) : value;
  if (typeof text === 'string' && /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 76)
    return { value: text };
  return {
    problem: `${show(value)} is not a decimal number: write digits, as in "12.50", at most 76 of them.`,
  };
}

function readFloat(value: unknown): ReadValue {
  const number =
    typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number)
    ? { value: number }
    : { problem: `${show(value)} is not a number.` };
}

function readDate(value: unknown): ReadValue {
  const exists = typeof value === 'string' && parseDay(value) !== undefined;
  const year = exists ? Number(value.slice(0, 4)) : Number.NaN;
  if (exists && year >= FIRST_YEAR && year <= LAST_YEAR) return { value };
  return {
    problem: `${show(value)} is not a date: write "2024-03-01", an existing day in the years ${FIRST_YEAR} to ${LAST_YEAR}.`,
  };
}

/** Digits of a number without an exponent: 1e21 → 1000000000000000000000, 1.5e-7 → 0.00000015. */
function plainDigits(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const shift = Number(exponent ?? 0);
  if (shift === 0) return String(value);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`;
  return point <= 0
    ? `${sign}0.${'0'.repeat(-point)}${digits}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A value as the caller wrote it, cut when it is long. */
export function show(value: unknown): string {
  const text = written(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** TRICKY: JSON.stringify recurses, so ten thousand brackets from a file would overflow the stack. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
