import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const PLAIN = /^-?\d{1,76}(\.\d{1,76})?$/;

function parsePlain(text: string): string {
  if (PLAIN.test(text)) return text;
  throw new GraphQLError(
    `Decimal cannot represent ${JSON.stringify(text.slice(0, 40))}: write plain digits such as "12.50", without an exponent.`,
  );
}

/** A float without an exponent: `1e-7` → `0.0000001`. Shares and averages of decimals are floats. */
function plainDigits(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  return point <= 0
    ? `${sign}0.${'0'.repeat(-point)}${digits}`
    : `${sign}${digits.slice(0, point).padEnd(point, '0')}${point < digits.length ? `.${digits.slice(point)}` : ''}`;
}

/** Never passes through a float: a literal is taken digit by digit, the answer is a string. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number, as a string such as "12.50"; a share, a change in percent or an average of one is the shortest such text of a float. Numbers are accepted as input; send a string where a digit more than a float holds matters.',
  serialize(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number' && Number.isFinite(value)) return plainDigits(value);
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
