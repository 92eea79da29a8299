import { InvariantError } from '../../errors.js';
import type { ConditionOperator, Scalar } from '../query/metricQuery.js';
import type { Operand } from '../resolve/resolvedQuery.js';
import { boundList, boundValue, fits, type Comparable, type Present } from './boundValue.js';
import { decimalShape, isWideTime, plainType } from './clickhouseType.js';
import { join, loose, sql, tight, type Sql } from './sql.js';

/** A field, how its values compare, and the question asked of it. */
export interface Comparison {
  /** Must not need parentheses: a name, a call, or already in them. */
  readonly subject: Sql;
  readonly field: Comparable;
  readonly operator: ConditionOperator;
  readonly operand: Operand;
}

/** True, false or NULL as in SQL: a comparison with NULL is NULL; only a NULL inside a list, and isNull, ask for NULL itself. */
export function renderCondition({ subject, field, operator, operand }: Comparison): Sql {
  const one = () => boundValue(scalarOf(operand), field);
  switch (operator) {
    case 'eq':
      return sql`${asText(subject, field)} = ${one()}`;
    case 'ne':
      return sql`${asText(subject, field)} != ${one()}`;
    case 'gt':
      return sql`${asText(subject, field)} > ${one()}`;
    case 'gte':
      return sql`${asText(subject, field)} >= ${one()}`;
    case 'lt':
      return sql`${asText(subject, field)} < ${one()}`;
    case 'lte':
      return sql`${asText(subject, field)} <= ${one()}`;
    case 'between': {
      if (operand.kind !== 'range' || operand.from === null || operand.to === null) throw wrongOperand();
      const [from, to] = [boundValue(operand.from, field), boundValue(operand.to, field)];
      return sql`(${asText(subject, field)} BETWEEN ${from} AND ${to})`;
    }
    case 'in':
    case 'notIn':
      return membership({ subject, field, operator, operand });
    case 'isNull':
      return scalarOf(operand) === true ? sql`${subject} IS NULL` : sql`${subject} IS NOT NULL`;
    case 'startsWith':
      return sql`startsWithCaseInsensitiveUTF8(${asText(subject, field)}, ${one()})`;
    case 'endsWith':
      return sql`endsWithCaseInsensitiveUTF8(${asText(subject, field)}, ${one()})`;
    case 'contains':
      return sql`positionCaseInsensitiveUTF8(${asText(subject, field)}, ${one()}) > 0`;
    case 'matches':
      return sql`match(${asText(subject, field)}, ${one()})`;
  }
}

function membership({ subject, field, operator, operand }: Comparison): Sql {
  if (operand.kind !== 'list') throw wrongOperand();
  const values = operand.values.filter((scalar) => scalar !== null);
  const withNull = values.length < operand.values.length;
  const negated = operator === 'notIn';
  // In a list of nothing is nothing, not even NULL: ClickHouse would answer NULL for NULL.
  if (values.length === 0 && !withNull) return negated ? sql`true` : sql`false`;
  const isNull = negated ? sql`${subject} IS NOT NULL` : sql`${subject} IS NULL`;
  if (values.length === 0) return isNull;
  const isIn = listed(subject, { field, values, negated });
  if (!withNull) return isIn;
  return negated ? allOf([isIn, isNull]) : anyOf([isIn, isNull]);
}

/** IN converts its list to the type of the subject: it cuts off digits that do not fit, or fails. So only values that fit are listed; the others equal nothing. */
function listed(
  subject: Sql,
  { field, values, negated }: { field: Comparable; values: readonly Present[]; negated: boolean },
): Sql {
  if (field.type === 'decimal' && decimalShape(field.clickhouseType ?? '') === undefined) {
    const each = values.map((scalar) => boundValue(scalar, field));
    // Of a LowCardinality, ClickHouse makes an IN of these after all.
    const plain = field.clickhouseType?.startsWith('LowCardinality') === true ? sql`toDecimal256(${subject}, 0)` : subject; // prettier-ignore
    return negated
      ? allOf(each.map((bound) => sql`${plain} != ${bound}`))
      : anyOf(each.map((bound) => sql`${plain} = ${bound}`));
  }
  const bound = boundList(values.filter((scalar) => fits(scalar, field)), field); // prettier-ignore
  const member = comparesAsList(asText(subject, field), field);
  return negated ? sql`${member} NOT IN ${bound}` : sql`${member} IN ${bound}`;
}

/** Enum, IPv4 and FixedString refuse or bend texts that are no value of theirs; as text they compare like any other. */
export function asText(subject: Sql, { type, clickhouseType = 'String' }: Comparable): Sql {
  return type === 'string' && plainType(clickhouseType) !== 'String' ? sql`toString(${subject})` : subject;
}

/** A DateTime refuses a list of DateTime64. */
function comparesAsList(subject: Sql, { type, clickhouseType = '' }: Comparable): Sql {
  return type === 'time' && !isWideTime(clickhouseType) ? sql`toDateTime64(${subject}, 0, 'UTC')` : subject;
}

function scalarOf(operand: Operand): Exclude<Scalar, null> {
  if (operand.kind !== 'scalar' || operand.value === null) throw wrongOperand();
  return operand.value;
}

function wrongOperand(): InvariantError {
  return new InvariantError('An operand does not have the shape that its operator takes.');
}

/** `a AND b`; of nothing it is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`true`;
  return conditions.length === 1 ? (conditions[0] as Sql) : loose(join(conditions.map(tight), sql` AND `));
}

/** `a OR b`; of nothing it is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`false`;
  return conditions.length === 1 ? (conditions[0] as Sql) : loose(join(conditions.map(tight), sql` OR `));
}

export function negation(condition: Sql): Sql {
  return sql`NOT (${condition})`;
}
