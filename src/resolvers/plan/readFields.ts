import {
  getArgumentValues,
  GraphQLError,
  GraphQLObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { OperationDefinitionNode } from 'graphql';
import type { QueryIssue } from '../../errors.js';

/**
 * The fields of an operation as graphql-js itself will execute them: fragments spread, @skip and @include decided, fields of one
 * response key merged. Its own functions do it, so that what is planned and what is executed cannot differ.
 */
export interface OperationDocument {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A field to be executed, by its response key. */
export interface ReadField {
  readonly key: string;
  readonly name: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Several when selections were merged; they agree in name and arguments. */
  readonly nodes: readonly FieldNode[];
}

export function rootFields(document: OperationDocument): readonly ReadField[] {
  const type = document.schema.getQueryType();
  if (type === undefined || type === null) return [];
  return readFields(
    type,
    collectFields(
      document.schema,
      document.fragments,
      document.variables,
      type,
      document.operation.selectionSet,
    ),
  );
}

/** The fields selected below `field`; none when it is a leaf. */
export function subfields(document: OperationDocument, field: ReadField): readonly ReadField[] {
  const type = objectType(field);
  if (type === undefined) return [];
  return readFields(
    type,
    collectSubfields(document.schema, document.fragments, document.variables, type, field.nodes),
  );
}

/** Introspection fields, which graphql-js answers by itself, are left out. */
function readFields(
  type: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
): readonly ReadField[] {
  const definitions = type.getFields();
  return [...collected].flatMap(([key, nodes]) => {
    const name = nodes[0]?.name.value ?? '';
    const definition = definitions[name];
    return definition === undefined ? [] : [{ key, name, definition, nodes }];
  });
}

function objectType(field: ReadField): GraphQLObjectType | undefined {
  let type: unknown = field.definition.type;
  while (typeof type === 'object' && type !== null && 'ofType' in type) type = type.ofType;
  return type instanceof GraphQLObjectType ? type : undefined;
}

/**
 * Values of a field's arguments; those that are null or absent are left out, as GraphQL clients send null for "not set".
 * An argument that cannot be coerced (a null variable where null is not allowed) becomes an issue.
 */
export function readArguments(
  document: OperationDocument,
  field: ReadField,
  report: (issue: QueryIssue) => void,
): Readonly<Record<string, unknown>> {
  const [node] = field.nodes;
  if (node === undefined) return {};
  try {
    const values = getArgumentValues(field.definition, node, document.variables);
    return Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
    );
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    report({ code: 'INVALID_ARGUMENT', message: error.message, path: [] });
    return {};
  }
}
