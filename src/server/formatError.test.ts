import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  AccessError,
  InvariantError,
  MetadataError,
  QueryError,
  WarehouseError,
  type WarehouseFailure,
} from '../errors.js';
import { formatError } from './formatError.js';

const SECRET = 'SELECT password FROM people WHERE name = 1';

/** As Apollo hands it over: what a resolver threw, wrapped, and its own first formatting, which quotes the message. */
function shown(thrown: Error, code = 'INTERNAL_SERVER_ERROR'): ReturnType<typeof formatError> {
  const wrapped = new GraphQLError(thrown.message, { originalError: thrown, path: ['visits', 'rows'] });
  const formatted = {
    message: thrown.message,
    path: ['visits', 'rows'],
    extensions: { code, stacktrace: [SECRET] },
  };
  return formatError(formatted, wrapped, 'request-1');
}

describe('what the caller can fix is shown in full', () => {
  test('a wrong question, with every issue', () => {
    const issue = {
      code: 'UNKNOWN_FIELD',
      message: 'No such field.',
      path: ['a'],
      suggestions: ['b'],
    } as const;
    expect(shown(new QueryError([issue]))).toEqual({
      message: 'No such field.',
      path: ['visits', 'rows'],
      extensions: { code: 'QUERY_INVALID', issues: [issue] },
    });
  });

  test('a missing grant', () => {
    expect(shown(new AccessError('Ask an owner.'))).toMatchObject({
      message: 'Ask an owner.',
      extensions: { code: 'FORBIDDEN' },
    });
  });
});

describe('of what the caller cannot fix, a code and the request id are shown and nothing else', () => {
  const codes: Readonly<Record<WarehouseFailure, string>> = {
    failed: 'WAREHOUSE_FAILED',
    timeout: 'WAREHOUSE_TIMEOUT',
    overloaded: 'WAREHOUSE_OVERLOADED',
    cancelled: 'WAREHOUSE_CANCELLED',
    limit: 'LIMIT_EXCEEDED',
  };

  test.each<[string, Error]>([
    ...Object.entries(codes).map(([failure, code]): [string, Error] => [
      code,
      new WarehouseError(failure as WarehouseFailure, SECRET, { cause: new Error(SECRET) }),
    ]),
    ['METADATA_FAILED', new MetadataError(SECRET)],
    ['INTERNAL', new InvariantError(SECRET)],
    ['INTERNAL', new TypeError(SECRET)],
  ])('%s', (code, thrown) => {
    const error = shown(thrown);
    expect(error.extensions).toEqual({ code, requestId: 'request-1' });
    expect(error.path).toEqual(['visits', 'rows']);
    expect(JSON.stringify(error)).not.toContain('password');
  });
});

test("graphql-js's own complaints keep their words and place", () => {
  const error = new GraphQLError('Syntax Error.', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  const formatted = {
    message: 'Syntax Error.',
    locations: [{ line: 1, column: 2 }],
    extensions: { code: 'GRAPHQL_PARSE_FAILED', stacktrace: ['x'] },
  };
  expect(formatError(formatted, error, 'request-1')).toEqual({
    message: 'Syntax Error.',
    locations: [{ line: 1, column: 2 }],
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  });
});
