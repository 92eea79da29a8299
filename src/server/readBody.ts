import type { IncomingMessage } from 'node:http';
import { LimitError, QueryError } from '../errors.js';
import { MAX_BODY_BYTES } from '../resolvers/index.js';

/**
 * Reads a JSON body. Stops reading as soon as the limit is passed, so a large upload cannot fill memory.
 * @throws LimitError above the limit, QueryError when the body is no JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY_BYTES) throw tooLarge(`${announced} bytes are announced`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge(`${size} have come so far`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new QueryError(
      [{ code: 'INVALID_VALUE', message: 'The request body is not valid JSON.', path: [] }],
      { cause },
    );
  }
}

function tooLarge(sent: string): LimitError {
  return new LimitError(`A request body has at most ${MAX_BODY_BYTES} bytes; ${sent}.`);
}
