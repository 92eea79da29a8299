import path from 'node:path';
import type { Logger } from 'pino';
import { scheduleMirror } from './etl/mirror/startMirror.js';
import { catalogFor, ROLES, type Catalog } from './metrics/index.js';
import { authenticate } from './server/authenticate.js';
import { consoleHandler } from './server/consoleHandler.js';
import { readExamples } from './server/examples.js';
import { corsHandler } from './server/corsHandler.js';
import { createGraphqlEndpoint } from './server/graphqlEndpoint.js';
import { graphqlHandler } from './server/graphqlHandler.js';
import { graphiqlHandler } from './server/graphiqlHandler.js';
import { healthHandler } from './server/healthHandler.js';
import { startHttpServer } from './server/httpServer.js';
import { recordKeyUse } from './server/keyUse.js';
import { checkAddress } from './server/listen.js';
import { guardSignIn } from './server/rateLimits/guardSignIn.js';
import { createRateLimits } from './server/rateLimits/rateLimits.js';
import { openSharedStore } from './server/rateLimits/sharedStore.js';
import { recordRefusals } from './server/refusals/recordRefusals.js';
import { roleTokens, type RoleToken } from './server/roleTokens.js';
import { openTokenKey, type TokenKey } from './server/tokenKey.js';
import { createVerifiedTokens, REMOTE_BELIEVED_MS } from './server/verifiedTokens.js';
import { openRuntime } from './start/openRuntime.js';
import type { StartOptions } from './start/openStores.js';
import { PACKAGE_FOLDER } from './start/packageFolder.js';

export interface RunningServer {
  readonly url: string;
  /** Tokens to try, where this server's own secret signs them: one per role that sees something. */
  readonly tokens: readonly RoleToken[];
  /** The demo is loaded, so its queries can be tried. */
  readonly demo: boolean;
  /** Finishes running requests (for some seconds), then closes the stores. May be called twice. */
  stop(): Promise<void>;
}

/** The people of the demo, one per role; the metadata store holds what each was granted. */
const DEMO_PEOPLE = [
  { role: 'analyst', subject: 'ana' },
  { role: 'owner', subject: 'olivia' },
  { role: 'reader', subject: 'rafael' },
] as const;

const EXAMPLES = path.join(PACKAGE_FOLDER, 'examples/queries');

/** How long running requests may go on when the server stops. */
const STOP_GRACE_MS = 3_000;

/**
 * Starts everything and listens.
 * @throws StartupError or CatalogError; what was opened before is closed again
 */
export async function startServer(options: StartOptions & { readonly log: Logger }): Promise<RunningServer> {
  const { config, log } = options;
  await checkAddress(config);
  // Before anything is opened: a start that is refused is refused at once.
  const key = await openTokenKey(config.tokens, config.dataFolder);
  const runtime = await openRuntime(options);
  const { audit, catalog, console, lock, makeContext, metadata, warehouse } = runtime;
  const closers: (() => Promise<void>)[] = [() => runtime.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const mirroring = scheduleMirror(runtime.mirror, config.mirrorSeconds);
    closers.push(() => Promise.resolve(mirroring.stop()));
    const demo = config.shippedCatalog && config.demoRows > 0;
    const tokens = config.tokens.kind === 'local' ? await tokensToTry(key, { demo, catalog }) : [];
    const verified = createVerifiedTokens(key.kind === 'jwks' ? REMOTE_BELIEVED_MS : undefined);
    const shared =
      config.redisUrl === undefined ? undefined : await openSharedStore(config.redisUrl, { log });
    if (shared !== undefined) closers.push(() => shared.close());
    const rateLimits = createRateLimits({ ...config.limits, shared });
    const keyUse = recordKeyUse(metadata, log);
    closers.push(() => keyUse.stop());
    const refusals = recordRefusals(audit);
    closers.push(() => Promise.resolve(refusals.stop()));
    const endpoint = createGraphqlEndpoint({
      catalog,
      makeContext,
      log,
      refusals,
      introspection: config.http.introspection,
    });
    closers.push(() => endpoint.stop());
    const http = await startHttpServer({
      host: config.host,
      port: config.port,
      log,
      handlers: [
        corsHandler(config.http.corsOrigins),
        graphqlHandler({
          endpoint,
          authenticate: guardSignIn(
            (header) => authenticate(header, { key, store: metadata, verified, keyUse }),
            rateLimits,
          ),
          rateLimits,
          refusals,
        }),
        ...(config.http.graphiql
          ? [
              graphiqlHandler({
                folder: path.join(PACKAGE_FOLDER, 'graphiql/dist'),
                host: config.host,
                config: {
                  endpoint: '/graphql',
                  // Tokens for anybody who opens the page: only the demo's, whose secret opens nothing else.
                  roles: demo ? tokens : [],
                  examples: config.shippedCatalog ? await readExamples(EXAMPLES) : [],
                },
              }),
            ]
          : []),
        healthHandler({ warehouse: () => warehouse.ping(), metadata: () => metadata.ping() }),
        ...(lock === undefined ? [] : [consoleHandler({ console, key: lock.key })]),
      ],
    });
    closers.push(() => http.stop(STOP_GRACE_MS));
    lock?.publish({ url: http.url, catalog: config.catalogFolder });
    let stopping: Promise<void> | undefined;
    return { url: http.url, tokens, demo, stop: () => (stopping ??= close()) };
  } catch (error) {
    await close();
    throw error;
  }
}

function tokensToTry(
  key: TokenKey,
  { demo, catalog }: { readonly demo: boolean; readonly catalog: Catalog },
): Promise<readonly RoleToken[]> {
  if (demo) return roleTokens(key, DEMO_PEOPLE);
  const roles = ROLES.filter((role) => catalogFor(catalog, role).datasets.size > 0);
  return roleTokens(
    key,
    roles.map((role) => ({ role, subject: 'local' })),
  );
}
