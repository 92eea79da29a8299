import { isCount } from '../catalog/aggregateFunctions.js';
import type { Scalar } from '../query/metricQuery.js';
import type { GroupFilter, GroupValue, MeasureNode } from './resolvedQuery.js';
import { leavesOf, type Leaf } from './series.js';

export function isCountLeaf({ measure: { aggregate } }: Leaf): boolean {
  return isCount(aggregate.name);
}

/** The number of a group without rows. */
export function numberOfNone(node: MeasureNode): number | null {
  switch (node.kind) {
    case 'aggregate':
      return isCountLeaf(node) ? 0 : null;
    case 'number':
      return Number(node.text);
    case 'rank':
      return null;
    case 'divide':
      return combined(node.numerator, node.denominator, (a, b) => (b === 0 ? null : a / b));
    case 'arithmetic':
      return combined(node.left, node.right, (a, b) =>
        node.operator === '+' ? a + b : node.operator === '-' ? a - b : a * b,
      );
    case 'call':
      return called(node.name, node.args.map(numberOfNone));
  }
}

function combined(
  left: MeasureNode,
  right: MeasureNode,
  compute: (a: number, b: number) => number | null,
): number | null {
  const [a, b] = [numberOfNone(left), numberOfNone(right)];
  return a === null || b === null ? null : compute(a, b);
}

type CallName = Extract<MeasureNode, { kind: 'call' }>['name'];

function called(name: CallName, args: readonly (number | null)[]): number | null {
  const [first = null, second = null] = args;
  if (name === 'coalesce') return args.find((arg) => arg !== null) ?? null;
  if (name === 'nullif') return first === second ? null : first;
  if (name === 'if') return first === 1 ? second : (args[2] ?? null);
  if (name === 'and' || name === 'or') {
    const decisive = name === 'or' ? 1 : 0;
    return args.includes(decisive) ? decisive : args.includes(null) ? null : 1 - decisive;
  }
  const known = args.filter((arg) => arg !== null);
  // These two pass over what is unknown.
  if (name === 'greatest' || name === 'least')
    return known.length === 0 ? null : name === 'greatest' ? Math.max(...known) : Math.min(...known);
  if (known.length < args.length || first === null) return null;
  switch (name) {
    case 'abs':
      return Math.abs(first);
    case 'round':
      return Number(first.toFixed(second ?? 0));
    case 'floor':
      return Math.floor(first);
    case 'ceil':
      return Math.ceil(first);
    case 'not':
      return 1 - first;
    case '=':
      return Number(first === second);
    case '!=':
      return Number(first !== second);
    case '<':
      return Number(first < Number(second));
    case '<=':
      return Number(first <= Number(second));
    case '>':
      return Number(first > Number(second));
    case '>=':
      return Number(first >= Number(second));
  }
}

/** Whether a filter over groups would keep a group without rows. */
export function holdsForNone(filter: GroupFilter): boolean {
  return truthOfNone(filter) === true;
}

/** True, false, or undefined for NULL. */
function truthOfNone(filter: GroupFilter): boolean | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.of.map(truthOfNone);
      const decisive = filter.kind === 'or';
      if (parts.includes(decisive)) return decisive;
      return parts.includes(undefined) ? undefined : !decisive;
    }
    case 'not': {
      const inner = truthOfNone(filter.of);
      return inner === undefined ? undefined : !inner;
    }
    case 'compare':
      return compareNone(filter);
  }
}

type Compare = Extract<GroupFilter, { kind: 'compare' }>;

function compareNone({ value, operator, operand }: Compare): boolean | undefined {
  const list = value.kind === 'measure' && value.type === 'list';
  const number = value.kind === 'measure' && !list ? numberOfNone(value.node) : null;
  if (operator === 'isNull') {
    const asked = operand.kind === 'scalar' && operand.value === true;
    // A list of nothing is empty, not NULL.
    return (number === null && !list) === asked;
  }
  const values = operand.kind === 'list' ? operand.values : [];
  const inList = () => values.some((wanted) => wanted !== null && Number(wanted) === number);
  if (operator === 'in' || operator === 'notIn') {
    const negated = operator === 'notIn';
    if (values.length === 0) return negated;
    if (number === null) return values.includes(null) ? !negated : undefined;
    return inList() !== negated;
  }
  if (number === null) return undefined;
  if (operand.kind === 'range') return number >= Number(operand.from) && number <= Number(operand.to);
  const wanted = Number(operand.kind === 'scalar' ? operand.value : null);
  switch (operator) {
    case 'eq':
      return number === wanted;
    case 'ne':
      return number !== wanted;
    case 'gt':
      return number > wanted;
    case 'gte':
      return number >= wanted;
    case 'lt':
      return number < wanted;
    case 'lte':
      return number <= wanted;
    default:
      // Patterns are over texts, and a text of nothing is NULL.
      return undefined;
  }
}

/** The groups that a filter does not keep: it is false or NULL for them. */
export function isNotTrue(filter: GroupFilter): GroupFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind === 'and' ? 'or' : 'and', of: filter.of.map(isNotTrue) };
    case 'not':
      return isNotFalse(filter.of);
    case 'compare':
      return orNull({ kind: 'not', of: filter }, filter);
  }
}

function isNotFalse(filter: GroupFilter): GroupFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, of: filter.of.map(isNotFalse) };
    case 'not':
      return isNotTrue(filter.of);
    case 'compare':
      return orNull(filter, filter);
  }
}

function orNull(filter: GroupFilter, { value, operator, operand }: Compare): GroupFilter {
  const decided: Scalar | undefined =
    operand.kind === 'list' && (operand.values.length === 0 || operand.values.includes(null))
      ? null
      : undefined;
  if (operator === 'isNull' || decided === null || neverNull(value)) return filter;
  const isNull = {
    kind: 'compare',
    value,
    operator: 'isNull',
    operand: { kind: 'scalar', value: true },
  } as const;
  return { kind: 'or', of: [filter, isNull] };
}

function neverNull(value: GroupValue): boolean {
  if (value.kind !== 'measure' || value.node.kind !== 'aggregate') return false;
  return value.node.series === undefined && leavesOf(value.node).every(isCountLeaf);
}
