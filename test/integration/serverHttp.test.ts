import { serverAudits } from 'graphql-http';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, killAll, packageFolder, vernier } from '../support/processes.js';
import {
  ask,
  send,
  startServerProcess,
  temporaryFolder,
  testSettings,
  type Answer,
  type ServerProcess,
} from '../support/server.js';

/** What the built server answers over HTTP, as one real process. */

const data = temporaryFolder();
let server: ServerProcess;
let analyst: string;
let reader: string;
let owner: string;

beforeAll(async () => {
  build();
  server = await startServerProcess(testSettings(data.folder));
  [analyst, reader, owner] = await Promise.all([
    tokenOf('analyst', 'ana'),
    tokenOf('reader', 'rafael', '--attribute', 'websites=kumo-app'),
    tokenOf('owner', 'olivia', '--attribute', 'websites=aurora-shop'),
  ]);
});
afterAll(async () => {
  await killAll();
  data.remove();
});

async function tokenOf(role: string, subject: string, ...more: string[]): Promise<string> {
  const args = ['token', '--role', role, '--subject', subject, ...more];
  const { stdout, stderr } = await vernier(args, testSettings(data.folder)).finished;
  expect(stderr).toBe('');
  return stdout.trim();
}

const VISITS = '{ visits { rows { websiteId visits users } } }';

test('the start prints its addresses and a token for each role that sees something', () => {
  const { stdout, stderr } = server.output();
  expect(stdout).toMatch(/^\nVernier is ready after \d+\.\d s\.\n/);
  expect(stdout).toContain(`  GraphQL   ${server.url}/graphql\n  GraphiQL  ${server.url}/graphiql/\n`);
  expect([...server.tokens.keys()]).toEqual(['owner', 'analyst', 'reader']);
  expect(stderr).toBe('Tables …\n');
});

