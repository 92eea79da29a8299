import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { Logger } from 'pino';
import {
  migrateWarehouse,
  openEmbeddedWarehouse,
  openServerWarehouse,
  type Warehouse,
} from '../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../db/postgres/index.js';
import { checkCatalog, formatCheckReport, hasErrors, openCatalog } from './catalog/index.js';
import type { Config, TokenConfig } from './config.js';
import { loadDemoData } from './etl/demo/loadDemoData.js';
import { startMirror } from './etl/mirror/startMirror.js';
import { catalogFor, type Catalog } from './metrics/index.js';
import { createRequestContext } from './resolvers/index.js';
import { authenticate } from './server/authenticate.js';
import { createConsole, type Console } from './server/console.js';
import { consoleHandler } from './server/consoleHandler.js';
import { lockDataFolder, type FolderLock } from './server/dataFolderLock.js';
import { readExamples } from './server/examples.js';
import { createGraphqlEndpoint, type Caller } from './server/graphqlEndpoint.js';
import { graphqlHandler } from './server/graphqlHandler.js';
import { graphiqlHandler, type GraphiqlConfig } from './server/graphiqlHandler.js';
import { healthHandler } from './server/healthHandler.js';
import { startHttpServer, type HttpServer } from './server/httpServer.js';
import { signToken } from './server/signToken.js';
import { localKey, remoteKey, secretKey, type TokenKey } from './server/tokenKey.js';
import { viewerOf } from './server/viewerOf.js';

/** Folder of package.json: two up from src/main.ts, three up from dist/src/main.js. */
export const PACKAGE_FOLDER = packageFolder(path.dirname(fileURLToPath(import.meta.url)));

function packageFolder(here: string): string {
  const source = path.dirname(here);
  return path.basename(source) === 'dist' ? path.dirname(source) : source;
}

/** The people of the demo, one per role; the metadata store holds what each was granted. */
const DEMO_PEOPLE = [
  { role: 'analyst', subject: 'ana' },
  { role: 'owner', subject: 'olivia' },
  { role: 'reader', subject: 'rafael' },
] as const;

export type ReportProgress = (step: {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}) => void;

/** Both stores, open and up to date. */
export interface Stores {
  readonly warehouse: Warehouse;
  readonly metadata: Metadata;
  readonly lock: FolderLock | undefined;
  /** Closes what was opened, in reverse. May be called twice. */
  close(): Promise<void>;
}

/** Everything that commands need: open stores, a checked catalog, a way to ask. */
export interface Runtime extends Stores {
  readonly catalog: Catalog;
  readonly console: Console;
  readonly makeContext: (caller: Caller) => ReturnType<typeof createRequestContext>;
}

export interface StartOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly report: ReportProgress;
}

/** The key that proves tokens, as configured. */
export async function openTokenKey(tokens: TokenConfig, dataFolder: string): Promise<TokenKey> {
  switch (tokens.kind) {
    case 'local':
      return localKey(dataFolder);
    case 'secret':
      return secretKey(tokens.secret, tokens);
    case 'jwks':
      return remoteKey(tokens.url, tokens);
  }
}

/**
 * Opens both stores, brings their tables up to date and loads what a first start loads.
 * @throws StartupError; what was opened before is closed again
 */
