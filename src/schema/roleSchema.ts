import {
  GraphQLObjectType,
  GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
  type GraphQLFieldConfigMap,
} from 'graphql';
import { InvariantError } from '../errors.js';
import { askableShared, type RoleCatalog } from '../metrics/index.js';
import { createDatasetTypes } from './dataset/datasetTypes.js';
import { scopeField } from './dataset/scopeField.js';
import { isServed } from './dataset/servedMembers.js';
import { SHARED_TYPES } from './inputs/sharedTypes.js';
import type { SchemaContext } from './ports.js';
import { staticSchema } from './static/staticSchema.js';
import { checkTypeNames } from './typeNames.js';

/**
 * The schema of one role: the fixed part and a root field for each dataset the role sees. What the role may not see is not in
 * it, so introspection cannot show it and no validation error can suggest it. Throws CatalogError when names collide.
 */
export function buildRoleSchema(catalog: RoleCatalog): GraphQLSchema {
  const fixed = staticSchema(catalog.role).toConfig();
  const query = fixed.query?.toConfig();
  if (query === undefined) throw new InvariantError('The fixed part of the schema has no Query.');
  const viewInfo = fixed.types.find((type) => type.name === 'ViewInfo');
  if (!(viewInfo instanceof GraphQLObjectType))
    throw new InvariantError('The fixed part of the schema has no ViewInfo.');
  checkTypeNames(catalog, {
    types: [...fixed.types, ...SHARED_TYPES].map((type) => type.name),
    fields: Object.keys(query.fields),
  });

  const types = createDatasetTypes(catalog, viewInfo);
  const fields: GraphQLFieldConfigMap<unknown, SchemaContext> = { ...query.fields };
  for (const dataset of catalog.datasets.values()) {
    // A dataset of which the role sees nothing that is answered would be a type without fields.
    if (!isServed(catalog, dataset)) continue;
    fields[dataset.name] = scopeField(types, dataset);
  }
  const shared = askableShared(catalog);
  if (shared !== undefined) fields[shared.name] = scopeField(types, shared);
  return new GraphQLSchema({
    ...fixed,
    query: new GraphQLObjectType({ ...query, fields }),
    // Only Query is new; its old self would be a second type of the same name.
    types: fixed.types.filter((type) => type !== fixed.query),
    // Every name comes from the catalog, which checked it, and a test validates what is built here; checking 500 datasets again costs more than building them.
    assumeValid: true,
  });
}

/** The schema as SDL, types and fields in alphabetical order: a stable file whose changes are seen in review. */
export function printRoleSchema(catalog: RoleCatalog): string {
  return `${printSchema(lexicographicSortSchema(buildRoleSchema(catalog)))}\n`;
}
