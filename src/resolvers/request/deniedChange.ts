import { getOperationAST, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { AccessError } from '../../errors.js';
import type { Role } from '../../metrics/index.js';

export interface DeniedChange {
  readonly denial: AccessError;
  /** What was asked for. */
  readonly operation: OperationDefinitionNode;
}

/**
 * A mutation of a role whose schema has none. To be looked for before validation, which would only say that the types of its variables are unknown.
 * Undefined for everything else, and where it is not clear which operation is meant.
 */
export function deniedChange(
  document: DocumentNode,
  { role, operationName }: { readonly role: Role; readonly operationName?: unknown },
): DeniedChange | undefined {
  if (role === 'owner') return undefined;
  const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : null);
  if (operation?.operation !== OperationTypeNode.MUTATION) return undefined;
  return { denial: new AccessError('Changes are made by owners, signed in with a token.'), operation };
}
