import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthenticationError } from '../errors.js';
import { authenticate } from './authenticate.js';
import type { CredentialStore } from './ports.js';
import { openTokenKey, type TokenKey } from './tokenKey.js';

const SECRET = 'a secret of more than thirty-two characters';
const ISSUER = 'https://issuer.example';
/** What the store says of one person; the store itself is tested with its engine. */
const store: CredentialStore = {
  standingOf: ({ subject }) => {
    const nothing = { person: undefined, revoked: false, websites: [], tenants: [] };
    const granted = { websites: [{ id: 'aurora-shop', role: 'owner' }], tenants: ['northwind'] } as const;
    return Promise.resolve(subject === 'olivia' ? { ...nothing, ...granted } : nothing);
  },
  findKey: () => Promise.resolve(undefined),
  noteUse: () => Promise.resolve(),
};
const good = { sub: 'olivia', role: 'owner', iss: ISSUER, aud: 'vernier' };
const now = Math.floor(Date.now() / 1000);

interface Signing {
  readonly key?: CryptoKey | Uint8Array;
  readonly alg?: string;
  readonly kid?: string;
}

function sign(claims: Record<string, unknown>, { key, alg = 'HS256', kid }: Signing = {}): Promise<string> {
  return new SignJWT({ exp: now + 60, ...claims })
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(key ?? new TextEncoder().encode(SECRET));
}

async function refusal(authorization: string | undefined, key: TokenKey): Promise<string> {
  const thrown = await authenticate(authorization, { key, store }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AuthenticationError);
  return (thrown as AuthenticationError).message;
}

const WRONG = 'The token is not valid here: its signature or its form is wrong.';
const MALFORMED =
  'The Authorization header must be `Bearer <token>` with a signed JSON web token, or with an API key.';
const LACKS = 'The token is valid but lacks a subject or one of the roles owner, analyst, reader.';

describe('with a shared secret', () => {
  let key: TokenKey;
  beforeAll(async () => {
    key = await openTokenKey({ kind: 'secret', secret: SECRET, issuer: ISSUER, audience: 'vernier' }, '');
  });

  test('a viewer is what the token says and what the store granted to its subject', async () => {
    const token = await sign({ ...good, attributes: { websites: ['kumo-app'], level: [3] } });
    const { viewer } = await authenticate(`bearer ${token}`, { key, store });
    expect(viewer).toEqual({
      subject: 'olivia',
      role: 'owner',
      attributes: new Map<string, unknown>([
        ['websites', ['aurora-shop', 'kumo-app']],
        ['level', [3]],
        ['administeredWebsites', ['aurora-shop']],
        ['tenants', ['northwind']],
      ]),
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['expired', { ...good, exp: now - 60 }, 'The token has expired: get a new one.'],
    ['not valid yet', { ...good, nbf: now + 60 }, "The token's claim `nbf` is missing or not accepted here."],
    [
      'of another issuer',
      { ...good, iss: 'https://other.example' },
      "The token's claim `iss` is missing or not accepted here.",
    ],
    [
      'for another audience',
      { ...good, aud: 'other' },
      "The token's claim `aud` is missing or not accepted here.",
    ],
    [
      'without an expiry',
      { ...good, exp: undefined },
      "The token's claim `exp` is missing or not accepted here.",
    ],
    [
      'without a subject',
      { ...good, sub: undefined },
      "The token's claim `sub` is missing or not accepted here.",
    ],
    ['of nobody', { ...good, sub: '' }, LACKS],
    ['without a role', { ...good, role: undefined }, LACKS],
    ['of a role that is none', { ...good, role: 'admin' }, LACKS],
    ['with attributes that are no lists', { ...good, attributes: { websites: 'aurora-shop' } }, LACKS],
  ])('a token %s is refused', async (_name, claims, message) => {
    expect(await refusal(`Bearer ${await sign(claims)}`, key)).toBe(message);
  });

  test('a token that nobody signed, or somebody else, or with another algorithm, is refused', async () => {
    const unsigned = new UnsecuredJWT({ ...good, exp: now + 60 }).encode();
    const other = new TextEncoder().encode('another secret of more than thirty-two characters');
    expect(await refusal(`Bearer ${unsigned}`, key)).toBe(MALFORMED);
    expect(await refusal(`Bearer ${unsigned}AA`, key)).toBe(WRONG);
    expect(await refusal(`Bearer ${await sign(good, { key: other })}`, key)).toBe(WRONG);
    expect(await refusal(`Bearer ${await sign(good, { alg: 'HS512' })}`, key)).toBe(WRONG);
    const [header, , signature] = (await sign(good)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...good, role: 'analyst', exp: now + 60 })).toString(
      'base64url',
    );
    expect(await refusal(`Bearer ${header}.${payload}.${signature}`, key)).toBe(WRONG);
  });

  test('no header, another scheme and an endless header are refused before anything is verified', async () => {
    expect(await refusal(undefined, key)).toContain('npx vernier token');
    expect(await refusal('Basic b2xpdmlhOng=', key)).toBe(MALFORMED);
    expect(await refusal(`Bearer ${await sign({ ...good, more: 'x'.repeat(9000) })}`, key)).toBe(MALFORMED);
  });
});

describe('with the key set of an issuer', () => {
  let server: Server;
  let key: TokenKey;
  let pair: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  let asked = 0;
  let broken = false;

  beforeAll(async () => {
    pair = await generateKeyPair('RS256', { extractable: true });
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', use: 'sig' }];
    server = createServer((_request, response) => {
      asked += 1;
      if (broken) response.statusCode = 500;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    key = await openRemoteKey();
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  function openRemoteKey(port = (server.address() as AddressInfo).port): Promise<TokenKey> {
    const url = new URL(`http://127.0.0.1:${port}/keys`);
    return openTokenKey({ kind: 'jwks', url, issuer: ISSUER, audience: 'vernier' }, '');
  }

  test('a token of the issuer is accepted, and its keys are asked for once', async () => {
    const token = await sign(good, { key: pair.privateKey, alg: 'RS256', kid: 'one' });
    for (const _time of [1, 2]) {
      const { viewer } = await authenticate(`Bearer ${token}`, { key, store });
      expect(viewer.subject).toBe('olivia');
    }
    expect(asked).toBe(1);
  });

  test('the public key does not do as a secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
    expect(await refusal(`Bearer ${await sign(good, { key: secret, kid: 'one' })}`, key)).toBe(WRONG);
  });

  test('a key of the same name that is not of the issuer is refused, and so is a name it does not have', async () => {
    const other = await generateKeyPair('RS256');
    const signing = { key: other.privateKey, alg: 'RS256' };
    expect(await refusal(`Bearer ${await sign(good, { ...signing, kid: 'one' })}`, key)).toBe(WRONG);
    expect(await refusal(`Bearer ${await sign(good, { ...signing, kid: 'two' })}`, key)).toBe(WRONG);
  });

  test('a key set that fails or is not there is not the fault of the token', async () => {
    const token = await sign(good, { key: pair.privateKey, alg: 'RS256', kid: 'one' });
    broken = true;
    expect(await refusal(`Bearer ${token}`, await openRemoteKey())).toContain('cannot be checked now');
    broken = false;
    expect(await refusal(`Bearer ${token}`, await openRemoteKey(1))).toContain('cannot be checked now');
  });

  test('without a token nobody is sent to a command that cannot make one', async () => {
    expect(await refusal(undefined, key)).toBe('Send a token: `Authorization: Bearer <token>`.');
  });
});
