import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LimitError, QueryError, VernierError, WarehouseError, type WarehouseFailure } from '../errors.js';

/**
 * The one border where errors become GraphQL. What the caller can fix is shown in full; what an upstream or we did wrong keeps
 * only its code and the request id, under which the log holds the rest.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  thrown: unknown,
  requestId: string,
): GraphQLFormattedError {
  const error = rootOf(thrown);
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  };
  if (!(error instanceof VernierError)) {
    // graphql-js and Apollo speak of the caller's document (syntax, validation, variables); anything else is ours.
    const code = formatted.extensions?.['code'];
    if (error instanceof GraphQLError && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
      return { message: formatted.message, ...place, extensions: { code } };
    }
    if (error instanceof GraphQLError && error.originalError === undefined && error.path === undefined) {
      return {
        message: formatted.message,
        ...place,
        extensions: { code: code === 'INTERNAL_SERVER_ERROR' ? 'BAD_REQUEST' : code },
      };
    }
    return { message: internalMessage(requestId), ...place, extensions: { code: 'INTERNAL', requestId } };
  }
  switch (error.audience) {
    case 'caller':
      return {
        message: error.message,
        ...place,
        extensions: { code: error.code, ...detailsOf(error) },
      };
    case 'upstream':
      if (error instanceof WarehouseError && error.failure === 'limit') {
        return {
          message: upstreamMessage(error),
          ...place,
          extensions: { code: new LimitError('').code, requestId },
        };
      }
      return { message: upstreamMessage(error), ...place, extensions: { code: error.code, requestId } };
    case 'operator':
    case 'bug':
      return { message: internalMessage(requestId), ...place, extensions: { code: 'INTERNAL', requestId } };
  }
}

function detailsOf(error: VernierError): Readonly<Record<string, unknown>> {
  if (error instanceof QueryError) return { issues: error.issues };
  if (error instanceof LimitError && error.refused !== undefined) return { budget: error.refused };
  return {};
}

/** Apollo wraps what resolvers throw; the wrapper's message may quote ours, so look beneath it. */
export function rootOf(thrown: unknown): unknown {
  let error = thrown;
  while (error instanceof GraphQLError && error.originalError !== undefined) error = error.originalError;
  return error;
}

export function internalMessage(requestId: string): string {
  return `Something went wrong on our side. Report it with the request id ${requestId}.`;
}

const FAILURES: Readonly<Record<WarehouseFailure, string>> = {
  failed: 'The warehouse could not answer this query.',
  timeout: 'The warehouse did not answer in time. Ask for a shorter range or fewer groups.',
  overloaded: 'The warehouse is busy. Try again in a moment.',
  cancelled: 'The query was cancelled.',
  limit:
    'The query reads or returns more than your role allows. Ask for a shorter range, fewer groups or more filters.',
};

export function upstreamMessage(error: VernierError): string {
  return error instanceof WarehouseError
    ? FAILURES[error.failure]
    : 'The metadata store could not answer. Try again in a moment.';
}
