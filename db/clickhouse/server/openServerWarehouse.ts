import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';

import { StartupError } from '../../../src/errors.js';
import { stringifyRow } from '../insertPayload.js';
import type { Warehouse } from '../warehouse.js';
import { connectionFailure } from './connectionFailure.js';
import { ServerWarehouse } from './serverWarehouse.js';

export interface ServerOptions {
  /** `http(s)://user:password@host:8123/database`. */
  readonly url: string;
  /** Queries that run at once from this process. Default 32. */
  readonly slots?: number;
  /** Queries that may wait for a slot; more are refused as overloaded. Default: 16 per slot. */
  readonly maxWaiting?: number;
}

/** Oldest server that knows every setting we send. */
const OLDEST = [24, 8] as const;

/** Longest a statement may take when it has no deadline of its own: a network that lost us must not hold a call for ever. */
const LONGEST_CALL_MS = 3_600_000;

/** Sockets beside those of the slots, so that an order to kill never waits behind the queries it should kill. */
const SPARE_SOCKETS = 4;

/**
 * Connects to a ClickHouse server over HTTP. Rejects with `StartupError`, in one sentence that says what to check: address,
 * login, a user that may not set limits, a version that is too old.
 */
export async function openServerWarehouse(options: ServerOptions): Promise<Warehouse> {
  const slots = options.slots ?? 32;
  const host = hostOf(options.url);
  const client = createClient({
    url: options.url,
    application: 'vernier',
    max_open_connections: slots + SPARE_SOCKETS,
    request_timeout: LONGEST_CALL_MS,
    json: { stringify: stringifyRow },
    log: { level: ClickHouseLogLevel.OFF },
  });
  try {
    const { version, readonly } = await readServerFacts(client, host);
    return new ServerWarehouse({
      client,
      host,
      version,
      readonly,
      slots,
      maxWaiting: options.maxWaiting ?? 16 * slots,
    });
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** What may be shown of the address: never the login. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch (cause) {
    throw new StartupError(
      'CLICKHOUSE_URL is not a URL such as http://user:password@localhost:8123/default.',
      { cause },
    );
  }
}

async function readServerFacts(
  client: ClickHouseClient,
  host: string,
): Promise<{ version: string; readonly: number }> {
  let rows: [string, number][];
  try {
    // Without a single setting: a user with readonly=1 may send none.
    const answer = await client.query({
      query: "SELECT version(), toUInt8(getSetting('readonly'))",
      format: 'JSONCompactEachRow',
    });
    rows = await answer.json<[string, number]>();
  } catch (cause) {
    throw new StartupError(`${connectionFailure(cause, host).message} Check CLICKHOUSE_URL.`, { cause });
  }
  const [version, readonly] = rows[0] ?? ['0', 0];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new StartupError(
      `ClickHouse at ${host} is version ${version}; at least ${OLDEST.join('.')} is needed.`,
    );
  }
  if (readonly === 1) {
    throw new StartupError(
      `The ClickHouse user at ${host} is readonly=1, which forbids the limits sent with each query: give it readonly=2 or 0.`,
    );
  }
  return { version, readonly };
}
