import { MetadataError } from '../../src/errors.js';

/**
 * Runs one use of the store and turns whatever goes wrong into MetadataError.
 * The message is fixed: drizzle puts SQL and parameters into its own, and ours may reach a caller's log. The cause keeps all.
 */
export async function askStore<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    throw cause instanceof MetadataError
      ? cause
      : new MetadataError('The metadata store did not answer.', { cause });
  }
}
