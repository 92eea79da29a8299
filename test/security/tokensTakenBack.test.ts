import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { createAdministration, operator, type Actor } from '../../src/administration/index.js';
import { AuthenticationError } from '../../src/errors.js';
import { authenticate } from '../../src/server/authenticate.js';
import { signToken } from '../../src/server/signToken.js';
import type { TokenKey } from '../../src/server/tokenKey.js';
import { createVerifiedTokens } from '../../src/server/verifiedTokens.js';
import { hmac, token as mint } from './tokenMint.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { shopCatalog } from '../integration/graphqlFixture.js';

/** Credentials that were good a moment ago: each is used before it is taken back, so that whatever is remembered of it is remembered. */

const key: TokenKey = { kind: 'secret', secret: new Uint8Array(32).fill(9), issuer: 'here', audience: undefined }; // prettier-ignore
const verified = createVerifiedTokens();
const KEEPER = operator('root', 'test');
const REVOKED = 'The token was revoked: get a new one.';
const SUSPENDED = 'The access of this person was suspended.';

let metadata: Metadata;
beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
  const person = (id: string, role: 'owner' | 'reader', status: 'active' | 'suspended' | 'deleted' = 'active') => ({ id, email: `${id}@example.com`, name: id, role, status }); // prettier-ignore
  await metadata.insertMissing({
    users: [person('tess', 'owner'), person('sue', 'owner'), person('dora', 'reader'), person('gus', 'owner'), person('ron', 'owner')], // prettier-ignore
    websites: ['tess', 'sue', 'dora', 'gus', 'ron'].map((ownerId) => ({ id: `of-${ownerId}`, trackingId: `T-${ownerId}`, name: ownerId, domain: `${ownerId}.example`, ownerId })), // prettier-ignore
  });
});
afterAll(() => metadata.close());

const { keys, people, grants } = createAdministration(
  // The store is opened later than this line is run.
  new Proxy({} as Metadata, { get: (_, name) => Reflect.get(metadata, name) as unknown }),
  { audit: { record: () => {} }, rules: rulesOf(shopCatalog()) },
);
const actorOf = (subject: string): Actor => ({ subject, role: 'owner', credential: { kind: 'token', id: null }, address: null, userAgent: null, requestId: 'test' }); // prettier-ignore
const tokenOf = (subject: string) => signToken(key, { subject, role: 'owner', expiresIn: '1h' });
const keyOf = async (subject: string, role: 'owner' | 'reader' = 'reader') =>
  keys.create(actorOf(subject), { name: 'k', role, websites: [`of-${subject}`], tenants: [], persistedOnly: false, days: 30 }); // prettier-ignore

/** The subject it opens for, or why it does not. */
async function told(credential: string, now = new Date()): Promise<string> {
  try {
    const context = { key, store: metadata, verified, now: () => now };
    return (await authenticate(`Bearer ${credential}`, context)).viewer.subject;
  } catch (error) {
    expect(error).toBeInstanceOf(AuthenticationError);
    return (error as Error).message;
  }
}

