import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { unreachable } from '../../errors.js';
import type { Role } from '../../metrics/index.js';
import { GrantResolver, PHYSICAL_RESOLVERS, RootResolver } from './rootResolvers.js';
import { ViewInfo } from './viewInfo.js';

const built = new Map<Role, GraphQLSchema>();

/** The part of a role's schema that does not depend on the catalog. Built once for each role. */
export function staticSchema(role: Role): GraphQLSchema {
  const known = built.get(role);
  if (known !== undefined) return known;
  const schema = buildSchemaSync({
    resolvers: resolversOf(role),
    orphanedTypes: [ViewInfo],
    validate: false,
  });
  built.set(role, schema);
  return schema;
}

function resolversOf(role: Role): NonEmptyArray<new () => object> {
  switch (role) {
    case 'analyst':
      return [RootResolver, GrantResolver, ...PHYSICAL_RESOLVERS];
    case 'owner':
      return [RootResolver, GrantResolver];
    case 'reader':
      return [RootResolver];
    default:
      return unreachable(role);
  }
}
