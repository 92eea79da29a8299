import type { IncomingMessage } from 'node:http';
import type { Actor } from '../administration/index.js';
import type { Viewer } from '../metrics/index.js';

/** Longest user agent that is kept; longer ones are no browser's. */
const MAX_USER_AGENT = 512;

/** Who changes something with this request: the verified caller, and the connection it came over. A forwarded address is a word of the caller's, so it is not believed. */
export function actorOf({ subject, role }: Viewer, request: IncomingMessage, requestId: string): Actor {
  return {
    subject,
    role,
    credential: { kind: 'token', id: null },
    address: request.socket.remoteAddress ?? null,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    requestId,
  };
}
