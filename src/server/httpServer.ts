import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { listen, type ListenAddress } from './listen.js';
import { logError } from './logError.js';
import { requestScope } from './requestScope.js';
import { sendError, sendProblem } from './sendError.js';

/** Answers one request, or returns false when the path is not its own. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  facts: RequestFacts,
) => Promise<boolean> | boolean;

interface RequestFacts {
  readonly requestId: string;
  readonly url: URL;
  /** Aborted when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
}

export interface HttpServer {
  /** Base address that this machine reaches it at, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Stops accepting, waits for running requests up to `graceMs`, then closes what is left. */
  stop(graceMs: number): Promise<void>;
}

/** How long a connection may take for what it does, in milliseconds. */
export interface HttpTimeouts {
  /** Until the headers of a request are there. */
  readonly headers: number;
  /** Until its body is there, too. */
  readonly request: number;
  /** Between two requests. */
  readonly keepAlive: number;
  /** Without a byte in either direction, while an answer is made or read. Longer than any operation may take. */
  readonly idle: number;
}

const TIMEOUTS: HttpTimeouts = { headers: 15_000, request: 60_000, keepAlive: 10_000, idle: 120_000 };

/** How often the time-outs of unfinished requests are looked at; Node's own half a minute would double them. */
const LOOK_MS = 1_000;

/** Connections at the same time; each costs some kilobytes, and one more is closed at once. */
const MAX_CONNECTIONS = 2_000;

/** Fields of a request's header; a browser sends a score. */
const MAX_HEADERS = 100;

/** A handler that serves a page replaces the policy by one that its page needs. */
const SECURITY_HEADERS: ReadonlyMap<string, string> = new Map([
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
]);

/** What relative request targets are resolved against; only the path and the search are read. */
const ORIGIN = 'http://localhost';

/**
 * Listens and tries the handlers in order.
 * @throws StartupError when the address cannot be opened
 */
export async function startHttpServer(
  options: ListenAddress & {
    readonly handlers: readonly Handler[];
    readonly log: Logger;
    readonly timeouts?: Partial<HttpTimeouts> | undefined;
    readonly maxConnections?: number | undefined;
  },
): Promise<HttpServer> {
  const running = new Set<ServerResponse>();
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const looking = { connectionsCheckingInterval: Math.min(LOOK_MS, timeouts.headers) };
  const server = createServer(looking, (request, response) => {
    const requestId = randomUUID();
    running.add(response);
    response.on('close', () => running.delete(response));
    void requestScope.run({ requestId }, () => answer(request, response, { ...options, requestId }));
  });
  server.headersTimeout = timeouts.headers;
  server.requestTimeout = timeouts.request;
  server.keepAliveTimeout = timeouts.keepAlive;
  server.setTimeout(timeouts.idle);
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
  await listen(server, options);
  return {
    url: `http://${reachable(options.host)}:${(server.address() as AddressInfo).port}`,
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A kept connection would hold the server open after its last answer.
      for (const response of running) if (!response.headersSent) response.setHeader('connection', 'close');
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** An address that listens on every interface is reached on loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: { readonly handlers: readonly Handler[]; readonly log: Logger; readonly requestId: string },
): Promise<void> {
  const { requestId, log } = context;
  const started = performance.now();
  const gone = new AbortController();
  const target = request.url ?? '/';
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
    const ms = Math.round(performance.now() - started);
    const { method } = request;
    log.debug({ requestId, method, path: target.split('?')[0], status: response.statusCode, ms }, 'request');
  });
  response.setHeader('x-request-id', requestId);
  response.setHeaders(SECURITY_HEADERS as Map<string, string>);
  try {
    // Some targets, such as `//`, are no path of a URL: nothing is served there.
    if (URL.canParse(target, ORIGIN)) {
      const facts = { requestId, url: new URL(target, ORIGIN), signal: gone.signal };
      for (const handler of context.handlers) if (await handler(request, response, facts)) return;
    }
    sendProblem(response, 404, 'Nothing is served here. GraphQL is at /graphql, GraphiQL at /graphiql/.');
  } catch (error) {
    if (gone.signal.aborted) return;
    logError(log, error);
    sendError(response, error, requestId);
  }
}
