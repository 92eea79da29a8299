import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTokenKey, type TokenKey } from '../../src/server/tokenKey.js';
import {
  accepted,
  AUDIENCE,
  expectMany,
  goodClaims,
  hmac,
  ISSUER,
  openKeyServer,
  rsa,
  segment,
  survivors,
  token,
  unsigned,
  type KeyServer,
} from './tokenMint.js';

/** Tokens of somebody who has no key, and what such people try. Counts are in the names, so that a table that shrinks is seen. */

type Attacks = readonly (readonly [name: string, token: string])[];

const SECRET = 'x8Yw2Q-kfP0s3nZb1LrT7vCg5HjD9aEu4MoI6WtB';
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwkOf = (key: KeyObject): Record<string, unknown> => ({ ...key.export({ format: 'jwk' }), kid: 'one', use: 'sig' }); // prettier-ignore

let keyServer: KeyServer;
/** Where an attacker would like us to look for keys. */
let evilServer: KeyServer;
let bySecret: TokenKey;
let byKeySet: TokenKey;

beforeAll(async () => {
  keyServer = await openKeyServer([{ ...jwkOf(ours.publicKey), alg: 'RS256' }]);
  evilServer = await openKeyServer([jwkOf(theirs.publicKey)]);
  const expected = { issuer: ISSUER, audience: AUDIENCE };
  bySecret = await openTokenKey({ kind: 'secret', secret: SECRET, ...expected }, '');
  byKeySet = await openTokenKey({ kind: 'jwks', url: keyServer.url, ...expected }, '');
});
afterAll(() => Promise.all([keyServer.close(), evilServer.close()]));

test('a good token of each kind is accepted, so that the tables below prove something', async () => {
  expect(await accepted(token({ alg: 'HS256' }, goodClaims(), hmac(SECRET)), { key: bySecret })).toBe('olivia'); // prettier-ignore
  const header = { alg: 'RS256', kid: 'one' };
  expect(await accepted(token(header, goodClaims(), rsa(ours.privateKey)), { key: byKeySet })).toBe('olivia');
});

const everywhere = (name: string, attacks: () => Attacks, atLeast: number): void => {
  test.each(['a secret', 'a key set'])(`${name}, where %s proves tokens`, async (kind) => {
    const key = kind === 'a secret' ? bySecret : byKeySet;
    expectMany(attacks(), atLeast);
    expect(await survivors(attacks(), { key })).toEqual([]);
  });
};

const ALGORITHMS = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'Ed25519', 'Ed448', 'dir', 'RSA1_5', 'A128KW', 'ML-DSA-44']; // prettier-ignore
const NO_ALGORITHM: readonly unknown[] = ['none', 'None', 'NONE', 'nOnE', ' none', 'none ', 'none\0', 'null', '', ' ', null, undefined, 0, false, true, [], ['HS256'], ['none'], {}, { alg: 'HS256' }]; // prettier-ignore

everywhere(
  '60 ways to say that nothing is signed',
  () =>
    NO_ALGORITHM.flatMap((alg) => [
      [`alg ${JSON.stringify(alg)} without a signature`, token({ alg, typ: 'JWT' }, goodClaims(), unsigned)],
      [
        `alg ${JSON.stringify(alg)} with some signature`,
        token({ alg, typ: 'JWT' }, goodClaims(), () => 'AA'),
      ],
      [
        `alg ${JSON.stringify(alg)} signed by a guess`,
        token({ alg, typ: 'JWT' }, goodClaims(), hmac('secret')),
      ],
    ]),
  60,
);

everywhere(
  '100 algorithms that are not the pinned one, or signed by nobody we know',
  () =>
    ALGORITHMS.flatMap((alg) => [
      [`${alg} without a signature`, token({ alg, kid: 'one' }, goodClaims(), unsigned)],
      [`${alg} with zeros`, token({ alg, kid: 'one' }, goodClaims(), () => segment('\0'.repeat(256)))],
      [`${alg} by another secret`, token({ alg, kid: 'one' }, goodClaims(), hmac('another'))],
      [`${alg} by another RSA key`, token({ alg, kid: 'one' }, goodClaims(), rsa(theirs.privateKey))],
      [`${alg} by an empty secret`, token({ alg, kid: 'one' }, goodClaims(), hmac(''))],
    ]),
  100,
);

