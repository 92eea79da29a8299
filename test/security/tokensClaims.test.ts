import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openTokenKey, type TokenKey } from '../../src/server/tokenKey.js';
import { accepted, AUDIENCE, expectMany, goodClaims, hmac, ISSUER, nowSeconds, survivors, token } from './tokenMint.js'; // prettier-ignore

/** Tokens that are signed as they should be, and say what they should not. */

const SECRET = 'x8Yw2Q-kfP0s3nZb1LrT7vCg5HjD9aEu4MoI6WtB';
const mint = (changed: Readonly<Record<string, unknown>>): string =>
  token({ alg: 'HS256' }, { ...goodClaims(), ...changed }, hmac(SECRET));
let key: TokenKey;
beforeAll(async () => {
  key = await openTokenKey({ kind: 'secret', secret: SECRET, issuer: ISSUER, audience: AUDIENCE }, '');
});

const now = nowSeconds();
const WRONG_TYPES: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  '',
  ' ',
  'text',
  [],
  {},
  [[]],
  { a: 1 },
];
const REFUSED: Readonly<Record<string, readonly unknown[]>> = {
  exp: [...WRONG_TYPES, 0, 1, -1, now - 6, now - 3600, String(now + 60), `${now + 60}`, [now + 60], new Date(Date.now() + 60_000).toISOString()], // prettier-ignore
  nbf: [...WRONG_TYPES.slice(1), now + 30, now + 3600, 1e300, String(now - 60), [now - 60]],
  iss: [...WRONG_TYPES, 0, `${ISSUER}/`, ISSUER.toUpperCase(), `${ISSUER} `, `${ISSUER}\0`, ISSUER.replace('https', 'http'), `${ISSUER}.evil.example`, 'https://evil.example', [ISSUER], [ISSUER, 'https://evil.example'], { 0: ISSUER }], // prettier-ignore
  aud: [...WRONG_TYPES, 0, 'Vernier', 'vernier ', 'vernier\0', 'vernier,other', 'other', ['other'], [['vernier']], { 0: 'vernier' }, { vernier: true }], // prettier-ignore
  sub: [
    undefined,
    null,
    true,
    '',
    0,
    1,
    [],
    ['olivia'],
    {},
    'x'.repeat(257),
    'key:aaaaaaaaaaaaaaaa',
    'operator:root',
  ],
  role: [...WRONG_TYPES, 0, 'admin', 'Owner', 'OWNER', 'owner ', ' owner', 'owner\0', 'operator', 'root', ['owner'], ['reader', 'analyst'], { role: 'owner' }, '__proto__', 'constructor'], // prettier-ignore
  jti: [null, true, '', 0, [], ['a'], {}, 'x'.repeat(257)],
  iat: [null, true, '', 'text', [], {}, String(now)],
  attributes: [null, true, '', 'websites', 1, ['websites'], [['websites', ['a']]], { websites: 'a' }, { websites: null }, { websites: { in: ['a'] } }, { websites: [['a']] }, { websites: [null] }, { websites: [true] }, { websites: [{}] }, { websites: Array.from({ length: 10_001 }, () => '') }], // prettier-ignore
};
const attacks = Object.entries(REFUSED).flatMap(([claim, values]) =>
  values.map(
    (value) => [`${claim} ${JSON.stringify(value)?.slice(0, 40)}`, mint({ [claim]: value })] as const,
  ),
);

test('117 values that a claim must not have are refused', async () => {
  expectMany(attacks, 117);
  expect(await survivors(attacks, { key })).toEqual([]);
});

test('values that a claim may have are accepted', async () => {
  const good: readonly Readonly<Record<string, unknown>>[] = [
    { nbf: now - 60 },
    { nbf: undefined, iat: undefined, jti: undefined },
    { aud: ['other', AUDIENCE] },
    { exp: now + 1e6 + 0.5 },
    { attributes: {} },
    { attributes: { websites: ['a', 1] } },
    { more: { anything: true } },
  ];
  for (const claims of good) expect(await accepted(mint(claims), { key })).toBe('olivia');
});

describe('clocks that differ', () => {
  // To the second: five of them are allowed.
  test.each([
    ['exp', -4, true],
    ['exp', -5, false],
    ['exp', -6, false],
    ['nbf', 4, true],
    ['nbf', 5, true],
    ['nbf', 6, false],
  ] as const)('%s %i seconds from now is accepted: %s', async (claim, offset, isAccepted) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2030-01-01T00:00:00Z') });
    try {
      const sent = mint({ [claim]: nowSeconds() + offset });
      const refused = await survivors([[claim, sent]], { key });
      expect(refused).toEqual(isAccepted ? [`${claim}: accepted as owner olivia`] : []);
    } finally {
      vi.useRealTimers();
    }
  });
});
