import type { Session } from 'chdb';

import { StartupError } from '../../../src/errors.js';

/** What we use of chdb. */
export interface Engine {
  readonly Session: typeof Session;
  /** Resolves when no native call is under way and every closed session is really gone. */
  readonly drainPending: () => Promise<void>;
}

/**
 * Loads the engine, 540 MB of native code in an optional dependency. Throws a StartupError that says what to do when the
 * package, or its library for this platform, is not there.
 */
export async function loadEngine(packageName = 'chdb'): Promise<Engine> {
  try {
    const loaded = (await import(packageName)) as { default: Engine };
    return loaded.default;
  } catch (cause) {
    throw new StartupError(
      `The embedded ClickHouse engine (npm package ${packageName} with its library for ${process.platform}-${process.arch}) cannot be ` +
        'loaded: install it with `npm ci --include=optional`, or set CLICKHOUSE_URL to use a ClickHouse server.',
      { cause },
    );
  }
}
