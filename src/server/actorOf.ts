import type { IncomingMessage } from 'node:http';
import type { Actor } from '../administration/index.js';
import type { Authenticated } from './authenticate.js';
import type { Origin } from './refusals/recordRefusals.js';

/** Longest user agent that is kept; longer ones are no browser's. */
const MAX_USER_AGENT = 512;

/** Where a request comes from. A forwarded address is a word of the caller's, so it is not believed. */
export function originOf(request: IncomingMessage, requestId: string): Origin {
  return {
    address: request.socket.remoteAddress ?? null,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    requestId,
  };
}

/** Who changes something with a request: the verified caller, and the connection it came over. */
export function actorOf({ viewer, credential }: Authenticated, origin: Origin): Actor {
  return { subject: viewer.subject, role: viewer.role, credential, ...origin };
}
