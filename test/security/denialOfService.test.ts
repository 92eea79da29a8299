import { HeaderMap } from '@apollo/server';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { graphqlHandler } from '../../src/server/graphqlHandler.js';
import { startHttpServer } from '../../src/server/httpServer.js';
import { createRateLimits } from '../../src/server/rateLimits/rateLimits.js';
import { recordRefusals } from '../../src/server/refusals/recordRefusals.js';
import { LONG } from './answers.js';
import { openAttackedServer, type AttackedServer } from './attackedServer.js';
import { sumOf } from './canary/canaryTables.js';

/** Somebody who wants nobody else to be served: memory stays bounded and the others get their answers. Slow clients as such are in test/integration/slowClients.test.ts. */

let server: AttackedServer;
beforeAll(async () => {
  server = await openAttackedServer({ rates: { concurrentQueries: 4 } });
});
afterAll(() => server.close());
afterEach(() => expect(server.alarms.splice(0)).toEqual([]));

const TIMES = LONG ? 20 : 1;
const MEGABYTE = 1024 * 1024;
const times = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const nest = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

interface Sent {
  readonly query: string;
  readonly variables?: unknown;
}

/** Documents that are large, deep, wide or dear, each in its own way. */
const PATHOLOGICAL: Readonly<Record<string, () => Sent>> = {
  'deep selections': () => ({ query: nest(5_000, '{ orders ', '}') }),
  'deep filters': () => ({ query: `{ orders(where: ${nest(2_000, '{ not: ', '}')}) { totals { amount } } }` }),
  'deep variables': () => ({ query: 'query($w: OrdersWhere) { orders(where: $w) { totals { amount } } }', variables: { w: deepTree(700) } }),
  'many aliases': () => ({ query: `{ ${times(5_000, (n) => `a${n}: __typename`)} }` }),
  'many views': () => ({ query: `{ orders { ${times(2_000, (n) => `v${n}: totals { amount }`)} } }` }),
  'exploding fragments': () => ({ query: `{ viewer { ...f0 } } ${times(200, (n) => `fragment f${n} on Viewer { ...f${n + 1} ...f${n + 1} }`)} fragment f200 on Viewer { role }` }),
  'circular fragments': () => ({ query: '{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }' }),
  'many operations': () => ({ query: times(3_000, (n) => `query q${n} { __typename }`) }),
  'many variables': () => ({ query: `query(${times(5_000, (n) => `$v${n}: Int`)}) { __typename }` }),
  'a giant list': () => ({ query: 'query($v: [String]) { orders(where: { product: { in: $v } }) { totals { amount } } }', variables: { v: Array.from({ length: 100_000 }, (_, n) => `v${n}`) } }),
  'lists as large as allowed': () => ({ query: 'query($v: [String]) { orders(where: { or: [{ product: { in: $v } }, { tenant: { notIn: $v } }] }) { totals { amount } } }', variables: { v: Array.from({ length: 4_000 }, (_, n) => `v${n}`) } }),
  'conditions in every measure': () => ({ query: `query($w: OrdersWhere) { orders { totals { ${times(40, (n) => `m${n}: amount(where: $w)`)} } } }`, variables: { w: { or: Array.from({ length: 900 }, (_, n) => ({ product: { contains: `${n}` } })) } } }),
  'buckets without end': () => ({ query: '{ orders(time: { range: { from: "1900-01-01", to: "2100-01-01" } }) { rows(fill: true) { placed(grain: SECOND) amount } } }' }),
  'rows without end': () => ({ query: '{ orders { rows(limit: 2000000000) { tenant rows(limit: 2000000000) { product rows(limit: 2000000000) { id } } } } }' }),
  'circles of relationships': () => ({ query: `{ orders { records { ${'customer { firstOrder { '.repeat(30)} id ${'} } '.repeat(30)} } } }` }),
  'a dear expression': () => ({ query: '{ orders(where: { product: { matches: "(a{1000}){10}b(.*){50}c" } }) { totals { amount } } }' }),
  'introspection of introspection': () => ({ query: `{ __schema { types { ${'fields { type { '.repeat(20)} name ${'} } '.repeat(20)} } } }` }),
  'a long string': () => ({ query: `{ orders(where: { product: { eq: "${'x'.repeat(900_000)}" } }) { totals { amount } } }` }),
  'comments': () => ({ query: `{ viewer { role } } ${'#\n'.repeat(400_000)}` }),
  'commas': () => ({ query: `{ viewer { role${','.repeat(900_000)} } }` }),
}; // prettier-ignore

function deepTree(depth: number): unknown {
  let tree: unknown = { paid: { eq: true } };
  for (let level = 0; level < depth; level++) tree = { and: [tree] };
  return tree;
}

/** What the process may grow by while all of it is sent: the attackers are in it, too. */
const MOST_MEGABYTES = 600;

