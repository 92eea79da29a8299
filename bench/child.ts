import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { PACKAGE_FOLDER } from '../src/start/packageFolder.js';

/** What a process has used since it started. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** A server in a process of its own. */
export interface Child {
  readonly url: string;
  /** From spawning it to the moment it listened. */
  readonly startMs: number;
  usage(): Promise<Usage>;
  /** Ends it by its process id, gently first. May be called twice. */
  stop(): Promise<void>;
}

/** What signs the tokens of this run: in production Vernier makes up no secret of its own. */
export const SECRET = 'a secret of the benchmark alone, nobody else has it';

const PRELOAD = path.join(import.meta.dirname, 'reportUsage.mjs');
const START_MS = 60_000;
const STOP_MS = 5_000;

/** Starts a file of this folder; it tells its address by `process.send({ url })`. */
export function startScript(file: string, args: readonly string[]): Promise<Child> {
  return start(['--import', 'tsx', path.join(import.meta.dirname, file), ...args], {});
}

/** Starts Vernier as its users do; its address is the first one that it prints. */
export function startVernier(settings: Readonly<Record<string, string>>): Promise<Child> {
  return start([path.join(PACKAGE_FOLDER, 'bin/vernier.cjs'), 'serve'], {
    ...settings,
    PORT: '0',
    VERNIER_DEMO: '0',
    VERNIER_JWT_SECRET: SECRET,
  });
}

async function start(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Child> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', PRELOAD, ...args], {
    cwd: PACKAGE_FOLDER,
    env: { ...process.env, NODE_ENV: 'production', UV_THREADPOOL_SIZE: '16', TZ: 'UTC', ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  child.stderr?.on('data', (chunk) => said.push(String(chunk)));
  try {
    const url = await addressOf(child);
    return {
      url,
      startMs: performance.now() - begun,
      usage: () => usageOf(child),
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw new Error(`${args.at(-1)} did not start.\n${said.join('')}`, { cause: error });
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Out of time.')), START_MS);
    const done = (settle: () => void): void => {
      clearTimeout(late);
      settle();
    };
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url !== undefined) done(() => resolve(url));
    });
    child.once('message', (message: { url: string }) => done(() => resolve(message.url)));
    child.once('exit', (code) => done(() => reject(new Error(`It ended with ${code}.`))));
  });
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  child.send('usage');
  const [{ usage }] = (await once(child, 'message')) as [{ usage: Usage }];
  return usage;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}
