import type { IncomingMessage } from 'node:http';
import { LimitError, QueryError } from '../errors.js';

/** Largest request body in bytes: a document and its variables, far above any dashboard's. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Reads a JSON body. Stops reading as soon as the limit is passed, so a large upload cannot fill memory.
 * @throws LimitError above the limit, QueryError when the body is no JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new LimitError(`The request body is larger than ${MAX_BODY_BYTES} bytes.`);
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
