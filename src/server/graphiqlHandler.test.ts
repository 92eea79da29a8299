import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { graphiqlHandler } from './graphiqlHandler.js';
import { startHttpServer, type HttpServer } from './httpServer.js';

const roles = [{ role: 'analyst', subject: 'ana', token: 'a.b.c' }];
let folder: string;
let server: HttpServer;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'vernier-graphiql-'));
});
afterEach(async () => {
  await server.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

async function serve(host: string): Promise<void> {
  const config = { endpoint: '/graphql', roles, examples: [] };
  const handlers = [graphiqlHandler({ folder, host, config })];
  server = await startHttpServer({ host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }), handlers });
}

function get(target: string, host: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request(server.url + target, { headers: { host } }, (response) => {
      json(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
}

test('the tokens of the demo are for pages of this server: a name that points here from elsewhere gets none', async () => {
  await serve('127.0.0.1');
  for (const host of ['127.0.0.1:4000', 'localhost', 'LOCALHOST:80', '[::1]:4000'])
    expect(await get('/graphiql/config.json', host), host).toMatchObject({ roles });
  for (const host of [
    'rebound.example',
    'rebound.example:4000',
    '127.0.0.1.rebound.example',
    'localhost.example',
  ])
    expect(await get('/graphiql/config.json', host), host).toMatchObject({ roles: [] });
});

test('an operator who listens on more than loopback has decided to show the demo', async () => {
  await serve('0.0.0.0');
  expect(await get('/graphiql/config.json', 'demo.example')).toMatchObject({ roles });
});

test('a page that is not built says so, and is found once it is built', async () => {
  await serve('127.0.0.1');
  expect(await get('/graphiql/', 'localhost')).toMatchObject({
    errors: [{ message: 'GraphiQL is not built: run `npm run build` in the folder of Vernier.' }],
  });
  writeFileSync(path.join(folder, 'index.html'), '{"page":1}');
  expect(await get('/graphiql/', 'localhost')).toEqual({ page: 1 });
});
