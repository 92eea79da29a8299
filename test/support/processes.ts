import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Real processes of the built product, for tests. All that is left over is killed by its id at the end. */

export const packageFolder = path.join(import.meta.dirname, '../..');

/** Builds dist/ unless it is up to date. */
export function build(): void {
  const { status } = spawnSync(process.execPath, [path.join(packageFolder, 'scripts/build.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('The build failed.');
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** What it printed so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Resolves when both streams together match; rejects when the process ends before. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
  /** To the process alone, or to its whole group, as a terminal does. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

const alive = new Set<ChildProcess>();

/** Kills what is still there. For `afterAll`. */
export async function killAll(): Promise<void> {
  await Promise.all(
    [...alive].map(async (child) => {
      const gone = once(child, 'close');
      signal(child, 'SIGKILL');
      await gone;
    }),
  );
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    // The group: npx and shells have children of their own.
    process.kill(-(child.pid as number), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function start(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> & { readonly input?: string } = {},
): Running {
  const { input = '', ...rest } = options;
  const child = spawn(command, args, { cwd: packageFolder, ...rest, detached: true, stdio: 'pipe' });
  alive.add(child);
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  const heard = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  // A process that ends without reading is no failure of the test.
  child.stdin.on('error', () => undefined).end(input);
  const finished = once(child, 'close').then(([code, name]) => {
    alive.delete(child);
    heard();
    return { code: code as number | null, signal: name as NodeJS.Signals | null, stdout, stderr };
  });
  return {
    pid: child.pid as number,
    output: () => ({ stdout, stderr }),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match === null && alive.has(child)) return;
          listeners.delete(look);
          if (match !== null) resolve(match);
          else reject(new Error(`It ended without printing ${String(pattern)}:\n${stdout}\n${stderr}`));
        };
        listeners.add(look);
        look();
      }),
    finished,
    kill: (name) => signal(child, name),
  };
}

/** Settings of the machine that tests run on must not reach the product. */
export function cleanEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const ours =
    /^(VERNIER_|CLICKHOUSE_|DATABASE_URL$|HOST$|PORT$|NODE_ENV$|NODE_OPTIONS$|VITEST|UV_THREADPOOL_SIZE$)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), ...settings };
}

/** `vernier …` with nothing but these settings. */
export function vernier(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  input?: string,
): Running {
  return start(process.execPath, [path.join(packageFolder, 'bin/vernier.cjs'), ...args], {
    env: cleanEnvironment(settings),
    ...(input === undefined ? {} : { input }),
  });
}
