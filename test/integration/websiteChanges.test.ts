import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import type { Actor, AuditEntry } from '../../src/administration/index.js';
import { catalogFor } from '../../src/metrics/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { changer, type Changed, type Sent } from '../support/changes.js';
import { shopCatalog } from './graphqlFixture.js';

let metadata: Metadata;
let audit: AuditEntry[];
let refreshed: number;
/** A website of Olivia's that no other test changes. */
let site: string;

beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
});
beforeEach(async () => {
  audit = [];
  refreshed = 0;
  site = (await change('olivia', create('Test')))['id'] as string;
  for (const role of ['editor', 'admin', 'viewer'] as const)
    await change('olivia', `grantWebsite(website: "${site}", person: { id: "${PEOPLE[role]}" }, role: ${role.toUpperCase()}) { after }`);
  audit = [];
  refreshed = 0;
}); // prettier-ignore
afterAll(() => metadata.close());

const PEOPLE = { owner: 'olivia', admin: 'nina', editor: 'omar', viewer: 'rafael' } as const;
const REFUSED = /^There is no such website, or you may not do this on it/;

function send(subject: string, source: string, more: Sent = {}): Promise<Changed> {
  const onChange = () => Promise.resolve(void (refreshed += 1));
  return changer({ metadata, catalog: shopCatalog(), audit, onChange }).send(subject, source, more);
}
async function change(subject: string, mutation: string): Promise<Readonly<Record<string, unknown>>> {
  const { data, message } = await send(subject, `mutation { changed: ${mutation} }`);
  expect(message).toBeUndefined();
  return data?.['changed'] as Readonly<Record<string, unknown>>;
}
async function refusal(subject: string, mutation: string, as: Partial<Actor> = {}): Promise<string> {
  const { message } = await send(subject, `mutation { changed: ${mutation} }`, { as });
  return message ?? 'not refused';
}
/** `path: sentence` of everything that is wrong, by path. */
async function problems(mutation: string, variables = {}): Promise<readonly string[]> {
  const source = `mutation ${Object.keys(variables).length === 0 ? '' : '($text: String!) '}{ changed: ${mutation} }`;
  const { issues } = await send('olivia', source, { variables });
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).toSorted();
}

const create = (name: string, more = '') =>
  `createWebsite(website: { name: "${name}", domain: "test.example"${more} }) { id trackingId myRole status name domain timezone currency settings { botFiltering ipAnonymisation dataRetentionDays samplingRate } }`;
const on = (verb: string, rest = '', fields = '{ id }') =>
  `${verb}(website: "${site}"${rest === '' ? '' : `, ${rest}`}) ${fields}`;

