import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuthenticationError } from '../../src/errors.js';
import { authenticate } from '../../src/server/authenticate.js';
import { openRemoteKeys } from '../../src/server/remoteKeys.js';
import type { TokenKey } from '../../src/server/tokenKey.js';
import { AUDIENCE, emptyStore, goodClaims, ISSUER, openKeyServer, rsa, token, type KeyServer } from './tokenMint.js'; // prettier-ignore

/** The key set of an issuer over its life, with a clock of our own: keys come, go, are doubled, and their server is slow or away. */

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [first, second, stranger] = [pair(), pair(), pair()];
const jwk = (key: KeyObject, kid?: string) => ({ ...key.export({ format: 'jwk' }), use: 'sig', ...(kid === undefined ? {} : { kid }) }); // prettier-ignore
const setOf = (...keys: readonly unknown[]) => ({ body: JSON.stringify({ keys }) });
const by = (key: KeyObject, kid?: string): string =>
  token({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) }, goodClaims(), rsa(key));

const SECOND = 1_000;
const WRONG = 'The token is not valid here: its signature or its form is wrong.';
const AWAY = 'The token cannot be checked now: the key set of its issuer does not answer. Try again.';

let server: KeyServer;
let clock: number;
let key: TokenKey;
beforeEach(async () => {
  server = await openKeyServer([jwk(first.publicKey, 'one')]);
  clock = 1_900_000_000_000;
  key = { kind: 'jwks', keys: openRemoteKeys(server.url, () => clock), issuer: ISSUER, audience: AUDIENCE };
});
afterEach(() => server.close());

async function told(sent: string): Promise<string> {
  try {
    return (await authenticate(`Bearer ${sent}`, { key, store: emptyStore })).viewer.subject;
  } catch (error) {
    expect(error).toBeInstanceOf(AuthenticationError);
    return (error as Error).message;
  }
}

describe('rotation', () => {
  test('a new key is believed as soon as a token names it, and the old one while it is published', async () => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    server.answer = setOf(jwk(second.publicKey, 'two'), jwk(first.publicKey, 'one'));
    clock += 6 * SECOND;
    expect(await told(by(second.privateKey, 'two'))).toBe('olivia');
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    expect(server.asked()).toBe(2);
  });

  test('a key that was withdrawn proves nothing a minute later', async () => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    server.answer = setOf(jwk(second.publicKey, 'two'));
    clock += 59 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    clock += 1 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe(WRONG);
    expect(await told(by(second.privateKey, 'two'))).toBe('olivia');
  });

  test('a key that took the name of another proves what it signs alone', async () => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    server.answer = setOf(jwk(second.publicKey, 'one'));
    clock += 60 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe(WRONG);
    expect(await told(by(second.privateKey, 'one'))).toBe('olivia');
  });
});

describe('caching', () => {
  test('a thousand tokens ask once', async () => {
    for (let n = 0; n < 1_000; n++) expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    expect(server.asked()).toBe(1);
  });

  test('many at the same moment ask once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => told(by(first.privateKey, 'one'))));
    expect(server.asked()).toBe(1);
  });

  test('a flood of unknown key ids makes one request every five seconds', async () => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    for (let n = 0; n < 300; n++) {
      expect(await told(by(stranger.privateKey, `id-${n}`))).toBe(WRONG);
      clock += 100;
    }
    expect(server.asked()).toBeLessThanOrEqual(1 + 30_000 / 5_000);
    expect(server.asked()).toBeGreaterThan(2);
  });
});

describe('an issuer that is away', () => {
  const FAULTS: readonly [string, KeyServer['answer']][] = [
    ['fails', { status: 500, body: '{}' }],
    ['has no such page', { status: 404, body: 'no' }],
    ['says something else', { body: '<html>' }],
    ['sends no set', { body: '{"keys":"none"}' }],
    ['sends a list', { body: '[]' }],
    ['sends nothing', { body: '' }],
    ['leads elsewhere', { status: 302, body: '', location: 'http://127.0.0.1:1/keys' }],
  ];

  test.each(FAULTS)('from the start (%s) is no fault of the token, and is asked again', async (_, answer) => {
    server.answer = answer;
    expect(await told(by(first.privateKey, 'one'))).toBe(AWAY);
    expect(await told(by(first.privateKey, 'one'))).toBe(AWAY);
    expect(server.asked()).toBe(1);
    server.answer = setOf(jwk(first.publicKey, 'one'));
    clock += 5 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
  });

  test.each(FAULTS)('for ten minutes (%s) locks nobody out, and then everybody', async (_, answer) => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    server.answer = answer;
    for (let minute = 1; minute < 10; minute++) {
      clock += 60 * SECOND;
      expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
      expect(await told(by(stranger.privateKey, 'one'))).toBe(WRONG);
    }
    clock += 60 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe(AWAY);
    server.answer = setOf(jwk(first.publicKey, 'one'));
    clock += 5 * SECOND;
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
  });

  test('one that takes the question and never answers holds a request for a second, and only the first', async () => {
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    server.answer = undefined;
    clock += 60 * SECOND;
    const start = performance.now();
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('a set with surprises', () => {
  test('of two keys of one name each proves what it signed, and a third proves nothing', async () => {
    server.answer = setOf(jwk(first.publicKey, 'one'), jwk(second.publicKey, 'one'));
    expect(await told(by(first.privateKey, 'one'))).toBe('olivia');
    expect(await told(by(second.privateKey, 'one'))).toBe('olivia');
    expect(await told(by(stranger.privateKey, 'one'))).toBe(WRONG);
  });

  test('keys without names are tried, and a stranger is refused', async () => {
    server.answer = setOf(jwk(first.publicKey), jwk(second.publicKey));
    expect(await told(by(second.privateKey))).toBe('olivia');
    expect(await told(by(stranger.privateKey))).toBe(WRONG);
  });

  test('a secret in the set, a key for encryption and one for another algorithm prove nothing', async () => {
    const secret = { kty: 'oct', k: Buffer.from('known to all of them').toString('base64url'), kid: 'oct', alg: 'HS256' }; // prettier-ignore
    server.answer = setOf(
      secret,
      { ...jwk(first.publicKey, 'enc'), use: 'enc' },
      { ...jwk(first.publicKey, 'other'), alg: 'RS512' },
      { ...jwk(first.publicKey, 'ops'), key_ops: ['encrypt'] },
    );
    for (const kid of ['enc', 'other', 'ops', 'oct'])
      expect(await told(by(first.privateKey, kid))).toBe(WRONG);
  });
});
