import { getIntrospectionQuery } from 'graphql';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlHandler } from '../../src/server/graphiqlHandler.js';
import { packageFolder } from '../support/processes.js';
import { openAttackedServer, type Answer, type AttackedServer } from './attackedServer.js';

/** The checks of graphql-cop and of the OWASP cheat sheet for GraphQL, each by its name, against the running server. */

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer({
    introspection: ['analyst', 'reader'],
    // Above what the others send as anna, otto and rhea; one check uses it up as greg.
    rates: { queriesPerMinute: 60 },
    handlers: [
      graphiqlHandler({
        folder: path.join(packageFolder, 'graphiql/dist'),
        host: '127.0.0.1',
        config: { endpoint: '/graphql', roles: [], examples: [] },
      }),
    ],
  });
});
afterAll(() => server.close());
// Attacks are callers' mistakes: none may look like a failure of ours.
afterEach(() => expect(server.alarms.splice(0)).toEqual([]));

const JSON_TYPE = { 'content-type': 'application/json' };
const bearer = async (person = 'rhea') => ({ authorization: `Bearer ${await server.token(person)}` });
const times = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const codesOf = ({ body }: Answer): readonly unknown[] =>
  (body.errors ?? []).map(({ extensions }) => extensions?.['code']);

/** One error that says which limit, and no data. */
function refusedBy(answer: Answer, limit: RegExp): void {
  expect([answer.status, answer.body.data ?? null, codesOf(answer)]).toEqual([400, null, ['QUERY_INVALID']]);
  expect(answer.body.errors?.[0]?.message).toMatch(limit);
}

