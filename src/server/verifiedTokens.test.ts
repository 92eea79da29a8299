import { expect, test } from 'vitest';
import { createVerifiedTokens } from './verifiedTokens.js';

test('claims are believed until their token expires, and no longer than a remote key is', () => {
  let now = 1_000_000;
  const tokens = createVerifiedTokens(60_000, () => now);
  tokens.add('short', { sub: 'a', exp: 1_010 });
  tokens.add('long', { sub: 'b', exp: 9_999 });
  tokens.add('expired', { sub: 'c', exp: 999 });
  expect([tokens.get('short')?.sub, tokens.get('long')?.sub, tokens.get('expired')]).toEqual([
    'a',
    'b',
    undefined,
  ]);
  now += 10_001;
  expect([tokens.get('short'), tokens.get('long')?.sub]).toEqual([undefined, 'b']);
  now += 50_000;
  expect(tokens.get('long')).toBeUndefined();
});