/** Asks as somebody else again and again until `attack` is over: each answer is right, and there in time. */
async function whileServing(attack: Promise<unknown>): Promise<{ readonly served: number; readonly slowest: number }> {
  let over = false;
  const ending = attack.finally(() => (over = true));
  let served = 0;
  let slowest = 0;
  while (!over) {
    const started = performance.now();
    const { status, body } = await server.ask('otto', '{ orders { totals { amount } } }');
    slowest = Math.max(slowest, performance.now() - started);
    expect([status, body.data]).toEqual([200, { orders: { totals: { amount: sumOf(['alpha', 'beta']) } } }]);
    served++;
  }
  await ending;
  return { served, slowest };
} // prettier-ignore

describe('others are served and memory is bounded', { timeout: LONG ? 7_200_000 : 240_000 }, () => {
  it('while documents of every bad kind come at once', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const statuses = new Map<number, number>();
    const attack = async (): Promise<void> => {
      for (let turn = 0; turn < TIMES; turn++)
        for (const [kind, make] of Object.entries(PATHOLOGICAL)) {
          const { query, variables } = make();
          // One more than may run at once.
          const answers = await Promise.all(
            Array.from({ length: 5 }, () => server.ask('rhea', query, variables)),
          );
          for (const { status, text } of answers) {
            expect([200, 400, 413, 429], `${kind}: ${text.slice(0, 200)}`).toContain(status);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
          peak = Math.max(peak, process.memoryUsage().rss);
        }
    };
    const { served, slowest } = await whileServing(attack());
    const grown = Math.round((peak - before) / MEGABYTE);
    console.log(`${Object.keys(PATHOLOGICAL).length} kinds of documents, statuses ${JSON.stringify([...statuses])}; ${served} others served meanwhile, the slowest in ${Math.round(slowest)} ms; ${grown} MB more memory`); // prettier-ignore
    expect(grown).toBeLessThan(MOST_MEGABYTES);
    expect(slowest).toBeLessThan(20_000);
    expect(served).toBeGreaterThan(3);
  });

  it('while compressed bombs come: no body is unpacked', async () => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await server.token('rhea')}`,
    };
    const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE, ' '));
    const before = process.memoryUsage().rss;
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip', 'zstd'])
      for (let sent = 0; sent < 3 * TIMES; sent++) {
        const answer = await server.send('/graphql', { method: 'POST', headers: { ...headers, 'content-encoding': encoding }, body: bomb }); // prettier-ignore
        expect([400, 413, 415]).toContain(answer.status);
      }
    expect((process.memoryUsage().rss - before) / MEGABYTE).toBeLessThan(150);
    expect((await server.ask('rhea', '{ __typename }')).status).toBe(200);
  });

  it('while nobody reads large answers: they count as running until they are taken', async () => {
    // More than the network's buffers hold, without the rows that it takes to get there.
    const answer = JSON.stringify({ data: 'x'.repeat(64 * MEGABYTE) });
    let made = 0;
    const large = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      log: pino({ level: 'silent' }),
      handlers: [
        graphqlHandler({
          endpoint: {
            execute: () => {
              made++;
              return Promise.resolve({
                headers: new HeaderMap(),
                body: { kind: 'complete', string: answer },
              });
            },
            stop: () => Promise.resolve(),
          },
          authenticate: () =>
            Promise.resolve({
              viewer: { subject: 'mallory', role: 'reader', attributes: new Map() },
              credential: { kind: 'token', id: null },
              persistedOnly: false,
            }),
          rateLimits: createRateLimits({ queriesPerMinute: 1_000, concurrentQueries: 3, maxSeconds: 30 }),
          refusals: recordRefusals({ record: () => {} }),
        }),
      ],
    });
    const { hostname, port } = new URL(large.url);
    const ask = () => fetch(`${large.url}/graphql?query={a}`);
    const status = async () => {
      const response = await ask();
      await response.arrayBuffer();
      return response.status;
    };
    expect([await status(), await status()]).toEqual([200, 200]);
    made = 0;
    const sockets = Array.from({ length: 40 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined).pause();
      socket.write('GET /graphql?query={a} HTTP/1.1\r\nhost: x\r\n\r\n');
      return socket;
    });
    await expect.poll(status, { timeout: 10_000 }).toBe(429);
    // One may have been for the test itself.
    expect(made).toBeLessThan(6);
    for (const socket of sockets) socket.destroy();
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    await large.stop(0);
  });

  it('while hundreds of connections come and say nothing, or nonsense', async () => {
    const { hostname, port } = new URL(server.url);
    const before = process.memoryUsage().rss;
    const texts = ['', 'GET', '\0'.repeat(1_000), 'POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'];
    const sockets = Array.from({ length: 500 }, (_, index) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined).resume();
      socket.write(texts[index % texts.length] ?? '');
      return socket;
    });
    const { served } = await whileServing(new Promise((resolve) => setTimeout(resolve, 500)));
    expect(served).toBeGreaterThan(0);
    expect((process.memoryUsage().rss - before) / MEGABYTE).toBeLessThan(MOST_MEGABYTES);
    for (const socket of sockets) socket.destroy();
  }); // prettier-ignore
});
