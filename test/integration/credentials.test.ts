import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { createAdministration, type Actor, type AuditEntry } from '../../src/administration/index.js';
import { AuthenticationError } from '../../src/errors.js';
import { authenticate } from '../../src/server/authenticate.js';
import { recordKeyUse } from '../../src/server/keyUse.js';
import { signToken } from '../../src/server/signToken.js';
import type { TokenKey } from '../../src/server/tokenKey.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { shopCatalog } from './graphqlFixture.js';
import { createVerifiedTokens } from '../../src/server/verifiedTokens.js';

const key: TokenKey = {
  kind: 'secret',
  secret: new Uint8Array(32).fill(7),
  issuer: 'here',
  audience: undefined,
};
const DAY_MS = 86_400_000;
const REQUEST = { name: 'Tableau', role: 'reader', websites: ['aurora-shop'], tenants: ['northwind'], persistedOnly: true, days: 30 } as const; // prettier-ignore

let metadata: Metadata;
let audit: AuditEntry[];

beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
});
beforeEach(() => {
  audit = [];
});
afterAll(() => metadata.close());

const { keys, grants } = createAdministration(
  // The store is opened later than this line is run.
  new Proxy({} as Metadata, { get: (_, name) => Reflect.get(metadata, name) as unknown }),
  { audit: { record: (entry) => audit.push(entry) }, rules: rulesOf(shopCatalog()) },
);

function person(subject: string, role: Actor['role'] = 'owner'): Actor {
  return { subject, role, credential: { kind: 'token', id: null }, address: null, userAgent: null, requestId: 'test' }; // prettier-ignore
}

async function ask(secret: string, now = new Date()) {
  const { viewer, credential, persistedOnly } = await authenticate(`Bearer ${secret}`, {
    key,
    store: metadata,
    now: () => now,
  });
  const { subject, role, attributes } = viewer;
  return { subject, role, credential, persistedOnly, ...Object.fromEntries(attributes) };
}

async function refusal(secret: string, now?: Date): Promise<string> {
  const thrown = await ask(secret, now).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AuthenticationError);
  return (thrown as Error).message;
}

