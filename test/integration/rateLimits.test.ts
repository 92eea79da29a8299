import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RateLimitError, StartupError } from '../../src/errors.js';
import { createRateLimits } from '../../src/server/rateLimits/rateLimits.js';
import { openSharedStore, type SharedStore } from '../../src/server/rateLimits/sharedStore.js';
import { announceMissingRedis, hasRedis, openTestRedis, type TestRedis } from '../support/redisServer.js';

announceMissingRedis();

const SETTINGS = { queriesPerMinute: 3, concurrentQueries: 2, maxSeconds: 30, failuresPerMinute: 2 };
const silent = pino({ level: 'silent' });

async function refusal(attempt: Promise<unknown>): Promise<RateLimitError> {
  const thrown = await attempt.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(RateLimitError);
  return thrown as RateLimitError;
}

/** Two processes: of one store where they share it, else one and the same. */
interface Pair {
  readonly one: ReturnType<typeof createRateLimits>;
  readonly other: ReturnType<typeof createRateLimits>;
}

function behaves(open: () => Promise<Pair>): void {
  test('a credential may send so many requests a minute, another one as many again', async () => {
    const { one, other } = await open();
    for (const limits of [one, other, one]) (await limits.enter('person:a'))();
    const { message, code, retryAfterSeconds } = await refusal(other.enter('person:a'));
    expect(message).toMatch(/^This credential may send 3 requests a minute, and has\. Try again in \d+ s\.$/);
    expect(code).toBe('RATE_LIMITED');
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    (await other.enter('person:b'))();
  });

  test('so many run at the same time; a place is free again when one ends, once', async () => {
    const { one, other } = await open();
    const leave = await one.enter('key:c');
    await other.enter('key:c');
    const { message, retryAfterSeconds } = await refusal(one.enter('key:c'));
    expect(message).toMatch(/^2 requests of this credential are running/);
    expect(retryAfterSeconds).toBe(1);
    leave();
    leave();
  });

  test('a dataset may be asked so often, and so often at the same time, beside all else', async () => {
    const { one, other } = await open();
    const rates = { dataset: 'hits', queriesPerMinute: 2, concurrentQueries: 1 };
    const leave = await one.enterDataset('person:d', rates);
    const busy = await refusal(other.enterDataset('person:d', rates));
    expect(busy.message).toBe(
      '1 requests of this credential that ask "hits" are running, as many as may at the same time. Wait until one is answered.',
    );
    leave();
    expect((await refusal(other.enterDataset('person:d', rates))).message).toMatch(
      /^This credential may send 2 requests a minute that ask "hits", and has\. Try again in \d+ s\.$/,
    );
    // Others, other datasets and everything else are counted apart.
    (await one.enterDataset('person:e', rates))();
    (await one.enterDataset('person:d', { ...rates, dataset: 'visits' }))();
    (await one.enter('person:d'))();
    const unlimited = { dataset: 'free', queriesPerMinute: undefined, concurrentQueries: undefined };
    for (const _time of [1, 2, 3, 4]) await one.enterDataset('person:d', unlimited);
  });

  test('an address may get so many credentials wrong', async () => {
    const { one, other } = await open();
    await one.noteFailure('10.0.0.1');
    await one.checkFailures('10.0.0.1');
    await other.noteFailure('10.0.0.1');
    expect((await refusal(one.checkFailures('10.0.0.1'))).message).toContain('Too many credentials');
    await one.checkFailures('10.0.0.2');
  });
}

describe('in memory', () => {
  behaves(() => {
    const limits = createRateLimits(SETTINGS);
    return Promise.resolve({ one: limits, other: limits });
  });

  test('a place that was given back can be taken', async () => {
    const limits = createRateLimits({ ...SETTINGS, queriesPerMinute: 1_000 });
    const [first] = [await limits.enter('a'), await limits.enter('a')];
    first?.();
    const again = await limits.enter('a');
    await refusal(limits.enter('a'));
    again();
    await limits.enter('a');
  });
});

describe.skipIf(!hasRedis)(`in Redis${hasRedis ? '' : ' (LEFT OUT: install redis-server)'}`, () => {
  let redis: TestRedis;
  const stores: SharedStore[] = [];
  let turn = 0;
  beforeAll(async () => {
    redis = await openTestRedis();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });
  afterAll(() => redis.remove());

  async function open(more: Partial<typeof SETTINGS> = {}): Promise<Pair> {
    const prefix = `test${++turn}`;
    const [first, second] = await Promise.all([
      openSharedStore(redis.url, { log: silent, prefix }),
      openSharedStore(redis.url, { log: silent, prefix }),
    ]);
    stores.push(first, second);
    const settings = { ...SETTINGS, ...more };
    return {
      one: createRateLimits({ ...settings, shared: first }),
      other: createRateLimits({ ...settings, shared: second }),
    };
  }
  behaves(() => open());

  test('a place that one process gives back, another can take', async () => {
    const { one, other } = await open({ queriesPerMinute: 1_000 });
    const [leave] = [await one.enter('a'), await one.enter('a')];
    await refusal(other.enter('a'));
    leave?.();
    await expect
      .poll(() =>
        other.enter('a').then(
          () => 'taken',
          () => 'full',
        ),
      )
      .toBe('taken');
  });

  test('places of a process that died are free after the time of an operation', async () => {
    // A place is held a minute longer than an operation may take: here a fifth of a second.
    const { one, other } = await open({ queriesPerMinute: 1_000, maxSeconds: -59.8 });
    await one.enter('a');
    await one.enter('a');
    await expect
      .poll(() =>
        other.enter('a').then(
          () => 'taken',
          () => 'full',
        ),
      )
      .toBe('taken');
  });

  test('while it is away each process counts alone, and together when it is back', async () => {
    const { one, other } = await open();
    await redis.stop();
    for (const limits of [one, other]) {
      for (const _time of [1, 2, 3]) (await limits.enter('a'))();
      expect((await refusal(limits.enter('a'))).message).toContain('3 requests a minute');
      await limits.noteFailure('10.0.0.9');
      await limits.checkFailures('10.0.0.9');
    }
    await redis.start();
    const [store] = stores;
    await expect.poll(() => store?.client.status, { timeout: 10_000 }).toBe('ready');
    await expect.poll(() => stores[1]?.client.status, { timeout: 10_000 }).toBe('ready');
    for (const limits of [one, other, one]) (await limits.enter('b'))();
    await refusal(other.enter('b'));
  });

  test('a server that is not there when it is opened stops the start', async () => {
    const { port } = new URL(redis.url);
    await redis.stop();
    await expect(openSharedStore(`redis://127.0.0.1:${port}`, { log: silent })).rejects.toThrow(StartupError);
    await redis.start();
  });
});
