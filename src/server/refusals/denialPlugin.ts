import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { AccessError } from '../../errors.js';
import type { RequestContext } from '../../resolvers/index.js';
import { rootOf } from '../formatError.js';
import { questionOf } from './questionOf.js';
import type { Refusals } from './recordRefusals.js';

/** Tells of questions that somebody may not ask. Changes of owners write their own entries, of what was refused too; those of others do not get here. */
export function denialPlugin(refusals: Pick<Refusals, 'denied'>): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, operation, contextValue }) {
          const actor = contextValue.changes?.actor;
          const denial = errors.map(rootOf).find((error) => error instanceof AccessError);
          if (
            actor !== undefined &&
            denial !== undefined &&
            operation?.operation !== OperationTypeNode.MUTATION
          )
            refusals.denied(actor, denial, questionOf(operation));
          return Promise.resolve();
        },
      }),
  };
}
