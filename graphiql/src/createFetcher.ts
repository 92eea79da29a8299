import type { Fetcher } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { rememberAnswer } from './lastAnswer';

/**
 * GraphiQL sends the query of its editor, but reads the operation's name out of it only 100 ms after a change: a query
 * executed sooner comes with the name of the one before. Such a name gives way to that of the first operation.
 */
function operationNameOf(query: string, name: string | null | undefined): string | null | undefined {
  if (!name) return name;
  try {
    const names = parse(query).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value] : [],
    );
    return names.includes(name) ? name : names[0];
  } catch {
    // The server says what is wrong with the query.
    return name;
  }
}

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
      body: JSON.stringify({ ...params, operationName: operationNameOf(params.query, params.operationName) }),
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
