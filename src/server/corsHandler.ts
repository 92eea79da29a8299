import type { Handler } from './httpServer.js';

/** How long a browser may keep the answer to its question in advance. */
const MAX_AGE_SECONDS = '600';

/**
 * Lets pages of the given origins ask `/graphql` from a browser. Credentials are bearer tokens that a page has to hold itself, so no cookie is ever allowed; an
 * origin that is not listed gets no header, and its browser refuses.
 */
export function corsHandler(origins: readonly string[]): Handler {
  const allowed = new Set(origins);
  return (request, response, { url }) => {
    if (url.pathname !== '/graphql' || allowed.size === 0) return false;
    const { origin } = request.headers;
    const known = origin !== undefined && allowed.has(origin);
    response.appendHeader('vary', 'Origin');
    if (known) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
    }
    if (request.method !== 'OPTIONS') return false;
    if (known) {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', 'authorization, content-type');
      response.setHeader('access-control-max-age', MAX_AGE_SECONDS);
    }
    response.writeHead(204).end();
    return true;
  };
}
