import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { AuthenticationError, LimitError, StartupError, VernierError } from '../errors.js';
import { logError } from './logError.js';
import { requestScope } from './requestScope.js';

/** Answers one request, or returns false when the path is not its own. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  facts: RequestFacts,
) => Promise<boolean> | boolean;

export interface RequestFacts {
  readonly requestId: string;
  readonly url: URL;
  /** Aborted when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
}

export interface HttpServer {
  /** Base address, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Stops accepting, waits for running requests up to `graceMs`, then closes what is left. */
  stop(graceMs: number): Promise<void>;
}

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const;

/**
 * Listens and tries the handlers in order.
 * @throws StartupError when the port is taken or may not be opened
 */
export async function startHttpServer(options: {
  readonly host: string;
  readonly port: number;
  readonly handlers: readonly Handler[];
  readonly log: Logger;
}): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const requestId = randomUUID();
    void requestScope.run({ requestId }, () => answer(request, response, { ...options, requestId }));
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}`, stop: (graceMs) => stop(server, graceMs) };
}

async function listen(
  server: Server,
  where: { readonly host: string; readonly port: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: `Port ${where.port} on ${where.host} is in use: stop what uses it or set PORT to another.`,
        EACCES: `Port ${where.port} may not be opened by this user: set PORT above 1023.`,
        EADDRNOTAVAIL: `${where.host} is no address of this machine: set HOST.`,
      };
      reject(
        new StartupError(reasons[cause.code ?? ''] ?? `Cannot listen on ${where.host}:${where.port}.`, {
          cause,
        }),
      );
    });
    server.listen(where.port, where.host, resolve);
  });
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: { readonly handlers: readonly Handler[]; readonly log: Logger; readonly requestId: string },
): Promise<void> {
  const { requestId, log } = context;
  const started = performance.now();
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
    log.debug(
      {
        requestId,
        method: request.method,
        path: request.url?.split('?')[0],
        status: response.statusCode,
        ms: Math.round(performance.now() - started),
      },
      'request',
    );
  });
  response.setHeader('x-request-id', requestId);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    for (const handler of context.handlers) {
      if (await handler(request, response, { requestId, url, signal: gone.signal })) return;
    }
    sendJson(response, 404, {
      errors: [
        {
          message: 'Nothing is served here. GraphQL is at /graphql, GraphiQL at /graphiql/.',
          extensions: { code: 'NOT_FOUND' },
        },
      ],
    });
  } catch (error) {
    if (gone.signal.aborted) return;
    logError(log, error);
    sendError(response, error, requestId);
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Errors from outside GraphQL's own execution: authentication, bodies, bugs. The shape is GraphQL's all the same. */
function sendError(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof VernierError && error.audience === 'caller') {
    if (error instanceof AuthenticationError) response.setHeader('www-authenticate', 'Bearer');
    // A body over the limit is still being sent: do not reuse the connection for it.
    if (error instanceof LimitError) response.setHeader('connection', 'close');
    const status = error instanceof AuthenticationError ? 401 : error instanceof LimitError ? 413 : 400;
    sendJson(response, status, { errors: [{ message: error.message, extensions: { code: error.code } }] });
    return;
  }
  const upstream = error instanceof VernierError && error.audience === 'upstream';
  sendJson(response, upstream ? 503 : 500, {
    errors: [
      {
        message: upstream
          ? 'A system behind this server does not answer. Try again in a moment.'
          : `Something went wrong on our side. Report it with the request id ${requestId}.`,
        extensions: { code: upstream ? error.code : 'INTERNAL', requestId },
      },
    ],
  });
}