describe('a token', () => {
  test('that was revoked by its id is refused wherever it is sent again, and no other is', async () => {
    const [lost, kept] = [await tokenOf('tess'), await tokenOf('tess')];
    expect([await told(lost), await told(kept)]).toEqual(['tess', 'tess']);
    const { jti } = JSON.parse(Buffer.from(lost.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }; // prettier-ignore
    await keys.revokeTokens(KEEPER, { tokenId: jti, days: 1 });
    for (const _again of [1, 2, 3]) expect(await told(lost)).toBe(REVOKED);
    expect(await told(kept)).toBe('tess');
  });

  test('of somebody whose tokens were all revoked is refused, and one from later is not', async () => {
    const old = await tokenOf('tess');
    const undated = mintAt('tess', undefined);
    expect([await told(old), await told(undated)]).toEqual(['tess', 'tess']);
    await keys.revokeTokens(KEEPER, { personId: 'tess' });
    expect([await told(old), await told(undated)]).toEqual([REVOKED, REVOKED]);
    const later = mintAt('tess', Math.floor(Date.now() / 1000) + 1);
    expect(await told(later)).toBe('tess');
  });

  test('of somebody suspended is refused, and is good again when they are let back in', async () => {
    const token = await tokenOf('sue');
    expect(await told(token)).toBe('sue');
    await people.suspend(KEEPER, 'sue');
    expect(await told(token)).toBe(SUSPENDED);
    await people.resume(KEEPER, 'sue');
    expect(await told(token)).toBe('sue');
  });

  test('of somebody deleted is refused', async () => {
    const token = await tokenOf('gus');
    expect(await told(token)).toBe('gus');
    await metadata.changePerson('gus', () => 'deleted');
    expect(await told(token)).toBe(SUSPENDED);
  });
});

describe('an API key', () => {
  test('that was revoked is refused at once', async () => {
    const { key: made, secret } = await keyOf('ron');
    expect(await told(secret)).toBe(`key:${made.id}`);
    await keys.revoke(actorOf('ron'), made.id);
    expect(await told(secret)).toBe('The API key was revoked.');
  });

  test('ends to the second', async () => {
    const { key: made, secret } = await keyOf('ron');
    const end = made.expiresAt.getTime();
    expect(await told(secret, new Date(end - 1))).toBe(`key:${made.id}`);
    expect(await told(secret, new Date(end))).toMatch(/has expired/);
  });

  test('opens with no other secret: 300 near its own, and those of other keys', async () => {
    const { key: made, secret } = await keyOf('ron');
    const other = (await keyOf('ron')).secret;
    const own = secret.slice(-43);
    const near = [...own].flatMap(
      (char, at) =>
      ['A', 'b', '-', '_', '0', '9', 'z'].filter((wrong) => wrong !== char).map((wrong) => own.slice(0, at) + wrong + own.slice(at + 1)), // prettier-ignore
    );
    const tried = [...near, other.slice(-43), own.toUpperCase(), [...own].reverse().join('')];
    expect(tried.length).toBeGreaterThan(250);
    for (const wrong of tried)
      expect([wrong, await told(`vk_${made.id}_${wrong}`)]).toEqual([
        wrong,
        'The API key is not valid here.',
      ]);
    expect(await told(secret)).toBe(`key:${made.id}`);
  });

  test('of somebody suspended or deleted opens nothing', async () => {
    const { key: made, secret } = await keyOf('sue');
    expect(await told(secret)).toBe(`key:${made.id}`);
    await people.suspend(KEEPER, 'sue');
    expect(await told(secret)).toBe('The API key is of somebody whose access was suspended.');
    await metadata.changePerson('sue', () => 'deleted');
    expect(await told(secret)).toBe('The API key is of somebody whose access was suspended.');
  });

  test('with the role of an owner opens nothing for somebody who is none', async () => {
    const { secret } = await keyOf('dora', 'owner');
    expect(await told(secret)).toBe('The API key is of somebody who is no owner any more.');
    const { key: made, secret: reading } = await keyOf('dora', 'reader');
    expect(await told(reading)).toBe(`key:${made.id}`);
  });

  test('loses a website when its creator does', async () => {
    const { secret } = await keyOf('ron');
    const websites = async () => (await authenticate(`Bearer ${secret}`, { key, store: metadata })).viewer.attributes.get('websites'); // prettier-ignore
    expect(await websites()).toEqual(['of-ron']);
    await grants.transfer(actorOf('ron'), { websiteId: 'of-ron', person: { id: 'tess' } });
    await grants.revoke(actorOf('tess'), { websiteId: 'of-ron', personId: 'ron' });
    expect(await websites()).toEqual([]);
  });
});

function mintAt(subject: string, iat: number | undefined): string {
  const claims = { sub: subject, role: 'owner', iss: 'here', exp: Math.floor(Date.now() / 1000) + 600, iat };
  return mint({ alg: 'HS256' }, claims, hmac(new Uint8Array(32).fill(9)));
}
