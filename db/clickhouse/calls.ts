import { randomUUID } from 'node:crypto';

import { InvariantError, WarehouseError } from '../../src/errors.js';
import { startDeadline } from './deadline.js';
import { toWarehouseError } from './engineErrors.js';
import type { Slots } from './slots.js';

/** One call under way, as its work sees it. */
export interface Call {
  /** Name of the query in the engine. */
  readonly id: string;
  /** Aborts when the work must stop: cancelled, out of time, closing. */
  readonly signal: AbortSignal;
}

export interface CallOptions {
  /** Where it waits for its turn. */
  readonly slots: Slots;
  readonly queryId?: string | undefined;
  readonly maxSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Running {
  readonly abort: (reason: WarehouseError) => void;
  readonly done: Promise<unknown>;
}

/** Keeps account of an adapter's calls: names, slots, deadlines, and what ends them early. */
export class Calls {
  readonly #running = new Map<string, Running>();
  #closed = false;

  /** Runs `work` when a slot is free. Rejects with `WarehouseError` (or `InvariantError`: the id is bad or in use). */
  async run<T>(options: CallOptions, work: (call: Call) => Promise<T>): Promise<T> {
    if (this.#closed) throw new WarehouseError('cancelled', 'The warehouse is closed.');
    const id = options.queryId ?? randomUUID();
    // Ids stand inside SQL comments and KILL statements, so only harmless characters pass.
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id))
      throw new InvariantError('A query id has other characters than A-Z a-z 0-9 _ -.');
    if (this.#running.has(id)) throw new InvariantError(`A query named ${id} is running already.`);
    const deadline = startDeadline(options.maxSeconds, options.signal);
    const done = inSlot(options.slots, { id, signal: deadline.signal }, work);
    this.#running.set(id, { abort: deadline.abort, done });
    try {
      return await done;
    } finally {
      this.#running.delete(id);
      deadline.clear();
    }
  }

  cancel(id: string): void {
    this.#running.get(id)?.abort(new WarehouseError('cancelled', 'The query was cancelled.'));
  }

  /** Refuses new calls, stops the running and waiting ones, and waits until they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running.values()];
    for (const call of running) call.abort(new WarehouseError('cancelled', 'The warehouse is closing.'));
    await Promise.allSettled(running.map((call) => call.done));
  }
}

async function inSlot<T>(slots: Slots, call: Call, work: (call: Call) => Promise<T>): Promise<T> {
  const release = await slots.acquire(call.signal);
  try {
    return await work(call);
  } catch (cause) {
    if (cause instanceof InvariantError) throw cause;
    throw call.signal.aborted ? endedEarly(call.signal, cause) : toWarehouseError(cause);
  } finally {
    release();
  }
}

/** Why we ended it, with what the engine said about that. */
function endedEarly(signal: AbortSignal, cause: unknown): WarehouseError {
  const reason = signal.reason as WarehouseError;
  const { engineCode, engineType } = toWarehouseError(cause);
  return new WarehouseError(reason.failure, reason.message, { engineCode, engineType, cause });
}
