import { randomUUID } from 'node:crypto';
import type { SharedStore } from './sharedStore.js';

/** Places for what runs at the same time, some for each credential. */
export interface Seats {
  /** One of `most` places. Undefined when all are taken; else gives the place back when called (again does nothing). */
  take(who: string, most: number): Promise<(() => void) | undefined>;
}

/** Places within this process. */
export function memorySeats(): Seats {
  const taken = new Map<string, number>();
  return {
    take(who, most) {
      const before = taken.get(who) ?? 0;
      if (before >= most) return Promise.resolve(undefined);
      taken.set(who, before + 1);
      return Promise.resolve(
        once(() => {
          const left = (taken.get(who) ?? 1) - 1;
          if (left === 0) taken.delete(who);
          else taken.set(who, left);
        }),
      );
    },
  };
}

/** A sorted set of those that run, by when their place is given up for lost; the clock is the server's, so processes agree. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/**
 * Places that several processes share. A process that dies takes its places with it for `heldMs` at most. While Redis is away each process has places of its
 * own: better to let too many through for a moment than nobody.
 */
export function redisSeats({ client, prefix }: SharedStore, { heldMs }: { readonly heldMs: number }): Seats {
  const own = memorySeats();
  return {
    async take(who, most) {
      const key = `${prefix}:running:${who}`;
      const id = randomUUID();
      const free = await client.eval(TAKE, 1, key, most, heldMs, id).catch(() => 'away');
      if (free === 'away') return own.take(who, most);
      if (free === 0) return undefined;
      return once(() => void client.zrem(key, id).catch(() => undefined));
    },
  };
}

function once(leave: () => void): () => void {
  let held = true;
  return () => {
    if (held) leave();
    held = false;
  };
}
