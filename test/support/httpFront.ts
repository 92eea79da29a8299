import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { BoundParameter, BoundValue, Warehouse } from '../../db/clickhouse/index.js';
import { WarehouseError, type WarehouseFailure } from '../../src/errors.js';

export interface HttpFront {
  readonly url: string;
  close(): Promise<void>;
}

/** The user the front pretends to log in. */
export interface FrontUser {
  readonly readonly?: 0 | 1 | 2;
  readonly password?: string;
}

/**
 * A small HTTP front that speaks enough of ClickHouse's protocol for the real @clickhouse/client, over an embedded engine: so
 * tests of the server adapter, and of several processes on one warehouse, need no server. It does not close the engine.
 */
export async function openHttpFront(warehouse: Warehouse, user: FrontUser = {}): Promise<HttpFront> {
  const server = createServer((request, response) => {
    answer(warehouse, user, { request, response }).catch((error: unknown) => refuse(response, error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://default:${user.password ?? ''}@127.0.0.1:${port}`, close: () => closeServer(server) };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(warehouse: Warehouse, user: FrontUser, { request, response }: Exchange): Promise<void> {
  const login = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  if (user.password !== undefined && login !== `default:${user.password}`) {
    throw new Error('Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)');
  }
  const url = new URL(request.url ?? '/', 'http://front');
  const body = await readBody(request);
  const text = (url.searchParams.get('query') ?? body).trim();
  const queryId = url.searchParams.get('query_id') ?? undefined;
  const named = queryId === undefined ? {} : { queryId };
  response.setHeader('x-clickhouse-query-id', queryId ?? '');

  const insert = /^INSERT INTO (\S+) FORMAT JSONEachRow$/.exec(text)?.[1];
  const killed = /^KILL QUERY WHERE query_id = '([^']*)' ASYNC/.exec(text)?.[1];
  if (url.pathname === '/ping') response.end('Ok.\n');
  else if (killed !== undefined) response.end(await warehouse.cancel(killed).then(() => ''));
  else if (insert !== undefined) {
    const rows = body.split('\n').filter((line) => line !== '');
    await warehouse.insert(
      insert,
      rows.map((line) => JSON.parse(line) as Record<string, unknown>),
      { settings: settingsOf(url) },
    );
    response.end();
  } else if (text.startsWith(EXPLAIN)) {
    const sql = text.slice(EXPLAIN.length).replace(/\s*FORMAT \w+$/, '');
    const found = await warehouse.estimate({
      text: sql,
      parameters: parametersOf(sql, url),
      settings: settingsOf(url),
    });
    const lines = [
      ['database', 'table', 'rows'],
      ['String', 'String', 'UInt64'],
      ...found.map(({ table, rows }) => [...table.split('.'), rows]),
    ];
    response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  } else if (/^(SELECT|WITH)\b/i.test(text) || url.searchParams.get('readonly') === '1') {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const [, sql = '', format = ''] = /^([\s\S]*?)\s*FORMAT (\w+)$/.exec(text) ?? [];
    const { columns, rows } = await warehouse.query(
      {
        text: sql.replace("getSetting('readonly')", String(user.readonly ?? 0)),
        parameters: parametersOf(sql, url),
        settings: settingsOf(url),
      },
      { signal: gone.signal, ...named },
    );
    const header = format.endsWith('WithNamesAndTypes')
      ? [columns.map(({ name }) => name), columns.map(({ type }) => type)]
      : [];
    response.end([...header, ...rows].map((line) => `${JSON.stringify(line)}\n`).join(''));
  } else {
    // As the real one: a write goes on when its client is gone, and only KILL stops it.
    await warehouse.write(text, { settings: settingsOf(url), ...named });
    response.end();
  }
}

const EXPLAIN = 'EXPLAIN ESTIMATE ';

/** URL parameters that are not settings of the engine. */
const NOT_SETTINGS =
  /^(param_\w+|query|query_id|database|readonly|wait_end_of_query|cancel_http_readonly_queries_on_client_close)$/;

function settingsOf(url: URL): Record<string, string> {
  return Object.fromEntries([...url.searchParams].filter(([name]) => !NOT_SETTINGS.test(name)));
}

/** The types stand in the statement, the values in the URL. */
function parametersOf(sql: string, url: URL): BoundParameter[] {
  const types = new Map(
    [...sql.matchAll(/\{(\w+):([^{}]+)\}/g)].map(([, name, type]) => [name as string, type as string]),
  );
  return [...types]
    .filter(([name]) => url.searchParams.has(`param_${name}`))
    .map(([name, type]) => ({
      name,
      type,
      value: readValue(url.searchParams.get(`param_${name}`) ?? '', type),
    }));
}

function readValue(text: string, type: string): BoundValue {
  if (text === '\\N') return null;
  return type.startsWith('Array(') ? readList(text.matchAll(LIST_TOKEN)) : unescape(text);
}

const LIST_TOKEN = /'((?:[^'\\]|\\[\s\S])*)'|([[\]])|([^,[\]']+)/g;

function readList(tokens: Iterator<RegExpMatchArray>): BoundValue {
  const stack: BoundValue[][] = [[]];
  for (let token = tokens.next(); token.done !== true; token = tokens.next()) {
    const [, quoted, bracket, bare] = token.value;
    const list = stack.at(-1) as BoundValue[];
    if (bracket === '[') stack.push([]);
    else if (bracket === ']') (stack.at(-2) as BoundValue[]).push(stack.pop() as BoundValue[]);
    else list.push(quoted === undefined ? (bare === 'NULL' ? null : (bare as string)) : unescape(quoted));
  }
  return stack[0]?.[0] as BoundValue;
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0' };

function unescape(text: string): string {
  return text.replace(/\\([\s\S])/g, (_all, char: string) => ESCAPED[char] ?? char);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const CODE_OF_FAILURE: Readonly<Record<WarehouseFailure, string>> = {
  cancelled: 'Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)',
  overloaded: 'Code: 202. DB::Exception: Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)',
  timeout: 'Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)',
  limit: 'Code: 396. DB::Exception: Limit exceeded. (TOO_MANY_ROWS_OR_BYTES)',
  failed: 'Code: 1001. DB::Exception: Unknown. (STD_EXCEPTION)',
};

function refuse(response: ServerResponse, error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  const failure = error instanceof WarehouseError ? error.failure : 'failed';
  const text = said.includes('Code:') ? said : CODE_OF_FAILURE[failure];
  response.statusCode = 500;
  response.setHeader('x-clickhouse-exception-code', /Code: (\d+)/.exec(text)?.[1] ?? '1001');
  response.end(text);
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