describe('websites', () => {
  test('belong to who adds them, with ids made here and defaults', async () => {
    const made = await change('olivia', create('Aurora Déjà Vu!', ', timezone: "europe/berlin", currency: "eur", industry: " retail "')); // prettier-ignore
    expect(made).toEqual({
      id: expect.stringMatching(/^aurora-deja-vu-[a-z2-7]{8}$/),
      trackingId: expect.stringMatching(/^vn-[a-z2-7]{16}$/),
      myRole: 'OWNER',
      status: 'ACTIVE',
      name: 'Aurora Déjà Vu!',
      domain: 'test.example',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      settings: { botFiltering: true, ipAnonymisation: true, dataRetentionDays: 426, samplingRate: 1 },
    });
    expect(await metadata.grantsOf('olivia')).toMatchObject({
      websites: expect.arrayContaining([{ id: made['id'], role: 'owner' }]),
    });
    expect(audit).toMatchObject([{ action: 'website.create', websiteId: made['id'], resourceId: made['id'], after: { name: 'Aurora Déjà Vu!', industry: 'retail' }, classification: 'confidential', retention: 'permanent' }]); // prettier-ignore
    expect(audit[0]?.before).toBeUndefined();
    expect(refreshed).toBe(1);
  });

  test('say everything that is wrong with their settings at once, and what may have been meant', async () => {
    const settings = 'name: " ", domain: "https://Shop.example/path", timezone: "Europe/Berln", currency: "EURO", industry: "a\\u0000b", dataRetentionDays: 0, samplingRate: 0, botFiltering: null';
    expect(await problems(`createWebsite(website: { ${settings} }) { id }`)).toEqual([
      'website.botFiltering: "botFiltering" cannot be nothing: leave it out to keep it as it is.',
      'website.currency: A currency is a code of ISO 4217, such as "EUR".',
      'website.dataRetentionDays: Hits are kept for 1 to 36500 whole days.',
      'website.domain: A domain is a host name such as "shop.example", without scheme and path. Did you mean "shop.example"?',
      'website.industry: An industry is one line without characters that cannot be shown.',
      'website.name: A name has 1 to 100 characters.',
      'website.samplingRate: The share of hits that is stored is 0.001 to 1, where 1 is all of them.',
      'website.timezone: This is not a time zone that both engines know: give a name of the tz database, such as "Europe/Berlin". An offset is not enough, because clocks change. Did you mean "Europe/Berlin"?',
    ]);
  }); // prettier-ignore

  test('change in what is said, and tell what it was', async () => {
    expect(await change('nina', on('updateWebsite', 'set: { timezone: "Asia/Kolkata", samplingRate: 0.5 }', '{ name timezone settings { samplingRate } }'))).toEqual({
      name: 'Test',
      timezone: 'Asia/Kolkata',
      settings: { samplingRate: 0.5 },
    });
    expect(audit).toMatchObject([
      { action: 'website.update', actor: { subject: 'nina', address: '192.0.2.7' }, before: { timezone: 'UTC', samplingRate: 1 }, after: { timezone: 'Asia/Kolkata', samplingRate: 0.5 }, retention: 'long_term' },
    ]);
    expect(Object.keys(audit[0]?.after ?? {})).toEqual(['timezone', 'samplingRate']);
    expect(await problems(on('updateWebsite', 'set: {}'))).toEqual(['set: Nothing is to be different: say at least one setting.']);
    expect(await problems(on('updateWebsite', 'set: { name: null, samplingRate: 1.5 }'))).toHaveLength(2);
  }); // prettier-ignore

  test('pause, go on, get another tracking id and are deleted, which ends every grant at once', async () => {
    expect(await change('nina', on('pauseWebsite', '', '{ status }'))).toEqual({ status: 'PAUSED' });
    expect(await change('nina', on('resumeWebsite', '', '{ status }'))).toEqual({ status: 'ACTIVE' });
    const { trackingId } = await change('nina', on('replaceTrackingId', '', '{ trackingId }'));
    const [found] = await metadata.websitesByIds([site]);
    expect(trackingId).toBe(found?.trackingId);
    expect(await refusal('nina', on('deleteWebsite'))).toMatch(REFUSED);
    expect(await change('olivia', on('deleteWebsite', '', '{ status myRole }'))).toEqual({ status: 'DELETED', myRole: null });
    for (const subject of Object.values(PEOPLE))
      expect((await metadata.grantsOf(subject)).websites.map(({ id }) => id)).not.toContain(site);
    expect(await refusal('olivia', on('resumeWebsite'))).toMatch(REFUSED);
    expect(await refusal('olivia', on('createGoal', 'goal: { name: "a", type: EVENT, value: "b" }'))).toMatch(REFUSED);
  }); // prettier-ignore

  test('are added for people whom the server knows', async () => {
    expect(await refusal('stranger', create('Mine'))).toMatch(
      /a person that this server knows.*vernier user add/,
    );
    expect(await refusal('olivia', create('Mine'), { credential: { kind: 'key', id: 'k' } })).toMatch(/by an owner, signed in with a token/); // prettier-ignore
    expect(await refusal('olivia', create('Mine'), { role: 'reader' })).toMatch(/by an owner, signed in/);
    expect(audit.map(({ action, classification }) => [action, classification])).toEqual(Array(3).fill(['website.create.denied', 'confidential'])); // prettier-ignore
    for (const { after } of audit) expect(after).toMatchObject({ name: 'Mine' });
    expect(refreshed).toBe(0);
  });
});