describe('an API key', () => {
  test('opens what it names of what its creator holds at that moment', async () => {
    const { key: made, secret } = await keys.create(person('olivia'), REQUEST);
    expect(await ask(secret)).toEqual({
      subject: `key:${made.id}`,
      role: 'reader',
      credential: { kind: 'key', id: made.id },
      persistedOnly: true,
      websites: ['aurora-shop'],
      administeredWebsites: ['aurora-shop'],
      tenants: ['northwind'],
    });
    await grants.transfer(person('olivia'), { websiteId: 'aurora-shop', person: { id: 'nina' } });
    // She is still an admin there.
    expect(await ask(secret)).toMatchObject({ websites: ['aurora-shop'] });
    await grants.grant(person('nina'), {
      websiteId: 'aurora-shop',
      person: { id: 'olivia' },
      role: 'viewer',
    });
    expect(await ask(secret)).toMatchObject({ websites: [] });
    // Who owns a website sees and revokes the keys that reach it, whoever made them.
    expect((await keys.list(person('nina'))).map(({ id }) => id)).toContain(made.id);
    // What else it opens is not hers to see or to end.
    expect((await keys.list(person('nina'))).find(({ id }) => id === made.id)).toMatchObject({ websiteIds: ['aurora-shop'], tenantIds: [] }); // prettier-ignore
    expect(await keys.revoke(person('nina'), made.id)).toMatchObject({ websiteIds: [], tenantIds: [], revokedAt: null }); // prettier-ignore
    expect((await keys.list(person('nina'))).map(({ id }) => id)).not.toContain(made.id);
    await expect(keys.revoke(person('nina'), made.id)).rejects.toThrow('not yours to revoke');
    const olivia = { id: 'olivia' };
    await grants.transfer(person('nina'), { websiteId: 'aurora-shop', person: olivia });
    expect(await ask(secret)).toMatchObject({ websites: [], tenants: ['northwind'] });
  });

  test('is over when it reaches nothing but websites of somebody who takes them out', async () => {
    const { key: made, secret } = await keys.create(person('olivia'), { ...REQUEST, tenants: [] });
    await grants.transfer(person('olivia'), { websiteId: 'aurora-shop', person: { id: 'nina' } });
    await keys.revoke(person('nina'), made.id);
    expect(await refusal(secret)).toBe('The API key was revoked.');
    await grants.transfer(person('nina'), { websiteId: 'aurora-shop', person: { id: 'olivia' } });
  });

  test('is shown once: no list and no audit entry has its secret or the hash of it', async () => {
    const { key: made, secret } = await keys.create(person('olivia'), REQUEST);
    const kept = await metadata.findKey(made.id);
    const told = JSON.stringify([made, audit, await keys.list(person('olivia'))]);
    expect(told).toContain(made.id);
    expect(told).not.toContain(secret.slice(-43));
    expect(told).not.toContain(kept?.secretHash);
    expect(secret).not.toContain(kept?.secretHash);
  });

  test('is in the audit log of each website and tenant it opens, with that one alone', async () => {
    const told = (entries = audit.splice(0)) =>
      entries.map(({ action, websiteId, tenantId, before, after }) => [
        action,
        websiteId ?? tenantId,
        ...[before, after].map((values) => values && [values['websiteIds'], values['tenantIds'], values['revokedAt'] instanceof Date]), // prettier-ignore
      ]);
    const { key: made } = await keys.create(person('olivia'), REQUEST);
    const [shop, tenant] = [
      [['aurora-shop'], [], false],
      [[], ['northwind'], false],
    ];
    expect(told()).toEqual([
      ['key.create', 'aurora-shop', undefined, shop],
      ['key.create', 'northwind', undefined, tenant],
    ]);
    await expect(keys.revoke(person('omar'), made.id)).rejects.toThrow();
    expect(told().map(([action, of]) => [action, of])).toEqual([
      ['key.revoke.denied', 'aurora-shop'],
      ['key.revoke.denied', 'northwind'],
    ]);
    await grants.transfer(person('olivia'), { websiteId: 'aurora-shop', person: { id: 'nina' } });
    audit = [];
    await keys.revoke(person('nina'), made.id);
    expect(told()).toEqual([['key.revoke', 'aurora-shop', shop, [[], [], false]]]);
    await keys.revoke(person('olivia'), made.id);
    expect(told()).toEqual([['key.revoke', 'northwind', tenant, [[], ['northwind'], true]]]);
    await grants.transfer(person('nina'), { websiteId: 'aurora-shop', person: { id: 'olivia' } });
    audit = [];
    const websites = Array.from({ length: 5_000 }, (_, index) => `w${index}`);
    await expect(keys.create(person('olivia'), { ...REQUEST, websites })).rejects.toThrow();
    expect(audit).toHaveLength(20);
    expect(audit[3]).toMatchObject({ websiteId: 'w3', after: { name: 'Tableau', websiteIds: ['w3'], tenantIds: [], days: 30 } }); // prettier-ignore
    audit = [];
    await expect(keys.create(person('olivia'), { ...REQUEST, websites: [], tenants: [] })).rejects.toThrow();
    await expect(keys.revoke(person('olivia'), `vk_${made.id}_${'s'.repeat(43)}`)).rejects.toThrow();
    expect(audit.at(-1)?.resourceId).toBe(`vk_${made.id}_…`);
    expect(told().map(([action, of]) => [action, of])).toEqual([['key.create.denied', undefined], ['key.revoke.denied', undefined]]); // prettier-ignore
  });

  test('is refused with another secret, an unknown id, and when it has expired', async () => {
    const { secret, key: made } = await keys.create(person('olivia'), REQUEST);
    const other = (await keys.create(person('olivia'), REQUEST)).secret.slice(-43);
    expect(await refusal(`vk_${made.id}_${other}`)).toBe('The API key is not valid here.');
    expect(await refusal(secret.replace(made.id, 'a'.repeat(16)))).toBe('The API key is not valid here.');
    expect(await refusal(secret.slice(0, -1))).toMatch(/signature or its form/);
    expect(await refusal(secret, new Date(Date.now() + 31 * DAY_MS))).toMatch(/has expired/);
  });

  test('hands on nothing its creator may not, and every problem is told at once', async () => {
    const request = { ...REQUEST, name: ' ', websites: ['aurora-shop', 'kumo-app', 'nowhere'], tenants: ['tailspin'], days: 401 }; // prettier-ignore
    await expect(keys.create(person('olivia'), request)).rejects.toMatchObject({
      issues: [['key', 'name'], ['key', 'days'], ['key', 'websites', 1], ['key', 'websites', 2], ['key', 'tenants', 0]].map((path) => ({ path })), // prettier-ignore
    });
    await expect(keys.create(person('olivia'), { ...REQUEST, websites: [], tenants: [] })).rejects.toThrow(/name at least one/); // prettier-ignore
  });

  test('is made and revoked by owners alone, and not by keys', async () => {
    const { key: made } = await keys.create(person('olivia'), REQUEST);
    await expect(keys.revoke(person('omar'), made.id)).rejects.toThrow(
      'There is no such key, or it is not yours',
    );
    await expect(keys.revoke(person('omar'), 'nothing')).rejects.toThrow('There is no such key, or it is not yours'); // prettier-ignore
    for (const actor of [
      person('olivia', 'reader'),
      person('olivia', 'analyst'),
      { ...person('olivia'), credential: { kind: 'key', id: 'k' } } as const,
    ])
      // prettier-ignore
      await expect(keys.create(actor, REQUEST)).rejects.toThrow(/by an owner/);
    expect((await keys.list(person('omar'))).map(({ id }) => id)).not.toContain(made.id);
  });

  test('says when it was last used', async () => {
    const { key: made, secret } = await keys.create(person('olivia'), REQUEST);
    const warnings: unknown[] = [];
    const keyUse = recordKeyUse(metadata, { warn: (...args: unknown[]) => void warnings.push(args) });
    const now = new Date('2026-01-02T03:04:05Z');
    const at = new Date(Math.min(now.getTime(), made.expiresAt.getTime() - 1));
    await authenticate(`Bearer ${secret}`, { key, store: metadata, keyUse, now: () => at });
    await keyUse.stop();
    const listed = await keys.list(person('olivia'));
    expect(listed.find(({ id }) => id === made.id)?.lastUsedAt).toEqual(at);
    expect(warnings).toEqual([]);
  });
});

