import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { createAdministration, type Actor, type AuditEntry } from '../../src/administration/index.js';
import { catalogFor } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { rulesOf } from '../../src/start/rulesOf.js';
import { NOW, shopCatalog } from './graphqlFixture.js';
import { answering } from '../support/askedWarehouse.js';

let metadata: Metadata;
let audit: AuditEntry[];

beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
});
beforeEach(async () => {
  audit = [];
  const asSeeded = { ownerId: 'olivia', permissions: new Map([['rafael', 'viewer']] as const) };
  await metadata.changeGrants({ websiteId: 'aurora-shop', by: 'olivia' }, () => asSeeded);
});
afterAll(() => metadata.close());

/** Sends a mutation as a person whose credential is an owner's. */
async function change(subject: string, source: string, actor: Partial<Actor> = {}) {
  const catalog = catalogFor(shopCatalog(), 'owner');
  const context = createRequestContext({
    viewer: { subject, role: 'owner', attributes: new Map() },
    catalog,
    metadata,
    warehouse: answering(() => Promise.reject(new Error('This test asks no warehouse.'))),
    now: NOW,
    requestId: 'test',
    changes: {
      administration: createAdministration(metadata, {
        audit: { record: (entry) => audit.push(entry) },
        rules: rulesOf(shopCatalog()),
      }),
      actor: {
        subject,
        role: 'owner',
        credential: { kind: 'token', id: null },
        address: null,
        userAgent: null,
        requestId: 'test',
        ...actor,
      },
    },
  });
  const { data, errors } = await executeDocument({
    schema: buildRoleSchema(catalog),
    context,
    source: `mutation { changed: ${source} }`,
  });
  return errors?.[0]?.message ?? (JSON.parse(JSON.stringify(data)) as { changed: unknown }).changed;
}

const grant = (website: string, person: string, role: string) =>
  `grantWebsite(website: "${website}", person: { ${person} }, role: ${role}) { personId before after }`;
const revoke = (website: string, person: string) =>
  `revokeWebsite(website: "${website}", person: "${person}") { before after }`;
const websitesOf = async (subject: string) =>
  Object.fromEntries((await metadata.grantsOf(subject)).websites.map(({ id, role }) => [id, role]));
const REFUSED = /^There is no such website, or you may not do this on it/;

describe('grants of a website', () => {
  test('hold from the next request on, and are in the audit log', async () => {
    expect(await change('olivia', grant('aurora-shop', 'email: "NINA@himal.example"', 'EDITOR'))).toEqual({
      personId: 'nina',
      before: null,
      after: 'EDITOR',
    });
    expect(await websitesOf('nina')).toMatchObject({ 'aurora-shop': 'editor' });
    expect(await change('olivia', revoke('aurora-shop', 'nina'))).toEqual({ before: 'EDITOR', after: null });
    expect(await websitesOf('nina')).not.toHaveProperty('aurora-shop');
    expect(audit).toMatchObject([
      { action: 'grant.set', resourceId: 'aurora-shop', before: { role: null }, after: { person: 'nina', role: 'editor' } },
      { action: 'grant.remove', before: { role: 'editor' }, after: { person: 'nina', role: null } },
    ]); // prettier-ignore
  });

  test('are refused in the same words for a website that is another’s, that is not there and that one may only look at', async () => {
    const asked = [
      ['nina', grant('aurora-shop', 'id: "nina"', 'VIEWER')],
      ['nina', grant('no-such-website', 'id: "nina"', 'VIEWER')],
      ['rafael', grant('aurora-shop', 'id: "nina"', 'VIEWER')],
      // Whoever has no right does not learn either whether there is such a person.
      ['rafael', grant('aurora-shop', 'email: "nobody@nowhere.example"', 'VIEWER')],
    ] as const;
    const answers = new Set<unknown>();
    for (const [subject, source] of asked) answers.add(await change(subject, source));
    expect([...answers]).toEqual([expect.stringMatching(REFUSED)]);
    expect(audit.map(({ action }) => action)).toEqual(asked.map(() => 'grant.set.denied'));
    for (const { before, after } of audit)
      expect([before, after]).toEqual([undefined, { person: expect.any(Object) as unknown, role: expect.any(String) as unknown }]); // prettier-ignore
  });

  test('are never more than the right of the one who gives, and nobody changes somebody stronger', async () => {
    await change('olivia', grant('aurora-shop', 'id: "nina"', 'ADMIN'));
    expect(await change('nina', grant('aurora-shop', 'id: "omar"', 'OWNER'))).toMatch(REFUSED);
    expect(await change('nina', grant('aurora-shop', 'id: "omar"', 'ADMIN'))).toMatchObject({ after: 'ADMIN' }); // prettier-ignore
    expect(await change('nina', revoke('aurora-shop', 'olivia'))).toMatch(/who has more rights than you/);
    await change('olivia', grant('aurora-shop', 'id: "omar"', 'OWNER'));
    expect(await change('nina', revoke('aurora-shop', 'omar'))).toMatch(/who has more rights than you/);
    expect(await change('omar', revoke('aurora-shop', 'nina'))).toMatchObject({ after: null });
  });

  test('never leave a website without an owner, not even when two changes meet', async () => {
    expect(await change('olivia', revoke('aurora-shop', 'olivia'))).toMatch(/whom a website always has/);
    expect(await change('olivia', grant('aurora-shop', 'id: "olivia"', 'VIEWER'))).toMatch(/whom a website always has/); // prettier-ignore
    const transfers = await Promise.all(
      ['nina', 'omar'].map((person) =>
        change('olivia', `transferWebsite(website: "aurora-shop", person: { id: "${person}" }) { after }`),
      ),
    );
    // The second finds that she is the owner no more.
    expect(transfers.toSorted()).toEqual([{ after: 'OWNER' }, expect.stringMatching(REFUSED)].toSorted());
    expect(await websitesOf('olivia')).toMatchObject({ 'aurora-shop': 'admin' });
    const owners = await Promise.all(['nina', 'omar', 'olivia'].map(async (subject) => (await websitesOf(subject))['aurora-shop'])); // prettier-ignore
    expect(owners.filter((role) => role === 'owner')).toHaveLength(1);
  });

  test('can be given up by oneself', async () => {
    expect(await change('rafael', revoke('aurora-shop', 'rafael'))).toEqual({
      before: 'VIEWER',
      after: null,
    });
  });

  test('are not changed by a key, and not by a credential for looking', async () => {
    const key = { credential: { kind: 'key', id: 'k' } } as const;
    expect(await change('olivia', grant('aurora-shop', 'id: "nina"', 'VIEWER'), key)).toMatch(REFUSED);
    expect(await change('olivia', grant('aurora-shop', 'id: "nina"', 'VIEWER'), { role: 'reader' })).toMatch(REFUSED); // prettier-ignore
    for (const role of ['reader', 'analyst'] as const)
      expect(buildRoleSchema(catalogFor(shopCatalog(), role)).getMutationType()).toBeUndefined();
  });

  test('want a person that is known, named in one way', async () => {
    expect(await change('olivia', grant('aurora-shop', 'id: "who"', 'VIEWER'))).toMatch(/no active person/);
    expect(await change('olivia', grant('aurora-shop', 'id: "nina", email: "x"', 'VIEWER'))).toMatch(/exactly one/i); // prettier-ignore
  });
});