describe('/graphql', () => {
  test.each(['owner', 'analyst', 'reader'])('the printed token of %s is one of that role', async (role) => {
    const answer = await ask(server.url, server.tokens.get(role), '{ viewer { role } }');
    expect(answer.json()).toEqual({ data: { viewer: { role: role.toUpperCase() } } });
  });

  test('each role sees its own rows', async () => {
    const rows = async (token: string): Promise<unknown> => (await ask(server.url, token, VISITS)).json();
    const aurora = { websiteId: 'aurora-shop', visits: 3, users: 2 };
    const kumo = { websiteId: 'kumo-app', visits: 1, users: 1 };
    expect(await rows(analyst)).toEqual({ data: { visits: { rows: [aurora, kumo] } } });
    expect(await rows(owner)).toEqual({ data: { visits: { rows: [aurora] } } });
    expect(await rows(reader)).toEqual({ data: { visits: { rows: [kumo] } } });
  });

  test('what a role may not see is unknown to it, also to introspection and to suggestions', async () => {
    const answer = await ask(server.url, reader, '{ visits { rows { userIdd visits } } }');
    expect(answer.status).toBe(400);
    expect(answer.json().errors?.[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(answer.body).not.toContain('"userId"');
    const introspection = await ask(server.url, reader, '{ __schema { types { name fields { name } } } }');
    expect(introspection.body).not.toMatch(/userId|endless/i);
    const forAnalyst = await ask(server.url, analyst, '{ __schema { types { name fields { name } } } }');
    expect(forAnalyst.body).toMatch(/userId/);
  });

  test.each([
    ['no token', undefined, /^Send a token: `Authorization: Bearer <token>`/],
    ['a token that is none', 'nonsense', /^The Authorization header must be/],
    [
      'a token of another secret',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA',
      /^The token is not valid here/,
    ],
  ])('%s is 401 with a code and a sentence', async (_name, token, message) => {
    const answer = await ask(server.url, token, '{ __typename }');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json().errors?.[0]).toEqual({
      message: expect.stringMatching(message) as string,
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  test('a person to whom nothing is granted is told so, with 403', async () => {
    const token = await tokenOf('reader', 'nobody');
    const answer = await ask(server.url, token, VISITS);
    expect(answer.status).toBe(403);
    expect(answer.json().errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('a wrong question is one error with every issue, and a status of 400', async () => {
    const query =
      '{ visits(timezone: "Mars/Base") { rows(limit: 0) { visits } more: rows(limit: -5) { page } } }';
    const answer = await ask(server.url, analyst, query);
    expect(answer.status).toBe(400);
    const { data: none, errors } = answer.json();
    expect(none ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions.code).toBe('QUERY_INVALID');
    expect(errors?.[0]?.extensions.issues?.map(({ code }) => code).toSorted()).toContain('INVALID_TIMEZONE');
    expect(errors?.[0]?.extensions.issues?.length).toBeGreaterThan(1);
  });

  const json = { 'content-type': 'application/json' };
  const post = (body: string, headers: Record<string, string> = json): Promise<Answer> =>
    send(server.url, '/graphql', {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${analyst}` },
      body,
    });

  test('a body that is no JSON, or none, or a list is 400', async () => {
    for (const body of ['{ "query": ', '', '[{ "query": "{ __typename }" }]', '"text"']) {
      const answer = await post(body);
      expect(answer.status, body).toBe(400);
      expect(answer.json().errors?.[0]?.message).not.toBe('');
    }
    expect((await post('{ "query": ')).json().errors?.[0]).toEqual({
      message: 'The request body is not valid JSON.',
      extensions: { code: 'QUERY_INVALID' },
    });
  });

  test('a syntax error says where', async () => {
    const answer = await ask(server.url, analyst, '{ visits {');
    expect(answer.status).toBe(400);
    expect(answer.json().errors?.[0]).toMatchObject({
      message: 'Syntax Error: Expected Name, found <EOF>.',
      locations: [{ line: 1, column: 11 }],
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  test('a body larger than a megabyte is refused, and the server goes on', async () => {
    const answer = await post(JSON.stringify({ query: `{ __typename } # ${'x'.repeat(1_100_000)}` }));
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expect(answer.json().errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    expect((await ask(server.url, analyst, '{ __typename }')).status).toBe(200);
  });

  test('only JSON is read, so no form of another origin can ask; without a token nothing is answered', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect(
        (await post(JSON.stringify({ query: '{ __typename }' }), { 'content-type': type })).status,
        type,
      ).toBe(415);
    const get = await send(server.url, '/graphql?query=%7B__typename%7D');
    expect(get.status).toBe(401);
    expect(get.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a client that knows only application/json gets 200 with the errors in the body', async () => {
    const ofDocument = async (accept: string): Promise<number> =>
      (await post('{ "query": "{ nothing }" }', { ...json, accept })).status;
    expect(await ofDocument('application/json')).toBe(200);
    expect(await ofDocument('application/graphql-response+json, application/json;q=0.9')).toBe(400);
    expect(await ofDocument('*/*')).toBe(400);
    expect((await post('{ "query": 7 }', { ...json, accept: 'application/json' })).status).toBe(400);
  });

  test('other methods are refused', async () => {
    const headers = { ...json, authorization: `Bearer ${analyst}` };
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await send(server.url, '/graphql', { method, headers })).status, method).toBe(405);
  });

  test('a client that leaves has its query stopped', async () => {
    const leaving = new AbortController();
    const gone = ask(server.url, analyst, {
      query: '{ endless { totals { total } } }',
      signal: leaving.signal,
    }).catch((error: Error) => error.name);
    // Answered after the first was taken up: both go the same way in the same order.
    await ask(server.url, analyst, VISITS);
    leaving.abort();
    expect(await gone).toBe('AbortError');
    const [line] = await server.until(/^.*WAREHOUSE_CANCELLED.*$/m);
    expect(JSON.parse(line)).toMatchObject({ level: 30, code: 'WAREHOUSE_CANCELLED' });
  });
});

describe('other paths', () => {
  test('nothing else is served', async () => {
    for (const target of ['/nothing', '//', '/graphql/more', '/../../etc/passwd', '/graphiqlx']) {
      const answer = await send(server.url, target);
      expect(answer.status, target).toBe(404);
      expect(answer.json().errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
  });

  test('/healthz says that both stores answer, to anybody', async () => {
    const answer = await send(server.url, '/healthz');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ warehouse: 'ok', metadata: 'ok' });
  });

  test('/console is for who can read the lock file', async () => {
    const answer = await send(server.url, '/console', {
      method: 'POST',
      headers: { 'x-vernier-key': 'guess' },
      body: JSON.stringify({ command: 'check' }),
    });
    expect(answer.status).toBe(401);
  });

  test('every answer carries the security headers and an id', async () => {
    for (const target of ['/', '/healthz', '/nothing', '/graphql', '/graphiql/', '/graphiql/config.json']) {
      const { headers } = await send(server.url, target);
      expect(headers, target).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      });
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });
});

describe('/graphiql/', () => {
  const built = path.join(packageFolder, 'graphiql/dist');

  test('/ and /graphiql lead there', async () => {
    for (const target of ['/', '/graphiql'])
      expect(await send(server.url, target)).toMatchObject({
        status: 302,
        headers: { location: '/graphiql/' },
      });
  });

  test('the page and all it loads are its own files', async () => {
    const page = await send(server.url, '/graphiql/');
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html;charset=utf-8', 'cache-control': 'no-cache' },
    });
    const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((target) => !target.startsWith('/graphiql/') && !target.startsWith('data:'))).toEqual([]);
  }); // prettier-ignore

  test('scripts, workers, styles and fonts come with their type, to be kept for ever', async () => {
    const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
    const names = readdirSync(path.join(built, 'assets'));
    expect(new Set(names.map((name) => path.extname(name)))).toEqual(new Set(Object.keys(types)));
    expect(names.filter((name) => /worker/.test(name)).length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      const { status, headers } = await send(server.url, `/graphiql/assets/${name}`, { method: 'HEAD' });
      expect({ name, status, type: headers['content-type'], kept: headers['cache-control'] }).toEqual({
        name,
        status: 200,
        type: types[path.extname(name)],
        kept: 'public, max-age=31536000, immutable',
      });
    }
  }); // prettier-ignore

  test('its policy allows its own scripts and workers and nothing from elsewhere', async () => {
    const { headers } = await send(server.url, '/graphiql/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  test('nothing outside its folder is served, nor a file that is not there', async () => {
    for (const target of ['/graphiql/../package.json', '/graphiql/%2e%2e/package.json', '/graphiql/..%2f..%2fpackage.json', '/graphiql/none.js', '/graphiql/%00'])
      expect((await send(server.url, target)).status, target).toBe(404);
  }); // prettier-ignore

  test('a part of a file is not offered, so no range can fail', async () => {
    const answer = await send(server.url, '/graphiql/', { headers: { range: 'bytes=10-5' } });
    expect(answer.status).toBe(200);
  });

  test('without the demo the page is given no token', async () => {
    const answer = await send(server.url, '/graphiql/config.json');
    expect(JSON.parse(answer.body)).toEqual({ endpoint: '/graphql', roles: [], examples: [] });
  });
});

describe('GraphQL over HTTP, by the audits of graphql-http', () => {
  const audits = serverAudits({
    url: () => `${server.url}/graphql`,
    fetchFn: (target: string, init: RequestInit = {}) =>
      fetch(target, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${analyst}` } }),
  }); // prettier-ignore

  test('there are 61', () => expect(audits).toHaveLength(61));

  test.each(audits.map(({ id, name, fn }) => ({ id, name, fn })))('$id $name', async ({ fn }) => {
    const result = await fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
});