describe('a token', () => {
  const tokenOf = (subject: string) => signToken(key, { subject, role: 'owner', expiresIn: '1h' });

  test('is refused from the next request on when its person revokes what was issued, also where it was verified before', async () => {
    const verified = createVerifiedTokens();
    const token = `Bearer ${await tokenOf('omar')}`;
    const context = { key, store: metadata, verified };
    expect((await authenticate(token, context)).viewer.subject).toBe('omar');
    await keys.revokeMyTokens(person('omar'));
    await expect(authenticate(token, context)).rejects.toThrow('The token was revoked');
    expect(audit).toMatchObject([{ action: 'token.revoke', resourceId: 'omar' }]);
  });

  test('can be revoked alone, by its id', async () => {
    const [lost, kept] = [await tokenOf('nina'), await tokenOf('nina')];
    const id = (await authenticate(`Bearer ${lost}`, { key, store: metadata })).credential.id;
    await metadata.revokeTokens({ tokenId: id ?? '', expiresAt: new Date(Date.now() + DAY_MS) });
    expect(await refusal(lost)).toBe('The token was revoked: get a new one.');
    expect(await ask(kept)).toMatchObject({ subject: 'nina' });
  });

  test('of somebody suspended is refused, whatever it says; and so are that person’s keys', async () => {
    await metadata.insertMissing({
      users: [{ id: 'gone', email: 'gone@example.com', name: 'Gone', role: 'owner', status: 'suspended' }],
    });
    const token = await signToken(key, { subject: 'gone', role: 'analyst', expiresIn: '1h' });
    expect(await refusal(token)).toBe('The access of this person was suspended.');
    const { secret } = await keys.create(person('olivia'), REQUEST);
    const suspended = {
      ...metadata,
      standingOf: async (who: { subject: string }) => ({
        ...(await metadata.standingOf(who)),
        person: { status: 'suspended', tokensValidAfter: null },
      }),
    } as Metadata;
    await expect(authenticate(`Bearer ${secret}`, { key, store: suspended })).rejects.toThrow(/suspended/);
  });
});
