import type { ClickHouseClient, ResponseHeaders } from '@clickhouse/client';

import { InvariantError } from '../../../src/errors.js';
import { type Call, Calls } from '../calls.js';
import { COMPACT_FORMAT, CompactRows } from '../compactRows.js';
import { ESTIMATE_SETTINGS, readEstimates } from '../estimate.js';
import { INSERT_SETTINGS } from '../insertPayload.js';
import { parameterValues } from '../parameterValue.js';
import { readSettings } from '../readSettings.js';
import { RememberedTables } from '../rememberedTables.js';
import { Slots } from '../slots.js';
import type {
  BoundStatement,
  InsertOptions,
  QueryAnswer,
  QueryOptions,
  QueryStatistics,
  ReadEstimate,
  TableFacts,
  Warehouse,
  WriteOptions,
} from '../warehouse.js';
import { connectionFailure } from './connectionFailure.js';

interface Parts {
  readonly client: ClickHouseClient;
  /** Host and port, for messages. */
  readonly host: string;
  readonly version: string;
  /** The user's own `readonly`: 0, or 2, which may set everything but `readonly` itself. */
  readonly readonly: number;
  readonly slots: number;
  readonly maxWaiting: number;
}

/** Writes of our own that may wait for a connection. */
const MAX_WAITING_WRITES = 10_000;
const PARALLEL_WRITES = 4;

/** ClickHouse over HTTP, through the official client. */
export class ServerWarehouse implements Warehouse {
  readonly kind = 'server';
  readonly version: string;
  readonly #parts: Parts;
  readonly #calls = new Calls();
  readonly #tables = new RememberedTables();
  readonly #reads: Slots;
  readonly #writes = new Slots(PARALLEL_WRITES, MAX_WAITING_WRITES);
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.version = parts.version;
    this.#reads = new Slots(parts.slots, parts.maxWaiting);
  }

  async query(statement: BoundStatement, options: QueryOptions = {}): Promise<QueryAnswer> {
    const settings: Record<string, string | number> = {
      ...readSettings(statement.settings, options.limits),
      // The whole answer is made before its first byte is sent: an error has its own status, never the end of a body.
      wait_end_of_query: 1,
      cancel_http_readonly_queries_on_client_close: 1,
    };
    if (this.#parts.readonly === 0) settings['readonly'] = 1;
    const { as } = options;
    Object.assign(settings, as?.settings);
    // No setting, but a parameter of the URL like one.
    if (as?.quotaKey !== undefined) settings['quota_key'] = as.quotaKey;
    const query_params = parameterValues(statement.parameters);
    const { queryId, signal } = options;
    const maxSeconds = options.limits?.maxSeconds;
    return this.#calls.run({ slots: this.#reads, queryId, signal, maxSeconds }, (call) =>
      this.#stoppable(call, async () => {
        const result = await this.#parts.client.query({
          query: statement.text,
          query_params,
          query_id: call.id,
          format: COMPACT_FORMAT,
          clickhouse_settings: settings,
          abort_signal: call.signal,
          ...(as === undefined ? {} : { role: as.role }),
        });
        const answer = new CompactRows();
        answer.add(await result.text());
        const statistics = readSummary(result.response_headers);
        return { ...answer.finish(), ...(statistics === undefined ? {} : { statistics }) };
      }),
    );
  }

  async estimate(statement: BoundStatement, options: QueryOptions = {}): Promise<readonly ReadEstimate[]> {
    const text = `EXPLAIN ESTIMATE ${statement.text}`;
    const settings = { ...statement.settings, ...ESTIMATE_SETTINGS };
    return readEstimates(await this.query({ ...statement, text, settings }, options));
  }

  describeTables(tables: readonly string[]): Promise<readonly TableFacts[]> {
    return this.#tables.describe(this, tables);
  }

  async write(sql: string, options: WriteOptions = {}): Promise<void> {
    const { queryId, signal, maxSeconds } = options;
    await this.#calls.run({ slots: this.#writes, queryId, signal, maxSeconds }, (call) =>
      this.#stoppable(call, () =>
        this.#parts.client.command({
          query: sql,
          query_id: call.id,
          clickhouse_settings: { ...options.settings, wait_end_of_query: 1 },
          abort_signal: call.signal,
        }),
      ),
    );
  }

  async insert(
    table: string,
    rows: readonly Readonly<Record<string, unknown>>[],
    options: InsertOptions = {},
  ): Promise<void> {
    if (rows.length === 0) return;
    if (!/^\w+(\.\w+)?$/.test(table)) throw new InvariantError('A table is not named database.table.');
    await this.#calls.run({ slots: this.#writes }, (call) =>
      this.#stoppable(call, () =>
        this.#parts.client.insert({
          table,
          values: rows,
          format: 'JSONEachRow',
          query_id: call.id,
          clickhouse_settings: { ...INSERT_SETTINGS, ...options.settings },
        }),
      ),
    );
  }

  cancel(queryId: string): Promise<void> {
    this.#calls.cancel(queryId);
    return Promise.resolve();
  }

  async ping(): Promise<void> {
    await this.query({ text: 'SELECT 1', parameters: [], settings: {} });
  }

  close(): Promise<void> {
    this.#closing ??= this.#calls.close().then(() => this.#parts.client.close());
    return this.#closing;
  }

  /** Runs the work; when the call must end, gives the server the order to kill it before the error goes on. */
  async #stoppable<T>(call: Call, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      // The client has only dropped its socket: the server stops a read for that alone if it notices, a write never.
      if (call.signal.aborted) await this.#kill(call.id);
      throw connectionFailure(cause, this.#parts.host);
    }
  }

  async #kill(id: string): Promise<void> {
    try {
      await this.#parts.client.command({ query: `KILL QUERY WHERE query_id = '${id}' ASYNC` });
    } catch {
      // A user that may not kill still has max_execution_time and the dropped socket; the first error is the one to tell.
    }
  }
}

/** `X-ClickHouse-Summary`, complete because the server waited for the end of the query. */
function readSummary(headers: ResponseHeaders): QueryStatistics | undefined {
  const header = headers['x-clickhouse-summary'];
  if (typeof header !== 'string') return undefined;
  const summary = JSON.parse(header) as Readonly<Record<string, string | undefined>>;
  return {
    readRows: Number(summary['read_rows'] ?? 0),
    readBytes: Number(summary['read_bytes'] ?? 0),
    elapsedMs: Number(summary['elapsed_ns'] ?? 0) / 1e6,
  };
}
