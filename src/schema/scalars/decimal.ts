import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const PLAIN = /^-?\d{1,76}(\.\d{1,76})?$/;

function parsePlain(text: string): string {
  if (PLAIN.test(text)) return text;
  throw new GraphQLError(
    `Decimal cannot represent ${JSON.stringify(text.slice(0, 40))}: write plain digits such as "12.50", without an exponent.`,
  );
}

/** Never passes through a float: a literal is taken digit by digit, the answer is a string. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number, as a string such as "12.50". Numbers are accepted as input; send a string where a digit more than a float holds matters.',
  serialize(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
      return value.toString();
    throw new GraphQLError('Decimal cannot represent a value that is not a number.');
  },
  parseValue(value) {
    if (typeof value === 'string') return parsePlain(value);
    if (typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value)))
      return parsePlain(String(value));
    throw new GraphQLError('Decimal cannot represent this value: send a string such as "12.50".');
  },
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING)
      return parsePlain(node.value);
    throw new GraphQLError('Decimal cannot represent this value: write a number.', { nodes: node });
  },
});
