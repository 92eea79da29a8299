import type { Fetcher } from '@graphiql/toolkit';
import { rememberAnswer } from './lastAnswer';

/** POSTs a query with the chosen credential. Errors of the server come back as GraphQL answers, never as exceptions. */
export function createFetcher(endpoint: string, token: string): Fetcher {
  return async (params, options) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...options?.headers,
      },
      body: JSON.stringify(params),
    });
    const text = await response.text();
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      answer = { errors: [{ message: `The server answered ${response.status}: ${text.slice(0, 500)}` }] };
    }
    if (params.operationName !== 'IntrospectionQuery') rememberAnswer(answer);
    return answer as never;
  };
}
