import { HeaderMap } from '@apollo/server';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Warehouse } from '../../../db/clickhouse/index.js';
import {
  catalogFor,
  type Catalog,
  type DatasetSpec,
  type Role,
  type Viewer,
} from '../../../src/metrics/index.js';
import { createRequestContext } from '../../../src/resolvers/index.js';
import { createGraphqlEndpoint, type GraphqlEndpoint } from '../../../src/server/graphqlEndpoint.js';
import { requestScope } from '../../../src/server/requestScope.js';
import { NOW } from '../answers.js';
import { canaryCatalog, canaryViewer } from '../canary/canaryCatalog.js';
import { CANARY_STATEMENTS, rowsOf, TENANTS, type Tenant } from '../canary/canaryTables.js';

/** Who asks, and two warehouses that differ in nothing that they may see. */
export interface Pair {
  readonly viewer: Viewer;
  /** Nothing but the rows of the viewer; the same beside rows of everybody else, and (for readers) with other values in every hidden column. */
  readonly databases: readonly [alone: string, noisy: string];
}

const GRANTS: readonly (readonly Tenant[])[] = [['alpha'], ['beta'], ['alpha', 'beta']];
export const ROLES_OF_PAIRS = ['reader', 'owner'] as const satisfies readonly Role[];

/** Fills two databases for every role and grant. */
export async function openPairs(warehouse: Warehouse): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const [index, granted] of GRANTS.entries())
    for (const role of ROLES_OF_PAIRS) {
      const databases = [`alone_${role}_${index}`, `noisy_${role}_${index}`] as const;
      const others = TENANTS.filter((tenant) => !granted.includes(tenant));
      await fill(
        warehouse,
        databases[0],
        granted.map((tenant) => rowsOf(tenant)),
      );
      await fill(warehouse, databases[1], [
        // Some before and some after, so that nothing is the first or the last of all.
        ...others.slice(0, 3).map((tenant) => rowsOf(tenant)),
        ...granted.map((tenant) => rowsOf(tenant, role === 'reader' ? (text) => `~${text}` : undefined)),
        ...others.map((tenant) => rowsOf(tenant)),
      ]);
      pairs.push({ viewer: canaryViewer(role, granted), databases });
    }
  return pairs;
}

async function fill(
  warehouse: Warehouse,
  database: string,
  rows: readonly ReturnType<typeof rowsOf>[],
): Promise<void> {
  for (const statement of CANARY_STATEMENTS) await warehouse.write(statement.replaceAll(/\bcanary\b/g, database));
  for (const tables of rows)
    for (const [table, values] of tables) await warehouse.insert(table.replace('canary', database), values);
} // prettier-ignore

/** What a caller gets: status, headers and body, without what is another in every answer. */
export interface Told {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** The way of an answer over one database, from the request to the last byte. */
export interface World {
  ask(viewer: Viewer, query: string): Promise<Told>;
  readonly alarms: readonly string[];
  stop(): Promise<void>;
}

export function openWorld(
  warehouse: Warehouse,
  database: string,
  change: (spec: DatasetSpec) => DatasetSpec = (spec) => spec,
): World {
  const catalog = catalogOver(database, change);
  // Nothing that a caller asks may look like a failure of ours.
  const alarms: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void alarms.push(line) });
  const endpoint: GraphqlEndpoint = createGraphqlEndpoint({
    catalog,
    log,
    refusals: { denied: () => {} },
    makeContext: ({ viewer, signal, requestId }) =>
      createRequestContext({
        viewer,
        signal,
        requestId,
        catalog: catalogFor(catalog, viewer.role),
        now: NOW,
        metadata: {} as never,
        // Where answers are kept between requests, each world has a store of its own, which all of its callers share.
        warehouse: {
          estimate: warehouse.estimate.bind(warehouse),
          describeTables: warehouse.describeTables.bind(warehouse),
          // Of tables of ten rows one thread makes less work, and sums of floats are always the same.
          query: (statement, options) =>
            warehouse.query(statement, { ...options, limits: { maxThreads: 1 } }),
        },
      }),
  });
  return {
    alarms,
    async ask(viewer, query) {
      const headers = new HeaderMap([['content-type', 'application/json']]);
      const request = { method: 'POST', headers, search: '', body: { query } };
      const signal = new AbortController().signal;
      const requestId = randomUUID();
      const {
        status,
        headers: told,
        body,
      } = await requestScope.run({ requestId }, () =>
        endpoint.execute(request, { viewer, signal, requestId }),
      );
      if (body.kind !== 'complete') throw new Error('The answer came in pieces.');
      return {
        status: status ?? 200,
        headers: JSON.stringify([...told]),
        body: body.string.replaceAll(requestId, 'id'),
      };
    },
    stop: () => endpoint.stop(),
  };
}

function catalogOver(database: string, change: (spec: DatasetSpec) => DatasetSpec): Catalog {
  return canaryCatalog((spec) => {
    const { source, sql } = spec;
    return change({
      ...spec,
      ...(source === undefined ? {} : { source: source.replace('canary', database) }),
      ...(sql === undefined ? {} : { sql: sql.replaceAll(/\bcanary\b/g, database) }),
    });
  });
}
