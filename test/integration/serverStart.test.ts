import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMetadata } from '../../db/postgres/index.js';
import { copyPreparedFolder } from '../support/preparedFolder.js';
import { build, cleanEnvironment, killAll, packageFolder, start, vernier } from '../support/processes.js';
import {
  ask,
  startServerProcess,
  temporaryFolder,
  testSettings,
  type ServerProcess,
} from '../support/server.js';

/** Starting, failing to start, stopping and being killed, with real processes on one data folder. */

const data = temporaryFolder();
const other = temporaryFolder();

beforeAll(async () => {
  build();
  await copyPreparedFolder(data.folder);
  // Acknowledged before any server runs: what the kills below must not lose.
  const metadata = await openMetadata({ folder: path.join(data.folder, 'postgres') });
  await metadata.insertMissing({
    users: [{ id: 'rafael', email: 'rafael@vernier.example', name: 'Rafael', role: 'reader' }],
    websites: [
      { id: 'kumo-app', trackingId: 'V-1', name: 'Kumo', domain: 'kumo.example', ownerId: 'rafael', timezone: 'Asia/Tokyo', currency: 'JPY' },
    ],
  }); // prettier-ignore
  await metadata.close();
});
afterAll(async () => {
  await killAll();
  data.remove();
  other.remove();
});

/** A start that fails: what it said, having exited with 1 and without a stack. */
async function failure(settings: Readonly<Record<string, string>>, command = 'serve'): Promise<string> {
  const { code, stdout, stderr } = await vernier([command], settings).finished;
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

describe('a start that cannot be says why in one sentence', () => {
  test('wrong settings, all of them', async () => {
    const settings = testSettings(data.folder, { PORT: '99999', VERNIER_DEMO: 'many', VERNIER_DATTA: 'x' });
    expect(await failure(settings)).toMatch(
      /^The settings are not valid:\n {2}VERNIER_DATTA: is no setting\. .*\n {2}PORT: must be between 0 and 65535\.\n {2}VERNIER_DEMO: must be a whole number\.\n$/,
    );
  });

  test('production without a way to prove tokens', async () => {
    expect(await failure(testSettings(data.folder, { NODE_ENV: 'production' }))).toBe(
      'The settings are not valid:\n  VERNIER_JWT_SECRET: or VERNIER_JWKS_URL with VERNIER_JWT_ISSUER is needed when NODE_ENV is production.\n',
    );
  });

  test('a port in use, before anything is opened', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    expect(await failure(testSettings(other.folder, { PORT: String(port) }))).toBe(
      `Port ${port} on 127.0.0.1 is in use: stop what uses it, or set PORT to another (0 takes a free one).\n`,
    );
    expect(readdirSync(other.folder)).toEqual([]);
    await new Promise((resolve) => taken.close(resolve));
  });

  test('a host that is none of this machine', async () => {
    expect(await failure(testSettings(data.folder, { HOST: '192.0.2.1' }))).toBe(
      '192.0.2.1 is no address of this machine: set HOST.\n',
    );
  });

  test('a data folder that cannot be one', async () => {
    const file = path.join(other.folder, 'file');
    writeFileSync(file, '');
    expect(await failure(testSettings(path.join(file, 'data')))).toBe(
      `The data folder ${file}/data cannot be made or written: set VERNIER_DATA to a folder that this user may write.\n`,
    );
  });

  test('servers that do not answer', async () => {
    const nobody = { CLICKHOUSE_URL: 'http://127.0.0.1:1/', DATABASE_URL: 'postgres://127.0.0.1:1/x' };
    expect(await failure(testSettings(data.folder, nobody))).toMatch(
      /^ClickHouse at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\. Check CLICKHOUSE_URL\.\n$/,
    );
  });

  test('a catalog with mistakes: every one, with its place; check prints its report instead', async () => {
    const folder = path.join(other.folder, 'catalog');
    mkdirSync(folder);
    writeFileSync(
      path.join(folder, 'wrong.yaml'),
      'dataset: wrong\ndescription: Mistakes.\nsource: nowhere.at_all\ndimensions:\n  a: { type: stringg }\n',
    );
    writeFileSync(
      path.join(folder, 'typing.yaml'),
      'dataset: typing\ndescription: A mistake.\nsql: SELECT 1 AS n\nmeasures:\n  total: { agg: sum, sql: m }\naccess: { analyst: { rows: all } }\n',
    );
    const settings = testSettings(data.folder, { VERNIER_CATALOG: folder });
    const said = await failure(settings);
    expect(said).toContain('The catalog is not valid:\n');
    expect(said).toMatch(/catalog\/wrong\.yaml:5 dimensions\.a/);
    expect(said).toMatch(/catalog\/typing\.yaml:5 measures\.total/);

    const check = await vernier(['check'], settings).finished;
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/^error .*catalog\/typing\.yaml:5 measures\.total/m);
    expect(check.stdout).toMatch(/^error .*catalog\/wrong\.yaml:5 dimensions\.a/m);
    expect(check.stdout).toMatch(/^\d errors.*\(\d datasets?, \d checks? of the data\)\.$/m);
  });

  test('a catalog folder that is not there', async () => {
    const folder = path.join(other.folder, 'none');
    expect(await failure(testSettings(data.folder, { VERNIER_CATALOG: folder }))).toContain(folder);
  });

  test('a package without its engine', async () => {
    // As npm leaves it when the optional dependency could not be installed: all packages but that one.
    const copy = path.join(other.folder, 'package');
    const modules = path.join(copy, 'node_modules');
    mkdirSync(modules, { recursive: true });
    for (const name of ['package.json', 'bin', 'dist', 'db', 'catalog'])
      cpSync(path.join(packageFolder, name), path.join(copy, name), { recursive: true });
    const installed = path.join(packageFolder, 'node_modules');
    for (const name of readdirSync(installed))
      if (!/^(chdb|@chdb|\..*)$/.test(name))
        symlinkSync(path.join(installed, name), path.join(modules, name));
    const { code, stderr } = await start(process.execPath, [path.join(copy, 'bin/vernier.cjs'), 'serve'], {
      env: cleanEnvironment(testSettings(data.folder)),
    }).finished;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The embedded ClickHouse engine \(npm package chdb .*\) cannot be loaded: install it with `npm ci --include=optional`, or set CLICKHOUSE_URL to use a ClickHouse server\.\n$/,
    );
  });
});

