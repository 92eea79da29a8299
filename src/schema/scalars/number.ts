import { GraphQLError, GraphQLScalarType } from 'graphql';
import { Int64 } from './int64.js';

/**
 * A measure of integers: its arguments may ask for a share or a change in percent of it, and a field has one type whatever its arguments are.
 * A type of its own, so that clients may read Int64 as a whole number.
 */
export const NumberScalar = new GraphQLScalarType<number | string, number | string>({
  name: 'Number',
  description:
    'A 64-bit integer, or a fraction where the arguments of its field make one (`as: SHARE`, `as: PERCENT_CHANGE`, an average). A JSON number; a string of digits for an integer beyond 9007199254740991 in size, so that no digit is lost. Output only.',
  serialize(value) {
    // The compiler hands unsafe integers over as digits, so any other number is a float.
    return typeof value === 'number' && Number.isFinite(value) ? value : Int64.serialize(value);
  },
  parseValue() {
    throw new GraphQLError('Number is not an input.');
  },
  parseLiteral(node) {
    throw new GraphQLError('Number is not an input.', { nodes: node });
  },
});
