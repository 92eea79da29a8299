import { randomUUID } from 'node:crypto';

import type { Session } from 'chdb';

import { InvariantError, WarehouseError } from '../../../src/errors.js';
import { COMPACT_FORMAT, CompactRows } from '../compactRows.js';
import { startDeadline } from '../deadline.js';
import { toWarehouseError } from '../engineErrors.js';
import { insertPayload, INSERT_SETTINGS } from '../insertPayload.js';
import { parameterValues } from '../parameterValue.js';
import { checkQueryId } from '../queryId.js';
import { readSettings } from '../readSettings.js';
import { Slots } from '../slots.js';
import type {
  BoundStatement,
  InsertOptions,
  QueryAnswer,
  QueryOptions,
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

/** A call under way. */
interface Running {
  readonly abort: (reason: WarehouseError) => void;
  readonly done: Promise<unknown>;
}

/** Writes that may wait; they are our own, so a long line is a bug. */
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
  readonly #reads: Slots;
  readonly #writes = new Slots(1, MAX_WAITING_WRITES);
  readonly #running = new Map<string, Running>();
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.version = parts.version;
    this.#sessions = new SessionPool(parts.engine, parts.folder, 4 * parts.slots);
    this.#reads = new Slots(parts.slots, parts.maxWaiting);
  }

  async query(statement: BoundStatement, options: QueryOptions = {}): Promise<QueryAnswer> {
    const args = this.#arguments({ ...readSettings(statement.settings, options.limits), readonly: '1' });
    const values = parameterValues(statement.parameters);
    return this.#run(
      this.#reads,
      { ...options, maxSeconds: options.limits?.maxSeconds, args },
      async (session, id) => {
        const answer = new CompactRows();
        const text = `/*${id}*/ ${statement.text}`;
        for await (const chunk of session.queryStreamBind(text, values, { format: COMPACT_FORMAT }))
          answer.add(chunk.text());
        return answer.finish();
      },
    );
  }

  async write(sql: string, options: WriteOptions = {}): Promise<void> {
    const args = this.#arguments(options.settings ?? {});
    await this.#run(this.#writes, { ...options, args }, (session, id) =>
      session.queryAsync(`/*${id}*/ ${sql}`),
    );
  }

  async insert(
    table: string,
    rows: readonly Readonly<Record<string, unknown>>[],
    options: InsertOptions = {},
  ): Promise<void> {
    if (rows.length === 0) return;
    const settings = { ...INSERT_SETTINGS, ...options.settings };
    const values = Buffer.from(insertPayload(rows));
    await this.#run(this.#writes, { args: this.#arguments(settings) }, (session) =>
      session.insert({ table, values, format: 'JSONEachRow' }),
    );
  }

  async cancel(queryId: string): Promise<void> {
    this.#running.get(queryId)?.abort(new WarehouseError('cancelled', 'The query was cancelled.'));
  }

  async ping(): Promise<void> {
    await this.query({ text: 'SELECT 1', parameters: [], settings: {} });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const reason = new WarehouseError('cancelled', 'The warehouse is closing.');
    const running = [...this.#running.values()];
    for (const call of running) call.abort(reason);
    await Promise.allSettled(running.map((call) => call.done));
    this.#sessions.close();
    this.#parts.keeper.close();
    await this.#parts.engine.drainPending();
  }

  /** Waits for a slot, runs the work in a session with these settings, and sees that it ends when its deadline says so. */
  async #run<T>(
    slots: Slots,
    call: QueryOptions & { readonly args: readonly string[]; readonly maxSeconds?: number | undefined },
    work: (session: Session, id: string) => Promise<T>,
  ): Promise<T> {
    if (this.#closing !== undefined) throw new WarehouseError('cancelled', 'The warehouse is closed.');
    const id = call.queryId ?? randomUUID();
    checkQueryId(id);
    if (this.#running.has(id)) throw new InvariantError(`A query named ${id} is running already.`);
    const deadline = startDeadline(call.maxSeconds, call.signal);
    const done = this.#inSlot(slots, { id, args: call.args, signal: deadline.signal }, work);
    this.#running.set(id, { abort: deadline.abort, done });
    try {
      return await done;
    } finally {
      this.#running.delete(id);
      deadline.clear();
    }
  }

  async #inSlot<T>(
    slots: Slots,
    call: { readonly id: string; readonly args: readonly string[]; readonly signal: AbortSignal },
    work: (session: Session, id: string) => Promise<T>,
  ): Promise<T> {
    const release = await slots.acquire(call.signal);
    let repeat: NodeJS.Timeout | undefined;
    const kill = (): void => {
      this.#kill(call.id);
      // A write starts on another thread, perhaps after the first order; so repeat it until the call ends.
      repeat ??= setInterval(kill, KILL_AGAIN_MS);
    };
    try {
      const session = this.#sessions.take(call.args);
      call.signal.addEventListener('abort', kill, { once: true });
      try {
        return await work(session, call.id);
      } finally {
        call.signal.removeEventListener('abort', kill);
        clearInterval(repeat);
        this.#sessions.release(call.args, session);
      }
    } catch (cause) {
      throw call.signal.aborted ? endedEarly(call.signal, cause) : toWarehouseError(cause);
    } finally {
      release();
    }
  }

  /** TRICKY: always ASYNC. `KILL … SYNC` never returns in this engine. Runs on this thread (2 ms), because the pool's may all be taken. */
  #kill(id: string): void {
    try {
      this.#parts.keeper.query(`KILL QUERY WHERE startsWith(query, '/*${id}*/') ASYNC`);
    } catch {
      // The order is repeated until the call ends; failing here would take the process down from an event listener.
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

function endedEarly(signal: AbortSignal, cause: unknown): WarehouseError {
  const reason = signal.reason as WarehouseError;
  const { engineCode, engineType } = toWarehouseError(cause);
  return new WarehouseError(reason.failure, reason.message, { engineCode, engineType, cause });
}
