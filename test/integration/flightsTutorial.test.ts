import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  build,
  cleanEnvironment,
  killAll,
  packageFolder,
  start,
  type Running,
} from '../support/processes.js';

/**
 * Runs the shell commands of examples/flights/README.md in their order, with real processes, and compares what they print with what the
 * page shows. UPDATE_GOLDEN=1 writes what they print into the page.
 */
const page = path.join(packageFolder, 'examples/flights/README.md');
const DATA = '.vernier-flights';
const ADDRESS = '127.0.0.1:4000';

let text = readFileSync(page, 'utf8');
let folder: string;
let port: number;

beforeAll(async () => {
  build();
  folder = mkdtempSync(path.join(os.tmpdir(), 'vernier-flights-'));
  port = await freePort();
});
afterAll(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

interface Step {
  readonly script: string;
  /** The block after it, when it shows what is printed. */
  readonly shown: string | undefined;
}

function stepsOf(markdown: string): Step[] {
  const blocks = /```sh\n([\s\S]*?)```\n(?:\n```(?:text|sql|json)\n([\s\S]*?)```\n)?/g;
  return [...markdown.matchAll(blocks)].map(([, script = '', shown]) => ({ script, shown }));
}

/** Every block starts where the last one left the variables, as in one terminal. */
let exported = '';

function run(script: string): Running {
  const here = script.replaceAll(DATA, folder).replaceAll(ADDRESS, `127.0.0.1:${port}`);
  const running = start('bash', ['-euo', 'pipefail', '-c', `${exported}${here}`], {
    env: cleanEnvironment({ PORT: String(port) }),
  });
  exported += here
    .split('\n')
    .filter((line) => line.startsWith('export '))
    .map((line) => `${line}\n`)
    .join('');
  return running;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('Left out: the tutorial step with curl, which is not installed here.\n');

test('the page shows what its commands print', { timeout: 120_000 }, async () => {
  let server: Running | undefined;
  let done = 0;
  for (const { script, shown } of stepsOf(text)) {
    if (/^curl /m.test(script) && !hasCurl) continue;
    const running = run(script);
    if (script === 'npx vernier serve\n') {
      server = running;
      await server.until(/Ctrl-C stops it\./);
      continue;
    }
    const { code, stdout, stderr } = await running.finished;
    expect(code, `${script}\n${stderr}`).toBe(0);
    const printed = `${stdout.trimEnd()}\n`.replaceAll(folder, DATA);
    if (shown !== undefined && process.env['UPDATE_GOLDEN'] === '1')
      text = text.replace(shown, () => printed);
    else if (shown !== undefined) expect(printed).toBe(shown);
    done += 1;
  }
  expect(done).toBeGreaterThanOrEqual(7);
  expect(existsSync(path.join(folder, 'months.json'))).toBe(true);
  expect(server?.output().stdout).toMatch(/One token per role:\n\n {2}analyst \(local\)\n {4}ey/);
  server?.kill('SIGINT');
  // npx ends by the signal, whatever its command says; a clean stop leaves no lock behind and says nothing more.
  expect((await server?.finished)?.stderr).toMatch(/\nStopping …\n$/);
  expect(existsSync(path.join(folder, 'vernier.lock'))).toBe(false);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, text);
});
