import { MetadataError, VernierError } from '../../src/errors.js';

/**
 * Runs one use of the store and turns whatever goes wrong into MetadataError.
 * The message is fixed: drizzle puts SQL and parameters into its own, and ours may reach a caller's log. The cause keeps all.
 */
export async function askStore<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    // Ours stays: what was decided inside a transaction (nobody may do this) is no failure of the store.
    throw cause instanceof VernierError
      ? cause
      : new MetadataError('The metadata store did not answer.', { cause });
  }
}