test('a secret is not taken for another hash of itself', async () => {
  const attacks: Attacks = [
    ['HS512', token({ alg: 'HS512' }, goodClaims(), hmac(SECRET, 'sha512'))],
    ['HS384', token({ alg: 'HS384' }, goodClaims(), hmac(SECRET, 'sha384'))],
    ['HS256 made by SHA-512', token({ alg: 'HS256' }, goodClaims(), hmac(SECRET, 'sha512'))],
  ];
  expect(await survivors(attacks, { key: bySecret })).toEqual([]);
});

test('the public key, in each of 36 forms, is no secret (key confusion)', async () => {
  const pem = ours.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const pkcs1 = ours.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString();
  const jwk = jwkOf(ours.publicKey);
  const forms: readonly (string | Buffer)[] = [
    pem,
    pem.trim(),
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll('\n', ''),
    pkcs1,
    ours.publicKey.export({ format: 'der', type: 'spki' }),
    ours.publicKey.export({ format: 'der', type: 'pkcs1' }),
    JSON.stringify(jwk),
    JSON.stringify({ keys: [jwk] }),
    String(jwk['n']),
    Buffer.from(String(jwk['n']), 'base64url'),
    'one',
  ];
  const attacks: Attacks = forms.flatMap((form, index) =>
    ([['HS256', 'sha256'], ['HS384', 'sha384'], ['HS512', 'sha512']] as const).map(([alg, hash]) => // prettier-ignore
      [`${alg} by form ${index}`, token({ alg, kid: 'one' }, goodClaims(), hmac(form, hash))] as const),
  ); // prettier-ignore
  expectMany(attacks, 36);
  expect(await survivors(attacks, { key: byKeySet })).toEqual([]);
});

describe('headers that say where the key is', () => {
  const jwk = jwkOf(theirs.publicKey);
  const certificate = theirs.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const headers = (): readonly Record<string, unknown>[] => [
    { jwk },
    { jwk: { ...jwk, kid: undefined } },
    { jku: evilServer.url.href },
    { jku: evilServer.url.href, jwk },
    { x5u: evilServer.url.href },
    { x5c: [certificate] },
    { x5t: 'AAAA' },
    { 'x5t#S256': 'AAAA' },
    { kid: evilServer.url.href },
    { kid: '../../../../dev/null' },
    { kid: "' OR '1'='1" },
    { kid: "one' UNION SELECT 'x" },
    { kid: '/dev/null\0one' },
    { kid: '' },
    { kid: 'ONE' },
    { kid: ' one' },
    { kid: ['one'] },
    { kid: { one: 1 } },
    { kid: 0 },
    { kid: '__proto__' },
    { kid: 'one', jwk, jku: evilServer.url.href, x5c: [certificate], x5u: evilServer.url.href },
  ];

  everywhere(
    '84 headers are ignored',
    () =>
      headers().flatMap(
        (header) =>
        (
          [
            ['RS256', rsa(theirs.privateKey)],
            ['RS512', rsa(theirs.privateKey, 'sha512')],
            ['HS256', hmac('')],
            ['HS256', hmac('AAAA')],
          ] as const
        ).map(([alg, sign]) => [JSON.stringify({ alg, ...header }).slice(0, 80), token({ alg, ...header }, goodClaims(), sign)] as const), // prettier-ignore
      ),
    84,
  );

  test('nobody went where they lead', () => {
    expect(evilServer.asked()).toBe(0);
  });
});

