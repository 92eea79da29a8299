import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DIGITS = /^-?\d{1,20}$/;
const SMALLEST = -(2n ** 63n);
/** ClickHouse has unsigned 64-bit integers too. */
const LARGEST = 2n ** 64n - 1n;

function parseDigits(text: string): number | string {
  if (!DIGITS.test(text))
    throw new GraphQLError(
      `Int64 cannot represent ${JSON.stringify(text.slice(0, 40))}: write decimal digits.`,
    );
  const value = BigInt(text);
  if (value < SMALLEST || value > LARGEST)
    throw new GraphQLError(`Int64 cannot represent ${text}: it does not fit into 64 bits.`);
  return exact(value);
}

function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** No digit is lost on either way: beyond 2^53 the value is a string. */
export const Int64 = new GraphQLScalarType<number | string, number | string>({
  name: 'Int64',
  description:
    'A 64-bit integer. A JSON number up to 9007199254740991 in size, a string of digits beyond, so that no digit is lost. Both are accepted as input.',
  serialize(value) {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    if (typeof value === 'bigint') return exact(value);
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return exact(BigInt(value));
    throw new GraphQLError('Int64 cannot represent a value that is not an exact integer.');
  },
  parseValue(value) {
    if (typeof value === 'string') return parseDigits(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw new GraphQLError(
      'Int64 cannot represent this value: send an integer, as a string beyond 9007199254740991.',
    );
  },
  parseLiteral(node) {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return parseDigits(node.value);
    throw new GraphQLError('Int64 cannot represent this value: write an integer.', { nodes: node });
  },
});
