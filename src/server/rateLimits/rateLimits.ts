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
  /**
   * The same for the requests of a credential that ask one dataset, beside all that it sends.
   * @throws RateLimitError
   */
  enterDataset(credential: string, rates: DatasetRates): Promise<() => void>;
  /** @throws RateLimitError when too many refused credentials came from this address within a minute */
  checkFailures(address: string): Promise<void>;
  noteFailure(address: string): Promise<void>;
}

/** What the policy of one dataset says of requests that ask it. */
export interface DatasetRates {
  readonly dataset: string;
  readonly queriesPerMinute?: number | undefined;
  readonly concurrentQueries?: number | undefined;
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
      ? memorySeats()
      : redisSeats(shared, { heldMs: (maxSeconds + SENDING_SECONDS) * 1000 });
  const ofDatasets = new Map<string, RateLimiterAbstract>();
  const datasetCounter = (dataset: string, points: number): RateLimiterAbstract => {
    // Roles may differ in how many they may send.
    const name = `queries:${dataset}:${points}`;
    const made = ofDatasets.get(name) ?? counter(name, points, shared);
    ofDatasets.set(name, made);
    return made;
  };
  return {
    async enter(credential) {
      await consume(queries, credential, `This credential may send ${queriesPerMinute} requests a minute, and has.`); // prettier-ignore
      const leave = await seats.take(credential, concurrentQueries);
      if (leave !== undefined) return leave;
      throw tooManyAtOnce(`${concurrentQueries} requests of this credential are running`);
    },
    async enterDataset(credential, rates) {
      const { dataset, queriesPerMinute: each, concurrentQueries: most } = rates;
      const about = `that ask "${dataset}"`;
      if (each !== undefined)
        await consume(datasetCounter(dataset, each), credential, `This credential may send ${each} requests a minute ${about}, and has.`); // prettier-ignore
      if (most === undefined) return () => {};
      const leave = await seats.take(`${credential}:${dataset}`, most);
      if (leave !== undefined) return leave;
      throw tooManyAtOnce(`${most} requests of this credential ${about} are running`);
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

async function consume(limiter: RateLimiterAbstract, who: string, why: string): Promise<void> {
  try {
    await limiter.consume(who);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw refusal(error, why);
  }
}

function tooManyAtOnce(running: string): RateLimitError {
  return new RateLimitError(`${running}, as many as may at the same time. Wait until one is answered.`, 1);
}

function refusal({ msBeforeNext }: RateLimiterRes, why: string): RateLimitError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new RateLimitError(`${why} Try again in ${seconds} s.`, seconds);
}
