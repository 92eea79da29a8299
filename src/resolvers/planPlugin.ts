import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { AccessError, VernierError } from '../errors.js';
import { answerOperation } from './answer/answerOperation.js';
import { websitesOf, type RequestContext } from './context.js';
import { planOperation } from './plan/planOperation.js';

/**
 * Plans an operation after validation and before execution, so that a bad query is one error that names every problem and costs
 * ClickHouse nothing. The response then has no data, and a status of 400 (or 403).
 */
export function planPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async didResolveOperation({ schema, document, operationName, request, contextValue }) {
          const { catalog, viewer, now, limits } = contextValue;
          try {
            const plan = planOperation({
              schema,
              document,
              operationName,
              variables: request.variables,
              catalog,
              viewer,
              now,
              websites: await websitesOf(contextValue),
              maxViews: limits?.maxViews,
            });
            if (plan !== undefined) contextValue.answers = answerOperation(plan, contextValue);
          } catch (error) {
            throw refusal(error);
          }
        },
      }),
  };
}

/** The error itself stays underneath, for the one place that knows how errors are shown. */
function refusal(error: unknown): unknown {
  if (!(error instanceof VernierError) || error.audience !== 'caller') return error;
  const status = error instanceof AccessError ? 403 : 400;
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status } },
  });
}
