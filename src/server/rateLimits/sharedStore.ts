import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { StartupError } from '../../errors.js';

/** A Redis server in which several processes count together. */
export interface SharedStore {
  readonly client: Redis;
  /** Begins all keys. */
  readonly prefix: string;
  close(): Promise<void>;
}

/** A request waits no longer than this for its count; then its process counts alone. */
const PATIENCE_MS = 500;
const LONGEST_RETRY_MS = 5_000;

/** @throws StartupError when the server does not answer now; later it may go and come back */
export async function openSharedStore(
  url: string,
  { log, prefix = 'vernier' }: { readonly log: Pick<Logger, 'info' | 'warn'>; readonly prefix?: string },
): Promise<SharedStore> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE_MS,
    retryStrategy: (attempt) => (opened ? Math.min(100 * 2 ** attempt, LONGEST_RETRY_MS) : null),
  });
  let opened = false;
  let away = false;
  let problem: unknown;
  client.on('error', (error: unknown) => {
    problem = error;
    if (opened && !away)
      log.warn({ err: error }, 'Redis does not answer: each process counts requests alone');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info({}, 'Redis answers again');
    away = false;
  });
  try {
    await client.connect();
    await client.ping();
    opened = true;
  } catch (cause) {
    client.disconnect();
    throw new StartupError('Redis does not answer: set REDIS_URL to a server that does, or to nothing.', {
      cause: problem ?? cause,
    });
  }
  return {
    client,
    prefix,
    close: async () => {
      opened = false;
      await client.quit().catch(() => client.disconnect());
    },
  };
}
