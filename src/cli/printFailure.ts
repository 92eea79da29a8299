import { InvariantError, VernierError } from '../errors.js';

/** What a person reads when a command fails: the sentence of an error that we throw on purpose, the stack of a bug. */
export function printFailure(error: unknown): string {
  if (error instanceof VernierError && !(error instanceof InvariantError)) {
    const cause = error.audience === 'upstream' && error.cause instanceof Error ? error.cause.message : '';
    return `${error.message}${cause === '' ? '' : `\n${cause}`}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug of Vernier. Please report it with these lines:\n${stack}\n`;
}
