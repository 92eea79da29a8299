import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { QueryError } from '../errors.js';
import { checkRequest, deniedChange, type SentRequest } from '../resolvers/index.js';
import { createAdmission, type AdmissionOptions } from './admission.js';
import type { GraphqlEndpoint } from './graphqlEndpoint.js';
import type { Handler } from './httpServer.js';
import { readJsonBody } from './readBody.js';
import { questionOf } from './refusals/questionOf.js';
import { sendProblem } from './sendError.js';

/** `/graphql`: JSON only; authenticates, then lets the endpoint of the caller's role answer. */
export function graphqlHandler({
  endpoint,
  ...admission
}: AdmissionOptions & { readonly endpoint: GraphqlEndpoint }): Handler {
  const admit = createAdmission(admission);
  return async (request, response, { url, requestId, signal }) => {
    if (url.pathname !== '/graphql') return false;
    if (request.method === 'POST' && !isJson(request)) {
      sendProblem(response, 415, 'Send the request as JSON, with `content-type: application/json`.');
      return true;
    }
    const { viewer, actor, leave, enterDatasets } = await admit(request, requestId);
    try {
      const body = request.method === 'POST' ? await readJsonBody(request) : undefined;
      if (Array.isArray(body)) throw batchOf(body.length);
      const sent = sentRequest(body, url);
      const document = checkRequest(sent);
      const denied = document && deniedChange(document, { role: viewer.role, ...sent });
      if (denied !== undefined) {
        admission.refusals.denied(actor, denied.denial, questionOf(denied.operation));
        throw denied.denial;
      }
      const answer = await endpoint.execute(
        {
          method: request.method?.toUpperCase() ?? 'GET',
          headers: headersOf(request),
          search: url.search,
          body,
        },
        { viewer, signal, requestId, actor, enterDatasets },
      );
      await sendAnswer(response, answer);
    } finally {
      leave();
    }
    return true;
  };
}

async function sendAnswer(response: ServerResponse, answer: HTTPGraphQLResponse): Promise<void> {
  // Somebody's rows: kept by nobody between, and by their own browser not without asking.
  response.setHeader('cache-control', 'private, no-cache');
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.appendHeader('vary', 'Authorization, Accept');
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') response.end(answer.body.string);
  else await sendChunks(response, answer.body.asyncIterator);
  await sent(response);
}

/** Until the client has taken all of it, or is gone: what waits to be read is memory, so it counts as running. */
function sent(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => response.once('finish', resolve).once('close', resolve));
}

function batchOf(sent: number): QueryError {
  const message = `A request is one operation; this one is a list of ${sent}. Send each alone, or put the views into one operation.`;
  return new QueryError([{ code: 'TOO_MANY', message, path: [] }]);
}

/** What Apollo will read: the body of a POST, else the address. */
function sentRequest(
  body: unknown,
  { searchParams }: URL,
): SentRequest & { readonly operationName: unknown } {
  if (typeof body === 'object' && body !== null)
    return {
      source: 'query' in body ? body.query : undefined,
      variables: 'variables' in body ? body.variables : undefined,
      operationName: 'operationName' in body ? body.operationName : undefined,
    };
  return {
    source: searchParams.get('query'),
    variables: parsedJson(searchParams.get('variables')),
    operationName: searchParams.get('operationName'),
  };
}

function parsedJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Apollo says what is wrong with it.
    return undefined;
  }
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function sendChunks(response: ServerResponse, chunks: AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (!response.write(chunk))
      await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
    if (response.destroyed) return;
  }
  response.end();
}
