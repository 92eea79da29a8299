import { MetadataError, QueryError, VernierError } from '../../src/errors.js';

/** What PostgreSQL says of a text that no column of it can hold. */
const CHARACTER_NOT_IN_REPERTOIRE = '22021';

/**
 * Runs one use of the store and turns whatever goes wrong into MetadataError, or QueryError where the caller sent what nothing can be compared with.
 * The message is fixed: drizzle puts SQL and parameters into its own, and ours may reach a caller's log. The cause keeps all.
 */
export async function askStore<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    // Ours stays: what was decided inside a transaction (nobody may do this) is no failure of the store.
    if (cause instanceof VernierError) throw cause;
    if (codesOf(cause).includes(CHARACTER_NOT_IN_REPERTOIRE)) {
      const message = 'A text holds the character U+0000, which no name or id has. Leave it out.';
      throw new QueryError([{ code: 'INVALID_VALUE', message, path: [] }], { cause });
    }
    throw new MetadataError('The metadata store did not answer.', { cause });
  }
}

/** Codes of an error and of what caused it. */
function codesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  return ['code' in error ? error.code : undefined, ...codesOf(error.cause)];
}
