import type { IncomingMessage } from 'node:http';
import type { Actor } from '../administration/index.js';
import type { Authenticated } from './authenticate.js';

/** Longest user agent that is kept; longer ones are no browser's. */
const MAX_USER_AGENT = 512;

/** Who changes something with this request: the verified caller, and the connection it came over. A forwarded address is a word of the caller's, so it is not believed. */
export function actorOf(
  { viewer, credential }: Authenticated,
  request: IncomingMessage,
  requestId: string,
): Actor {
  return {
    subject: viewer.subject,
    role: viewer.role,
    credential,
    address: request.socket.remoteAddress ?? null,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    requestId,
  };
}
