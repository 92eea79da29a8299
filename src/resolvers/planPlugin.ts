import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { AccessError, RateLimitError, VernierError } from '../errors.js';
import { datasetRates } from './budget/datasetRates.js';
import { answerOperation } from './answer/answerOperation.js';
import { websitesOf, type RequestContext } from './context.js';
import { planOperation } from './plan/planOperation.js';

/**
 * Plans an operation after validation and before execution, so that a bad query is one error that names every problem and costs
 * ClickHouse nothing. The response then has no data, and a status of 400 (403, 429).
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
            if (plan === undefined) return;
            await contextValue.enterDatasets?.(datasetRates(plan));
            contextValue.answers = answerOperation(plan, contextValue);
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
  const status = error instanceof AccessError ? 403 : error instanceof RateLimitError ? 429 : 400;
  const headers = new HeaderMap();
  if (error instanceof RateLimitError) headers.set('retry-after', String(error.retryAfterSeconds));
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status, headers } },
  });
}