describe('rights', () => {
  const goal = () => on('createGoal', 'goal: { name: "G", type: EVENT, value: "buy" }');
  const changes = (): readonly (readonly [string, 'editor' | 'admin' | 'owner'])[] => [
    [goal(), 'editor'],
    [on('updateGoal', 'id: "x", set: { name: "y" }'), 'editor'],
    [on('deleteGoal', 'id: "x"'), 'editor'],
    [on('createFunnel', 'funnel: { name: "F", steps: [{ name: "a", type: PAGE, value: "/a" }, { name: "b", type: PAGE, value: "/b" }] }'), 'editor'],
    [on('updateFunnel', 'id: "x", set: { name: "y" }'), 'editor'],
    [on('deleteFunnel', 'id: "x"'), 'editor'],
    [on('setCustomDimension', 'dimension: { index: 1, name: "tier", scope: USER }', '{ name }'), 'editor'],
    [on('removeCustomDimension', 'index: 1', '{ name }'), 'editor'],
    [on('setCustomMetric', 'metric: { index: 1, name: "value", type: TIME }', '{ name }'), 'editor'],
    [on('removeCustomMetric', 'index: 1', '{ name }'), 'editor'],
    [on('setWebsiteProperty', 'key: "a", value: "b"', '{ value }'), 'editor'],
    [on('removeWebsiteProperty', 'key: "a"', '{ value }'), 'editor'],
    [on('updateWebsite', 'set: { name: "N" }'), 'admin'],
    [on('pauseWebsite'), 'admin'],
    [on('resumeWebsite'), 'admin'],
    [on('replaceTrackingId'), 'admin'],
    [on('deleteWebsite'), 'owner'],
  ]; // prettier-ignore
  const RANK = ['viewer', 'editor', 'admin', 'owner'] as const;

  test('are those of the role on the website, in the same words as for a website that is not there', async () => {
    // Strongest right first for each change, and the deletion last, by whoever may.
    for (const [mutation, needed] of changes())
      for (const role of RANK) {
        const said = await refusal(PEOPLE[role], mutation);
        const words = `There is no such website, or you may not do this on it: that takes the right of ${needed}.`;
        if (RANK.indexOf(role) < RANK.indexOf(needed)) expect([mutation, said]).toEqual([mutation, words]);
        else expect([mutation, said]).not.toEqual([mutation, words]);
      }
  });

  test('are told in the same words for others’ websites, unknown ones and ids that are none', async () => {
    const ids = [
      'kumo-app',
      'no-such-website',
      'x'.repeat(100_000),
      'a\\u0000b',
      '',
      '../etc',
      "' OR 1=1 --",
    ];
    for (const [mutation] of changes()) {
      const said = new Set<string>();
      for (const id of ids) said.add(await refusal('olivia', mutation.replace(site, id)));
      expect([...said]).toEqual([expect.stringMatching(REFUSED)]);
    }
    expect(audit).toHaveLength(ids.length * changes().length);
    expect(Math.max(...audit.map((entry) => JSON.stringify(entry).length))).toBeLessThan(3_000);
  });

  test('are not widened by a credential for asking or for looking, nor by what a token claims', async () => {
    for (const [mutation] of changes()) {
      expect(await refusal('olivia', mutation, { credential: { kind: 'key', id: 'k' } })).toMatch(REFUSED);
      expect(await refusal('olivia', mutation, { role: 'analyst' })).toMatch(REFUSED);
    }
    for (const role of ['reader', 'analyst'] as const)
      expect(buildRoleSchema(catalogFor(shopCatalog(), role)).getMutationType()).toBeUndefined();
  });
});

