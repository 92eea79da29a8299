import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { catalogFor, defineCatalog, type Catalog, type Role } from '../../src/metrics/index.js';
import { createRequestContext, createWebsiteSettings, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { changer } from '../support/changes.js';
import { openFixture } from '../support/openFixture.js';

/** Settings as people change them, and what questions make of them: four visits at aa and four at bb, two and one of them of programs. */

let warehouse: Warehouse;
let metadata: Metadata;
let catalog: Catalog;
let settings: ReturnType<typeof createWebsiteSettings>;

beforeAll(async () => {
  warehouse = await openFixture();
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
  await metadata.insertMissing({
    websites: ['aa', 'bb'].map((id) => ({
      id,
      trackingId: id,
      name: id,
      domain: `${id}.example`,
      ownerId: 'nina',
    })),
  });
  const bySite = { rows: { siteId: { in: '$websites' } } };
  const { catalog: defined, issues } = defineCatalog([
    {
      dataset: 'visits',
      description: 'Visits.',
      source: 'fixture.visits',
      primaryKey: ['visit_id'],
      time: 'started',
      dimensions: {
        siteId: { type: 'string', sql: 'site_id' },
        started: { type: 'time', sql: 'started_at' },
        user: { type: 'string', sql: 'user_id' },
        isBot: { type: 'boolean', sql: 'bounced' },
      },
      measures: { visits: { agg: 'count' }, visitors: { agg: 'uniqExact', sql: 'user_id' } },
      website: { id: 'siteId', bots: 'isBot', sampled: true },
      access: { analyst: { rows: 'all' }, owner: bySite, reader: { ...bySite, hide: ['isBot'] } },
    },
  ]);
  expect(issues).toEqual([]);
  catalog = defined;
});
beforeEach(async () => {
  settings = createWebsiteSettings(metadata);
  for (const id of ['aa', 'bb']) await set(id, 'timezone: "UTC", botFiltering: false, samplingRate: 1');
});
afterAll(async () => {
  await warehouse.close();
  await metadata.close();
});

/** Nina owns both. */
async function set(website: string, values: string): Promise<void> {
  const { send } = changer({ metadata, catalog, audit: [], websiteSettings: settings });
  const { message } = await send(
    'nina',
    `mutation { updateWebsite(website: "${website}", set: { ${values} }) { id } }`,
  );
  expect(message).toBeUndefined();
}

interface Asked {
  readonly websites?: readonly string[];
  readonly known?: typeof settings;
}

async function ask(role: Role, source: string, { websites = ['aa', 'bb'], known = settings }: Asked = {}) {
  const roleCatalog = catalogFor(catalog, role);
  const context = createRequestContext({
    viewer: { subject: 'somebody', role, attributes: new Map([['websites', websites]]) },
    catalog: roleCatalog,
    warehouse,
    metadata,
    websiteSettings: known,
    now: new Date('2024-03-05T12:00:00Z'),
    requestId: 'settings',
  });
  const { data, errors } = await executeDocument({ schema: buildRoleSchema(roleCatalog), context, source });
  return errors?.[0]?.message ?? (JSON.parse(JSON.stringify(data)) as { visits: unknown }).visits;
}

const TOTALS = '{ visits { totals { visits visitors } } }';
const INFO = '{ visits { totals { visits visitors } info { settings { timezone botsLeftOut sampled { website rate } storedOnly } } } }'; // prettier-ignore

test('act from the next question on', async () => {
  expect(await ask('owner', TOTALS)).toEqual({ totals: { visits: 8, visitors: 5 } });
  await set('aa', 'botFiltering: true');
  expect(await ask('owner', TOTALS)).toEqual({ totals: { visits: 6, visitors: 4 } });
  await set('bb', 'samplingRate: 0.1');
  expect(await ask('owner', TOTALS)).toEqual({ totals: { visits: 42, visitors: 4 } });
  await set('bb', 'botFiltering: true');
  expect(await ask('owner', TOTALS)).toEqual({ totals: { visits: 32, visitors: 4 } });
});

test('act on servers that did not change them, too, once they read them anew', async () => {
  const other = createWebsiteSettings(metadata);
  await set('aa', 'samplingRate: 0.5');
  expect(await ask('owner', TOTALS, { websites: ['aa'], known: other })).toEqual({
    totals: { visits: 8, visitors: 3 },
  });
});

test('are told to whoever asks, of the websites that they see', async () => {
  await set('aa', 'botFiltering: true, samplingRate: 0.25, timezone: "Europe/Berlin"');
  await set('bb', 'botFiltering: true, samplingRate: 0.5, timezone: "Europe/Berlin"');
  const acted = {
    timezone: 'Europe/Berlin',
    botsLeftOut: ['aa'],
    sampled: [{ website: 'aa', rate: 0.25 }],
    storedOnly: ['visitors'],
  };
  for (const role of ['owner', 'reader'] as const)
    expect(await ask(role, INFO, { websites: ['aa'] })).toEqual({
      totals: { visits: 8, visitors: 2 },
      info: [{ settings: acted }],
    });
  expect(await ask('owner', '{ visits(where: { siteId: { eq: "aa" } }) { totals { visits visitors } info { settings { timezone botsLeftOut sampled { website rate } storedOnly } } } }')).toEqual(await ask('owner', INFO, { websites: ['aa'] })); // prettier-ignore
  expect(
    await ask('analyst', '{ visits { totals { visits } info { settings { botsLeftOut } } } }'),
  ).toMatchObject({
    info: [{ settings: { botsLeftOut: expect.arrayContaining(['aa', 'bb', 'aurora-shop']) as unknown } }],
  });
});

test('hold for a role that cannot see which rows are those of programs', async () => {
  await set('aa', 'botFiltering: true');
  expect(await ask('reader', TOTALS, { websites: ['aa'] })).toEqual({ totals: { visits: 2, visitors: 2 } });
  expect(await ask('reader', '{ visits(where: { isBot: { eq: true } }) { totals { visits } } }', { websites: ['aa'] })).toContain('isBot'); // prettier-ignore
  expect(
    await ask('owner', '{ visits(where: { isBot: { eq: true } }) { totals { visits } } }', {
      websites: ['aa'],
    }),
  ).toEqual({
    totals: { visits: 2 },
  });
});

test('say where days begin, and refuse to guess', async () => {
  await set('aa', 'timezone: "Asia/Tokyo"');
  await set('bb', 'timezone: "America/New_York"');
  const days = (scope: string) => `{ visits${scope} { rows { day: started(grain: DAY) visits } } }`;
  // Half past eleven in the evening is the next day in Tokyo.
  expect(await ask('owner', days(''), { websites: ['aa'] })).toEqual({
    rows: [
      { day: '2024-03-01', visits: 1 },
      { day: '2024-03-02', visits: 1 },
      { day: '2024-03-03', visits: 2 },
    ],
  });
  const refusal = await ask('owner', days(''));
  expect(refusal).toContain('Asia/Tokyo (aa), America/New_York (bb)');
  expect(refusal).toContain('"timezone"');
  expect(await ask('owner', days('(timezone: "UTC", where: { siteId: { eq: "aa" } })'))).toMatchObject({
    rows: [{ day: '2024-03-01', visits: 2 }, { visits: 2 }],
  });
  expect(await ask('owner', INFO)).toMatchObject({ info: [{ settings: { timezone: null } }] });
  // What is not granted says nothing of its zone: as if there were no such website.
  expect(await ask('owner', days('(where: { siteId: { eq: "bb" } })'), { websites: ['aa'] })).toEqual({
    rows: [],
  });
  expect(await ask('owner', days('(where: { siteId: { eq: "none" } })'), { websites: ['aa'] })).toEqual({
    rows: [],
  });
});
