import { expect, test } from 'vitest';
import { AuthenticationError, MetadataError, RateLimitError } from '../../errors.js';
import type { Authenticated } from '../authenticate.js';
import { guardSignIn } from './guardSignIn.js';
import { createRateLimits } from './rateLimits.js';

const somebody = {} as Authenticated;

/** Accepts `good…`; `away` finds the store away; tells what was looked at. */
function openDoor() {
  const seen: (string | undefined)[] = [];
  const limits = createRateLimits({
    queriesPerMinute: 1,
    concurrentQueries: 1,
    maxSeconds: 1,
    failuresPerMinute: 3,
  });
  const enter = guardSignIn((header) => {
    seen.push(header);
    if (header === 'away') return Promise.reject(new MetadataError('away'));
    return header?.startsWith('good') === true
      ? Promise.resolve(somebody)
      : Promise.reject(new AuthenticationError('no'));
  }, limits);
  return { enter, seen };
}

test('who tries one credential after the other is not listened to, at that address', async () => {
  const { enter, seen } = openDoor();
  expect(await enter('good known', '10.0.0.1')).toBe(somebody);
  for (const guess of ['a', 'b', 'c'])
    await expect(enter(guess, '10.0.0.1')).rejects.toThrow(AuthenticationError);
  const before = seen.length;
  for (const guess of ['d', 'a', 'good but new'])
    await expect(enter(guess, '10.0.0.1')).rejects.toThrow(RateLimitError);
  expect(seen).toHaveLength(before);
  // Who was let in before is still let in, and others elsewhere are too.
  expect(await enter('good known', '10.0.0.1')).toBe(somebody);
  expect(await enter('good but new', '10.0.0.2')).toBe(somebody);
});

test('a request without a credential, and a store that is away, are no guesses', async () => {
  const { enter } = openDoor();
  for (let time = 0; time < 5; time++) {
    await expect(enter(undefined, '10.0.0.1')).rejects.toThrow(AuthenticationError);
    await expect(enter('away', '10.0.0.1')).rejects.toThrow(MetadataError);
  }
  expect(await enter('good', '10.0.0.1')).toBe(somebody);
});

test('the same wrong credential again and again is refused without a look', async () => {
  const { enter, seen } = openDoor();
  for (let time = 0; time < 3; time++) await expect(enter('bad', '10.0.0.1')).rejects.toThrow('no');
  await expect(enter('bad', '10.0.0.1')).rejects.toThrow(RateLimitError);
  expect(seen).toHaveLength(3);
});
