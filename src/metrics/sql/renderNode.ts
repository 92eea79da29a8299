import { InvariantError } from '../../errors.js';
import type { MeasureNode } from '../resolve/resolvedQuery.js';
import { commonKind, numericKind, type NumericKind } from './numericKind.js';
import { list, numberLiteral, sql, type Sql } from './sql.js';

type AggregateNode = Extract<MeasureNode, { kind: 'aggregate' }>;
type ArithmeticNode = Extract<MeasureNode, { kind: 'arithmetic' }>;
export type RankNode = Extract<MeasureNode, { kind: 'rank' }>;
type CallNode = Extract<MeasureNode, { kind: 'call' }>;

/** Where a node's parts come from. */
export interface NodeParts {
  /** A finished aggregate: the call itself, or the column that holds it. */
  readonly leaf: (node: AggregateNode) => Sql;
  /** The name under which this very node is already selected, if it is. */
  readonly named: (node: MeasureNode) => Sql | undefined;
  /** The column that holds a rank, where groups are finished. */
  readonly rank?: (node: RankNode) => Sql;
}

/** The SQL of a number of a group. Divides last, never truncates and never by zero. */
export function renderNode(node: MeasureNode, parts: NodeParts): Sql {
  switch (node.kind) {
    case 'aggregate':
      return parts.leaf(node);
    case 'number':
      return numberLiteral(node.text);
    case 'divide': {
      const [numerator, denominator] = [numericKind(node.numerator).kind, numericKind(node.denominator)];
      // A decimal divided by a decimal keeps the scale of the left one and drops the rest.
      const asFloat = numerator === 'decimal' || denominator.kind === 'decimal';
      const top = asFloat
        ? sql`toFloat64(${child(node.numerator, parts)})`
        : operand(node.numerator, 2, parts);
      const never0 = node.denominator.kind === 'number' && Number(node.denominator.text) !== 0;
      return never0
        ? sql`${top} / ${child(node.denominator, parts)}`
        : sql`${top} / nullIf(${child(node.denominator, parts)}, 0)`;
    }
    case 'arithmetic':
      return arithmetic(node, parts);
    case 'call':
      return call(node, parts);
    case 'rank':
      if (parts.rank === undefined) throw new InvariantError('A rank is taken over finished groups.');
      return parts.rank(node);
  }
}

function child(node: MeasureNode, parts: NodeParts): Sql {
  return parts.named(node) ?? renderNode(node, parts);
}

/** With parentheses when it binds looser than what stands next to it: 1 for + and -, 2 for * and /. */
function operand(node: MeasureNode, binding: number, parts: NodeParts): Sql {
  const named = parts.named(node);
  if (named !== undefined) return named;
  const own = node.kind === 'divide' ? 2 : node.kind !== 'arithmetic' ? 3 : node.operator === '*' ? 2 : 1;
  const rendered = renderNode(node, parts);
  return own < binding ? sql`(${rendered})` : rendered;
}

function arithmetic(node: ArithmeticNode, parts: NodeParts): Sql {
  const [left, right] = [numericKind(node.left), numericKind(node.right)];
  const binding = node.operator === '*' ? 2 : 1;
  const cast = node.operator === '*' ? factorCast : termCast;
  const first = cast(left, right);
  // Casting one factor is enough: a product has the type of its wider one.
  const second = node.operator === '*' && first !== undefined ? undefined : cast(right, left);
  const a = widened(first, { kind: left, node: node.left, binding }, parts);
  const b = widened(second, { kind: right, node: node.right, binding: binding + 1 }, parts);
  switch (node.operator) {
    case '+':
      return sql`${a} + ${b}`;
    case '-':
      return sql`${a} - ${b}`;
    case '*':
      return sql`${a} * ${b}`;
  }
}

type Cast = 'toFloat64' | 'toInt128' | 'toInt256' | 'toDecimal256' | undefined;

function widened(
  cast: Cast,
  { kind, node, binding }: { kind: NumericKind; node: MeasureNode; binding: number },
  parts: NodeParts,
): Sql {
  switch (cast) {
    case 'toFloat64':
      return sql`toFloat64(${child(node, parts)})`;
    case 'toInt128':
      return sql`toInt128(${child(node, parts)})`;
    case 'toInt256':
      return sql`toInt256(${child(node, parts)})`;
    case 'toDecimal256':
      return sql`toDecimal256(${child(node, parts)}, ${scaleLiteral(kind)})`;
    case undefined:
      return operand(node, binding, parts);
  }
}

