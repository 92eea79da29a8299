import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

import { StartupError } from '../../../src/errors.js';
import type { Warehouse } from '../warehouse.js';
import { expandStatement } from './expandStatement.js';

export interface ClaimOptions {
  readonly cluster: string | undefined;
  /** A claim that was not renewed for so long belongs to a dead process and is removed. Seconds. */
  readonly staleSeconds: number;
  /** How long to wait for another instance before giving up. Seconds. */
  readonly waitSeconds: number;
}

const POLL_MS = 100;
const PREFIX = 'migrating_';

/**
 * Runs `work` while no other instance does: a lock made of what ClickHouse has, tables.
 *
 * Each instance creates an empty table of its own name and looks; who sees no other claim holds the lock. Of two that
 * claimed at the same moment at least one sees the other, so never both hold it; the one with the greater name
 * steps back, so one goes on. A claim is renewed by changing its comment, which moves the table's modification
 * time, by the server's clock. Should a stalled holder lose its claim, nothing breaks: every statement is repeatable.
 */
export async function withMigrationClaim<T>(
  warehouse: Warehouse,
  options: ClaimOptions,
  work: () => Promise<T>,
): Promise<T> {
  const claim = new Claim(warehouse, options);
  const renewal = setInterval(() => void claim.renew(), (options.staleSeconds * 1000) / 4);
  try {
    await claim.acquire();
    return await work();
  } finally {
    clearInterval(renewal);
    await claim.release();
  }
}

class Claim {
  readonly #warehouse: Warehouse;
  readonly #options: ClaimOptions;
  readonly #name = PREFIX + randomBytes(8).toString('hex');
  readonly #holder = `${hostname()}, process ${process.pid}`;
  #claimed = false;
  #renewing: Promise<void> | undefined;

  constructor(warehouse: Warehouse, options: ClaimOptions) {
    this.#warehouse = warehouse;
    this.#options = options;
  }

  async acquire(): Promise<void> {
    const giveUpAt = performance.now() + this.#options.waitSeconds * 1000;
    for (;;) {
      const others = await this.#others();
      if (others.length === 0) {
        if (this.#claimed) return;
        this.#claimed = true;
        await this.#write(
          `CREATE TABLE {{view meta.${this.#name}}} (c UInt8) ENGINE = Memory COMMENT '${this.#comment()}'`,
        );
        continue;
      }
      if (this.#claimed && others.some((other) => other.name < this.#name)) await this.release();
      if (performance.now() > giveUpAt) {
        throw new StartupError(
          `Another instance (${others[0]?.comment}) is migrating the warehouse; it did not finish in ${this.#options.waitSeconds} s.`,
        );
      }
      await wait(POLL_MS * (0.5 + Math.random()));
    }
  }

  async release(): Promise<void> {
    await this.#renewing;
    if (!this.#claimed) return;
    this.#claimed = false;
    await this.#drop(this.#name);
  }

  renew(): Promise<void> {
    if (!this.#claimed) return Promise.resolve();
    this.#renewing ??= this.#write(
      `ALTER TABLE {{view meta.${this.#name}}} MODIFY COMMENT '${this.#comment()}'`,
    )
      // A renewal that fails is made up for by the next one, or the claim goes stale, which is safe.
      .catch(() => undefined)
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  /** Living claims of others; dead ones are removed on the way. */
  async #others(): Promise<readonly { readonly name: string; readonly comment: string }[]> {
    const { rows } = await this.#warehouse.query({
      text: `SELECT name, comment, dateDiff('second', metadata_modification_time, now()) >= {stale:Float64}
FROM system.tables WHERE database = 'meta' AND startsWith(name, {prefix:String}) AND name != {own:String} ORDER BY name`,
      parameters: [
        { name: 'stale', type: 'Float64', value: this.#options.staleSeconds },
        { name: 'prefix', type: 'String', value: PREFIX },
        { name: 'own', type: 'String', value: this.#name },
      ],
      settings: {},
    });
    for (const [name, , stale] of rows) if (stale === 1) await this.#drop(name as string);
    return rows
      .filter(([, , stale]) => stale !== 1)
      .map(([name, comment]) => ({ name: name as string, comment: comment as string }));
  }

  #drop(name: string): Promise<void> {
    return this.#write(`DROP TABLE IF EXISTS {{view meta.${name}}}`);
  }

  async #write(statement: string): Promise<void> {
    for (const expanded of expandStatement(statement, this.#options.cluster))
      await this.#warehouse.write(expanded);
  }

  /** Who claims, for people; a number in it, or an unchanged comment might not count as a change. */
  #comment(): string {
    return `${this.#holder.replace(/[^\w .,-]/g, '')}, renewed ${Date.now()}`;
  }
}
