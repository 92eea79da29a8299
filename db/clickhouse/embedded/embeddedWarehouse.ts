import type { Session } from 'chdb';

import { InvariantError } from '../../../src/errors.js';
import { type Call, Calls } from '../calls.js';
import { COMPACT_FORMAT, CompactRows } from '../compactRows.js';
import { INSERT_SETTINGS, insertPayload } from '../insertPayload.js';
import { splitStatements } from '../migrate/splitStatements.js';
import { ESTIMATE_SETTINGS, readEstimates } from '../estimate.js';
import { parameterValues } from '../parameterValue.js';
import { readSettings } from '../readSettings.js';
import { RememberedTables } from '../rememberedTables.js';
import { Slots } from '../slots.js';
import type {
  BoundStatement,
  InsertOptions,
  QueryAnswer,
  QueryOptions,
  ReadEstimate,
  TableFacts,
  Warehouse,
  WriteOptions,
} from '../warehouse.js';
import type { EngineFacts } from './checkEngine.js';
import type { Engine } from './loadEngine.js';
import { SessionPool } from './sessionPool.js';

interface Parts extends EngineFacts {
  readonly engine: Engine;
  readonly folder: string;
  /** First session. It keeps the engine alive between queries and gives the orders to kill. */
  readonly keeper: Session;
  readonly slots: number;
  readonly maxWaiting: number;
}

/** Writes that may wait; they are our own, so a longer line is a bug. */
const MAX_WAITING_WRITES = 10_000;

const KILL_AGAIN_MS = 100;

/**
 * ClickHouse inside this process. Reads run in parallel in read-only sessions, writes one at a time.
 *
 * TRICKY: a read binds its parameters through the streaming call, the only one that binds in parallel (the library puts
 * all others in one line). It parses and analyses on the event loop, about 1 ms, and a *scalar* sub-select
 * (`(SELECT max(x) FROM t)`) is computed there too: write such statements as a join or a window.
 */
export class EmbeddedWarehouse implements Warehouse {
  readonly kind = 'embedded';
  readonly version: string;
  readonly #parts: Parts;
  readonly #sessions: SessionPool;
  readonly #calls = new Calls();
  readonly #tables = new RememberedTables();
  readonly #reads: Slots;
  readonly #writes = new Slots(1, MAX_WAITING_WRITES);
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.version = parts.version;
    this.#sessions = new SessionPool(parts.engine, parts.folder, 4 * parts.slots);
    this.#reads = new Slots(parts.slots, parts.maxWaiting);
  }

  async query(statement: BoundStatement, options: QueryOptions = {}): Promise<QueryAnswer> {
    return this.#read(statement, { ...options, readonly: 1 });
  }

  /**
   * TRICKY: the streaming call refuses EXPLAIN as a statement, and as a table it needs the right to make temporary tables, which `readonly = 1` has
   * not. With 2 a statement may change settings, too; this one is explained and not run.
   */
  async estimate(statement: BoundStatement, options: QueryOptions = {}): Promise<readonly ReadEstimate[]> {
    const text = `SELECT * FROM (EXPLAIN ESTIMATE ${statement.text})`;
    const settings = { ...statement.settings, ...ESTIMATE_SETTINGS };
    return readEstimates(await this.#read({ ...statement, text, settings }, { ...options, readonly: 2 }));
  }

  describeTables(tables: readonly string[]): Promise<readonly TableFacts[]> {
    return this.#tables.describe(this, tables);
  }

  #read(
    statement: BoundStatement,
    options: QueryOptions & { readonly readonly: 1 | 2 },
  ): Promise<QueryAnswer> {
    const { readonly } = options;
    const args = this.#arguments({ ...readSettings(statement.settings, options.limits), readonly });
    const values = parameterValues(statement.parameters);
    const { queryId, signal } = options;
    return this.#calls.run(
      { slots: this.#reads, queryId, signal, maxSeconds: options.limits?.maxSeconds },
      (call) =>
        this.#inSession(args, call, async (session) => {
          const answer = new CompactRows();
          const text = `/*${call.id}*/ ${statement.text}`;
          for await (const chunk of session.queryStreamBind(text, values, { format: COMPACT_FORMAT })) {
            answer.add(chunk.text());
          }
          return answer.finish();
        }),
    );
  }

  async write(sql: string, options: WriteOptions = {}): Promise<void> {
    // The engine would run them all, and the error of a later one would hide that the earlier ones happened.
    if (splitStatements(sql).length !== 1) throw new InvariantError('A write is one statement.');
    const args = this.#arguments(options.settings ?? {});
    const { queryId, signal, maxSeconds } = options;
    await this.#calls.run({ slots: this.#writes, queryId, signal, maxSeconds }, (call) =>
      this.#inSession(args, call, (session) => session.queryAsync(`/*${call.id}*/ ${sql}`)),
    );
  }

  async insert(
    table: string,
    rows: readonly Readonly<Record<string, unknown>>[],
    options: InsertOptions = {},
  ): Promise<void> {
    if (rows.length === 0) return;
    const args = this.#arguments({ ...INSERT_SETTINGS, ...options.settings });
    const values = Buffer.from(insertPayload(rows));
    await this.#calls.run({ slots: this.#writes }, (call) =>
      this.#inSession(args, call, (session) => session.insert({ table, values, format: 'JSONEachRow' })),
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
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#calls.close();
    this.#sessions.close();
    this.#parts.keeper.close();
    // Sessions are really gone only now, and the folder free for the next engine.
    await this.#parts.engine.drainPending();
  }

  /** Runs the work in a session with these settings, and kills it in the engine when the call must end. */
  async #inSession<T>(
    args: readonly string[],
    call: Call,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const named = this.#sessions.take(args);
    const { session, name } = named;
    let repeat: NodeJS.Timeout | undefined;
    const kill = (): void => {
      this.#kill(name);
      // A write starts on another thread, perhaps after the first order; so repeat it until the call ends.
      repeat ??= setInterval(kill, KILL_AGAIN_MS);
    };
    call.signal.addEventListener('abort', kill, { once: true });
    try {
      return await work(session);
    } catch (error) {
      // TRICKY: a query that failed keeps its entry, its memory and its place in the process list until the session's next one.
      session.query('SELECT 1');
      throw error;
    } finally {
      call.signal.removeEventListener('abort', kill);
      clearInterval(repeat);
      this.#sessions.release(args, named);
    }
  }

  /**
   * TRICKY: found by its session. The engine takes the text of a query with parameters apart and puts it together again with their values, so no comment in
   * it is left to find it by. Always ASYNC; `KILL … SYNC` never returns in this engine. On this thread
   * (2 ms): those of the pool may all be taken.
   */
  #kill(session: string): void {
    try {
      this.#parts.keeper.query(`KILL QUERY WHERE Settings['log_comment'] = '${session}' ASYNC`);
    } catch {
      // The order is repeated until the call ends; throwing here would take the process down from an event listener.
    }
  }

  #arguments(settings: Readonly<Record<string, string | number>>): readonly string[] {
    return Object.entries(settings).map(([name, value]) => {
      if (!this.#parts.settingNames.has(name))
        throw new InvariantError(`ClickHouse has no setting named ${name}.`);
      return `--${name}=${value}`;
    });
  }
}
