import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import { readDay, readTime } from './clock.js';
import { invalid } from './invalid.js';
import { compare, Decimal, type Truth, type Value } from './value.js';
import { spend } from './work.js';

const EQUALITY = ['eq', 'ne', 'in', 'notIn', 'isNull'];
const ORDERED = [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'between'];
const OPERATORS: Readonly<Record<ValueType, readonly string[]>> = {
  string: [...ORDERED, 'startsWith', 'endsWith', 'contains', 'matches'],
  integer: ORDERED,
  decimal: ORDERED,
  float: ORDERED,
  date: ORDERED,
  time: ORDERED,
  boolean: EQUALITY,
  uuid: EQUALITY,
  list: ['isNull'],
};

/** How two values that are not null compare; where floats may differ in their last digits, this may throw Undecided. */
export type Comparer = (a: Value, b: Value) => number;

/** The operators of one condition, AND-ed, as a test of a value. Checked at once, whatever the rows. */
export function readCondition(
  type: ValueType,
  condition: unknown,
  { zone, compareValues = compare }: { zone: string; compareValues?: Comparer },
): { readonly test: (value: Value) => Truth; readonly isEmpty: boolean } {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    invalid('A condition is an object.');
  const members = Object.entries(condition).filter(([, operand]) => operand !== undefined);
  const tests = members.map(([operator, operand]) => {
    if (!OPERATORS[type].includes(operator)) invalid(`${type} has no operator ${operator}.`);
    return readTest({ type, operator, operand }, { zone, compareValues });
  });
  const test = (value: Value): Truth => {
    spend(tests.length);
    return and(tests.map((each) => each(value)));
  };
  return { test, isEmpty: tests.length === 0 };
}

function readTest(
  { type, operator, operand }: { type: ValueType; operator: string; operand: unknown },
  { zone, compareValues }: { zone: string; compareValues: Comparer },
): (value: Value) => Truth {
  const read = (raw: unknown): Value => readOperand(type, raw, zone);
  /** A comparison with NULL is NULL. */
  const known =
    (test: (value: Value) => boolean) =>
    (value: Value): Truth =>
      value === null ? null : test(value);
  switch (operator) {
    case 'eq':
    case 'ne': {
      if (operand === null) return (value) => (value === null) === (operator === 'eq');
      const wanted = read(operand);
      return known((value) => (compareValues(value, wanted) === 0) === (operator === 'eq'));
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const limit = read(operand);
      return known((value) => {
        const order = compareValues(value, limit);
        return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator];
      });
    }
    case 'between': {
      const { from, to } = (operand ?? {}) as { from?: unknown; to?: unknown };
      const [low, high] = [read(from), read(to)];
      return known((value) => compareValues(value, low) >= 0 && compareValues(value, high) <= 0);
    }
    case 'in':
    case 'notIn': {
      if (!Array.isArray(operand)) invalid(`${operator} takes a list.`);
      const list = (operand as unknown[]).map((item) => (item === null ? null : read(item)));
      const isNegated = operator === 'notIn';
      return (value) => {
        if (list.length === 0) return isNegated;
        // NULL in the list asks for NULL itself.
        if (value === null) return list.includes(null) ? !isNegated : null;
        return list.some((item) => item !== null && compareValues(value, item) === 0) !== isNegated;
      };
    }
    case 'isNull':
      if (typeof operand !== 'boolean') invalid('isNull is true or false.');
      return (value) => (value === null) === operand;
    default:
      return readPattern(operator, operand);
  }
}

function readPattern(operator: string, operand: unknown): (value: Value) => Truth {
  if (typeof operand !== 'string') invalid(`${operator} takes a string.`);
  const text = operand.toLowerCase();
  const matches = operator === 'matches' ? new RegExp(operand, 'su') : undefined;
  return (value) => {
    if (value === null) return null;
    const own = String(value);
    if (matches !== undefined) return matches.test(own);
    const folded = own.toLowerCase();
    if (operator === 'startsWith') return folded.startsWith(text);
    return operator === 'endsWith' ? folded.endsWith(text) : folded.includes(text);
  };
}

/** A value that a caller wrote, by the type of the field. */
function readOperand(type: ValueType, raw: unknown, zone: string): Value {
  const wrong = (): never => invalid(`${JSON.stringify(raw)} is not of type ${type}.`);
  switch (type) {
    case 'string':
      return typeof raw === 'string' ? raw : wrong();
    case 'boolean':
      return typeof raw === 'boolean' ? raw : wrong();
    case 'integer':
      if (typeof raw === 'number') return Number.isSafeInteger(raw) ? BigInt(raw) : wrong();
      return typeof raw === 'string' && /^-?\d{1,76}$/.test(raw) ? BigInt(raw) : wrong();
    case 'decimal':
      if (typeof raw !== 'number' && typeof raw !== 'string') return wrong();
      // 1e30 is a number like any other.
      if (typeof raw === 'number') return Decimal.read(raw.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })); // prettier-ignore
      return /^-?\d+(\.\d+)?$/.test(raw) ? Decimal.read(raw) : wrong();
    case 'float':
      if (typeof raw === 'string' && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(raw)) return wrong();
      return (typeof raw === 'number' || typeof raw === 'string') && Number.isFinite(Number(raw))
        ? Number(raw)
        : wrong();
    case 'date':
      if (typeof raw !== 'string' || readDay(raw) === undefined) return wrong();
      return raw >= '1900' && raw < '2300' ? raw : wrong();
    case 'time':
      return (typeof raw === 'string' ? readTime(zone, raw) : undefined) ?? wrong();
    case 'uuid':
      return typeof raw === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(raw)
        ? raw.toLowerCase()
        : wrong();
    case 'list':
      return wrong();
  }
}

export function and(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

export function or(parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true;
  return parts.includes(null) ? null : false;
}

export function not(part: Truth): Truth {
  return part === null ? null : !part;
}

/** A tree of and / or / not, whose other keys `leaf` reads. */
export interface Tree<Subject> {
  readonly test: (subject: Subject) => Truth;
  /** It keeps everything, for want of any condition. */
  readonly isEmpty: boolean;
}

export function readTree<Subject>(
  tree: unknown,
  leaf: (key: string, value: unknown) => Tree<Subject>,
): Tree<Subject> {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) invalid('A filter is an object.');
  const parts = Object.entries(tree)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]): Tree<Subject> => {
      if (key === 'not') {
        const inner = readTree(value, leaf);
        if (inner.isEmpty) invalid('The opposite of an empty filter.');
        return { test: (subject) => not(inner.test(subject)), isEmpty: false };
      }
      if (key !== 'and' && key !== 'or') return leaf(key, value);
      if (!Array.isArray(value)) invalid(`${key} is a list.`);
      const inner = (value as unknown[]).map((item) => readTree(item, leaf));
      if (key === 'or' && inner.length === 0) invalid('An empty or.');
      const join = key === 'and' ? and : or;
      return {
        test: (subject) => join(inner.map(({ test }) => test(subject))),
        isEmpty: key === 'and' ? inner.every(({ isEmpty }) => isEmpty) : inner.some(({ isEmpty }) => isEmpty),
      };
    });
  return {
    test: (subject) => and(parts.map(({ test }) => test(subject))),
    isEmpty: parts.every(({ isEmpty }) => isEmpty),
  };
}