everywhere(
  'headers that change what is signed or how it is read',
  () => {
    const odd: readonly Record<string, unknown>[] = [
      { crit: ['b64'], b64: false },
      { crit: ['exp'], exp: 0 },
      { crit: ['none'] },
      { crit: [] },
      { crit: 'b64' },
      { b64: false, crit: ['b64', 'b64'] },
      { crit: ['http://example.org/x'], 'http://example.org/x': true },
    ];
    return odd.flatMap((header) => [
      [`HS ${JSON.stringify(header)}`, token({ alg: 'HS256', ...header }, goodClaims(), hmac(SECRET))] as const, // prettier-ignore
      [`RS ${JSON.stringify(header)}`, token({ alg: 'RS256', kid: 'one', ...header }, goodClaims(), rsa(ours.privateKey))] as const, // prettier-ignore
    ]);
  },
  14,
);

test('a good token with one character changed, cut or added anywhere is none', async () => {
  const good = token({ alg: 'HS256' }, goodClaims(), hmac(SECRET));
  const places = [...good].map((_, at) => at);
  // The last character of a signature holds bits that belong to no byte: any of its spellings is the same signature.
  const changed = places.slice(0, -1).map((at) => [`changed at ${at}`, good.slice(0, at) + (good[at] === 'A' ? 'B' : good[at] === '.' ? '-' : 'A') + good.slice(at + 1)] as const); // prettier-ignore
  const cut = places.map((at) => [`cut at ${at}`, good.slice(0, at)] as const);
  const without = places.map((at) => [`without ${at}`, good.slice(0, at) + good.slice(at + 1)] as const);
  const added = places.map((at) => [`one more at ${at}`, `${good.slice(0, at)}x${good.slice(at)}`] as const);
  const attacks: Attacks = [...changed, ...cut, ...without, ...added];
  expectMany(attacks, 850);
  expect(await survivors(attacks, { key: bySecret })).toEqual([]);
});

test('parts of good tokens in another order, of other tokens, or too many of them are none', async () => {
  const mine = token({ alg: 'HS256' }, { ...goodClaims(), sub: 'rafael', role: 'reader' }, hmac(SECRET));
  const [header = '', claims = '', signature = ''] = mine.split('.');
  const wanted = segment({ ...goodClaims(), role: 'analyst' });
  const attacks: Attacks = [
    [header, wanted, signature],
    [claims, header, signature],
    [signature, claims, header],
    [header, claims],
    [header, claims, signature, ''],
    [header, claims, signature, signature],
    [header, claims, signature, signature, signature],
    ['', claims, signature],
    [header, '', signature],
    [header, claims, ''],
    [header, claims, `${signature}=`],
    [header, claims, signature.slice(0, 22)],
    [header, claims, Buffer.from(signature, 'base64url').toString('hex')],
    [`${header} `, claims, signature],
    [header, `${wanted}.${claims}`, signature],
    [segment('{"alg":"HS256","alg":"none"}'), claims, signature],
  ].map((parts, index) => [`parts ${index}`, parts.join('.')] as const);
  expect(await survivors(attacks, { key: bySecret })).toEqual([]);
});

test('what is signed and no set of claims is refused, and so is everything too long', async () => {
  const signed = (claims: unknown): string => token({ alg: 'HS256' }, claims, hmac(SECRET));
  const attacks: Attacks = [
    ...[[], [goodClaims()], null, 1, 'text', '"text"', '', '{', '{}', '\0', '[]', 'null', 'NaN', '{"sub":'].map((claims, index) => [`claims ${index}`, signed(claims)] as const), // prettier-ignore
    ['long claims', signed({ ...goodClaims(), more: 'x'.repeat(8_192) })],
    ['a million characters', `${'a'.repeat(1_000_000)}.b.c`],
    ['a million parts', 'a.'.repeat(500_000)],
    ['deep claims', signed(`${'['.repeat(2_000)}${']'.repeat(2_000)}`)],
    ['not UTF-8', `${segment({ alg: 'HS256' })}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.AA`],
    ['spaces', 'a b.c d.e f'],
    [
      'an encrypted token',
      'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA',
    ],
  ];
  expectMany(attacks, 21);
  expect(await survivors(attacks, { key: bySecret })).toEqual([]);
});
