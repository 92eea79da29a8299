import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, killAll, packageFolder, vernier } from '../support/processes.js';
import {
  ask,
  startServerProcess,
  temporaryFolder,
  testSettings,
  type ServerProcess,
} from '../support/server.js';

/** Names of the demo's websites over HTTP and on the command line, as one real process with the shipped catalog. */

const data = temporaryFolder();
const settings = testSettings(data.folder, {
  VERNIER_CATALOG: path.join(packageFolder, 'catalog'),
  VERNIER_DEMO: '4000',
});
let server: ServerProcess;
let tokens: Readonly<Record<'analyst' | 'owner' | 'reader', string>>;

beforeAll(async () => {
  build();
  server = await startServerProcess(settings);
  const [analyst, owner, reader] = await Promise.all([
    tokenOf('analyst', 'ana'),
    tokenOf('owner', 'keeper-of-one', '--attribute', 'websites=aurora-shop'),
    tokenOf('reader', 'reader-of-one', '--attribute', 'websites=kumo-app'),
  ]);
  tokens = { analyst, owner, reader };
}, 300_000);
afterAll(async () => {
  await killAll();
  data.remove();
});

async function tokenOf(role: string, subject: string, ...more: string[]): Promise<string> {
  const { stdout } = await vernier(['token', '--role', role, '--subject', subject, ...more], settings)
    .finished;
  return stdout.trim();
}

/** What a role is told: the scope `events`, or the messages and codes of a refusal. */
async function told(role: keyof typeof tokens, views: string): Promise<unknown> {
  const answer = await ask(server.url, tokens[role], `{ events(timezone: "UTC") { ${views} } }`);
  const { data: found, errors } = answer.json();
  return errors === undefined
    ? found?.['events']
    : {
        status: answer.status,
        said: errors.map(({ message }) => message),
        issues: errors[0]?.extensions.issues?.length,
      };
}

const TIERS = 'rows(limit: 2) { custom(name: "customerTier") websiteId n: goal(name: "Purchase") }';

test('an owner asks by the names of the own website, an analyst by those of all', async () => {
  const [own, all] = (await Promise.all([told('owner', TIERS), told('analyst', TIERS)])) as {
    rows: { websiteId: string }[];
  }[];
  expect(new Set(own?.rows.map(({ websiteId }) => websiteId))).toEqual(new Set(['aurora-shop']));
  expect(all?.rows).toHaveLength(2);
  const named =
    'totals { a: goal(name: "Purchase") b: goal(name: "Purchase", show: VALUE) } values(custom: "customerTier")';
  const numbered =
    'totals { a: sessions(where: { websiteId: { eq: "aurora-shop" }, eventType: { eq: "pageview" }, pagePath: { eq: "/checkout/complete" } }) } values(of: customDimension1)';
  const [byName, byHand] = (await Promise.all([told('owner', named), told('owner', numbered)])) as { totals: { a: number; b: number }; values: string[] }[]; // prettier-ignore
  expect(byName?.totals.a).toBe(byHand?.totals.a);
  expect(byName?.totals.b).toBe(48 * (byHand?.totals.a ?? NaN));
  expect(byName?.values).toEqual(byHand?.values);
  expect(byName?.values.length).toBeGreaterThan(0);
});

test('a reader of another website is told what anybody is told of a name that nobody has', async () => {
  const refusal = async (name: string) =>
    JSON.stringify(await told('reader', `rows { custom(name: "${name}") }`)).replaceAll(name, 'NAME');
  expect(await refusal('customerTier')).toBe(await refusal('qqqqqqqqqqqq'));
  expect(
    await told(
      'reader',
      'rows { custom(name: "customerTier") goal(name: "Purchase") } funnel(name: "Checkout") { step }',
    ),
  ).toMatchObject({ status: 400, issues: 3 });
  expect(
    await told('reader', 'rows { custom(name: "plan") } funnel(name: "Activation") { name }'),
  ).toMatchObject({ funnel: [{ name: 'Pricing' }, { name: 'Sign-up' }] });
});

test('the viewer’s websites list the names', async () => {
  const answer = await ask(
    server.url,
    tokens.reader,
    '{ viewer { websites { id customDimensions { name } goals { name } funnels { name } } } }',
  );
  const { websites } = answer.json().data?.['viewer'] as {
    websites: { id: string; customDimensions: unknown; funnels: unknown }[];
  };
  expect(websites.find(({ id }) => id === 'kumo-app')).toMatchObject({
    customDimensions: [{ name: 'plan' }],
    funnels: [{ name: 'Activation' }],
  });
});

test('a question from a file names them, too', async () => {
  const file = path.join(data.folder, 'names.json');
  writeFileSync(file, JSON.stringify({
    dataset: 'events', view: 'totals', timezone: 'UTC', where: { websiteId: { eq: 'aurora-shop' } },
    select: [{ field: 'goal', name: 'Purchase', as: 'orders' }, { field: 'customMetric', name: 'cartValue', agg: 'MAX', as: 'largest' }],
  })); // prettier-ignore
  const { code, stdout, stderr } = await vernier(['query', file, '--format', 'json'], settings).finished;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.stringify(JSON.parse(stdout))).toContain('orders');
  writeFileSync(file, JSON.stringify({ dataset: 'events', select: [{ field: 'goal', name: 'Purchas' }] }));
  const refused = await vernier(['query', file], settings).finished;
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(
    'There is no goal "Purchas" on the websites that you may see. Did you mean "Purchase"?',
  );
});
