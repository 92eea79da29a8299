import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { WarehouseError } from '../../src/errors.js';
import { openTestWarehouse } from '../support/embedded.js';
import { openHttpFront, type HttpFront } from '../support/httpFront.js';
import { announceMissingServer, createServerDatabase, testDatabaseUrl } from '../support/metadataStores.js';
import { copyPreparedFolder } from '../support/preparedFolder.js';
import { build, killAll, vernier } from '../support/processes.js';
import {
  ask,
  send,
  serverCatalog,
  startServerProcess,
  temporaryFolder,
  testSettings,
  type ServerProcess,
} from '../support/server.js';

/** Several server processes on one ClickHouse, which is the embedded engine of this process behind a small HTTP front. */

const NOTES = `dataset: notes
description: Notes.
source: desk.notes
dimensions: { text: { type: string, description: Text. } }
measures: { notes: { agg: count, description: Number of notes. } }
access: { analyst: { rows: all } }
`;
const ENDLESS = '{ endless { totals { total } } }';

const place = temporaryFolder();
const catalog = path.join(place.folder, 'catalog');
let engine: Warehouse;
let front: HttpFront;
/** Called with each query that reaches ClickHouse. */
let onQuery: (text: string, answer: Promise<unknown>) => void = () => undefined;
/** ClickHouse does not answer. */
let away = false;

beforeAll(async () => {
  announceMissingServer();
  build();
  engine = await openTestWarehouse();
  await engine.write('CREATE DATABASE desk ENGINE = Atomic');
  await engine.write('CREATE TABLE desk.notes (text String) ENGINE = MergeTree ORDER BY text');
  front = await openHttpFront({
    kind: engine.kind,
    version: engine.version,
    close: () => Promise.resolve(),
    ping: () => engine.ping(),
    query: (statement, options) => {
      const answer = away ? Promise.reject(new Error('away')) : engine.query(statement, options);
      onQuery(statement.text, answer);
      return answer;
    },
    estimate: (...args) => engine.estimate(...args),
    describeTables: (...args) => engine.describeTables(...args),
    write: (...args) => engine.write(...args),
    insert: (...args) => engine.insert(...args),
    cancel: (id) => engine.cancel(id),
  });
  cpSync(serverCatalog, catalog, { recursive: true });
  mkdirSync(path.join(catalog, 'desk'));
  writeFileSync(path.join(catalog, 'desk/notes.yaml'), NOTES);
});
afterAll(async () => {
  await killAll();
  await front.close();
  await engine.close();
  place.remove();
});

const settingsOf = (name: string): Record<string, string> => ({
  ...testSettings(path.join(place.folder, name)),
  VERNIER_CATALOG: catalog,
  CLICKHOUSE_URL: front.url,
});

const isEndless = (text: string): boolean => text.includes('numbers(1000000000000)');

/** The next query over `endless`: when it has reached ClickHouse, and how it ended there. */
function nextEndless(): { readonly begun: Promise<void>; readonly ended: Promise<unknown> } {
  let end: (failure: unknown) => void;
  const ended = new Promise((resolve) => (end = resolve));
  const begun = new Promise<void>((resolve) => {
    onQuery = (text, answer) => {
      if (!isEndless(text)) return;
      resolve();
      answer.then(end, (error: unknown) => end(error instanceof WarehouseError ? error.failure : error));
    };
  });
  return { begun, ended };
}

async function endlessRunning(): Promise<number> {
  const text = "SELECT count() FROM system.processes WHERE query LIKE '%numbers(1000000000000)%' AND query NOT LIKE '%system.processes%'";
  return Number((await engine.query({ text, parameters: [], settings: {} })).rows[0]?.[0]);
} // prettier-ignore

