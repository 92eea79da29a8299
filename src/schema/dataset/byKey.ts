import type { GraphQLFieldResolver } from 'graphql';
import type { SchemaContext } from '../ports.js';

/** A resolver that reads its source by response key, because the same field may stand there under many aliases. */
export function byKey<Source>(
  read: (source: Source, key: string, context: SchemaContext) => unknown,
): GraphQLFieldResolver<Source, SchemaContext> {
  // eslint-disable-next-line max-params -- graphql-js decides what a resolver is given
  return (source, _args, context, info) => read(source, String(info.path.key), context);
}
