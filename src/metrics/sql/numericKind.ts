import { aggregateFunction } from '../catalog/aggregateFunctions.js';
import type { Measure } from '../catalog/definitions.js';
import type { MeasureNode } from '../resolve/resolvedQuery.js';
import { decimalShape, integerBits } from './clickhouseType.js';

/**
 * How a number behaves in arithmetic. `count`: an integer far below 2^63, so adding and subtracting cannot wrap. `integer`: up to 64 bits.
 * `wide`: 128 bits or more. `literal`: a whole number of a formula; one with a fraction is a float, as ClickHouse reads it.
 */
export type NumericKind =
  | { readonly kind: 'literal' | 'count' | 'integer' | 'wide' | 'float' | 'other' }
  | { readonly kind: 'decimal'; readonly scale: number };

export function numericKind(node: MeasureNode): NumericKind {
  switch (node.kind) {
    case 'number':
      return { kind: node.text.includes('.') ? 'float' : 'literal' };
    case 'aggregate':
      return measureKind(node.measure);
    case 'divide':
      return { kind: 'float' };
    case 'arithmetic':
      return arithmeticKind(node.operator, numericKind(node.left), numericKind(node.right));
    case 'rank':
      return { kind: 'count' };
    case 'call': {
      // What it is compared with or rounded to leaves the first one what it is.
      const [first] = node.args;
      if (first !== undefined && (node.name === 'nullif' || node.name === 'round')) return numericKind(first);
      const values = node.name === 'if' ? node.args.slice(1) : node.args;
      const common = values.map(numericKind).reduce(commonKind, { kind: 'literal' });
      // Several integers meet as one of 128 bits or more.
      const several = values.filter(({ kind }) => kind !== 'number').length > 1;
      return several && (common.kind === 'count' || common.kind === 'integer') ? { kind: 'wide' } : common;
    }
  }
}

function measureKind(measure: Measure): NumericKind {
  const { type, aggregate, clickhouseType, argumentTypes } = measure;
  switch (type) {
    case 'integer': {
      if (aggregate.name.startsWith('sum')) {
        const bits = integerBits(argumentTypes[0] ?? '') ?? 64;
        return { kind: bits >= 64 ? 'wide' : 'count' };
      }
      const { zeroWhenEmpty } = aggregateFunction(aggregate.name);
      const bits = integerBits(clickhouseType) ?? 64;
      return { kind: zeroWhenEmpty || bits <= 32 ? 'count' : bits === 64 ? 'integer' : 'wide' };
    }
    case 'decimal': {
      // A whole number may be declared a decimal; it is stored as what it is.
      const shape = decimalShape(clickhouseType);
      return shape === undefined
        ? measureKind({ ...measure, type: 'integer' })
        : { kind: 'decimal', scale: shape.scale };
    }
    case 'float':
      return { kind: 'float' };
    default:
      return { kind: 'other' };
  }
}

function arithmeticKind(operator: '+' | '-' | '*', left: NumericKind, right: NumericKind): NumericKind {
  const common = commonKind(left, right);
  if (operator !== '*' || common.kind !== 'decimal') {
    const isWidened = common.kind === 'integer' || (common.kind === 'count' && operator === '*');
    return isWidened ? { kind: 'wide' } : common;
  }
  return { kind: 'decimal', scale: scaleOf(left) + scaleOf(right) };
}

function scaleOf(kind: NumericKind): number {
  return kind.kind === 'decimal' ? kind.scale : 0;
}

const ORDER = ['other', 'literal', 'count', 'integer', 'wide', 'decimal', 'float'] as const;

/** The wider of two. */
export function commonKind(a: NumericKind, b: NumericKind): NumericKind {
  const [low, high] = ORDER.indexOf(a.kind) <= ORDER.indexOf(b.kind) ? [a, b] : [b, a];
  return high.kind === 'decimal' ? { kind: 'decimal', scale: Math.max(high.scale, scaleOf(low)) } : high;
}
