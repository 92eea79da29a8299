import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfigMap,
  type GraphQLScalarType,
} from 'graphql';
import { unreachable } from '../../errors.js';
import type { ValueType } from '../../metrics/index.js';
import { DateScalar, DateTime } from '../scalars/dates.js';
import { Decimal } from '../scalars/decimal.js';
import { Int64 } from '../scalars/int64.js';
import { Value } from '../scalars/loose.js';
import { Uuid } from '../scalars/uuid.js';

/** Input types of conditions, one for each type of value. Conditions of one object are AND-ed. */

function equality(type: GraphQLScalarType): GraphQLInputFieldConfigMap {
  return {
    eq: { type },
    ne: { type, description: 'Different; NULL is neither equal nor different.' },
    in: {
      type: new GraphQLList(type),
      description: 'One of these; a null in the list means NULL. At most 10000.',
    },
    notIn: {
      type: new GraphQLList(type),
      description: 'None of these; a null in the list means NULL. At most 10000.',
    },
  };
}

function order(type: GraphQLScalarType, between: GraphQLInputObjectType): GraphQLInputFieldConfigMap {
  return {
    gt: { type },
    gte: { type },
    lt: { type },
    lte: { type },
    between: { type: between, description: 'Both ends included.' },
  };
}

const isNull: GraphQLInputFieldConfigMap = { isNull: { type: GraphQLBoolean } };

const patterns: GraphQLInputFieldConfigMap = {
  startsWith: { type: GraphQLString, description: 'Ignores case.' },
  endsWith: { type: GraphQLString, description: 'Ignores case.' },
  contains: { type: GraphQLString, description: 'Ignores case.' },
  matches: { type: GraphQLString, description: 'An re2 regular expression; minds case.' },
};

function between(type: GraphQLScalarType): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: `${type.name}Between`,
    fields: { from: { type: new GraphQLNonNull(type) }, to: { type: new GraphQLNonNull(type) } },
  });
}

function filter(type: GraphQLScalarType, fields: GraphQLInputFieldConfigMap): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: `${type.name}Filter`,
    description: `Conditions on a ${type.name}, all of which must hold.`,
    fields,
  });
}

const ordered = (type: GraphQLScalarType): GraphQLInputObjectType =>
  filter(type, { ...equality(type), ...order(type, between(type)), ...isNull });

const StringFilter = filter(GraphQLString, {
  ...equality(GraphQLString),
  ...order(GraphQLString, between(GraphQLString)),
  ...isNull,
  ...patterns,
});
const BooleanFilter = filter(GraphQLBoolean, {
  eq: { type: GraphQLBoolean },
  ne: { type: GraphQLBoolean },
  ...isNull,
});
const UuidFilter = filter(Uuid, { ...equality(Uuid), ...isNull });
const Int64Filter = ordered(Int64);
const DecimalFilter = ordered(Decimal);
const FloatFilter = ordered(GraphQLFloat);
const DateFilter = ordered(DateScalar);
const DateTimeFilter = ordered(DateTime);

/** All filter inputs and the ranges of their `between`. */
export const FILTERS: readonly GraphQLInputObjectType[] = [
  StringFilter,
  BooleanFilter,
  UuidFilter,
  Int64Filter,
  DecimalFilter,
  FloatFilter,
  DateFilter,
  DateTimeFilter,
].flatMap((type) => {
  const range = type.getFields()['between']?.type;
  return range instanceof GraphQLInputObjectType ? [type, range] : [type];
});

/** Conditions for a type of value; none for lists, which cannot be compared. */
export function filterFor(type: ValueType): GraphQLInputObjectType | undefined {
  switch (type) {
    case 'string':
      return StringFilter;
    case 'integer':
      return Int64Filter;
    case 'decimal':
      return DecimalFilter;
    case 'float':
      return FloatFilter;
    case 'boolean':
      return BooleanFilter;
    case 'date':
      return DateFilter;
    case 'time':
      return DateTimeFilter;
    case 'uuid':
      return UuidFilter;
    case 'list':
      return undefined;
    default:
      return unreachable(type);
  }
}

export const ValueBetween = between(Value);

/** A condition on a response key of the view. */
export const AliasFilter = new GraphQLInputObjectType({
  name: 'AliasFilter',
  description:
    'Conditions on a field of this view by its response key, dotted where the answer nests (`site.name`).',
  fields: {
    name: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Response key: the alias, else the name of the field.',
    },
    ...equality(Value),
    ...order(Value, ValueBetween),
    ...isNull,
    ...patterns,
  },
});