describe('graphql-cop', () => {
  it('alias overloading', async () => {
    const answer = await server.ask('rhea', `query cop { ${times(101, (n) => `alias${n}:__typename`)} }`);
    refusedBy(answer, /at most 50 fields that repeat one beside them; this one has 100\./);
  });

  it('array-based query batching', async () => {
    const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
    const headers = { ...JSON_TYPE, ...(await bearer()) };
    refusedBy(await server.send('/graphql', { method: 'POST', headers, body }), /a list of 10\./);
  });

  it('field duplication', async () => {
    const answer = await server.ask('rhea', `query cop { ${'__typename '.repeat(500)} }`);
    refusedBy(answer, /at most 50 fields that repeat one beside them; this one has 499\./);
  });

  it('directive overloading', async () => {
    const answer = await server.ask('rhea', `query cop { __typename ${'@aa'.repeat(10)} }`);
    refusedBy(answer, /at most 5 directives at one place; this one has 10\./);
  });

  it('circular fragments', async () => {
    const source = 'query cop { ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }';
    const answer = await server.ask('rhea', source);
    expect([answer.status, codesOf(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  });

  it('circular introspection', async () => {
    const circle = 'fields { type { fields { type { fields { type { fields { type { name } } } } } } } }';
    const answer = await server.ask('rhea', `query cop { __schema { types { ${circle} } } }`);
    expect([answer.status, codesOf(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(answer.body.errors?.[0]?.message).toContain('Maximum introspection depth exceeded');
  });

  it('introspection is for the roles that may', async () => {
    const queries = [
      getIntrospectionQuery(),
      '{ __schema { types { name } } }',
      '{ __type(name: "Query") { name } }',
    ];
    for (const query of queries) {
      expect((await server.ask('rhea', query)).status).toBe(200);
      const refused = await server.ask('otto', query);
      expect([refused.status, refused.body.data ?? null]).toEqual([400, null]);
      expect(refused.body.errors?.[0]?.message).toMatch(/introspection is not allowed/i);
    }
  });

  it('field suggestions are off where introspection is', async () => {
    expect((await server.ask('rhea', '{ order { totals { amount } } }')).text).toContain('Did you mean');
    for (const query of [
      '{ order { totals { amount } } }',
      '{ orders { total { amount } } }',
      '{ orders { totals { amoun } } }',
      '{ orders(wher: {}) { totals { amount } } }',
      '{ orders(where: { produc: { eq: "a" } }) { totals { amount } } }',
      '{ orders { rows(orderBy: [{ amoun: DESC }]) { amount } } }',
      'query($w: OrdersWher) { orders(where: $w) { totals { amount } } }',
      '{ orders { totals { amount @skipp(if: true) } } }',
    ])
      expect((await server.ask('otto', query)).text, query).not.toMatch(/did you mean|suggest/i);
  });

  it('GraphiQL hands no token out, and runs under its own policy', async () => {
    expect((await server.send('/graphiql/config.json', {})).body).toMatchObject({ roles: [] });
    const page = await fetch(`${server.url}/graphiql/config.json`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('GET mutations', async () => {
    const query = encodeURIComponent('mutation cop { __typename }');
    const answer = await server.send(`/graphql?query=${query}`, { headers: await bearer('otto') });
    expect(answer.status).toBe(405);
    expect(answer.body.data ?? null).toBeNull();
  });

  it('GET queries need the credential that no other page can send', async () => {
    const query = encodeURIComponent('{ __typename }');
    expect((await server.send(`/graphql?query=${query}`, {})).status).toBe(401);
    const cookie = { cookie: `token=${await server.token('anna')}` };
    expect((await server.send(`/graphql?query=${query}`, { headers: cookie })).status).toBe(401);
  });

  it('POST of a form (CSRF)', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
    ]) {
      const headers = { 'content-type': type, ...(await bearer()) };
      const answer = await server.send('/graphql', { method: 'POST', headers, body: 'query={__typename}' });
      expect([answer.status, answer.body.data]).toEqual([415, undefined]);
    }
  });

  it('trace mode', async () => {
    const tracing = { 'apollo-federation-include-trace': 'ftv1', 'x-apollo-tracing': '1' };
    const headers = { ...JSON_TYPE, ...(await bearer()), ...tracing };
    const body = JSON.stringify({ query: 'query cop { __typename }' });
    const answer = await server.send('/graphql', { method: 'POST', headers, body });
    expect(answer.body).toEqual({ data: { __typename: 'Query' } });
  });

  it('unhandled errors', async () => {
    for (const query of [
      'qwerty cop { abc }',
      '{ nothing }',
      '{ orders }',
      'query ($v: Nothing!) { __typename }',
    ]) {
      const answer = await server.ask('rhea', query);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toMatch(/stack|node_modules|\.js:|\.ts:|exception|INTERNAL/i);
    }
  });
});

describe('OWASP', () => {
  it('a query of more fields than it has letters', async () => {
    const doubled = times(
      40,
      (n) =>
        `fragment f${n} on Viewer { a${n}: role ...f${n + 1} ... { ...g${n} } } fragment g${n} on Viewer { ...f${n + 1} }`,
    );
    const answer = await server.ask(
      'rhea',
      `{ viewer { ...f0 } } ${doubled} fragment f40 on Viewer { role }`,
    );
    refusedBy(answer, /at most 10000 fields, counting those of fragments/);
  });

  it('depth', async () => {
    const answer = await server.ask('rhea', `${'{ orders '.repeat(60)}${'}'.repeat(60)}`);
    refusedBy(answer, /at most 50 levels of fields; this one has 60\./);
  });

  it('views beyond the limit, and what the limits are', async () => {
    const answer = await server.ask(
      'rhea',
      `{ orders { ${times(60, (n) => `a${n}: rows(limit: ${n + 1}) { amount }`)} } }`,
    );
    refusedBy(answer, /at most 50 views/);
    const told = await server.ask(
      'rhea',
      '{ viewer { limits { maxViews maxBodyBytes document { maxDepth maxFields maxRepeats } } } }',
    );
    expect(told.body.data).toEqual({
      viewer: {
        limits: {
          maxViews: 50,
          maxBodyBytes: 1_048_576,
          document: { maxDepth: 50, maxFields: 10_000, maxRepeats: 50 },
        },
      },
    });
  });

  it('a body larger than allowed', async () => {
    const headers = { ...JSON_TYPE, ...(await bearer()) };
    const body = JSON.stringify({ query: '{ __typename }', variables: { v: 'x'.repeat(1_100_000) } });
    const answer = await server.send('/graphql', { method: 'POST', headers, body });
    expect([answer.status, codesOf(answer)]).toEqual([413, ['LIMIT_EXCEEDED']]);
    expect(answer.body.errors?.[0]?.message).toMatch(/at most 1048576 bytes; \d{7} bytes are announced/);
  });

  it('pages of any size: a limit is bounded', async () => {
    for (const limit of [-1, 0, 2_000_000_000]) {
      const answer = await server.ask('rhea', `{ orders { rows(limit: ${limit}) { amount } } }`);
      expect(answer.status === 400 || limit === 0).toBe(true);
    }
  });

  it('requests by the minute', async () => {
    const headers = { ...JSON_TYPE, ...(await bearer('greg')) };
    const body = JSON.stringify({ query: '{ __typename }' });
    const statuses: number[] = [];
    for (let sent = 0; sent < 61; sent++)
      statuses.push((await server.send('/graphql', { method: 'POST', headers, body })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    const refused = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    // With another token of the same person too, and not for anybody else.
    expect((await server.ask('greg', '{ __typename }')).status).toBe(429);
    expect((await server.ask('rhea', '{ __typename }')).status).toBe(200);
  });

  it('cross-origin pages are told nothing', async () => {
    const origin = { origin: 'https://evil.example' };
    const asked = await fetch(`${server.url}/graphql`, { method: 'OPTIONS', headers: origin });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    const posted = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...origin, ...JSON_TYPE, ...(await bearer()) },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(posted.headers.get('access-control-allow-origin')).toBeNull();
    expect(posted.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('persisted queries of a caller are not kept', async () => {
    const headers = { ...JSON_TYPE, ...(await bearer()) };
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    const body = JSON.stringify({ query: '{ __typename }', extensions });
    expect(codesOf(await server.send('/graphql', { method: 'POST', headers, body }))).toEqual([
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ]);
  });
});
