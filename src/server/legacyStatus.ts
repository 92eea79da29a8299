import type { ApolloServerPlugin } from '@apollo/server';

/**
 * Status 200 for a document that cannot be executed, when the client asks for `application/json` by name and does not know
 * `application/graphql-response+json`: so says GraphQL over HTTP, because such clients read a body of 4xx as somebody else's.
 * Everybody else gets 400, which proxies and monitors understand.
 */
export function legacyStatus(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ request, response }) {
          const accept = request.http?.headers.get('accept') ?? '';
          const isLegacy = accept.includes('application/json') && !accept.includes('graphql-response');
          if (isLegacy && response.http.status === 400) response.http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}