describe('goals', () => {
  const FIELDS = '{ id name type match value worth }';
  const add = (goal: string) => on('createGoal', `goal: { ${goal} }`, FIELDS);

  test('are added, changed and deleted, with what they were in the audit log', async () => {
    const goal = await change('omar', add('name: "Buy", type: DESTINATION, value: "/done", worth: 12.5'));
    expect(goal).toEqual({ id: goal['id'], name: 'Buy', type: 'DESTINATION', match: 'EQUALS', value: '/done', worth: '12.5000' });
    const [kept] = (await metadata.goalsOfWebsites([site]))[0] ?? [];
    expect(kept).toMatchObject({ worth: '12.5000', value: '/done' });
    const id = `id: "${String(goal['id'])}"`;
    expect(await change('omar', on('updateGoal', `${id}, set: { match: REGEX, value: "^/done(/|$)", worth: null }`, FIELDS))).toMatchObject({ name: 'Buy', match: 'REGEX', worth: null });
    expect(await change('omar', on('updateGoal', `${id}, set: { type: DURATION, value: "090" }`, FIELDS))).toMatchObject({ type: 'DURATION', match: null, value: '90' });
    expect(await change('omar', on('deleteGoal', id, FIELDS))).toMatchObject({ name: 'Buy' });
    expect(await metadata.goalsOfWebsites([site])).toEqual([[]]);
    expect(audit.map(({ action, resourceId }) => [action, resourceId])).toEqual(['create', 'update', 'update', 'delete'].map((verb) => [`goal.${verb}`, goal['id']]));
    expect(audit[1]).toMatchObject({ before: { match: 'equals', value: '/done', worth: '12.5000' }, after: { match: 'regex', value: '^/done(/|$)', worth: null }, retention: 'medium_term' });
    expect(refreshed).toBe(4);
  }); // prettier-ignore

  test.each([
    ['name: "", type: EVENT, value: ""', ['goal.name: A name has 1 to 100 characters.', 'goal.value: An event action has 1 to 1000 characters.']],
    ['name: "a", type: DESTINATION, value: "done"', ['goal.value: A page path begins with "/". Did you mean "/done"?']],
    ['name: "a", type: DESTINATION, value: "https://x.example/done?a=1"', ['goal.value: A page path begins with "/". Did you mean "/done?a=1"?']],
    ['name: "a", type: DESTINATION, match: REGEX, value: "(a"', ['goal.value: The pattern is not a regular expression: check its brackets and repetitions.']],
    ['name: "a", type: EVENT, match: REGEX, value: "(?=a)"', ['goal.value: Looking ahead or behind, "(?=", "(?!", "(?<=", "(?<!", is not supported by re2.']],
    ['name: "a", type: DURATION, match: EQUALS, value: "long", worth: -1', ['goal.match: A threshold is reached or not, nothing is compared: leave "match" out.', 'goal.value: A duration is 1 to 86400 whole seconds, such as "120".', 'goal.worth: A worth is not negative, with up to 14 digits before the point and 4 behind it.']],
    ['name: "a", type: PAGES_PER_SESSION, value: "0"', ['goal.value: A goal is reached from 1 to 10000 whole pages on, such as "5".']],
    ['name: "a", type: EVENT, value: "b", worth: "1.23456"', ['goal.worth: A worth is not negative, with up to 14 digits before the point and 4 behind it.']],
  ])('refuse %s', async (goal, said) => {
    expect(await problems(add(goal))).toEqual(said);
    expect(await metadata.goalsOfWebsites([site])).toEqual([[]]);
  }); // prettier-ignore

  test('have names of their own, also when two are added at once', async () => {
    const said = await Promise.all(['Buy', 'BUY'].map((name) => refusal('omar', add(`name: "${name}", type: EVENT, value: "b"`)))); // prettier-ignore
    expect(said.toSorted()).toEqual([
      expect.stringMatching(/^The website has a goal of this name/),
      'not refused',
    ]);
    expect(await metadata.goalsOfWebsites([site])).toEqual([[expect.objectContaining({ type: 'event' })]]);
  });

  test('of another website are not reached through one’s own', async () => {
    expect(await refusal('olivia', on('deleteGoal', 'id: "kumo-signup"'))).toBe(await refusal('olivia', on('deleteGoal', 'id: "nowhere"'))); // prettier-ignore
    expect((await metadata.goalsOfWebsites(['kumo-app']))[0]?.map(({ id }) => id)).toContain('kumo-signup');
  });
});

