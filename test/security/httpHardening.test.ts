import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRoleSchema } from '../../src/schema/index.js';
import { catalogFor } from '../../src/metrics/index.js';
import { corsHandler } from '../../src/server/corsHandler.js';
import { graphiqlHandler } from '../../src/server/graphiqlHandler.js';
import { healthHandler } from '../../src/server/healthHandler.js';
import { openAttackedServer, type AttackedServer, type Person } from './attackedServer.js';
import { canaryCatalog } from './canary/canaryCatalog.js';

/** What every answer of the running server has and has not, over every kind of answer there is. */

const FRIEND = 'https://app.example';
const JSON_TYPE = { 'content-type': 'application/json' };
const folder = mkdtempSync(join(tmpdir(), 'vernier-page-'));
let server: AttackedServer;
beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>GraphiQL</title>');
  const config = {
    endpoint: '/graphql',
    roles: [{ role: 'analyst', subject: 'ana', token: 'demo' }],
    examples: [],
  };
  server = await openAttackedServer({
    handlers: [
      corsHandler([FRIEND]),
      graphiqlHandler({ folder, host: '127.0.0.1', config }),
      healthHandler({
        warehouse: () => Promise.resolve(),
        metadata: () => Promise.reject(new Error('secret-host:5432 refused the password of vernier')),
      }),
      (_request, _response, { url }) => {
        if (url.pathname === '/broken')
          throw new Error('secret-host: at Object.<anonymous> (/srv/vernier/src/x.ts:1:1)');
        return false;
      },
    ],
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = async (person: Person = 'rhea') => ({ authorization: `Bearer ${await server.token(person)}` });
const post = (query: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify({ query }) }); // prettier-ignore

/** One request of each kind of answer, with the status it must have. */
async function everyKind(): Promise<readonly (readonly [path: string, init: RequestInit, status: number])[]> {
  const mine = await bearer();
  return [
    ['/graphql', post('{ orders { totals { amount } } }', mine), 200],
    ['/graphql', post('{ orders { totals { amoun } } }', mine), 400],
    ['/graphql', post('{', mine), 400],
    ['/graphql', post(7, mine), 400],
    ['/graphql', { ...post('{ viewer { role } }', mine), body: '{' }, 400],
    ['/graphql', { ...post('{ viewer { role } }', mine), body: '' }, 400],
    ['/graphql', post('{ viewer { role } }'), 401],
    ['/graphql', post('{ viewer { role } }', { authorization: 'Bearer a.b.c' }), 401],
    ['/graphql', { headers: mine }, 400],
    ['/graphql?query=%7Bviewer%7Brole%7D%7D', { headers: mine }, 200],
    ['/graphql?query=mutation%7B__typename%7D', { headers: mine }, 403],
    ['/graphql', { method: 'PUT', headers: mine }, 405],
    ['/graphql', { method: 'DELETE', headers: mine }, 405],
    ['/graphql', { ...post('{ viewer { role } }', mine), body: `{"query":"${'x'.repeat(1_100_000)}"}` }, 413],
    ['/graphql', { method: 'POST', headers: { ...mine, 'content-type': 'text/plain' }, body: '{ viewer { role } }' }, 415],
    ['/graphql', { method: 'OPTIONS', headers: { origin: FRIEND } }, 204],
    ['/graphql', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }, 204],
    ['/', { redirect: 'manual' }, 302],
    ['/graphiql/', {}, 200],
    ['/graphiql/nothing.js', {}, 404],
    ['/graphiql/..%2f..%2fpackage.json', {}, 404],
    ['/graphiql/config.json', {}, 200],
    ['/healthz', {}, 503],
    ['/console', post('x'), 401],
    ['/nothing', {}, 404],
    ['/%00', {}, 404],
    ['/broken', {}, 500],
  ]; // prettier-ignore
}

it('every kind of answer carries the security headers, an id of its own, and nothing of what is behind it', async () => {
  const ids = new Set<string>();
  const kinds = await everyKind();
  for (const [path, init, status] of kinds) {
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      'x-request-id': 'chosen-by-the-caller',
    };
    const answer = await fetch(new URL(path, server.url), { ...init, headers });
    const body = await answer.text();
    const place = `${init.method ?? 'GET'} ${path} ${status}`;
    expect([place, answer.status]).toEqual([place, status]);
    const sent = Object.fromEntries(answer.headers);
    expect(sent, place).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'.*frame-ancestors 'none'/,
      ) as string,
    });
    for (const name of ['server', 'x-powered-by', 'set-cookie'])
      expect([place, sent[name]]).toEqual([place, undefined]);
    expect(body, place).not.toMatch(
      /secret-host|node_modules|\.(ts|js):\d|\bat (async )?\w+ \(|stacktrace|password/i,
    );
    // Answers that are somebody's stand in no cache; the page itself may, once it is asked about again.
    if (!path.startsWith('/graphiql/') && init.method !== 'OPTIONS' && status !== 302)
      expect(sent['cache-control'], place).toMatch(/^(no-store|private, no-cache)$/);
    ids.add(sent['x-request-id'] ?? '');
  }
  expect(ids.size).toBe(kinds.length);
});

