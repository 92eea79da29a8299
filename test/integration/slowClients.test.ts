import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttpServer, type HttpServer } from '../../src/server/httpServer.js';
import { readJsonBody } from '../../src/server/readBody.js';
import { send } from '../support/server.js';

/** Clients that are slow on purpose, to keep the server busy with nothing. */

let server: HttpServer;
const alarms: string[] = [];
/** As a handler that reads a body and answers with more than the network's buffers hold. */
const LARGE = 'x'.repeat(64 * 1024 * 1024);
let closed = 0;

beforeAll(async () => {
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'warn' }, { write: (line: string) => void alarms.push(line) }),
    timeouts: { headers: 300, request: 600, keepAlive: 200, idle: 1_500 },
    maxConnections: 20,
    handlers: [
      async (request, response, { url }) => {
        if (url.pathname === '/large') response.once('close', () => (closed += 1)).end(LARGE);
        else response.end(JSON.stringify((await readJsonBody(request)) ?? 'nothing'));
        return true;
      },
    ],
  });
});
afterAll(async () => {
  await server.stop(0);
  // A slow client is no failure of ours.
  expect(alarms).toEqual([]);
});

interface Slow {
  readonly socket: Socket;
  /** What the server said until it hung up, and after how many milliseconds that was. */
  readonly end: Promise<{ readonly said: string; readonly ms: number }>;
}

function open(first: string): Slow {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const started = performance.now();
  let said = '';
  socket.on('data', (chunk) => (said += chunk.toString().slice(0, 100))).on('error', () => undefined);
  socket.write(first);
  return {
    socket,
    end: new Promise((resolve) =>
      socket.once('close', () => resolve({ said, ms: performance.now() - started })),
    ),
  };
}

/** Sends a byte now and then, as long as the server listens. */
async function drip({ socket, end }: Slow, byte: string): ReturnType<() => Slow['end']> {
  const timer = setInterval(() => socket.write(byte), 20);
  return end.finally(() => clearInterval(timer));
}

const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

test('headers that come byte by byte are given up, on ten connections at once, while others are served', async () => {
  const slow = Array.from({ length: 10 }, () => drip(open('GET / HTTP/1.1\r\nx: '), 'y'));
  expect((await send(server.url, '/')).status).toBe(200);
  for (const { said, ms } of await Promise.all(slow)) {
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(5_000);
  }
});

test('a body that comes byte by byte is given up, announced or in chunks', async () => {
  const [announced, chunked] = await Promise.all([
    drip(open(`${HEAD}content-length: 100000\r\n\r\n`), ' '),
    drip(open(`${HEAD}transfer-encoding: chunked\r\n\r\n`), '1\r\n \r\n'),
  ]);
  for (const { said, ms } of [announced, chunked]) {
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(5_000);
  }
});

test('a body larger than allowed is refused before it is there', async () => {
  const announced = open(`${HEAD}content-length: 2000000\r\n\r\n`);
  expect((await announced.end).said).toMatch(/^HTTP\/1\.1 413 /);
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const chunked = open(`${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}`);
  expect((await chunked.end).said).toMatch(/^HTTP\/1\.1 413 /);
});

test('a connection that asks nothing more is closed', async () => {
  const idle = open('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const { said, ms } = await idle.end;
  expect(said).toMatch(/^HTTP\/1\.1 200 /);
  expect(ms).toBeLessThan(5_000);
});

test('a client that does not read its answer is given up', async () => {
  const { socket, end } = open('GET /large HTTP/1.1\r\nhost: x\r\n\r\n');
  socket.pause();
  await expect.poll(() => closed, { timeout: 10_000 }).toBe(1);
  socket.destroy();
  expect((await end).said).toBe('');
});

test('of too many connections the last are closed at once, and there is room again when others go', async () => {
  const many = Array.from({ length: 20 }, () => open('GET / HTTP/1.1\r\nx: '));
  await Promise.all(many.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  const late = await open('GET / HTTP/1.1\r\nhost: x\r\n\r\n').end;
  expect(late.said).toBe('');
  for (const { socket } of many) socket.destroy();
  await expect
    .poll(
      () =>
        send(server.url, '/').then(
          ({ status }) => status,
          () => 'closed',
        ),
      { timeout: 5_000 },
    )
    .toBe(200);
});

test('a header with too many fields, or too long ones, is refused', async () => {
  const long = await open(`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`).end;
  expect(long.said).toMatch(/^HTTP\/1\.1 431 /);
});
