import { existsSync } from 'node:fs';
import path from 'node:path';
import sirv from 'sirv';
import type { Handler } from './httpServer.js';
import { sendJson, sendProblem } from './sendError.js';

/** What the page asks for at /graphiql/config.json; the page's own package declares the same shape. */
export interface GraphiqlConfig {
  readonly endpoint: string;
  readonly roles: readonly { readonly role: string; readonly subject: string; readonly token: string }[];
  readonly examples: readonly { readonly title: string; readonly query: string }[];
}

/** Only our own files, workers included; styles are injected by the editor, hence 'unsafe-inline' for them alone. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PREFIX = '/graphiql';

/**
 * `/graphiql/`: the built page, from the package's own files. `/` leads there.
 * @param options.host what the server listens on
 */
export function graphiqlHandler(options: {
  readonly folder: string;
  readonly host: string;
  readonly config: GraphiqlConfig;
}): Handler {
  // `dev` looks at the folder on each request: a list made at the start would stream files that a build has replaced since.
  const serve = sirv(options.folder, { dev: true, etag: true, setHeaders: cacheByName });
  return (request, response, { url }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (url.pathname === '/' || url.pathname === PREFIX) {
      response.writeHead(302, { location: `${PREFIX}/` }).end();
      return true;
    }
    if (!url.pathname.startsWith(`${PREFIX}/`)) return false;
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    if (url.pathname === `${PREFIX}/config.json`) {
      const { config } = options;
      const roles = asksForUs(request.headers.host, options.host) ? config.roles : [];
      sendJson(response, 200, { ...config, roles });
      return true;
    }
    if (!existsSync(path.join(options.folder, 'index.html'))) {
      sendProblem(response, 404, 'GraphiQL is not built: run `npm run build` in the folder of Vernier.');
      return true;
    }
    // sirv reads the path from `url`; the page is built to live below /graphiql/.
    request.url = request.url?.slice(PREFIX.length) ?? '/';
    // Whole files only: an impossible range would throw inside sirv.
    delete request.headers.range;
    serve(request, response, () => sendProblem(response, 404, 'No such file.'));
    return true;
  };
}

/** The build puts a hash of the content into the names of its assets, so they never change; the page itself does. */
function cacheByName(response: { setHeader(name: string, value: string): void }, file: string): void {
  response.setHeader(
    'cache-control',
    file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether a request was addressed to this server by a name of its own. On loopback another name is a web page that had its own
 * host name point here, to read the demo's tokens from a browser as if they were its own.
 */
function asksForUs(header: string | undefined, host: string): boolean {
  if (!LOOPBACK.test(host) && host !== '::1') return true;
  return header !== undefined && LOOPBACK.test(header.replace(/:\d+$/, '').toLowerCase());
}