export async function openStores({ config, log, report }: StartOptions): Promise<Stores> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const embedded = config.clickhouseUrl === undefined || config.databaseUrl === undefined;
    const lock = embedded ? lockDataFolder(config.dataFolder) : undefined;
    if (lock !== undefined) closers.push(() => lock.release());
    // Both engines start at once: they share nothing. `allSettled`, so that a failed one does not leave the other open.
    const [openedWarehouse, openedMetadata] = await Promise.allSettled([
      openWarehouse(config),
      openStore(config),
    ]);
    if (openedWarehouse.status === 'fulfilled') closers.push(() => openedWarehouse.value.close());
    if (openedMetadata.status === 'fulfilled') closers.push(() => openedMetadata.value.close());
    if (openedWarehouse.status === 'rejected') throw openedWarehouse.reason;
    if (openedMetadata.status === 'rejected') throw openedMetadata.reason;
    const [warehouse, metadata] = [openedWarehouse.value, openedMetadata.value];

    await migrateWarehouse(warehouse, {
      folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/migrations'),
      ...(config.clickhouseCluster === undefined ? {} : { cluster: config.clickhouseCluster }),
      onProgress: ({ name, index, total }) => report({ label: `Tables: ${name}`, done: index, total }),
    });
    if (config.demoRows > 0) await seedDemoMetadata(metadata);
    const mirror = startMirror({
      metadata,
      warehouse,
      cluster: config.clickhouseCluster,
      everySeconds: config.mirrorSeconds,
      log,
    });
    closers.push(() => mirror.stop());
    await mirror.runNow();
    if (config.demoRows > 0) {
      await loadDemoData(warehouse, {
        folder: path.join(PACKAGE_FOLDER, 'db/clickhouse/demo'),
        rows: config.demoRows,
        now: new Date(),
        onProgress: report,
      });
    }
    return { warehouse, metadata, lock, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The stores and the catalog, ready to answer.
 * @throws StartupError or CatalogError; what was opened before is closed again
 */
export async function openRuntime(options: StartOptions): Promise<Runtime> {
  const { config } = options;
  const stores = await openStores(options);
  const { warehouse, metadata } = stores;
  try {
    const catalog = await openCatalog(config.catalogFolder, warehouse);
    const limits = config.limits;
    const makeContext: Runtime['makeContext'] = ({ viewer, signal, requestId }) =>
      createRequestContext({
        viewer,
        signal,
        requestId,
        limits,
        warehouse,
        metadata,
        now: new Date(),
        catalog: catalogFor(catalog, viewer.role),
      });
    const console = createConsole({
      catalog,
      grants: metadata,
      makeContext: async (identity) =>
        makeContext({
          viewer: await viewerOf(identity, metadata),
          signal: new AbortController().signal,
          requestId: randomUUID(),
        }),
      check: () => runCheck(config.catalogFolder, { warehouse, report: options.report }),
    });
    return { ...stores, catalog, console, makeContext };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** `vernier check`: works on a catalog that does not open, too. */
export async function runCheck(
  folder: string,
  { warehouse, report }: { readonly warehouse: Warehouse; readonly report: ReportProgress },
): Promise<{ text: string; failed: boolean }> {
  const found = await checkCatalog(folder, warehouse, {
    onProgress: (done, total) => report({ label: 'Asking the data', done, total }),
  });
  return { text: formatCheckReport(found), failed: hasErrors(found) };
}

async function openWarehouse(config: Config): Promise<Warehouse> {
  if (config.clickhouseUrl !== undefined) return openServerWarehouse({ url: config.clickhouseUrl });
  return openEmbeddedWarehouse({ folder: path.join(config.dataFolder, 'clickhouse') });
}

async function openStore(config: Config): Promise<Metadata> {
  return openMetadata(
    config.databaseUrl === undefined
      ? { folder: path.join(config.dataFolder, 'postgres') }
      : { databaseUrl: config.databaseUrl },
  );
}

export interface RunningServer {
  readonly url: string;
  /** Demo only: tokens to try, one per role. */
  readonly tokens: readonly { readonly role: string; readonly subject: string; readonly token: string }[];
  /** Finishes running requests (for some seconds), then closes the stores. May be called twice. */
  stop(): Promise<void>;
}

/** How long running requests may go on when the server stops. */
const STOP_GRACE_MS = 5_000;

/** Starts everything and listens. @throws as openRuntime, and StartupError when the port cannot be opened */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { config, log } = options;
  const runtime = await openRuntime(options);
  const { catalog, metadata, warehouse, lock } = runtime;
  let http: HttpServer | undefined;
  try {
    const key = await openTokenKey(config.tokens, config.dataFolder);
    const tokens = await demoTokens(config, key);
    const endpoint = createGraphqlEndpoint({ catalog, makeContext: runtime.makeContext, log });
    const graphiql: GraphiqlConfig = {
      endpoint: '/graphql',
      roles: tokens,
      examples: config.shippedCatalog
        ? await readExamples(path.join(PACKAGE_FOLDER, 'examples/queries'))
        : [],
    };
    const listening = await startHttpServer({
      host: config.host,
      port: config.port,
      log,
      handlers: [
        graphqlHandler({
          endpoint,
          authenticate: (header) => authenticate(header, { key, grants: metadata }),
        }),
        graphiqlHandler({
          folder: path.join(PACKAGE_FOLDER, 'graphiql/dist'),
          config: () => Promise.resolve(graphiql),
        }),
        healthHandler({
          warehouse: () => warehouse.ping(),
          metadata: () => metadata.grantsOf('nobody').then(() => undefined),
        }),
        ...(lock === undefined ? [] : [consoleHandler({ console: runtime.console, key: lock.key })]),
      ],
    });
    http = listening;
    lock?.publish(listening.url);
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await listening.stop(STOP_GRACE_MS);
      await endpoint.stop();
      await runtime.close();
    };
    return { url: listening.url, tokens, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await http?.stop(0);
    await runtime.close();
    throw error;
  }
}

/** Only where the secret is this folder's own: the demo's tokens open nothing else. */
async function demoTokens(config: Config, key: TokenKey): Promise<RunningServer['tokens']> {
  if (config.tokens.kind !== 'local' || config.demoRows === 0) return [];
  return Promise.all(
    DEMO_PEOPLE.map(async (person) => ({
      ...person,
      token: await signToken(key, { ...person, expiresIn: '30d' }),
    })),
  );
}