describe('one server on a ClickHouse of its own', () => {
  let server: ServerProcess;
  const analyst = (): string | undefined => server.tokens.get('analyst');

  test('makes its tables there and answers from there', async () => {
    await copyPreparedFolder(path.join(place.folder, 'one'));
    server = await startServerProcess(settingsOf('one'));
    await engine.insert('desk.notes', [{ text: 'a' }, { text: 'b' }]);
    const answer = await ask(server.url, analyst(), '{ notes { totals { notes } } }');
    expect(answer.json()).toEqual({ data: { notes: { totals: { notes: 2 } } } });
  });

  test('a command with the same data folder goes through it', async () => {
    const { stdout, stderr } = await vernier(
      ['query', '-', '--format', 'csv'],
      settingsOf('one'),
      '{ notes { totals { notes } } }',
    ).finished;
    expect({ stdout, stderr }).toEqual({ stdout: 'notes\n2\n', stderr: '' });
  });

  test('when a client leaves, ClickHouse stops working for it', async () => {
    const leaving = new AbortController();
    const { begun, ended } = nextEndless();
    const left = ask(server.url, analyst(), { query: ENDLESS, signal: leaving.signal }).catch(
      (error: Error) => error.name,
    );
    await begun;
    leaving.abort();
    expect(await left).toBe('AbortError');
    await server.until(/"code":"WAREHOUSE_CANCELLED"/);
    expect(await ended).toBe('cancelled');
    expect(await endlessRunning()).toBe(0);
  });

  test('when a command is interrupted, so it does', async () => {
    const { begun, ended } = nextEndless();
    const command = vernier(['query', '-'], settingsOf('one'), ENDLESS);
    await begun;
    command.kill('SIGINT');
    expect((await command.finished).signal).toBe('SIGINT');
    expect(await ended).toBe('cancelled');
    expect(await endlessRunning()).toBe(0);
  });

  test('a view that ClickHouse cannot answer is null with a masked error; the others stand, and the log has the rest', async () => {
    await engine.write('DROP TABLE desk.notes SYNC');
    const query = '{ notes { totals { notes } } visits { totals { visits } } }';
    const answer = await ask(server.url, analyst(), query);
    expect(answer.status).toBe(200);
    const { data, errors } = answer.json();
    expect(data).toEqual({ notes: { totals: null }, visits: { totals: { visits: 4 } } });
    expect(errors).toEqual([
      {
        message: 'The warehouse could not answer this query.',
        path: ['notes', 'totals'],
        locations: expect.any(Array) as unknown,
        extensions: { code: 'WAREHOUSE_FAILED', requestId: answer.headers['x-request-id'] },
      },
    ]);
    expect(answer.body).not.toMatch(/desk|SELECT|DB::Exception/);
    const [line] = await server.until(/^.*"code":"WAREHOUSE_FAILED".*$/m);
    expect(line).toContain(String(answer.headers['x-request-id']));
    expect(line).toContain('desk.notes');
  });

  test('when it is stopped, ClickHouse stops working for it, too', async () => {
    const { begun, ended } = nextEndless();
    const cut = ask(server.url, analyst(), ENDLESS).catch((error: NodeJS.ErrnoException) => error.code);
    await begun;
    server.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    expect(await cut).toBe('ECONNRESET');
    expect(await ended).toBe('cancelled');
    expect(await endlessRunning()).toBe(0);
  });

  test('/healthz names the store that does not answer, and a stop is clean all the same', async () => {
    await engine.write('CREATE TABLE desk.notes (text String) ENGINE = MergeTree ORDER BY text');
    server = await startServerProcess(settingsOf('one'));
    away = true;
    const health = await send(server.url, '/healthz');
    expect(health.status).toBe(503);
    expect(JSON.parse(health.body)).toEqual({ warehouse: 'does not answer', metadata: 'ok' });
    server.kill('SIGINT');
    expect((await server.finished).code).toBe(0);
    away = false;
  });
});

describe.skipIf(testDatabaseUrl === undefined)('two servers on one ClickHouse and one PostgreSQL', () => {
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let servers: readonly ServerProcess[];
  const shared = (): Record<string, string> => ({ ...settingsOf('none'), DATABASE_URL: database.url });

  beforeAll(async () => {
    database = await createServerDatabase();
    await engine.write('DROP DATABASE meta SYNC');
  });
  afterAll(async () => {
    await killAll();
    await database.drop();
  });

  test('start at the same moment without tables, and both answer', async () => {
    servers = await Promise.all([startServerProcess(shared()), startServerProcess(shared())]);
    for (const { url, tokens } of servers)
      expect((await ask(url, tokens.get('analyst'), '{ visits { totals { visits } } }')).json()).toEqual({
        data: { visits: { totals: { visits: 4 } } },
      });
  });

  test('while they run, a command connects itself', async () => {
    const { stdout, stderr } = await vernier(['query', '-', '--format', 'csv'], shared(), '{ visits { totals { visits } } }').finished;
    expect({ stdout, stderr }).toEqual({ stdout: 'visits\n4\n', stderr: '' });
    expect(readdirSync(path.join(place.folder, 'none'))).toEqual(['token-secret']);
  }); // prettier-ignore

  test('when one is killed the other goes on', async () => {
    const [one, two] = servers;
    one?.kill('SIGKILL');
    await one?.finished;
    const answer = await ask(two?.url ?? '', two?.tokens.get('analyst'), '{ visits { totals { visits } } }');
    expect(answer.status).toBe(200);
  });
});