describe('funnels', () => {
  const FIELDS = '{ id name description steps { name type match value } }';
  const step = (name: string, value: string, more = '') =>
    `{ name: "${name}", type: PAGE, value: "${value}"${more} }`;
  const add = (funnel: string) => on('createFunnel', `funnel: { ${funnel} }`, FIELDS);

  test('are added, changed and deleted', async () => {
    const steps = `steps: [${step('Cart', '/cart')}, ${step('Pay', '^/pay', ', match: REGEX')}]`;
    const funnel = await change('omar', add(`name: "Checkout", ${steps}`));
    expect(funnel).toMatchObject({ name: 'Checkout', description: null, steps: [{ name: 'Cart', match: 'EQUALS' }, { name: 'Pay', match: 'REGEX' }] });
    const id = `id: "${String(funnel['id'])}"`;
    expect(await change('omar', on('updateFunnel', `${id}, set: { description: "Who pays", steps: [${step('A', '/a')}, ${step('B', '/b')}, ${step('C', '/c')}] }`, FIELDS))).toMatchObject({ name: 'Checkout', description: 'Who pays', steps: { length: 3 } });
    expect(audit[1]).toMatchObject({ action: 'funnel.update', before: { description: null, steps: { length: 2 } } });
    expect(await change('omar', on('deleteFunnel', id, FIELDS))).toMatchObject({ name: 'Checkout' });
    expect(await metadata.funnelsOfWebsites([site])).toEqual([[]]);
  }); // prettier-ignore

  test('say everything that is wrong at once', async () => {
    expect(await problems(add(`name: "home to docs", steps: [${step('A', 'a')}, ${step('a', '(', ', match: REGEX')}]`))).toEqual([
      'funnel.name: The catalog has a funnel of this name, which is asked for in the same place: choose another.',
      'funnel.steps.0.value: A page path begins with "/". Did you mean "/a"?',
      'funnel.steps.1.name: An earlier step has this name: rows of an answer are told apart by it.',
      'funnel.steps.1.value: The pattern is not a regular expression: check its brackets and repetitions.',
    ]);
    expect(await problems(add(`name: "a", steps: [${step('A', '/a')}]`))).toEqual(['funnel.steps: A funnel has 2 to 32 steps, in the order in which they are taken.']);
    const many = Array.from({ length: 500 }, () => step('', 'x')).join();
    expect((await problems(add(`name: "a", steps: [${many}]`))).length).toBeLessThan(100);
  }); // prettier-ignore
});

