import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createMetadata } from '../../db/postgres/createMetadata.js';
import type { Metadata } from '../../db/postgres/index.js';
import { openPglite } from '../../db/postgres/openPglite.js';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { catalogFor, type Role } from '../../src/metrics/index.js';
import { createAdministration, type AuditEntry } from '../../src/administration/index.js';
import { createRequestContext } from '../../src/resolvers/index.js';
import { authenticate } from '../../src/server/authenticate.js';
import { createConsole } from '../../src/server/console.js';
import { consoleHandler } from '../../src/server/consoleHandler.js';
import { createGraphqlEndpoint, type Caller } from '../../src/server/graphqlEndpoint.js';
import { graphqlHandler } from '../../src/server/graphqlHandler.js';
import { startHttpServer, type Handler, type HttpTimeouts } from '../../src/server/httpServer.js';
import { guardSignIn } from '../../src/server/rateLimits/guardSignIn.js';
import { createRateLimits } from '../../src/server/rateLimits/rateLimits.js';
import { recordRefusals, type Refusals } from '../../src/server/refusals/recordRefusals.js';
import { signToken } from '../../src/server/signToken.js';
import type { TokenKey } from '../../src/server/tokenKey.js';
import { viewerOf } from '../../src/server/viewerOf.js';
import { rulesOf } from '../../src/start/rulesOf.js';

import { masking } from '../support/masking.js';
import { openTestWarehouse } from '../support/embedded.js';
import { NOW } from './answers.js';
import { canaryCatalog } from './canary/canaryCatalog.js';
import { CANARY_STATEMENTS, rowsOf, TENANTS, vaultOf } from './canary/canaryTables.js';

/** People of the attacked server and what the metadata store grants them. `nobody` is known and has nothing. */
const PEOPLE: Readonly<Record<string, { readonly role: Role; readonly tenants: readonly string[] }>> = {
  anna: { role: 'analyst', tenants: [] },
  otto: { role: 'owner', tenants: ['alpha', 'beta'] },
  rhea: { role: 'reader', tenants: ['alpha'] },
  greg: { role: 'reader', tenants: ['gamma'] },
  nobody: { role: 'reader', tenants: [] },
};
export type Person = 'anna' | 'otto' | 'rhea' | 'greg' | 'nobody';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly extensions?: Readonly<Record<string, unknown>>;
    }[];
  };
}

