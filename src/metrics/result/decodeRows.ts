import { InvariantError, unreachable } from '../../errors.js';
import { zoneOf } from '../resolve/zone.js';
import type { Statement, StatementColumn } from '../sql/statement.js';
import type { ResultValue } from './metricResult.js';

/**
 * Rows as the engine gives them (arrays in column order; 64-bit integers and decimals as strings) → values by response key.
 *
 * Integers are numbers when a float holds them exactly, else strings. Decimals are strings as the engine writes them. A time is an ISO instant with
 * the offset of the column's zone; its fraction is shown to its last digit that is not 0. NaN and infinity are null. Throws InvariantError when a row does
 * not have the statement's columns.
 */
export function decodeRows(
  statement: Pick<Statement, 'columns'>,
  rows: readonly (readonly unknown[])[],
): ReadonlyMap<string, ResultValue>[] {
  const { columns } = statement;
  return rows.map((row) => {
    if (row.length !== columns.length)
      throw new InvariantError(`A row has ${row.length} values for ${columns.length} columns.`);
    const decoded = new Map<string, ResultValue>();
    columns.forEach((column, index) => decoded.set(column.key, decodeValue(row[index], column)));
    return decoded;
  });
}

function decodeValue(value: unknown, column: StatementColumn): ResultValue {
  if (value === null || value === undefined) return null;
  switch (column.type) {
    case 'integer':
      return decodeInteger(value);
    case 'decimal':
      return decodeDecimal(value);
    case 'float':
      return decodeFloat(value);
    case 'boolean':
      return value === true || value === 1 || value === '1' || value === 'true';
    case 'time':
      return decodeTime(plainText(value), column.timezone ?? 'UTC');
    case 'string':
    case 'date':
    case 'uuid':
      return plainText(value);
    case 'list':
      return decodeElement(value);
    default:
      return unreachable(column.type);
  }
}

function decodeInteger(value: unknown): ResultValue {
  if (typeof value === 'number') return decodeFloat(value);
  const text = plainText(value);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : /^-?\d+$/.test(text) ? text : decodeFloat(text);
}

function decodeDecimal(value: unknown): ResultValue {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  const text = plainText(value);
  return /^-?(?:nan|inf)/i.test(text) ? null : text;
}

function decodeFloat(value: unknown): ResultValue {
  const number = typeof value === 'number' ? value : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Elements of a list tell their type by themselves: numbers in quotes are 64-bit integers or decimals and keep their digits. */
function decodeElement(value: unknown): ResultValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(decodeElement);
  if (typeof value === 'number') return decodeFloat(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** `2024-07-01T10:00:00.250Z` in Europe/Berlin → `2024-07-01T12:00:00.25+02:00`. */
function decodeTime(text: string, timezone: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(text);
  if (parts === null) throw new InvariantError('The engine answered a time that is no ISO instant.');
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  const instant = Date.parse(`${parts[1]}T${parts[2]}Z`);
  const offset = zoneOf(timezone).offsetAt(instant);
  const local =
    offset === 0 ? `${parts[1]}T${parts[2]}` : new Date(instant + offset).toISOString().slice(0, 19);
  return `${local}${fraction === '' ? '' : `.${fraction}`}${offsetText(offset)}`;
}

/** `Z` for UTC itself; offsets with seconds (before standard time) are rounded to minutes, as ISO 8601 has no seconds there. */
function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  throw new InvariantError('The engine answered a list where one value was expected.');
}
