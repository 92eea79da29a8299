import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A Redis server is installed, so tests can start one of their own. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface TestRedis {
  readonly url: string;
  /** Stops answering, as a server that went away; `start` brings it back, empty. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** One line on the terminal, once per test file that has a half for Redis. */
export function announceMissingRedis(): void {
  if (!hasRedis)
    process.stderr.write(
      '\nLEFT OUT: the rate limits on a real Redis. Install redis-server (Debian) to run them.\n',
    );
}

/** A private server on a free port of loopback that keeps nothing. */
export async function openTestRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vernier-redis-'));
  const port = await freePort();
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    running = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    await ready(running);
  };
  const stop = async (): Promise<void> => {
    const ended = running;
    running = undefined;
    if (ended === undefined) return;
    const gone = new Promise((resolve) => ended.once('exit', resolve));
    ended.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    remove: () => stop().finally(() => rmSync(folder, { recursive: true, force: true })),
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
