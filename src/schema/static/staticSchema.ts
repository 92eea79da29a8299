import 'reflect-metadata';
import { GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import type { Role } from '../../metrics/index.js';
import { DefinitionMutations } from './mutations/definitionMutations.js';
import { FunnelMutations } from './mutations/funnelMutations.js';
import { GoalMutations } from './mutations/goalMutations.js';
import { GrantMutations, PersonInput } from './mutations/grantMutations.js';
import { KeyMutations } from './mutations/keyMutations.js';
import { TenantMutations } from './mutations/tenantMutations.js';
import { WebsiteMutations } from './mutations/websiteMutations.js';
import { GrantResolver, PHYSICAL_RESOLVERS, RootResolver } from './rootResolvers.js';
import { ViewInfo } from './viewInfo.js';

/** What only owners may change; other roles' schemas have no trace of it. */
const MUTATIONS = [
  WebsiteMutations,
  GoalMutations,
  FunnelMutations,
  DefinitionMutations,
  GrantMutations,
  TenantMutations,
  KeyMutations,
] as const;

/** Inputs of which exactly one member is given. */
const EXACTLY_ONE = [PersonInput.name];

let built: Readonly<Record<Role, GraphQLSchema>> | undefined;

/** The part of a role's schema that does not depend on the catalog. Built once. */
export function staticSchema(role: Role): GraphQLSchema {
  built ??= buildInOrder();
  return built[role];
}

/**
 * TRICKY: type-graphql writes the fields of resolver classes into its global store, and they stay there for every schema that
 * is built later. So all are built here, the role that sees least first, each with the classes of the one before; in any
 * other order a reader's schema would have the analyst's fields.
 */
function buildInOrder(): Readonly<Record<Role, GraphQLSchema>> {
  const reader = build([RootResolver]);
  const owner = build([RootResolver, GrantResolver, ...MUTATIONS]);
  const analyst = build([RootResolver, GrantResolver, ...PHYSICAL_RESOLVERS]);
  return { reader, owner, analyst };
}

function build(resolvers: NonEmptyArray<new () => object>): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, orphanedTypes: [ViewInfo], validate: false });
  for (const name of EXACTLY_ONE) {
    const type = schema.getType(name);
    // type-graphql has no word for it.
    if (type instanceof GraphQLInputObjectType) type.isOneOf = true;
  }
  return schema;
}
