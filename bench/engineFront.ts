import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { loadEngine } from '../db/clickhouse/embedded/loadEngine.js';
import { SessionPool } from '../db/clickhouse/embedded/sessionPool.js';
import { openEmbeddedWarehouse } from '../db/clickhouse/index.js';
import { openHttpFront } from '../test/support/httpFront.js';

/**
 * A process that is the ClickHouse server of the benchmark: the embedded engine on the folder of its first argument, over HTTP.
 *
 * What is measured (SELECTs of the flights) leaves as the engine writes it, byte for byte and in the format that was asked for,
 * as a real server would send it: a front that parsed and printed rows again would cost all contenders the same and so hide
 * their differences. Everything else, such as Vernier's own tables at its start, goes through the front of the tests.
 */
const folder = path.resolve(process.argv[2] ?? '');
const warehouse = await openEmbeddedWarehouse({ folder });
const rest = await openHttpFront(warehouse);
const sessions = new SessionPool(await loadEngine(), folder, 32);

const server = createServer((incoming, response) => {
  answer(incoming, response).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    response.statusCode = 500;
    response.setHeader('x-clickhouse-exception-code', /Code: (\d+)/.exec(said)?.[1] ?? '1001');
    response.end(said);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://default:@127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  sessions.close();
  void rest
    .close()
    .then(() => warehouse.close())
    .then(() => process.exit(0));
});

const MEASURED = /^((?:SELECT|WITH)\b[\s\S]*?\bFROM flights\.[\s\S]*?)\s*FORMAT (\w+)$/;

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', 'http://front');
  const [, text, format] = MEASURED.exec(body.toString().trim()) ?? [];
  if (text === undefined || format === undefined) await passOn({ incoming, body }, response);
  else await select({ text, format, url }, response);
}

interface Select {
  readonly text: string;
  readonly format: string;
  readonly url: URL;
}

async function select({ text, format, url }: Select, response: ServerResponse): Promise<void> {
  const parameters = [...url.searchParams].filter(([name]) => name.startsWith('param_'));
  const values = Object.fromEntries(parameters.map(([name, value]) => [name.slice('param_'.length), value]));
  const args = settingsOf(url);
  const named = sessions.take(args);
  response.setHeader('x-clickhouse-query-id', url.searchParams.get('query_id') ?? '');
  try {
    let first = true;
    for await (const chunk of named.session.queryStreamBind(text, values, { format })) {
      const bytes = Buffer.from(chunk.raw());
      // Each chunk is a whole document, with its two header lines in the formats that have them.
      response.write(first || !format.includes('WithNames') ? bytes : withoutLines(bytes, 2));
      first = false;
    }
  } finally {
    sessions.release(args, named);
  }
  response.end();
}

function withoutLines(bytes: Buffer, count: number): Buffer {
  let at = 0;
  for (let line = 0; line < count; line += 1) at = bytes.indexOf('\n', at) + 1;
  return bytes.subarray(at);
}

/** URL parameters that are no settings of the engine. */
const NOT_SETTINGS =
  /^(param_\w+|query|query_id|database|readonly|wait_end_of_query|cancel_http_readonly_queries_on_client_close)$/;

function settingsOf(url: URL): string[] {
  const settings = [...url.searchParams].filter(([name]) => !NOT_SETTINGS.test(name));
  return ['--readonly=1', ...settings.map(([name, value]) => `--${name}=${value}`)];
}

function passOn(
  { incoming, body }: { readonly incoming: IncomingMessage; readonly body: Buffer },
  response: ServerResponse,
): Promise<void> {
  const { method, headers } = incoming;
  return new Promise((resolve, reject) => {
    const onward = request(new URL(incoming.url ?? '/', rest.url), { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response).on('close', resolve);
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
