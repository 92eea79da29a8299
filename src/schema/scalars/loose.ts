import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** An operand whose type only the field it is compared with knows; the compiler checks it. Digits of a literal are kept as they are written. */
export const Value = new GraphQLScalarType<string | number | boolean, string | number | boolean>({
  name: 'Value',
  description:
    'Text, a number or a boolean; what fits is decided by the field it is compared with. Send exact numbers beyond a float as strings.',
  serialize: check,
  parseValue: check,
  parseLiteral(node: ValueNode) {
    if (node.kind === Kind.STRING) return node.value;
    if (node.kind === Kind.BOOLEAN) return node.value;
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) {
      const number = Number(node.value);
      return Number.isSafeInteger(number) || node.kind === Kind.FLOAT ? number : node.value;
    }
    throw new GraphQLError('Value is text, a number or a boolean.', { nodes: node });
  },
});

function check(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new GraphQLError('Value is text, a number or a boolean.');
}

/** What a measure such as `groupArray` or `topK` answers. Output only. */
export const List = new GraphQLScalarType<readonly unknown[], readonly unknown[]>({
  name: 'List',
  description:
    'A list of text, numbers, booleans, nulls or lists of these. 64-bit integers beyond 9007199254740991 and decimals are strings.',
  serialize(value) {
    if (Array.isArray(value)) return value as readonly unknown[];
    throw new GraphQLError('List cannot represent a value that is not a list.');
  },
  parseValue() {
    throw new GraphQLError('List is not an input.');
  },
  parseLiteral(node) {
    throw new GraphQLError('List is not an input.', { nodes: node });
  },
});
