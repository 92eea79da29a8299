import { InvariantError } from '../../src/errors.js';
import type { BoundParameter, BoundValue } from './warehouse.js';

/** A value in the shape that both client libraries bind faithfully. */
export type ParameterText = string | null | ListLiteral;

/**
 * Values by name, ready for chdb and @clickhouse/client alike: scalars as text (both libraries refuse or bend some
 * numbers and dates, while the engine reads any text by the declared type), lists as rendered literals.
 *
 * Not a way around binding: the engine parses each value by its type, apart from the statement's text.
 */
export function parameterValues(parameters: readonly BoundParameter[]): Record<string, ParameterText> {
  const values: Record<string, ParameterText> = {};
  for (const { name, type, value } of parameters) {
    if (!/^[A-Za-z_]\w*$/.test(name) || Object.hasOwn(values, name)) {
      throw new InvariantError(`Parameter "${name}" has no proper name or appears twice.`);
    }
    values[name] = isList(value) ? new ListLiteral(value, elementType(type)) : scalarText(value, type);
  }
  return values;
}

/**
 * A list whose literal is already rendered, e.g. `1,2,NULL` or `'a','b'`.
 *
 * TRICKY: both libraries quote every text inside a list, which numeric element types do not read, and numbers lose digits;
 * neither lets a rendered literal through. Both render a list as `[` + list.map(…).join(',') + `]`, so this list maps
 * itself to its one rendered text. The round-trip test of both adapters fails if a library stops doing that.
 */
class ListLiteral extends Array<unknown> {
  readonly #elements: string;

  constructor(values: readonly BoundValue[], type: string) {
    super();
    this.#elements = values.map((value) => literal(value, type)).join(',');
  }

  override map<U>(): U[] {
    return [this.#elements as U];
  }

  /** The whole literal, with its brackets. */
  override toString(): string {
    return `[${this.#elements}]`;
  }
}

function literal(value: BoundValue, type: string): string {
  if (isList(value)) {
    const inner = elementType(type);
    return `[${value.map((element) => literal(element, inner)).join(',')}]`;
  }
  const text = scalarText(value, type);
  if (text === null) return 'NULL';
  if (!NUMERIC.test(plainType(type)))
    return `'${text.replace(/[\\'\0\b\f\n\r\t]/g, (char) => ESCAPES[char] as string)}'`;
  // An unquoted element that is no number could end the list and begin another one.
  if (!NUMBER.test(text)) throw new InvariantError(`A list of ${type} holds something that is not a number.`);
  return text;
}

function scalarText(value: Exclude<BoundValue, readonly BoundValue[]>, type: string): string | null {
  if (value === null) return null;
  const plain = plainType(type);
  const [, unsigned, bits] = INTEGER.exec(plain) ?? [];
  if (bits !== undefined) return integerText(value, { bits: Number(bits), unsigned: unsigned === 'U' });
  if (typeof value === 'number') return numberText(value);
  return UTC_TIME.test(plain) ? String(value).replace(ISO_INSTANT, '$1 $2') : String(value);
}

/** The engine wraps an integer that its type cannot hold, without a word: 300 as UInt8 would ask for 44. So refuse it here. */
function integerText(
  value: string | number | boolean,
  type: { readonly bits: number; readonly unsigned: boolean },
): string {
  const text =
    typeof value === 'number' ? numberText(value) : typeof value === 'boolean' ? `${Number(value)}` : value;
  if (/^[+-]?\d+$/.test(text)) {
    const exact = BigInt(text);
    const wrapped = type.unsigned ? BigInt.asUintN(type.bits, exact) : BigInt.asIntN(type.bits, exact);
    if (wrapped === exact) return text;
  }
  throw new InvariantError(`A parameter of ${type.bits} bits holds something that is not such an integer.`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  // TRICKY: String(1e21) is "1e+21", which integer types do not read; the exact digits do.
  return Number.isInteger(value) && !Object.is(value, -0) ? BigInt(value).toString() : String(value);
}

function isList(value: BoundValue): value is readonly BoundValue[] {
  return Array.isArray(value);
}

/** `Array(Nullable(Int64))` → `Nullable(Int64)`. */
function elementType(type: string): string {
  const inner = /^Array\((.*)\)$/s.exec(plainType(type))?.[1];
  if (inner === undefined) throw new InvariantError(`A list is bound to a parameter of type ${type}.`);
  return inner.trim();
}

/** `LowCardinality(Nullable(String))` → `String`. */
function plainType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type.trim())?.[1];
  return inner === undefined ? type.trim() : plainType(inner);
}

/** Parameters are read by the strict rules, which know neither T nor Z; in a UTC type both can go. */
const UTC_TIME = /^DateTime(?:64)?\(.*'UTC'\)$/;
const ISO_INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/;

const INTEGER = /^(U?)Int(\d+)$/;

const NUMERIC = /^(?:U?Int\d+|Float\d+|BFloat16|Decimal\d*(?:\(.*\))?)$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|inf|nan)$/;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
