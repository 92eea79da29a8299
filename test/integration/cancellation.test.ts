import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type Viewer } from '../../src/metrics/index.js';
import { createRequestContext, type MetadataReader, type RequestFacts } from '../../src/resolvers/index.js';
import { createGraphqlEndpoint, type GraphqlEndpoint } from '../../src/server/graphqlEndpoint.js';
import { graphqlHandler } from '../../src/server/graphqlHandler.js';
import { startHttpServer, type HttpServer } from '../../src/server/httpServer.js';
import { createRateLimits } from '../../src/server/rateLimits/rateLimits.js';
import { recordRefusals } from '../../src/server/refusals/recordRefusals.js';
import { openTestWarehouse } from '../support/embedded.js';
import { ask, serverCatalog } from '../support/server.js';

/** What still runs, as the engine's own list of processes says, when nobody waits for its answer any more. */

const viewer: Viewer = { subject: 'ana', role: 'analyst', attributes: new Map() };
let warehouse: Warehouse;
let endpoint: GraphqlEndpoint;
let http: HttpServer;
let limits: RequestFacts['limits'];

beforeAll(async () => {
  // More than one operation may take: the test itself has to ask what runs.
  warehouse = await openTestWarehouse({ slots: 6 });
  const catalog = await openCatalog(serverCatalog, warehouse);
  const log = pino({ level: 'silent' });
  const refusals = recordRefusals({ record: () => {} });
  endpoint = createGraphqlEndpoint({
    catalog,
    log,
    refusals,
    makeContext: (caller) =>
      createRequestContext({
        ...caller,
        catalog: catalogFor(catalog, 'analyst'),
        warehouse,
        metadata: {} as MetadataReader,
        now: new Date(),
        limits,
      }),
  });
  http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    handlers: [
      graphqlHandler({
        endpoint,
        refusals,
        authenticate: () =>
          Promise.resolve({ viewer, credential: { kind: 'token', id: null }, persistedOnly: false }),
        rateLimits: createRateLimits({ queriesPerMinute: 100, concurrentQueries: 1, maxSeconds: 30 }),
      }),
    ],
  });
});
afterEach(async () => {
  await expect.poll(running, { timeout: 10_000 }).toEqual([]);
});
afterAll(async () => {
  await http.stop(1_000);
  await endpoint.stop();
  await warehouse.close();
});

/** The queries over endless rows that run: each by the number that its view compares with. */
async function running(): Promise<readonly string[]> {
  const { rows } = await warehouse.query({
    text: "SELECT extract(query, 'n > _CAST\\\\((\\\\d+)') AS view FROM system.processes WHERE position(query, concat('FROM numbers', '(')) > 0 ORDER BY view",
    parameters: [],
    settings: {},
  });
  return rows.map(([view]) => String(view));
}

/** Views that never end, each with a statement of its own. */
const endless = (views: number): string =>
  `{ endless { ${Array.from({ length: views }, (_, n) => `v${n}: totals { total(where: { n: { gt: ${n} } }) }`).join(' ')} } }`;

test.each([
  ['the query', 1, ['0']],
  ['each view', 3, ['0', '1', '2']],
  ['the views that run, and those that wait never begin', 9, ['0', '1', '2', '3']],
])('a client that leaves takes %s along', async (_what, views, ids) => {
  limits = undefined;
  const client = new AbortController();
  const asked = ask(http.url, 'token', { query: endless(views), signal: client.signal });
  const left = asked.catch((error: Error) => error.name);
  await expect.poll(running, { timeout: 20_000 }).toEqual(ids);
  client.abort();
  expect(await left).toBe('AbortError');
  await expect.poll(running, { timeout: 10_000 }).toEqual([]);
  // The place among the credential's requests is free again: the only one there is.
  await expect
    .poll(async () => (await ask(http.url, 'token', '{ __typename }')).status, { timeout: 10_000 })
    .toBe(200);
});

test('an operation has one deadline, however many views wait for their turn', async () => {
  limits = { maxSeconds: 1, maxParallelViews: 2 };
  const started = performance.now();
  const answer = await ask(http.url, 'token', endless(8));
  // Four turns of a second each, if every statement had its own.
  expect(performance.now() - started).toBeLessThan(3_500);
  expect(await running()).toEqual([]);
  const { data, errors = [] } = answer.json();
  expect(data).toEqual({ endless: Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`v${n}`, null])) });
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(
    Array.from({ length: 8 }, () => 'WAREHOUSE_TIMEOUT'),
  );
});

test('the server that stops takes along what runs', async () => {
  limits = undefined;
  const asked = ask(http.url, 'token', endless(2)).catch((error: unknown) => error);
  await expect.poll(running, { timeout: 20_000 }).toEqual(['0', '1']);
  await http.stop(10);
  expect(await asked).toBeInstanceOf(Error);
});