export interface AttackedServer {
  readonly url: string;
  readonly key: TokenKey;
  readonly metadata: Metadata;
  readonly warehouse: Warehouse;
  readonly consoleKey: string;
  /** What was logged above `info`: nothing that a caller sends may get here. */
  readonly alarms: string[];
  /** What the audit log got. */
  readonly audited: AuditEntry[];
  readonly refusals: Refusals;
  token(person: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Sends a GraphQL request as a person. */
  ask(person: Person, query: string, variables?: unknown): Promise<Answer>;
  /** Sends anything anywhere. */
  send(path: string, init: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

export interface AttackedOptions {
  readonly introspection?: readonly Role[];
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly maxConnections?: number;
  /** Without it as many as a test sends. */
  readonly rates?: Partial<Parameters<typeof createRateLimits>[0]>;
  readonly handlers?: readonly Handler[];
}

/** The canary catalog behind the real handlers, with a metadata store of its own. */
export async function openAttackedServer(options: AttackedOptions = {}): Promise<AttackedServer> {
  const warehouse = await openCanaries();
  const metadata = createMetadata(await openPglite());
  await metadata.insertMissing(people());
  const key: TokenKey = { kind: 'secret', secret: randomBytes(32), issuer: 'canary', audience: undefined };
  const alarms: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void alarms.push(line) });
  const catalog = canaryCatalog();
  const audited: AuditEntry[] = [];
  const audit = { record: (entry: AuditEntry) => void audited.push(entry) };
  const administration = createAdministration(metadata, { audit, rules: rulesOf(catalog) });
  const refusals = recordRefusals(audit);
  const makeContext = (caller: Caller) =>
    createRequestContext({
      ...caller,
      changes: caller.actor && { administration, actor: caller.actor },
      catalog: catalogFor(catalog, caller.viewer.role),
      warehouse: masking(warehouse),
      metadata,
      now: NOW,
    });
  const { introspection } = options;
  const endpoint = createGraphqlEndpoint({ catalog, makeContext, log, introspection, refusals });
  const many = 1_000_000;
  const rateLimits = createRateLimits({
    queriesPerMinute: many,
    concurrentQueries: many,
    failuresPerMinute: many,
    maxSeconds: 30,
    ...options.rates,
  });
  const consoleKey = randomBytes(16).toString('hex');
  const console = createConsole({
    administration,
    makeContext: async (identity, signal) =>
      makeContext({
        viewer: viewerOf(identity, await metadata.standingOf(identity)),
        signal,
        requestId: randomBytes(8).toString('hex'),
      }),
    check: () => Promise.resolve({ text: '', failed: false }),
    access: () => Promise.resolve(''),
  });
  const http = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    timeouts: options.timeouts,
    maxConnections: options.maxConnections,
    handlers: [
      ...(options.handlers ?? []),
      graphqlHandler({
        endpoint,
        authenticate: guardSignIn((header) => authenticate(header, { key, store: metadata }), rateLimits),
        rateLimits,
        refusals,
      }),
      consoleHandler({ console, key: consoleKey }),
    ],
  });
  const send: AttackedServer['send'] = async (path, init) => {
    const response = await fetch(new URL(path, http.url), init);
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {},
    };
  };
  const token: AttackedServer['token'] = (person, claims = {}) => {
    const role = PEOPLE[person]?.role ?? 'reader';
    const attributes = { vaults: [vaultOf('alpha')], accounts: [TENANTS.indexOf('alpha')] };
    return signToken(key, { subject: person, role, expiresIn: '1h', attributes, ...claims });
  };
  return {
    url: http.url,
    key,
    metadata,
    warehouse,
    consoleKey,
    alarms,
    audited,
    refusals,
    token,
    send,
    async ask(person, query, variables) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token(person)}` };
      return send('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    },
    async close() {
      refusals.stop();
      await http.stop(1_000);
      await endpoint.stop();
      await metadata.close();
      await warehouse.close();
    },
  };
}

export async function openCanaries(): Promise<Warehouse> {
  const warehouse = await openTestWarehouse({ maxWaiting: 1_000 });
  for (const statement of CANARY_STATEMENTS) await warehouse.write(statement);
  for (const tenant of TENANTS)
    for (const [table, rows] of rowsOf(tenant)) await warehouse.insert(table, rows);
  return warehouse;
}

function people(): Parameters<Metadata['insertMissing']>[0] {
  const everybody = Object.entries(PEOPLE);
  return {
    users: everybody.map(([id, { role }]) => ({
      id,
      email: `${id}@canary.example`,
      name: `${id} the person`,
      role,
    })),
    tenants: ['alpha', 'beta', 'gamma'].map((id) => ({ id, name: id })),
    tenantPermissions: everybody.flatMap(([userId, { tenants }]) =>
      tenants.map((tenantId) => ({ tenantId, userId })),
    ),
    websites: [
      { id: 'ottos', trackingId: 'T-1', name: 'Ottos', domain: 'otto.example', ownerId: 'otto' },
      { id: 'annas', trackingId: 'T-2', name: 'Annas', domain: 'anna.example', ownerId: 'anna' },
      { id: 'secret', trackingId: 'T-3', name: 'Secret', domain: 'secret.example', ownerId: 'greg' },
    ],
    websitePermissions: [
      { websiteId: 'annas', userId: 'otto', role: 'viewer', grantedBy: 'anna' },
      { websiteId: 'annas', userId: 'greg', role: 'admin', grantedBy: 'anna' },
      { websiteId: 'ottos', userId: 'rhea', role: 'viewer', grantedBy: 'otto' },
    ],
  };
}
