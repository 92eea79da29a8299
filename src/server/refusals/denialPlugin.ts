import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import { AccessError } from '../../errors.js';
import type { RequestContext } from '../../resolvers/index.js';
import { rootOf } from '../formatError.js';
import type { Refusals } from './recordRefusals.js';

/** Tells of questions that somebody may not ask. Changes write their own entries, of what was refused too. */
export function denialPlugin(refusals: Pick<Refusals, 'denied'>): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, operation, operationName, contextValue }) {
          const actor = contextValue.changes?.actor;
          const denial = errors.map(rootOf).find((error) => error instanceof AccessError);
          if (
            actor !== undefined &&
            denial !== undefined &&
            operation?.operation !== OperationTypeNode.MUTATION
          )
            refusals.denied(actor, denial, { operation: operationName ?? null, fields: fieldsOf(operation) });
          return Promise.resolve();
        },
      }),
  };
}

/** Root fields that are written as such; those of fragments are not looked for. */
function fieldsOf(operation: OperationDefinitionNode | undefined): readonly string[] {
  return (operation?.selectionSet.selections ?? []).flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
}