/** Sums and differences: 64 bits may wrap. ClickHouse adds no float to an integer of 128 bits or more. */
function termCast(own: NumericKind, other: NumericKind): Cast {
  if (own.kind === 'float') return undefined;
  if (other.kind === 'float') return own.kind === 'wide' ? 'toFloat64' : undefined;
  if (own.kind === 'decimal') return isLarge(other) ? 'toDecimal256' : undefined;
  return own.kind === 'integer' && other.kind !== 'decimal' ? 'toInt128' : undefined;
}

/** Products need room: ClickHouse gives a product the type of its wider factor and lets integers wrap. */
function factorCast(own: NumericKind, other: NumericKind): Cast {
  const kinds = [own.kind, other.kind];
  if (kinds.includes('float')) return own.kind === 'wide' ? 'toFloat64' : undefined;
  if (kinds.includes('other')) return undefined;
  if (own.kind === 'decimal') return other.kind === 'literal' ? undefined : 'toDecimal256';
  if (other.kind === 'decimal') return undefined;
  if (kinds.includes('wide')) return 'toInt256';
  if (kinds.includes('literal')) return kinds.includes('integer') ? 'toInt128' : undefined;
  return 'toInt128';
}

function isLarge({ kind }: NumericKind): boolean {
  return kind === 'integer' || kind === 'wide';
}

function scaleLiteral(kind: NumericKind): Sql {
  return numberLiteral(String(kind.kind === 'decimal' ? kind.scale : 0));
}

function call(node: CallNode, parts: NodeParts): Sql {
  const { name, args } = node;
  if (name === 'if') {
    const [condition] = args;
    const values = sameKind(args.slice(1), parts);
    const either = values.length === 1 ? sql`${list(values)}, NULL` : list(values);
    return sql`if(${condition === undefined ? sql`NULL` : child(condition, parts)}, ${either})`;
  }
  const rendered = SAME_KIND.includes(name)
    ? sameKind(args, parts)
    : args.map((argument) => child(argument, parts));
  const all = list(rendered);
  switch (name) {
    case 'abs':
      return sql`abs(${all})`;
    case 'round':
      return sql`round(${all})`;
    case 'floor':
      return sql`floor(${all})`;
    case 'ceil':
      return sql`ceil(${all})`;
    case 'coalesce':
      return sql`coalesce(${all})`;
    case 'nullif':
      return sql`nullIf(${all})`;
    case 'greatest':
      return sql`greatest(${all})`;
    case 'least':
      return sql`least(${all})`;
    case 'not':
      return sql`NOT (${all})`;
    default:
      return comparison(name, rendered);
  }
}

const SAME_KIND: readonly CallNode['name'][] = [
  'coalesce',
  'greatest',
  'least',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
];

type Comparison = Extract<CallNode['name'], '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or'>;

function comparison(name: Comparison, [left, right]: readonly Sql[]): Sql {
  const [a, b] = [left ?? sql`NULL`, right ?? sql`NULL`];
  switch (name) {
    case '=':
      return sql`${a} = ${b}`;
    case '!=':
      return sql`${a} != ${b}`;
    case '<':
      return sql`${a} < ${b}`;
    case '<=':
      return sql`${a} <= ${b}`;
    case '>':
      return sql`${a} > ${b}`;
    case '>=':
      return sql`${a} >= ${b}`;
    case 'and':
      return sql`(${a}) AND (${b})`;
    case 'or':
      return sql`(${a}) OR (${b})`;
  }
}

/** Of numbers of different kinds ClickHouse makes a Variant, which is no number any more, or refuses: they become one kind first. */
function sameKind(args: readonly MeasureNode[], parts: NodeParts): readonly Sql[] {
  const kinds = args.map(numericKind);
  const common = kinds.reduce(commonKind);
  const computed = args.filter(({ kind }) => kind !== 'number').length;
  return args.map((argument, index) => {
    const kind = kinds[index] as NumericKind;
    const rendered = child(argument, parts);
    // A literal takes the kind of what it stands with.
    if (argument.kind === 'number' || (computed === 1 && kind.kind === common.kind)) return rendered;
    switch (common.kind) {
      case 'float':
        return kind.kind === 'float' ? rendered : sql`toFloat64(${rendered})`;
      case 'decimal':
        return kind.kind === 'decimal' ? rendered : sql`toDecimal256(${rendered}, ${scaleLiteral(common)})`;
      case 'wide':
        return sql`toInt256(${rendered})`;
      case 'count':
      case 'integer':
        return sql`toInt128(${rendered})`;
      case 'literal':
      case 'other':
        return rendered;
    }
  });
}
