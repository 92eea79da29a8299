import sirv from 'sirv';
import { existsSync } from 'node:fs';
import { sendJson, type Handler } from './httpServer.js';

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

/** `/graphiql/`: the built page, from the package's own files. `/` leads there. */
export function graphiqlHandler(options: {
  readonly folder: string;
  readonly config: () => Promise<GraphiqlConfig>;
}): Handler {
  const built = existsSync(options.folder);
  const serve = built ? sirv(options.folder, { etag: true, gzip: false }) : undefined;
  return async (request, response, { url }) => {
    if (url.pathname === '/' || url.pathname === '/graphiql') {
      response.writeHead(302, { location: '/graphiql/' }).end();
      return true;
    }
    if (!url.pathname.startsWith('/graphiql/')) return false;
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    if (url.pathname === '/graphiql/config.json') {
      sendJson(response, 200, await options.config());
      return true;
    }
    if (serve === undefined) return false;
    // sirv reads the path from `url`; the page is built to live below /graphiql/.
    request.url = request.url?.slice('/graphiql'.length) ?? '/';
    serve(request, response, () =>
      sendJson(response, 404, { errors: [{ message: 'No such file.', extensions: { code: 'NOT_FOUND' } }] }),
    );
    return true;
  };
}
