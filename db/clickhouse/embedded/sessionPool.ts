import type { Session } from 'chdb';
import { randomUUID } from 'node:crypto';

import type { Engine } from './loadEngine.js';

export interface NamedSession {
  readonly session: Session;
  /** Of this session alone: the `log_comment` of all its queries, by which the one that runs can be found. */
  readonly name: string;
}

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
  readonly #idle: { readonly key: string; readonly named: NamedSession }[] = [];

  constructor(engine: Engine, folder: string, maxIdle: number) {
    this.#engine = engine;
    this.#folder = folder;
    this.#maxIdle = maxIdle;
  }

  /** A session with these settings that nobody else uses. Give it back with `release`. */
  take(args: readonly string[]): NamedSession {
    const key = args.join('\0');
    const at = this.#idle.findLastIndex((idle) => idle.key === key);
    const found = at < 0 ? undefined : this.#idle.splice(at, 1)[0];
    return found?.named ?? this.#open(args);
  }

  release(args: readonly string[], named: NamedSession): void {
    this.#idle.push({ key: args.join('\0'), named });
    if (this.#idle.length > this.#maxIdle) this.#idle.shift()?.named.session.close();
  }

  close(): void {
    for (const { named } of this.#idle.splice(0)) named.session.close();
  }

  #open(args: readonly string[]): NamedSession {
    const name = randomUUID();
    const connectionArgs = [...args, `--log_comment=${name}`];
    return { session: new this.#engine.Session(this.#folder, { connectionArgs }), name };
  }
}
