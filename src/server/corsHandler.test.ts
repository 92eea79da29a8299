import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corsHandler } from './corsHandler.js';
import { startHttpServer, type HttpServer } from './httpServer.js';

const APP = 'https://app.example';
let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    handlers: [corsHandler([APP]), (_request, response) => Boolean(response.end('{}'))],
  });
});
afterAll(() => server.stop(0));

async function ask(method: string, origin?: string, path = '/graphql') {
  const { status, headers } = await fetch(new URL(path, server.url), {
    method,
    headers: origin === undefined ? {} : { origin },
  });
  const named = [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary');
  return { status, ...Object.fromEntries(named) };
}

test('a page of a listed origin may ask, and is told with which headers', async () => {
  expect(await ask('OPTIONS', APP)).toEqual({
    status: 204,
    vary: 'Origin',
    'access-control-allow-origin': APP,
    'access-control-expose-headers': 'x-request-id, retry-after',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  });
  expect(await ask('POST', APP)).toMatchObject({ status: 200, 'access-control-allow-origin': APP });
});

test('another origin, none, and another path get no word of it, and cookies are never allowed', async () => {
  for (const origin of ['https://app.example.evil.example', 'http://app.example', 'null', undefined])
    expect(await ask('OPTIONS', origin)).toEqual({ status: 204, vary: 'Origin' });
  expect(await ask('GET', APP, '/graphiql/')).toEqual({ status: 200 });
});
