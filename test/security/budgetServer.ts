import { pino } from 'pino';
import type { Administration } from '../../src/administration/index.js';
import { describeTables } from '../../db/clickhouse/estimate.js';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { catalogFor, defineCatalog, type DatasetSpec, type Role } from '../../src/metrics/index.js';
import { createRequestContext, type MetadataReader, type RequestFacts } from '../../src/resolvers/index.js';
import { createConsole, type Console } from '../../src/server/console.js';
import { createGraphqlEndpoint, type Caller } from '../../src/server/graphqlEndpoint.js';
import { graphqlHandler } from '../../src/server/graphqlHandler.js';
import { startHttpServer } from '../../src/server/httpServer.js';
import { createRateLimits } from '../../src/server/rateLimits/rateLimits.js';
import { recordRefusals } from '../../src/server/refusals/recordRefusals.js';
import { viewerOf } from '../../src/server/viewerOf.js';
import { askedThrough } from '../support/askedWarehouse.js';
import { ask, type Answer } from '../support/server.js';

export interface BudgetServer {
  readonly url: string;
  /** What the command line asks through. */
  readonly command: Console;
  /** Texts of the statements that ClickHouse was told to run, not those that it was asked to explain. */
  readonly ran: string[];
  /** As `analyst`, or as `owner:a` or `reader:a` of a tenant. */
  ask(who: string, asked: string | { readonly query: string; readonly signal: AbortSignal }): Promise<Answer>;
  close(): Promise<void>;
}

/** The real handlers over datasets with budgets; who asks is told by the token. */
export async function openBudgetServer(
  warehouse: Warehouse,
  specs: readonly DatasetSpec[],
  limits: RequestFacts['limits'] = {},
): Promise<BudgetServer> {
  const { catalog, issues } = defineCatalog(specs);
  if (issues.length > 0) throw new Error(JSON.stringify(issues));
  const ran: string[] = [];
  const asked = askedThrough(
    () => ({
      estimate: (...args) => warehouse.estimate(...args),
      // As it is at this moment: tests add rows.
      describeTables: (tables) => describeTables(warehouse, tables),
    }),
    (statement, options) => {
      ran.push(statement.text);
      return warehouse.query(statement, options);
    },
  );
  const log = pino({ level: 'silent' });
  const refusals = recordRefusals({ record: () => {} });
  const makeContext = (caller: Caller) =>
    createRequestContext({
      ...caller,
      catalog: catalogFor(catalog, caller.viewer.role),
      warehouse: asked,
      metadata: {} as MetadataReader,
      now: new Date('2026-03-01T00:00:00Z'),
      limits,
    });
  const endpoint = createGraphqlEndpoint({
    catalog,
    log,
    refusals,
    makeContext,
  });
  const command = createConsole({
    makeContext: (identity, signal) =>
      Promise.resolve(
        makeContext({
          viewer: viewerOf(identity, { websites: [], tenants: [] }),
          signal,
          requestId: 'console',
        }),
      ),
    check: () => Promise.resolve({ text: '', failed: false }),
    access: () => Promise.resolve(''),
    administration: {} as Administration,
  });
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    handlers: [
      graphqlHandler({
        endpoint,
        refusals,
        authenticate: (header = '') => {
          const [role = '', tenant = ''] = header.replace('Bearer ', '').split(':');
          const attributes = new Map([['tenants', tenant === '' ? [] : [tenant]]]);
          return Promise.resolve({
            viewer: { subject: header, role: role as Role, attributes },
            credential: { kind: 'token' as const, id: null },
            persistedOnly: false,
          });
        },
        rateLimits: createRateLimits({ queriesPerMinute: 100_000, concurrentQueries: 100, maxSeconds: 30 }),
      }),
    ],
  });
  return {
    url: http.url,
    command,
    ran,
    ask: (who, query) => ask(http.url, who, query),
    async close() {
      refusals.stop();
      await http.stop(1_000);
      await endpoint.stop();
    },
  };
}