it('an error that is masked names the id of its answer', async () => {
  const answer = await fetch(new URL('/broken', server.url));
  const { errors } = (await answer.json()) as { errors: { extensions: { requestId: string } }[] };
  expect(errors[0]?.extensions.requestId).toBe(answer.headers.get('x-request-id'));
});

describe('pages of other origins', () => {
  const ORIGINS = ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:8443', 'https://APP.example', 'https://app.example/', 'https://app.example,https://evil.example', '*', '']; // prettier-ignore

  it.each(['POST', 'GET', 'OPTIONS'])(
    'are told nothing by %s: 10 origins that are not the listed one',
    async (method) => {
      for (const origin of ORIGINS) {
        const asked = method === 'POST' ? post('{ viewer { role } }', await bearer()) : { method, headers: await bearer() }; // prettier-ignore
        const { headers } = await fetch(new URL('/graphql?query=%7Bviewer%7Brole%7D%7D', server.url), { ...asked, headers: { ...asked.headers, origin } }); // prettier-ignore
        const given = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect([origin, given]).toEqual([origin, []]);
        expect(headers.get('vary')).toMatch(/origin/i);
      }
    },
  );

  it('of the listed origin may ask, with a token of their own and never with a cookie', async () => {
    const { headers } = await fetch(new URL('/graphql', server.url), post('{ viewer { role } }', { ...(await bearer()), origin: FRIEND })); // prettier-ignore
    expect(headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('cannot ask in anybody’s name: what a form or a picture can send is no credential or no question', async () => {
    const token = await server.token('anna');
    const cookie = { cookie: `token=${token}; authorization=Bearer ${token}; session=${token}` };
    const forms: readonly RequestInit[] = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'text/plain; application/json', ''] // prettier-ignore
      .map((type) => ({ method: 'POST', headers: { ...cookie, ...(type === '' ? {} : { 'content-type': type }) }, body: JSON.stringify({ query: '{ viewer { role } }' }) })); // prettier-ignore
    for (const form of forms) {
      const answer = await server.send(
        `/graphql?access_token=${token}&authorization=Bearer%20${token}`,
        form,
      );
      expect([401, 415]).toContain(answer.status);
      expect(answer.body.data).toBeUndefined();
    }
    const picture = await server.send(`/graphql?query=%7Bviewer%7Brole%7D%7D&access_token=${token}`, { headers: cookie }); // prettier-ignore
    expect(picture.status).toBe(401);
  });
});

describe('GraphiQL', () => {
  it('runs no script but its own, talks to nobody else and stands in no frame', async () => {
    const policy =
      (await fetch(new URL('/graphiql/', server.url))).headers.get('content-security-policy') ?? '';
    const rules = new Map(policy.split(';').map((rule) => {
      const [name = '', ...sources] = rule.trim().split(/\s+/);
      return [name, sources];
    })); // prettier-ignore
    expect(rules.get('default-src')).toEqual(["'none'"]);
    expect(rules.get('script-src')).toEqual(["'self'"]);
    expect(rules.get('connect-src')).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect([name, rules.get(name)]).toEqual([name, ["'none'"]]); // prettier-ignore
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*|strict-dynamic/);
  });
});

it('introspection tells each role what its catalog has, and nothing else', async () => {
  const catalog = canaryCatalog();
  const query = '{ __schema { types { name fields { name } inputFields { name } enumValues { name } } } }';
  for (const [person, role] of [['anna', 'analyst'], ['otto', 'owner'], ['rhea', 'reader']] as const) {
    const { body } = await server.ask(person, query);
    const told = (body.data as { __schema: { types: { name: string }[] } }).__schema.types.map(({ name }) => name);
    const own = Object.keys(buildRoleSchema(catalogFor(catalog, role)).getTypeMap());
    expect(told.toSorted()).toEqual(own.toSorted());
  } // prettier-ignore
});
