import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { catalogFor } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { NOW, shopCatalog } from './graphqlFixture.js';
import { answering } from '../support/askedWarehouse.js';

let metadata: Metadata;
beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
});
afterAll(() => metadata.close());

const ROLES = { rafael: 'reader', olivia: 'owner', nobody: 'owner', ana: 'analyst' } as const;

async function ask(
  subject: keyof typeof ROLES,
  source: string,
  reader: MetadataReader = metadata,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer has the shape of its question
): Promise<any> {
  const role = ROLES[subject];
  const catalog = catalogFor(shopCatalog(), role);
  const grants = await metadata.grantsOf(subject);
  const attributes = new Map<string, readonly string[]>([
    ['websites', grants.websites.map(({ id }) => id)],
    ['tenants', grants.tenants],
  ]);
  const context = createRequestContext({
    viewer: { subject, role, attributes },
    catalog,
    metadata: reader,
    warehouse: answering(() => Promise.reject(new Error('This test asks no warehouse.'))),
    now: NOW,
    requestId: 'test',
    limits: { maxResultRows: 1000, maxSeconds: 2.5, queriesPerMinute: 60 },
  });
  const { data, errors } = await executeDocument({ schema: buildRoleSchema(catalog), context, source });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

describe('viewer', () => {
  test('says who asks and what they may do', async () => {
    expect(
      await ask(
        'rafael',
        '{ viewer { subject role tenants attributes { name values } limits { maxRows maxBytes maxSeconds maxViews maxQueriesPerMinute maxConcurrentQueries maxBodyBytes document { maxTokens maxRepeats } } } }',
      ),
    ).toEqual({
      viewer: {
        subject: 'rafael',
        role: 'READER',
        tenants: ['northwind'],
        attributes: [
          { name: 'websites', values: ['aurora-shop', 'kumo-app'] },
          { name: 'tenants', values: ['northwind'] },
        ],
        limits: {
          maxRows: 1000,
          maxBytes: null,
          maxSeconds: 2.5,
          maxViews: 50,
          maxQueriesPerMinute: 60,
          maxConcurrentQueries: null,
          maxBodyBytes: 1_048_576,
          document: { maxTokens: 20_000, maxRepeats: 50 },
        },
      },
    });
  });

  test('has the websites of the role, and no others', async () => {
    const source = '{ viewer { websites { id domain timezone currency status myRole owner { id name } } } }';
    const rafael = await ask('rafael', source);
    expect(rafael.viewer.websites).toEqual([
      expect.objectContaining({
        id: 'aurora-shop',
        domain: 'aurora.example',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        status: 'ACTIVE',
        myRole: 'VIEWER',
        owner: expect.objectContaining({ id: 'olivia' }),
      }),
      expect.objectContaining({
        id: 'kumo-app',
        myRole: 'VIEWER',
        owner: expect.objectContaining({ id: 'omar' }),
      }),
    ]);
    const olivia = await ask('olivia', source);
    expect(
      olivia.viewer.websites.map(({ id, myRole }: { id: string; myRole: string }) => [id, myRole]),
    ).toEqual([
      ['aurora-shop', 'OWNER'],
      ['pampa-market', 'OWNER'],
      ['tidal-news', 'OWNER'],
    ]);
    const ana = await ask('ana', source);
    expect(ana.viewer.websites).toHaveLength(6);
    expect((await ask('nobody', source)).viewer.websites).toEqual([]);
  });

  test('reads what stands in other tables once for all websites', async () => {
    const calls: string[] = [];
    const counting = new Proxy(metadata, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          calls.push(String(name));
          return Reflect.apply(member, target, args);
        };
      },
    });
    const data = await ask(
      'olivia',
      `{ viewer { websites { id goals { name type match value worth } funnels { name steps { name type match value } } properties { key value } settings { dataRetentionDays samplingRate botFiltering ipAnonymisation }
         customDimensions { index name scope } customMetrics { index name type } grants { role person { id name } grantedBy { id } grantedAt } owner { name } } } }`,
      counting,
    );
    expect(calls.toSorted()).toEqual([
      'customDefinitionsOfWebsites',
      'funnelsOfWebsites',
      'goalsOfWebsites',
      'grantsOf',
      'permissionsOfWebsites',
      'propertiesOfWebsites',
      'usersByIds',
      'usersByIds',
      'websitesByIds',
    ]);
    const [aurora] = data.viewer.websites;
    expect(aurora.goals.length).toBeGreaterThan(0);
    expect(aurora.funnels[0].steps.length).toBeGreaterThan(1);
    expect(aurora.grants).toContainEqual(
      expect.objectContaining({ role: 'VIEWER', person: { id: 'rafael', name: expect.any(String) } }),
    );
    expect(aurora.settings.dataRetentionDays).toBe(426);
  });
});

describe('catalog', () => {
  test('lists what the role may ask for, with SQL for analysts', async () => {
    const data = await ask(
      'ana',
      '{ catalog { datasets { name sql timeDimension dimensions { name type sql } measures { name type unit sql } metrics { name kind type } segments { name sql } relationships { name to cardinality sql } } } }',
    );
    const visits = data.catalog.datasets.find(({ name }: { name: string }) => name === 'visits');
    expect(visits).toMatchObject({ sql: 'shop.visits', timeDimension: 'started' });
    expect(visits.dimensions).toContainEqual({ name: 'siteId', type: 'STRING', sql: 'site_id' });
    expect(visits.measures).toContainEqual({
      name: 'duration',
      type: 'INTEGER',
      unit: 'second',
      sql: 'sum(seconds)',
    });
    expect(visits.metrics).toEqual([{ name: 'perPerson', kind: 'RATIO', type: 'FLOAT' }]);
    expect(visits.segments).toContainEqual({ name: 'paid', sql: 'price > 0' });
    expect(visits.relationships).toEqual([
      { name: 'site', to: 'sites', cardinality: 'MANY_TO_ONE', sql: 'site_id = id' },
    ]);
    const sites = data.catalog.datasets.find(({ name }: { name: string }) => name === 'sites');
    expect(sites.relationships).toContainEqual({
      name: 'visits',
      to: 'visits',
      cardinality: 'ONE_TO_MANY',
      sql: 'id = site_id',
    });
  });

  test('lists grains and choices as a question names them', async () => {
    const data = await ask(
      'ana',
      '{ catalog { datasets { name dimensions { name choices grains { name description } } measures { timeDimension } } } }',
    );
    const visits = data.catalog.datasets.find(({ name }: { name: string }) => name === 'visits');
    expect(visits.dimensions).toEqual(
      expect.arrayContaining([
        { name: 'started', choices: [], grains: [{ name: 'HALF_DAY', description: 'Twelve hours.' }] },
        { name: 'label', choices: ['PAGE', 'SITE_AND_PAGE'], grains: [] },
        { name: 'page', choices: [], grains: [] },
      ]),
    );
    expect(visits.measures[0]).toEqual({ timeDimension: null });
  });

  test('does not list what is hidden', async () => {
    const data = await ask(
      'rafael',
      '{ catalog { datasets { name certified synonyms dimensions { name } measures { name } } } }',
    );
    const visits = data.catalog.datasets.find(({ name }: { name: string }) => name === 'visits');
    expect(visits.dimensions.map(({ name }: { name: string }) => name)).not.toContain('person');
    expect(visits.measures.map(({ name }: { name: string }) => name)).toContain('people');
    expect((await ask('olivia', '{ catalog { datasets { name } } }')).catalog.datasets).toEqual([]);
  });
});
