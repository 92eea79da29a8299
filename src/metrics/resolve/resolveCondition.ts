import type { ValueType } from '../catalog/definitions.js';
import { MAX_IN_VALUES } from '../query/limits.js';
import { CONDITION_OPERATORS, type ConditionOperator, type Scalar } from '../query/metricQuery.js';
import { unreachable } from '../../errors.js';
import type { IssuePath } from './issues.js';
import { patternProblem } from './patternProblem.js';
import { readValue, show } from './readValue.js';
import type { Operand } from './resolvedQuery.js';
import { isRecord, type Scope } from './scope.js';

export interface Comparison {
  readonly operator: ConditionOperator;
  readonly operand: Operand;
}

const EQUALITY: readonly ConditionOperator[] = ['eq', 'ne', 'in', 'notIn', 'isNull'];
const ORDER: readonly ConditionOperator[] = ['gt', 'gte', 'lt', 'lte', 'between'];
const TEXT: readonly ConditionOperator[] = ['startsWith', 'endsWith', 'contains', 'matches'];

/** Operators that a type has. */
export const OPERATORS: Readonly<Record<ValueType, readonly ConditionOperator[]>> = {
  string: [...EQUALITY, ...ORDER, ...TEXT],
  integer: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  float: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER],
  time: [...EQUALITY, ...ORDER],
  boolean: EQUALITY,
  uuid: EQUALITY,
  list: ['isNull'],
};

/** The comparisons of one condition, which are AND-ed. Members that are undefined are not there; wrong ones are reported. */
export function resolveCondition(
  scope: Scope,
  { name, type, condition }: { name: string; type: ValueType; condition: unknown },
  path: IssuePath,
): readonly Comparison[] {
  const { issues } = scope;
  if (!isRecord(condition)) {
    issues.add(
      'INVALID_ARGUMENT',
      path,
      `A condition on "${name}" is an object of operators, as in { eq: … }; ${show(condition)} is not.`,
    );
    return [];
  }
  return Object.entries(condition).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const operator = CONDITION_OPERATORS.find((known) => known === key);
    if (operator === undefined) {
      issues.unknown('INVALID_ARGUMENT', [...path, key], {
        sentence: `There is no operator "${key}".`,
        name: key,
        candidates: OPERATORS[type],
      });
      return [];
    }
    if (!OPERATORS[type].includes(operator)) {
      issues.add(
        'WRONG_KIND',
        [...path, key],
        `"${name}" is of type ${type}, which has no operator "${operator}" (it has ${OPERATORS[type].join(', ')}).`,
      );
      return [];
    }
    const comparison = new OperandReader(scope, type).comparison({ operator, value }, [...path, key]);
    return comparison === undefined ? [] : [comparison];
  });
}

class OperandReader {
  constructor(
    private readonly scope: Scope,
    private readonly type: ValueType,
  ) {}

  comparison(
    { operator, value }: { operator: ConditionOperator; value: unknown },
    path: IssuePath,
  ): Comparison | undefined {
    switch (operator) {
      case 'eq':
      case 'ne':
        // NULL equals nothing in SQL; asked for by name it means rows without a value, as it does inside "in".
        if (value === null)
          return { operator: 'isNull', operand: { kind: 'scalar', value: operator === 'eq' } };
        return this.#scalar(operator, value, path);
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        return this.#scalar(operator, value, path);
      case 'in':
      case 'notIn':
        return this.#list(operator, value, path);
      case 'between':
        return this.#between(value, path);
      case 'isNull':
        if (typeof value === 'boolean') return { operator, operand: { kind: 'scalar', value } };
        return this.#refuse(path, `"isNull" is true or false, not ${show(value)}.`);
      case 'startsWith':
      case 'endsWith':
      case 'contains':
        if (typeof value === 'string') return { operator, operand: { kind: 'scalar', value } };
        return this.#refuse(path, `"${operator}" takes a string, not ${show(value)}.`);
      case 'matches': {
        const problem =
          typeof value === 'string'
            ? patternProblem(value)
            : `"matches" takes a regular expression in a string, not ${show(value)}.`;
        return problem === undefined
          ? { operator, operand: { kind: 'scalar', value: value as string } }
          : this.#refuse(path, problem);
      }
      default:
        return unreachable(operator);
    }
  }

  #scalar(operator: ConditionOperator, value: unknown, path: IssuePath): Comparison | undefined {
    const read = this.#value(value, path);
    return read === undefined ? undefined : { operator, operand: { kind: 'scalar', value: read } };
  }

  #list(operator: ConditionOperator, value: unknown, path: IssuePath): Comparison | undefined {
    if (!Array.isArray(value))
      return this.#refuse(path, `"${operator}" takes a list of values, not ${show(value)}.`);
    if (value.length > MAX_IN_VALUES)
      return this.scope.issues.add(
        'TOO_MANY',
        path,
        `"${operator}" takes at most ${MAX_IN_VALUES} values; this list has ${value.length}.`,
      );
    const values = value.map((item: unknown, index): Scalar | undefined =>
      item === null ? null : this.#value(item, [...path, index]),
    );
    return values.every((item) => item !== undefined)
      ? { operator, operand: { kind: 'list', values } }
      : undefined;
  }

  #between(value: unknown, path: IssuePath): Comparison | undefined {
    if (!isRecord(value)) return this.#refuse(path, '"between" takes { from, to }, both included.');
    const from = this.#value(value['from'], [...path, 'from']);
    const to = this.#value(value['to'], [...path, 'to']);
    return from === undefined || to === undefined
      ? undefined
      : { operator: 'between', operand: { kind: 'range', from, to } };
  }

  #value(value: unknown, path: IssuePath): string | number | boolean | undefined {
    // An absent variable often arrives as null: read as "no condition" it would let every row through.
    if (value === null || value === undefined)
      return this.#refuse(
        path,
        'A value is missing here (null); use "isNull" to ask for rows without a value.',
      );
    const read = readValue(value, this.type, this.scope.zone);
    return 'value' in read ? read.value : this.#refuse(path, read.problem);
  }

  #refuse(path: IssuePath, message: string): undefined {
    return this.scope.issues.add('INVALID_VALUE', path, message);
  }
}
