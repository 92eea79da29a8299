import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AuthenticationError, QueryError, VernierError } from '../errors.js';
import { ROLES, type Role } from '../metrics/index.js';
import type { Console } from './console.js';
import type { Handler } from './httpServer.js';
import { operatorAction } from './operate.js';
import { sendJson } from './sendError.js';
import { readJsonBody } from './readBody.js';

/** Header with the key of the data folder's lock file. */
export const CONSOLE_KEY_HEADER = 'x-vernier-key';

const identity = z.object({
  subject: z.string().min(1),
  role: z.enum(ROLES as readonly [Role, ...Role[]]),
  attributes: z.record(z.string(), z.array(z.union([z.string(), z.number()]))).optional(),
});
const question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('graphql'),
    source: z.string(),
    variables: z.record(z.string(), z.unknown()),
    operationName: z.string().optional(),
  }),
  z.object({ kind: z.literal('metric'), query: z.unknown() }),
]);
const bodySchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('query'), asked: z.object({ question, identity }) }),
  z.object({ command: z.literal('sql'), asked: z.object({ question, identity }) }),
  z.object({ command: z.literal('check') }),
  z.object({ command: z.literal('access'), asked: z.object({ user: z.string().optional() }) }),
  z.object({
    command: z.literal('administer'),
    call: z.object({ action: operatorAction, account: z.string().min(1).max(256) }),
  }),
]);
export type ConsoleCall = z.infer<typeof bodySchema>;

/**
 * `/console`: runs commands for a command line on the same machine, because an embedded engine serves one process. Who can read
 * the lock file of the data folder is the operator and may ask as anybody; the key is new at every start.
 */
export function consoleHandler(options: { readonly console: Console; readonly key: string }): Handler {
  return async (request, response, { url, signal }) => {
    if (url.pathname !== '/console' || request.method !== 'POST') return false;
    if (!sameKey(request.headers[CONSOLE_KEY_HEADER], options.key)) {
      throw new AuthenticationError('This address is for the command line on the same machine.');
    }
    const call = bodySchema.safeParse(await readJsonBody(request));
    if (!call.success) throw unreadable();
    try {
      sendJson(response, 200, { answer: await run(options.console, call.data, signal) });
    } catch (error) {
      if (!(error instanceof VernierError)) throw error;
      const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
      sendJson(response, 200, {
        error: {
          code: error.code,
          message: error.audience === 'upstream' ? error.message + cause : error.message,
        },
      });
    }
    return true;
  };
}

/** The command line is of another version than the server. */
function unreadable(): QueryError {
  const message =
    'This server does not know the command: start the server and the command line from one version.';
  return new QueryError([{ code: 'INVALID_ARGUMENT', message, path: [] }]);
}

function run(console: Console, call: ConsoleCall, signal: AbortSignal): Promise<unknown> {
  switch (call.command) {
    case 'query':
      return console.query(call.asked, signal);
    case 'sql':
      return console.sql(call.asked);
    case 'check':
      return console.check();
    case 'access':
      return console.access(call.asked);
    case 'administer':
      return console.administer(call.call);
  }
}

function sameKey(given: string | readonly string[] | undefined, key: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(key)];
  return left.length === right.length && timingSafeEqual(left, right);
}
