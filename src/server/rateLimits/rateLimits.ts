import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { RateLimitError } from '../../errors.js';
import { memorySeats, redisSeats, type Seats } from './seats.js';
import type { SharedStore } from './sharedStore.js';

/** How often something may be done, and by whom. */
export interface RateLimits {
  /**
   * Counts a request of a credential and takes a place among those that run. Call what it returns when the request is answered.
   * @throws RateLimitError
   */
  enter(credential: string): Promise<() => void>;
  /** @throws RateLimitError when too many refused credentials came from this address within a minute */
  checkFailures(address: string): Promise<void>;
  noteFailure(address: string): Promise<void>;
}

interface RateSettings {
  readonly queriesPerMinute: number;
  readonly concurrentQueries: number;
  /** Longest time of an operation: bounds how long the place of a process that died stays taken. */
  readonly maxSeconds: number;
  /** Refused credentials of one address. */
  readonly failuresPerMinute?: number;
  /** Where several processes count together. Each counts for itself without it, and while it is away. */
  readonly shared?: SharedStore | undefined;
}

const MINUTE = 60;
/** Credentials that one address may get wrong in a minute: a person's mistakes, not a search. */
const FAILURES_PER_MINUTE = 30;
/** Beyond the operation itself: its answer has to reach a slow client. */
const SENDING_SECONDS = 60;

export function createRateLimits(settings: RateSettings): RateLimits {
  const { queriesPerMinute, concurrentQueries, maxSeconds, shared } = settings;
  const mostFailures = settings.failuresPerMinute ?? FAILURES_PER_MINUTE;
  const queries = counter('queries', queriesPerMinute, shared);
  const failures = counter('failures', mostFailures, shared);
  const seats: Seats =
    shared === undefined
      ? memorySeats(concurrentQueries)
      : redisSeats(shared, { most: concurrentQueries, heldMs: (maxSeconds + SENDING_SECONDS) * 1000 });
  return {
    async enter(credential) {
      try {
        await queries.consume(credential);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw refusal(error, `This credential may send ${queriesPerMinute} requests a minute, and has.`);
      }
      const leave = await seats.take(credential);
      if (leave !== undefined) return leave;
      throw new RateLimitError(
        `${concurrentQueries} requests of this credential are running, as many as may at the same time. Wait until one is answered.`,
        1,
      );
    },
    async checkFailures(address) {
      const found = await failures.get(address);
      if (found !== null && found.consumedPoints >= mostFailures)
        throw refusal(found, 'Too many credentials from this address were refused.');
    },
    async noteFailure(address) {
      await failures.penalty(address);
    },
  };
}

function counter(name: string, points: number, shared: SharedStore | undefined): RateLimiterAbstract {
  const own = new RateLimiterMemory({ keyPrefix: name, points, duration: MINUTE });
  if (shared === undefined) return own;
  return new RateLimiterRedis({
    storeClient: shared.client,
    keyPrefix: `${shared.prefix}:${name}`,
    points,
    duration: MINUTE,
    insuranceLimiter: own,
    rejectIfRedisNotReady: true,
  });
}

function refusal({ msBeforeNext }: RateLimiterRes, why: string): RateLimitError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new RateLimitError(`${why} Try again in ${seconds} s.`, seconds);
}
