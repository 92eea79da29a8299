import type { AggregateCall, Measure, Weight } from '../catalog/definitions.js';
import type { Expression } from '../catalog/expression.js';
import { boundList } from './boundValue.js';
import { decimalShape, integerBits, isNullable } from './clickhouseType.js';
import { list, numberLiteral, sql, value, type Sql } from './sql.js';

/** What a count or sum becomes where rows stand for several: a sum of weights, or of weighted values. */
interface WeightedSum {
  readonly aggregate: AggregateCall;
  readonly args: readonly Sql[];
  /** Rows that count, besides those that count anyway. */
  readonly counted: readonly Sql[];
}

/**
 * Exact where weights are whole numbers. Others have nine digits, with which whole numbers and decimals are multiplied and added as decimals; only the sum is
 * rounded (`roundedSum`), to the digits of the number it is.
 */
export function weightedSum({ aggregate, argumentTypes, type }: Measure, weight: Weight): WeightedSum {
  const [argument] = aggregate.args;
  const [argumentType = ''] = argumentTypes;
  const sum: AggregateCall = { name: 'sum', parameters: '', args: [] };
  const each = renderWeight(weight, type !== 'float');
  if (aggregate.name === 'count') {
    const counted = argument !== undefined && isNullable(argumentType) ? [sql`isNotNull(${argument})`] : [];
    return { aggregate: sum, args: [each], counted };
  }
  const factor = wide(argument as Expression, argumentType, isWhole(weight) || type === 'float');
  return { aggregate: sum, args: [sql`${factor} * ${each}`], counted: [] };
}

/** The finished number in the digits that it has without weights. */
export function roundedSum({ aggregate, type, argumentTypes }: Measure, weight: Weight, sum: Sql): Sql {
  if (isWhole(weight) || type === 'float') return sum;
  if (aggregate.name === 'count') return sql`toUInt64(round(${sum}))`;
  if (type === 'integer') return sql`toInt128(round(${sum}))`;
  const scale = numberLiteral(String(decimalShape(argumentTypes[0] ?? '')?.scale ?? 0));
  return sql`toDecimal256(round(${sum}, ${scale}), ${scale})`;
}

function isWhole({ factors }: Weight): boolean {
  return factors.every(({ factor }) => /^\d+$/.test(factor));
}

function renderWeight(weight: Weight, exact: boolean): Sql {
  const asNumber = (digits: string): Sql =>
    isWhole(weight) || !exact ? numberLiteral(digits) : sql`toDecimal128(${value(digits, 'String')}, 9)`;
  const cases = weight.factors.map(
    ({ factor, websites }) => sql`${weight.id.sql} IN ${boundList(websites, weight.id)}, ${asNumber(factor)}`,
  );
  const otherwise = asNumber('1');
  return cases.length === 1
    ? sql`if(${list(cases)}, ${otherwise})`
    : sql`multiIf(${list(cases)}, ${otherwise})`;
}

/** Wide enough for what rows stand for: a sum must not wrap, nor a decimal overflow. */
function wide(argument: Expression, type: string, whole: boolean): Sql {
  const decimal = decimalShape(type);
  if (decimal !== undefined) {
    const scale = numberLiteral(String(decimal.scale));
    return sql`toDecimal256(${argument}, ${scale})`;
  }
  const bits = integerBits(type) ?? 0;
  if (!whole) return sql`toDecimal256(${argument}, 0)`;
  return bits >= 128
    ? sql`toInt256(${argument})`
    : bits === 64
      ? sql`toInt128(${argument})`
      : sql`${argument}`;
}
