import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import {
  createAdministration,
  operator,
  type Actor,
  type AuditEntry,
} from '../../src/administration/index.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { announceMissingServer, metadataEngines, type TestStore } from '../support/metadataStores.js';
import { shopCatalog } from './graphqlFixture.js';

/** Changes that meet: of one instance, and on a server of two, each of which sees what the other did. */

announceMissingServer();
const OPERATOR = operator('root', 'test');
const owner = (subject: string): Actor => ({ subject, role: 'owner', credential: { kind: 'token', id: null }, address: null, userAgent: null, requestId: 'test' }); // prettier-ignore

describe.each(metadataEngines)('on $engine', ({ leftOut, open }) => {
  if (leftOut) {
    test.skip('changes that meet', () => {});
    return;
  }
  let store: TestStore;
  let other: Metadata;
  let audit: AuditEntry[];
  let one: ReturnType<typeof createAdministration>;
  let two: ReturnType<typeof createAdministration>;

  beforeAll(async () => {
    store = await open();
    await seedDemoMetadata(store.metadata);
    other = store.url === undefined ? store.metadata : await openMetadata({ databaseUrl: store.url });
    const facts = { audit: { record: (entry: AuditEntry) => void audit.push(entry) }, rules: rulesOf(shopCatalog()) }; // prettier-ignore
    [one, two] = [createAdministration(store.metadata, facts), createAdministration(other, facts)];
  });
  beforeEach(() => void (audit = []));
  afterAll(async () => {
    if (other !== store.metadata) await other.close();
    await store.discard();
  });

  const holders = async (tenant: string) => {
    const people = await store.metadata.people();
    const granted = await Promise.all(people.map(async ({ id }) => ({ id, ...(await other.grantsOf(id)) })));
    return granted.filter(({ tenants }) => tenants.includes(tenant)).map(({ id }) => id);
  };
  const settled = async (changes: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(changes)).map((result) =>
      result.status === 'fulfilled' ? 'done' : (result.reason as Error).message,
    );

  test('a tenant keeps an owner, whoever gives it up first', async () => {
    await one.tenants.grant(owner('olivia'), {
      tenantId: 'northwind',
      person: { email: 'NINA@himal.example' },
    });
    const said = await settled([
      one.tenants.revoke(owner('olivia'), { tenantId: 'northwind', personId: 'olivia' }),
      two.tenants.revoke(owner('nina'), { tenantId: 'northwind', personId: 'nina' }),
    ]);
    expect(said.toSorted()).toEqual(['This person is the last owner who holds the tenant: grant it to another owner first.', 'done']); // prettier-ignore
    expect((await holders('northwind')).filter((id) => id !== 'rafael')).toHaveLength(1);
    const [last = ''] = (await holders('northwind')).filter((id) => id !== 'rafael');
    await one.tenants.grant(owner(last), { tenantId: 'northwind', person: { id: 'olivia' } });
    // Each takes it from the other: the second does not hold it any more.
    await settled([one.tenants.grant(owner('olivia'), { tenantId: 'northwind', person: { id: 'nina' } })]);
    const taken = await settled([
      one.tenants.revoke(owner('olivia'), { tenantId: 'northwind', personId: 'nina' }),
      two.tenants.revoke(owner('nina'), { tenantId: 'northwind', personId: 'olivia' }),
    ]);
    expect(taken.toSorted()).toEqual([
      expect.stringMatching(/^There is no such tenant, or you may not/),
      'done',
    ]);
    for (const id of ['olivia', 'nina'])
      await one.tenants.grant(OPERATOR, { tenantId: 'northwind', person: { id } });
  });

  test('a tenant is handed on by owners who hold it, and by nobody else', async () => {
    const words = new Set<string>();
    for (const [actor, tenantId] of [
      [owner('omar'), 'northwind'],
      [owner('olivia'), 'fabrikam'],
      [owner('olivia'), 'no-such-tenant'],
      [owner('olivia'), 'a\0b'],
      [{ ...owner('rafael'), role: 'reader' }, 'northwind'],
      [{ ...owner('olivia'), credential: { kind: 'key', id: 'k' } }, 'northwind'],
    ] as const)
      for (const text of await settled([
        one.tenants.grant(actor, { tenantId, person: { id: 'nobody' } }),
        one.tenants.revoke(actor, { tenantId, personId: 'olivia' }),
      ]))
        words.add(text);
    expect([...words]).toEqual(['There is no such tenant, or you may not do this with it: that takes an owner who holds it.']); // prettier-ignore
    expect(audit).toHaveLength(12);
    expect(audit.every(({ action }) => action.endsWith('.denied'))).toBe(true);
    // A suspended owner is none, and whoever only looks does not count.
    await one.people.suspend(OPERATOR, 'nina');
    expect(await settled([one.tenants.revoke(owner('olivia'), { tenantId: 'northwind', personId: 'olivia' })])).toEqual([expect.stringMatching(/last owner/)]); // prettier-ignore
    await one.people.resume(OPERATOR, 'nina');
  });

  test('a website that is deleted meanwhile is changed no more', async () => {
    const { websiteId } = await one.websites.create(owner('olivia'), {
      name: 'Short',
      domain: 'short.example',
    });
    const goal = (name: string) => ({ websiteId, goal: { name, type: 'event', value: 'a' } }) as const;
    const said = await settled([
      one.websites.delete(owner('olivia'), { websiteId }),
      two.goals.create(owner('olivia'), goal('A')),
      one.goals.create(owner('olivia'), goal('B')),
    ]);
    expect(said[0]).toBe('done');
    for (const text of said.slice(1))
      expect(text).toMatch(/^(done|There is no such website, or you may not)/);
    const done = said.slice(1).filter((text) => text === 'done').length;
    expect((await store.metadata.goalsOfWebsites([websiteId]))[0]).toHaveLength(done);
    expect(await settled([two.goals.create(owner('olivia'), goal('C'))])).toEqual([expect.stringMatching(/^There is no such website/)]); // prettier-ignore
  });

  test('of twenty goals of one name that are added at once one is there, and changes of different things all hold', async () => {
    const { websiteId } = await one.websites.create(owner('olivia'), {
      name: 'Busy',
      domain: 'busy.example',
    });
    const said = await settled(
      Array.from({ length: 20 }, (_, n) => {
        const { goals } = n % 2 === 0 ? one : two;
        const name = n % 2 === 0 ? 'Buy' : 'BUY';
        return goals.create(owner('olivia'), { websiteId, goal: { name, type: 'event', value: String(n) } });
      }),
    );
    expect(said.filter((text) => text === 'done')).toHaveLength(1);
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, n) =>
        (n % 2 === 0 ? one : two).definitions.setDimension(owner('olivia'), { websiteId, dimension: { index: n + 1, name: `d${n}`, scope: 'hit' } }), // prettier-ignore
      ),
    );
    expect((await other.customDefinitionsOfWebsites([websiteId]))[0]?.dimensions).toHaveLength(20);
  });

  test('rights that were taken away are gone in the change that comes next, on the other instance too', async () => {
    const { websiteId } = await one.websites.create(owner('olivia'), {
      name: 'Mine',
      domain: 'mine.example',
    });
    await one.grants.grant(owner('olivia'), { websiteId, person: { id: 'nina' }, role: 'owner' });
    // Two owners take the right from each other: one of them is left, whoever comes first.
    const said = await settled([
      one.grants.transfer(owner('olivia'), { websiteId, person: { id: 'omar' } }),
      two.grants.revoke(owner('nina'), { websiteId, personId: 'olivia' }),
    ]);
    expect(said[0]).toBe('done');
    await one.grants.revoke(owner('omar'), { websiteId, personId: 'nina' });
    expect(await settled([two.websites.update(owner('nina'), { websiteId, set: { name: 'Hers' } })])).toEqual([expect.stringMatching(/^There is no such website/)]); // prettier-ignore
  });

  test('people are known once, by id and by address in any case', async () => {
    const person = { id: 'new', email: 'New@x.example', name: 'New', company: null, role: 'owner' } as const;
    const said = await settled([
      one.people.add(OPERATOR, person),
      two.people.add(OPERATOR, { ...person, id: 'newer', email: 'new@X.example' }),
    ]);
    expect(said.toSorted()).toEqual([
      expect.stringMatching(/^There is a person of this address already/),
      'done',
    ]);
    expect(await settled([one.people.add(OPERATOR, { ...person, id: 'key:a', email: 'no address', name: ' ' })])).toEqual([expect.stringMatching(/has 3 problems/)]); // prettier-ignore
    expect(await settled([one.people.suspend(OPERATOR, 'nobody'), one.people.suspend(OPERATOR, 'a\0b')])).toEqual(Array(2).fill(expect.stringMatching(/no person of this id/))); // prettier-ignore
  });

  test('only the operator changes people, chooses ids and revokes others’ tokens', async () => {
    const refused = await settled([
      one.people.add(owner('olivia'), {
        id: 'x',
        email: 'x@x.example',
        name: 'X',
        company: null,
        role: 'owner',
      }),
      one.people.list(owner('olivia')),
      one.people.suspend(owner('olivia'), 'omar'),
      one.people.resume(owner('olivia'), 'omar'),
      one.tenants.add(owner('olivia'), { id: 'x', name: 'X' }),
      one.websites.add(owner('olivia'), { id: 'x', ownerId: 'olivia', settings: { name: 'X', domain: 'x.example' } }), // prettier-ignore
      one.keys.revokeTokens(owner('olivia'), { personId: 'omar' }),
      one.websites.create(OPERATOR, { name: 'X', domain: 'x.example' }),
    ]);
    expect(refused).toEqual(Array(8).fill(expect.stringMatching(/keeps the server|signed in with a token/)));
    expect(audit).toHaveLength(7);
    expect(audit.every(({ action }) => action.endsWith('.denied'))).toBe(true);
  });
});
