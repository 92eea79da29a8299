import type { Dimension } from '../definitions.js';
import { Expression, type Hole } from '../expression.js';
import { addressBits, maskedType, storedType, type MaskedType } from './maskedType.js';
import { describeMask, type Mask, type MaskedAs } from './mask.js';

/** What the mask of a dimension depends on. */
export interface MaskedIn {
  readonly dataset: string;
  /** Zone of the days, weeks … that a time is cut to. */
  readonly timezone: string;
  readonly weekStart: 'monday' | 'sunday';
  /** What the condition of the mask reads of the dataset's columns. */
  readonly reads: Iterable<string>;
}

/**
 * The dimension as its mask: its expression gives nothing else, so whoever shows, groups by or orders by it has the mask. It has no grains of the
 * catalog's own, whose buckets are of values, and is no shared dimension unless `alike` says so later.
 */
export function maskedDimension(dimension: Dimension, mask: Mask, at: MaskedIn): Dimension {
  const { choices } = dimension;
  const { type, stored } = maskedType(dimension, mask);
  return {
    ...dimension,
    type,
    sql: maskedExpression(dimension, mask, at),
    clickhouseType: `Nullable(${stored})`,
    grains: undefined,
    ofMeasure: undefined,
    unit: type === dimension.type ? dimension.unit : undefined,
    format: type === dimension.type ? dimension.format : undefined,
    description: [dimension.description, `Masked: shown as ${describeMask(mask)}.`].filter((part) => part !== '').join(' '), // prettier-ignore
    mask,
    choices:
      choices && new Map([...choices].map(([name, choice]) => [name, maskedDimension(choice, mask, at)])),
  };
}

/** Stands for the key of hashes in the text of an expression; no column is called so. */
const KEY = '`@mask:key`';

function maskedExpression(dimension: Dimension, mask: Mask, at: MaskedIn): Expression {
  const { sql, name } = dimension;
  const target = maskedType(dimension, mask);
  const masked = converted(mask.show, { dimension, target, at });
  const holes = new Map<string, Hole>(masked.includes(KEY) ? [[KEY, { kind: 'maskKey' }]] : []);
  const identifiers = new Set(sql.identifiers);
  if (mask.unless === undefined)
    return Expression.open(new Expression(masked, identifiers, FUNCTIONS), holes);
  const condition = `\`@mask:${at.dataset}.${name}\``;
  holes.set(condition, { kind: 'rows', dataset: at.dataset, rows: mask.unless });
  for (const column of at.reads) identifiers.add(column);
  // Enums, addresses and texts of a fixed length are texts.
  const value = target.type === 'string' ? `toString(${sql.text})` : sql.text;
  const text = `if(${condition}, ${cast(value, target)}, ${masked})`;
  return Expression.open(new Expression(text, identifiers, FUNCTIONS), holes);
}

/** Not empty: an expression that calls something is no plain column. */
const FUNCTIONS: ReadonlySet<string> = new Set(['mask']);

interface Masking {
  readonly dimension: Dimension;
  readonly target: MaskedType;
  readonly at: MaskedIn;
}

/** SQL of the mask alone. Always of one type, that can be NULL: what ClickHouse makes of a function differs between versions and types. */
function converted(show: MaskedAs, { dimension, target, at }: Masking): string {
  const text = dimension.sql.text;
  switch (show.kind) {
    case 'hash':
      return cast(`lower(hex(sipHash128ReferenceKeyed(${KEY}, toString(${text}))))`, target);
    case 'null':
      return cast('NULL', target);
    case 'constant':
      return cast(literal(show.value), target);
    case 'start':
      return cast(start(text, show.length, dimension), target);
    case 'multiple':
      return cast(multiple(text, show.of, dimension), target);
    case 'unit':
      return cast(unitStart(show.unit, { dimension, target, at }), target);
  }
}

function cast(expression: string, { stored }: MaskedType): string {
  return `CAST(${expression}, ${literal(`Nullable(${stored})`)})`;
}

function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
}

function start(text: string, length: number, { clickhouseType }: Dimension): string {
  const bits = addressBits(clickhouseType);
  if (bits === undefined) return `substringUTF8(toString(${text}), 1, ${length})`;
  return `toString(tupleElement(IPv${bits === 32 ? 4 : 6}CIDRToRange(${text}, ${length}), 1))`;
}

function multiple(text: string, size: number, { type, clickhouseType }: Dimension): string {
  if (type === 'float') return `floor((${text}) / ${size}) * ${size}`;
  if (type === 'decimal') {
    const whole = `toInt256(floor(${text}))`;
    // A Decimal is made of text: ClickHouse converts no Int256.
    return `toString(${whole} - positiveModulo(${whole}, ${size}))`;
  }
  const wide = /^U?Int(?:8|16|32)$/.test(storedType(clickhouseType)) ? 'toInt64' : 'toInt256';
  return `${wide}(${text}) - positiveModulo(${wide}(${text}), ${size})`;
}

function unitStart(
  unit: Extract<MaskedAs, { kind: 'unit' }>['unit'],
  { dimension: { type, sql }, target, at }: Masking,
): string {
  const zone = literal(at.timezone);
  if (unit === 'minute' || unit === 'hour') {
    const clock = unit === 'hour' ? 'toStartOfHour' : 'toStartOfMinute';
    return `${clock}(toDateTime64(${sql.text}, 0, 'UTC'), 'UTC')`;
  }
  const day = type === 'time' ? `toDate32(${sql.text}, ${zone})` : `toDate32(${sql.text})`;
  const date = dateStart(unit, day, at);
  return target.type === 'time' ? `toDateTime64(${date}, 0, ${zone})` : date;
}

function dateStart(unit: string, day: string, { weekStart }: MaskedIn): string {
  switch (unit) {
    case 'week':
      return `toStartOfWeek(${day}, ${weekStart === 'sunday' ? 0 : 1})`;
    case 'month':
      return `toStartOfMonth(${day})`;
    case 'quarter':
      return `toStartOfQuarter(${day})`;
    case 'year':
      return `toStartOfYear(${day})`;
    default:
      return day;
  }
}
