import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { packageFolder, vernier, type Running } from './processes.js';

/** A catalog without tables: `visits` of two websites, and `endless`, which no query ends over; a folder each. */
export const serverCatalog = path.join(packageFolder, 'test/integration/serverCatalog');

type Settings = Readonly<Record<string, string>>;

export interface ServerProcess extends Running {
  readonly url: string;
  /** The token that the start printed for a role. */
  readonly tokens: ReadonlyMap<string, string>;
}

export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vernier-server-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Settings of a server for tests: a free port, no demo, the catalog without tables. */
export function testSettings(folder: string, more: Settings = {}): Settings {
  return { PORT: '0', VERNIER_DATA: folder, VERNIER_CATALOG: serverCatalog, VERNIER_DEMO: '0', ...more };
}

/** Starts `vernier serve` and waits until it listens. */
export async function startServerProcess(settings: Settings): Promise<ServerProcess> {
  const running = vernier(['serve'], settings);
  await running.until(/Ctrl-C stops it\.\n/);
  const { stdout } = running.output();
  const url = /GraphQL {3}(\S+)\/graphql/.exec(stdout)?.[1] ?? '';
  const tokens = new Map([...stdout.matchAll(/^ {2}(\w+) \(\w+\)\n {4}(\S+)$/gm)].map(([, role = '', token = '']) => [role, token])); // prettier-ignore
  return { ...running, url, tokens };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly json: () => {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly GraphqlProblem[];
  };
}

interface GraphqlProblem {
  readonly message: string;
  readonly path?: readonly string[];
  readonly extensions: {
    readonly code: string;
    readonly requestId?: string;
    readonly issues?: readonly { readonly code: string; readonly suggestions?: readonly string[] }[];
  };
}

interface Call {
  readonly method?: string;
  readonly headers?: Settings;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** One request whose target is sent as it is written; fetch would tidy it. */
export function send(
  url: string,
  target: string,
  { method = 'GET', headers = {}, body, signal }: Call = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, signal, path: target, agent: false }, (response) => {
      text(response).then((read) => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: read,
          json: () => JSON.parse(read) as ReturnType<Answer['json']>,
        });
      }, reject);
    });
    call.on('error', reject).end(body);
  });
}

/** A GraphQL request of a bearer. */
export function ask(
  url: string,
  token: string | undefined,
  asked: string | { readonly query: string; readonly signal: AbortSignal },
): Promise<Answer> {
  const { query, signal } = typeof asked === 'string' ? { query: asked, signal: undefined } : asked;
  return send(url, '/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
    ...(signal === undefined ? {} : { signal }),
  });
}
