import type { Dimension, ValueType } from '../definitions.js';
import type { Mask, MaskedAs } from './mask.js';

/** What a masked dimension is: its meaning, and the ClickHouse type that holds each of its values. Every mask can be NULL. */
export interface MaskedType {
  readonly type: ValueType;
  /** Without Nullable. */
  readonly stored: string;
}

/** Without wrappers: `LowCardinality(Nullable(String))` → `String`. */
export function storedType(clickhouseType: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(clickhouseType.trim())?.[1];
  return inner === undefined ? clickhouseType.trim() : storedType(inner);
}

/** Bits of an address; undefined for what is none, or what nothing says to be one. */
export function addressBits(clickhouseType: string): number | undefined {
  const stored = storedType(clickhouseType);
  return stored === 'IPv4' ? 32 : stored === 'IPv6' ? 128 : undefined;
}

export function maskedType(dimension: Dimension, { show, unless }: Mask): MaskedType {
  const own: MaskedType = { type: dimension.type, stored: roomFor(dimension) };
  const shown = typeOf(show, own);
  if (unless === undefined) return shown;
  // Value and mask stand in one column: where they are of two kinds, as text.
  const instant = dimension.type === 'time' && shown.type === 'date';
  return shown.type === own.type || instant ? own : { type: 'string', stored: 'String' };
}

function typeOf(show: MaskedAs, own: MaskedType): MaskedType {
  switch (show.kind) {
    case 'hash':
    case 'start':
      return { type: 'string', stored: 'String' };
    case 'null':
    case 'multiple':
      return own;
    case 'constant':
      return constantType(show.value, own);
    case 'unit':
      return show.unit === 'minute' || show.unit === 'hour' ? own : { type: 'date', stored: 'Date32' };
  }
}

function constantType(value: string | number | boolean, own: MaskedType): MaskedType {
  if (typeof value === 'boolean') return { type: 'boolean', stored: 'Bool' };
  if (typeof value === 'string') return { type: 'string', stored: 'String' };
  if (own.type === 'decimal' && Number.isSafeInteger(value)) return own;
  return Number.isSafeInteger(value) && own.type !== 'float'
    ? { type: 'integer', stored: own.type === 'integer' ? own.stored : 'Int64' }
    : { type: 'float', stored: 'Float64' };
}

/** A type that has room for every value of a dimension and for what rounding makes of it. */
function roomFor({ type, clickhouseType }: Dimension): string {
  const stored = storedType(clickhouseType);
  switch (type) {
    case 'string':
      return 'String';
    case 'integer':
      return /^U?Int(?:8|16|32)$/.test(stored) ? 'Int64' : 'Int256';
    case 'decimal':
      return `Decimal(76, ${/^Decimal.*?(\d+)\)$/.exec(stored)?.[1] ?? '0'})`;
    case 'float':
      return 'Float64';
    case 'boolean':
      return 'Bool';
    case 'date':
      return 'Date32';
    case 'time':
      return `DateTime64(${/^DateTime64\((\d)/.exec(stored)?.[1] ?? '0'}, 'UTC')`;
    case 'uuid':
      return 'UUID';
    case 'list':
      return stored;
  }
}
