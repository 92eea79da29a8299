import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** A scalar that is text of one form on both ways. `example` stands in the error message. */
export function textScalar(config: {
  readonly name: string;
  readonly description: string;
  readonly accepts: (text: string) => boolean;
  readonly example: string;
}): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && config.accepts(value)) return value;
    throw new GraphQLError(
      `${config.name} cannot represent this value: write text such as "${config.example}".`,
    );
  };
  return new GraphQLScalarType<string, string>({
    name: config.name,
    description: config.description,
    serialize(value) {
      if (typeof value === 'string') return value;
      throw new GraphQLError(`${config.name} cannot represent a value that is not text.`);
    },
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}
