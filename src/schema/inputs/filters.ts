import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  type GraphQLScalarType,
} from 'graphql';
import { unreachable } from '../../errors.js';
import {
  CONDITION_OPERATORS,
  OPERATORS,
  type ConditionOperator,
  type ValueType,
} from '../../metrics/index.js';
import { DateScalar, DateTime } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';
import { Int64 } from '../scalars/int64.js';
import { Value } from '../scalars/loose.js';
import { Uuid } from '../scalars/uuid.js';

/** Input types of conditions, one for each type of value, with exactly the operators the compiler has for it. */

function between(type: GraphQLScalarType): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: `${type.name}Between`,
    fields: { from: { type: new GraphQLNonNull(type) }, to: { type: new GraphQLNonNull(type) } },
  });
}

interface Operand {
  readonly value: GraphQLScalarType;
  readonly range: GraphQLInputObjectType | undefined;
}

function operatorField(operator: ConditionOperator, { value, range }: Operand): GraphQLInputFieldConfig {
  switch (operator) {
    case 'eq':
      return { type: value, description: 'Equal; null means NULL.' };
    case 'ne':
      return {
        type: value,
        description: 'Different. NULL is neither equal nor different; null means not NULL.',
      };
    case 'in':
      return { type: new GraphQLList(value), description: 'One of these; a null in the list means NULL.' };
    case 'notIn':
      return { type: new GraphQLList(value), description: 'None of these; a null in the list means NULL.' };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { type: value };
    case 'between':
      return { type: range ?? between(value), description: 'Both ends included.' };
    case 'isNull':
      return { type: GraphQLBoolean };
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return { type: GraphQLString, description: 'Ignores case.' };
    case 'matches':
      return { type: GraphQLString, description: 'An re2 regular expression; minds case.' };
    default:
      return unreachable(operator);
  }
}

function operatorFields(
  operators: readonly ConditionOperator[],
  value: GraphQLScalarType,
): GraphQLInputFieldConfigMap {
  const range = operators.includes('between') ? between(value) : undefined;
  return Object.fromEntries(
    operators.map((operator) => [operator, operatorField(operator, { value, range })]),
  );
}

function filter(type: ValueType, value: GraphQLScalarType): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: `${value.name}Filter`,
    description: `Conditions on a ${value.name}, all of which must hold.`,
    fields: operatorFields(OPERATORS[type], value),
  });
}

/** None for lists, which cannot be compared. */
const BY_TYPE: Readonly<Record<Exclude<ValueType, 'list'>, GraphQLInputObjectType>> = {
  string: filter('string', GraphQLString),
  integer: filter('integer', Int64),
  decimal: filter('decimal', Decimal),
  float: filter('float', GraphQLFloat),
  boolean: filter('boolean', GraphQLBoolean),
  date: filter('date', DateScalar),
  time: filter('time', DateTime),
  uuid: filter('uuid', Uuid),
};

export function filterFor(type: ValueType): GraphQLInputObjectType | undefined {
  return type === 'list' ? undefined : BY_TYPE[type];
}

/** A condition on a response key of the view; what it is compared with, only the compiler knows. */
export const AliasFilter = new GraphQLInputObjectType({
  name: 'AliasFilter',
  description:
    'Conditions on a field of this view by its response key, dotted where the answer nests (`site.name`).',
  fields: {
    name: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Response key: the alias, else the name of the field.',
    },
    ...operatorFields(CONDITION_OPERATORS, Value),
  },
});

/** All filter inputs and the ranges of their `between`. */
export const FILTERS: readonly GraphQLInputObjectType[] = [...Object.values(BY_TYPE), AliasFilter].flatMap(
  (type) => {
    const range = type.getFields()['between']?.type;
    return range instanceof GraphQLInputObjectType ? [type, range] : [type];
  },
);
