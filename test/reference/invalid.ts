import { QueryError } from '../../src/errors.js';

/** The question is wrong; the compiler must say so too (in its own words). */
export function invalid(message: string): never {
  throw new QueryError([{ code: 'INVALID_ARGUMENT', message, path: [] }]);
}

/** The right answer hangs on the last digit of a float: nothing can be said of this question. */
export class Undecided extends Error {}
