import { InvariantError } from '../../src/errors.js';

/** Ids stand inside SQL comments and KILL statements, so only harmless characters pass. */
export function checkQueryId(queryId: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(queryId))
    throw new InvariantError('A query id is not letters, digits, - and _, or too long.');
}
