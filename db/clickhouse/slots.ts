import { WarehouseError } from '../../src/errors.js';

interface Waiter {
  readonly start: () => void;
}

/**
 * Bounds how many pieces of work run at once and how many may wait. First come, first served.
 * Without the bound, running queries would occupy every thread of Node's pool, and file and DNS work with them.
 */
export class Slots {
  #free: number;
  readonly #maxWaiting: number;
  readonly #waiting: Set<Waiter> = new Set();

  /** @param size how many run at once; @param maxWaiting how many more may wait. */
  constructor(size: number, maxWaiting: number) {
    this.#free = size;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Takes a slot, waiting for one if need be. Resolves to the function that gives it back (calling it twice is harmless).
   * Rejects with `overloaded` when the line is full, and with the signal's reason when it aborts before a slot is free.
   */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const [next] = this.#waiting;
      if (next === undefined) this.#free += 1;
      else next.start();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new WarehouseError(
        'overloaded',
        `ClickHouse is busy: ${this.#waiting.size} queries wait already.`,
      );
    }
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        start: () => {
          this.#waiting.delete(waiter);
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
