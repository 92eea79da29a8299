import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { Actor } from '../administration/index.js';
import { catalogFor, type Catalog, type Role, type RoleCatalog, type Viewer } from '../metrics/index.js';
import { planPlugin, type RequestContext, type RequestFacts } from '../resolvers/index.js';
import { buildRoleSchema } from '../schema/index.js';
import { formatError, rootOf } from './formatError.js';
import { legacyStatus } from './legacyStatus.js';
import { logError } from './logError.js';
import { denialPlugin } from './refusals/denialPlugin.js';
import type { Refusals } from './refusals/recordRefusals.js';
import { currentRequestId } from './requestScope.js';

export interface Caller {
  readonly viewer: Viewer;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Absent where nothing can be changed from. */
  readonly actor?: Actor | undefined;
  /** Absent where requests are not counted. */
  readonly enterDatasets?: RequestFacts['enterDatasets'];
}

export interface GraphqlEndpoint {
  /** Answers one GraphQL-over-HTTP request of an authenticated caller, by the schema of the caller's role. */
  execute(request: HTTPGraphQLRequest, caller: Caller): Promise<HTTPGraphQLResponse>;
  stop(): Promise<void>;
}

/**
 * One ApolloServer per role, each with a schema of what that role may see: a hidden name is not in introspection, and no
 * validation error can suggest it. A schema is built when its role first asks.
 */
export function createGraphqlEndpoint(options: {
  readonly catalog: Catalog;
  readonly makeContext: (caller: Caller & { readonly catalog: RoleCatalog }) => RequestContext;
  readonly log: Logger;
  /** Roles that may ask for the schema itself; all of them without it. */
  readonly introspection?: readonly Role[] | undefined;
  readonly refusals: Pick<Refusals, 'denied'>;
}): GraphqlEndpoint {
  const servers = new Map<Role, Promise<ApolloServer<RequestContext>>>();
  const serverOf = (role: Role, catalog: RoleCatalog): Promise<ApolloServer<RequestContext>> => {
    const known = servers.get(role);
    if (known !== undefined) return known;
    const made = startServer(catalog, {
      log: options.log,
      refusals: options.refusals,
      introspection: options.introspection?.includes(role) ?? true,
    });
    servers.set(role, made);
    return made;
  };
  return {
    async execute(httpGraphQLRequest, caller) {
      const catalog = catalogFor(options.catalog, caller.viewer.role);
      const server = await serverOf(caller.viewer.role, catalog);
      return server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => Promise.resolve(options.makeContext({ ...caller, catalog })),
      });
    },
    async stop() {
      await Promise.all([...servers.values()].map(async (server) => (await server).stop()));
    },
  };
}

async function startServer(
  catalog: RoleCatalog,
  {
    log,
    refusals,
    introspection,
  }: {
    readonly log: Logger;
    readonly refusals: Pick<Refusals, 'denied'>;
    readonly introspection: boolean;
  },
): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema: buildRoleSchema(catalog),
    plugins: [
      planPlugin(),
      denialPlugin(refusals),
      legacyStatus(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    introspection,
    // Without the schema there are no suggestions either, which would tell it name by name.
    hideSchemaDetailsFromClientErrors: !introspection,
    // A browser sends no Authorization header of its own: whoever sent one could read the answer anyway.
    csrfPrevention: { requestHeaders: ['authorization'] },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    formatError: (formatted, error) => {
      logError(log, rootOf(error));
      return formatError(formatted, error, currentRequestId());
    },
  });
  await server.start();
  return server;
}