describe('custom definitions', () => {
  test('name a slot, name it anew and take the name away', async () => {
    expect(await change('omar', on('setCustomDimension', 'dimension: { index: 20, name: "tier", scope: USER, description: "Loyalty" }', '{ index name scope description }'))).toEqual({ index: 20, name: 'tier', scope: 'USER', description: 'Loyalty' });
    expect(await change('omar', on('setCustomDimension', 'dimension: { index: 20, name: "Tier", scope: HIT }', '{ name description }'))).toEqual({ name: 'Tier', description: null });
    expect(await change('omar', on('setCustomMetric', 'metric: { index: 20, name: "basket", type: CURRENCY }', '{ index type }'))).toEqual({ index: 20, type: 'CURRENCY' });
    expect(await metadata.customDefinitionsOfWebsites([site])).toMatchObject([{ dimensions: [{ index: 20, name: 'Tier', scope: 'hit' }], metrics: [{ index: 20, name: 'basket' }] }]);
    expect(await change('omar', on('removeCustomMetric', 'index: 20', '{ name }'))).toEqual({ name: 'basket' });
    expect(await problems(on('removeCustomMetric', 'index: 20', '{ name }'))).toEqual(["index: Slot 20 of the website's custom metrics has no name."]);
    expect(audit.map(({ action }) => action)).toEqual(['custom_dimension.set', 'custom_dimension.set', 'custom_metric.set', 'custom_metric.remove', 'custom_metric.remove.denied']);
    expect(audit[0]?.before).toBeUndefined();
    expect(audit[1]?.before).toMatchObject({ name: 'tier' });
  }); // prettier-ignore

  test('have slots 1 to 20 and names that are their own', async () => {
    await change('omar', on('setCustomDimension', 'dimension: { index: 1, name: "tier", scope: USER }', '{ name }'));
    expect(await problems(on('setCustomDimension', 'dimension: { index: 21, name: "Customer tier", scope: USER }', '{ name }'))).toEqual([
      'dimension.index: The slot of a custom dimension is 1 to 20: the column custom_dimension_1 to custom_dimension_20 of events.',
      'dimension.name: A name has up to 64 letters, digits and "_", and begins with a letter: it is asked for by this name. Did you mean "customerTier"?',
    ]);
    for (const mutation of ['setCustomDimension", "dimension: { index: 2, name: \\"TIER\\", scope: HIT }', 'setCustomMetric", "metric: { index: 1, name: \\"TIER\\", type: TIME }'].map((text) => JSON.parse(`["${text}"]`) as [string, string]))
      expect(await problems(on(...mutation, '{ name }'))).toEqual([expect.stringMatching(/name: Slot 1 of the website's custom dimensions has this name/)]);
  }); // prettier-ignore
});

describe('properties', () => {
  test('are set, set anew and removed', async () => {
    const set = (key: string, value: string) => on('setWebsiteProperty', `key: "${key}", value: "${value}"`, '{ key value }');
    expect(await change('omar', set('plan', 'gold'))).toEqual({ key: 'plan', value: 'gold' });
    expect(await change('omar', set('plan', 'silver'))).toEqual({ key: 'plan', value: 'silver' });
    expect(await metadata.propertiesOfWebsites([site])).toMatchObject([[{ key: 'plan', value: 'silver' }]]);
    expect(await change('omar', on('removeWebsiteProperty', 'key: "plan"', '{ value }'))).toEqual({ value: 'silver' });
    expect(await metadata.propertiesOfWebsites([site])).toEqual([[]]);
    expect(audit).toMatchObject([{ after: { value: 'gold' } }, { before: { value: 'gold' }, after: { value: 'silver' } }, { before: { value: 'silver' } }]);
    expect(await problems(set('Plan!', ''))).toHaveLength(2);
  }); // prettier-ignore
});

describe('inputs that are too large', () => {
  test.each([
    ['a name', 'updateWebsite', 'set: { name: $text }', '{ id }'],
    ['a domain', 'updateWebsite', 'set: { domain: $text }', '{ id }'],
    ['a zone', 'updateWebsite', 'set: { timezone: $text }', '{ id }'],
    ['a currency', 'updateWebsite', 'set: { currency: $text }', '{ id }'],
    ['a pattern', 'createGoal', 'goal: { name: "a", type: EVENT, match: REGEX, value: $text }', '{ id }'],
    ['a name of a goal', 'createGoal', 'goal: { name: $text, type: EVENT, value: "a" }', '{ id }'],
    ['a key', 'setWebsiteProperty', 'key: $text, value: "a"', '{ value }'],
    ['a value', 'setWebsiteProperty', 'key: "a", value: $text', '{ value }'],
    ['a custom name', 'setCustomMetric', 'metric: { index: 1, name: $text, type: TIME }', '{ name }'],
  ])('%s is refused, shortly', async (_, ...[verb, rest, fields]) => {
    const began = performance.now();
    const said = await problems(on(verb, rest, fields), { text: 'Ⅷ'.repeat(300_000) });
    expect(said.length).toBeGreaterThan(0);
    expect(said.join().length).toBeLessThan(1_000);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(JSON.stringify(audit).length).toBeLessThan(5_000);
  });
});