describe('one server on the data folder', () => {
  let server: ServerProcess;
  let token: string;
  const granted = '{ visits { rows { websiteId visits } } viewer { websites { id name myRole } } }';
  const answer = {
    data: {
      visits: { rows: [{ websiteId: 'kumo-app', visits: 1 }] },
      viewer: { websites: [{ id: 'kumo-app', name: 'Kumo', myRole: 'OWNER' }] },
    },
  };

  test('answers with what was granted before', async () => {
    server = await startServerProcess(testSettings(data.folder));
    const { stdout } = await vernier(['token', '--role', 'reader', '--subject', 'rafael'], testSettings(data.folder)).finished; // prettier-ignore
    token = stdout.trim();
    expect((await ask(server.url, token, granted)).json()).toEqual(answer);
  });

  test('keeps a second one away, which says who holds the folder', async () => {
    expect(await failure(testSettings(data.folder))).toBe(
      `The data folder ${data.folder} is in use by process ${server.pid} (${server.url}): stop it, or set VERNIER_DATA to another folder.\n`,
    );
  });

  test('killed with -9 in the middle of work, it starts again and has lost nothing', async () => {
    const cut = ask(server.url, server.tokens.get('analyst'), '{ endless { totals { total } } }').catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    await ask(server.url, token, granted);
    server.kill('SIGKILL');
    expect((await server.finished).signal).toBe('SIGKILL');
    expect(await cut).toBe('ECONNRESET');

    server = await startServerProcess(testSettings(data.folder));
    expect((await ask(server.url, token, granted)).json()).toEqual(answer);
  });

  test('Ctrl-C stops it cleanly within seconds, also while a query runs', async () => {
    const cut = ask(server.url, server.tokens.get('analyst'), '{ endless { totals { total } } }').catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    await ask(server.url, token, granted);
    const asked = performance.now();
    server.kill('SIGINT');
    // npm passes the signal on a second time; that must not cut the stop short.
    server.kill('SIGINT');
    const { code, stderr } = await server.finished;
    expect(code).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(stderr).toContain('\nStopping …\n');
    expect(stderr).not.toMatch(/"level":[56]0|^\s+at /m);
    expect(await cut).toBe('ECONNRESET');
    expect(readdirSync(data.folder).filter((name) => name.startsWith('vernier.lock'))).toEqual([]);
  });
});
