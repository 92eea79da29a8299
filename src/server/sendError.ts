import type { ServerResponse } from 'node:http';
import { AccessError, AuthenticationError, LimitError, RateLimitError, VernierError } from '../errors.js';
import { internalMessage, upstreamMessage } from './formatError.js';

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** A complaint of the HTTP layer itself, in GraphQL's shape. */
export function sendProblem(response: ServerResponse, status: 404 | 415, message: string): void {
  const code = status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST';
  sendJson(response, status, { errors: [{ message, extensions: { code } }] });
}

/** Errors from outside GraphQL's own execution: authentication, bodies, bugs. The shape is GraphQL's all the same. */
export function sendError(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof VernierError && error.audience === 'caller') {
    if (error instanceof AuthenticationError) response.setHeader('www-authenticate', 'Bearer');
    // A body over the limit is still being sent: do not reuse the connection for it.
    if (error instanceof LimitError) response.setHeader('connection', 'close');
    if (error instanceof RateLimitError) response.setHeader('retry-after', error.retryAfterSeconds);
    sendJson(response, statusOf(error), {
      errors: [{ message: error.message, extensions: { code: error.code } }],
    });
    return;
  }
  const upstream = error instanceof VernierError && error.audience === 'upstream';
  sendJson(response, upstream ? 503 : 500, {
    errors: [
      {
        message: upstream ? upstreamMessage(error) : internalMessage(requestId),
        extensions: { code: upstream ? error.code : 'INTERNAL', requestId },
      },
    ],
  });
}

function statusOf(error: VernierError): number {
  if (error instanceof AuthenticationError) return 401;
  if (error instanceof AccessError) return 403;
  if (error instanceof LimitError) return 413;
  return error instanceof RateLimitError ? 429 : 400;
}
