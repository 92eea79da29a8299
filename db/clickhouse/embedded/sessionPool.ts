import type { Session } from 'chdb';

import type { Engine } from './loadEngine.js';

/**
 * Sessions by their settings, one query at a time each, kept for the next query with the same settings.
 *
 * A session's settings are fixed when it is made, and a read-only one cannot change them, so nothing leaks from query to
 * query. TRICKY: a fresh session per query costs only 0.1 ms, but a closed one is not let go before *every* call that ran
 * in the process at that moment has ended; behind one slow query 2,000 quick ones left 3.7 GB of sessions.
 */
export class SessionPool {
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #maxIdle: number;
  /** Least recently used first. */
  readonly #idle: { readonly key: string; readonly session: Session }[] = [];

  constructor(engine: Engine, folder: string, maxIdle: number) {
    this.#engine = engine;
    this.#folder = folder;
    this.#maxIdle = maxIdle;
  }

  /** A session with these settings that nobody else uses. Give it back with `release`. */
  take(args: readonly string[]): Session {
    const key = args.join('\0');
    const at = this.#idle.findLastIndex((idle) => idle.key === key);
    const found = at < 0 ? undefined : this.#idle.splice(at, 1)[0];
    return found?.session ?? new this.#engine.Session(this.#folder, { connectionArgs: args });
  }

  release(args: readonly string[], session: Session): void {
    this.#idle.push({ key: args.join('\0'), session });
    if (this.#idle.length > this.#maxIdle) this.#idle.shift()?.session.close();
  }

  close(): void {
    for (const { session } of this.#idle.splice(0)) session.close();
  }
}
