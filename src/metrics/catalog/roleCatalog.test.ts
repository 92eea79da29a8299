import { describe, expect, it } from 'vitest';
import type { DatasetSpec, PolicySpec } from './catalogSpec.js';
import { defineCatalog } from './defineCatalog.js';
import type { Catalog, Dataset } from './definitions.js';
import { catalogFor } from './roleCatalog.js';

const VISITS: DatasetSpec = {
  dataset: 'visits',
  description: '',
  source: 'web.visits',
  primaryKey: ['visit_id'],
  time: 'at',
  dimensions: {
    at: { type: 'time' },
    country: { type: 'string' },
    userId: { type: 'string', sql: 'user_id' },
    isKnown: { type: 'boolean', sql: "user_id != ''" },
    firstName: { type: 'string', sql: 'first_name' },
    fullName: { type: 'string', sql: "concat(first_name, ' ', last_name)" },
    initial: { type: 'string', sql: 'left(last_name, 1)' },
    email: { type: 'string', sql: 'payload.email' },
    plan: { type: 'string', sql: 'payload.plan' },
    everything: { type: 'string', sql: 'toString(payload)' },
    qualified: { type: 'string', sql: 'visits.user_id' },
  },
  measures: {
    visits: { agg: 'count' },
    users: { agg: 'uniq', sql: 'user_id', exposes: 'aggregate' },
    lastUser: { agg: 'max', sql: 'user_id', type: 'string' },
    known: { agg: 'count', filter: "user_id != ''" },
    revenue: { agg: 'sum', sql: 'revenue' },
  },
  segments: { staff: { sql: "user_id LIKE 'staff%'" }, domestic: { sql: "country = 'DE'" } },
  metrics: {
    visitsPerUser: { ratio: ['visits', 'users'] },
    knownShare: { ratio: ['known', 'visits'] },
    twiceKnown: { derived: 'knownShare * 2' },
    staffVisits: { filtered: { of: 'visits', where: "user_id LIKE 'staff%'" } },
    perVisit: { ratio: ['revenue', 'visits'] },
    growth: { retention: { entity: 'userId', grain: 'week', periods: 2 } },
    byAge: {
      retention: { entity: 'user.age', grain: 'week', periods: 2, cohortEvent: { segments: ['domestic'] } },
    },
    toBusiness: {
      funnel: {
        entity: 'country',
        window: { n: 1, unit: 'day' },
        steps: [{ name: 'all' }, { name: 'staff', where: "payload.plan = 'business'" }],
      },
    },
    toShop: {
      funnel: {
        entity: 'country',
        window: { n: 1, unit: 'day' },
        steps: [{ name: 'all' }, { name: 'shop', where: { shop: { id: { eq: 'a' } } } }],
      },
    },
  },
  relationships: {
    user: { to: 'users', on: { user_id: 'id' }, cardinality: 'many-to-one' },
    shop: { to: 'shops', on: { shop_id: 'id' }, cardinality: 'many-to-one' },
    events: { to: 'shops', on: { shop_id: 'id' }, cardinality: 'one-to-many' },
  },
};
const USERS: DatasetSpec = {
  dataset: 'users',
  description: '',
  source: 'web.users',
  dimensions: { id: { type: 'string' }, age: { type: 'integer' } },
  access: { reader: { rows: 'all' } },
};
const SHOPS: DatasetSpec = {
  dataset: 'shops',
  description: '',
  source: 'web.shops',
  dimensions: { id: { type: 'string' } },
};

function catalogWith(
  reader: PolicySpec | undefined,
  shops: PolicySpec | undefined = { rows: 'all' },
): Catalog {
  const { catalog, issues } = defineCatalog([
    { ...VISITS, access: reader === undefined ? undefined : { reader } },
    USERS,
    { ...SHOPS, access: shops === undefined ? undefined : { reader: shops } },
  ]);
  expect(issues).toEqual([]);
  return catalog;
}

const visible = (reader: PolicySpec, shops?: PolicySpec): Dataset =>
  catalogFor(catalogWith(reader, shops), 'reader').datasets.get('visits') as Dataset;
const names = (members: ReadonlyMap<string, unknown>): readonly string[] => [...members.keys()];

describe('catalogFor', () => {
  it('shows everything that is served to a role from which nothing is hidden', () => {
    const dataset = visible({ rows: 'all' });
    expect(names(dataset.dimensions)).toEqual(Object.keys(VISITS.dimensions ?? {}));
    expect(names(dataset.measures)).toEqual(Object.keys(VISITS.measures ?? {}));
    expect([...names(dataset.metrics), ...(dataset.presets?.keys() ?? [])]).toEqual(
      Object.keys(VISITS.metrics ?? {}),
    );
    expect(names(dataset.segments)).toEqual(['staff', 'domestic']);
    expect(names(dataset.relationships)).toEqual(['user', 'shop', 'events']);
  });

  it('hides what reads a hidden column, except measures that may be asked as aggregates', () => {
    const dataset = visible({ rows: 'all', hide: ['userId'] });
    expect(names(dataset.dimensions)).toEqual([
      'at',
      'country',
      'firstName',
      'fullName',
      'initial',
      'email',
      'plan',
      'everything',
    ]);
    expect(names(dataset.measures)).toEqual(['visits', 'users', 'revenue']);
    expect(names(dataset.metrics)).toEqual(['visitsPerUser', 'perVisit']);
    expect(names(dataset.segments)).toEqual(['domestic']);
    expect(names(dataset.relationships)).toEqual(['shop', 'events']);
  });

  it('hides a column under each name that ClickHouse takes for it', () => {
    const dataset = visible({ rows: 'all', hide: ['qualified'] });
    expect(dataset.dimensions.has('userId')).toBe(false);
    expect(names(dataset.measures)).toEqual(['visits', 'users', 'revenue']);
  });

  it('hides every column of a computed dimension but those that are shown as they are', () => {
    const dataset = visible({ rows: 'all', hide: ['fullName'] });
    expect(dataset.dimensions.has('firstName')).toBe(true);
    expect(dataset.dimensions.has('initial')).toBe(false);
  });

  it('hides a column although another dimension shows it', () => {
    expect(visible({ rows: 'all', hide: ['firstName'] }).dimensions.has('fullName')).toBe(false);
  });

  it('tells the parts of a column apart, and the whole from its parts', () => {
    const dataset = visible({ rows: 'all', hide: ['email'] });
    expect(dataset.dimensions.has('plan')).toBe(true);
    expect(dataset.dimensions.has('everything')).toBe(false);
  });

  it('hides the column of each choice of a dimension', () => {
    const { catalog } = defineCatalog([
      {
        ...USERS,
        dimensions: {
          who: { type: 'string', choices: { id: 'user_id', mail: 'email' } },
          address: { type: 'string', sql: 'lower(email)' },
          age: { type: 'integer' },
        },
        access: { reader: { rows: 'all', hide: ['who'] } },
      },
    ]);
    const users = catalogFor(catalog, 'reader').datasets.get('users') as Dataset;
    expect(names(users.dimensions)).toEqual(['age']);
  });

  it('takes what is only called otherwise for the column that it is', () => {
    const dataset: DatasetSpec = {
      dataset: 'calls',
      description: '',
      source: 'web.calls',
      dimensions: {
        caller: { type: 'string', sql: '`caller id`' },
        number: { type: 'string', sql: '{caller}' },
        start: { type: 'string', sql: 'left({caller}, 3)' },
        country: { type: 'string' },
      },
      measures: { calls: { agg: 'count' } },
      access: { reader: { rows: 'all', hide: ['number'] } },
    };
    const calls = catalogFor(defineCatalog([dataset]).catalog, 'reader').datasets.get('calls');
    expect([...(calls?.dimensions.keys() ?? [])]).toEqual(['country']);
  });

  it('hides metrics that need a hidden measure', () => {
    const dataset = visible({ rows: 'all', hide: ['revenue', 'knownShare'] });
    expect(dataset.measures.has('revenue')).toBe(false);
    expect(dataset.measures.has('known')).toBe(true);
    expect(names(dataset.metrics)).toEqual(['visitsPerUser', 'staffVisits']);
  });

  it('hides funnels and retentions whose entity, segments or conditions it does not see', () => {
    const presets = (...args: Parameters<typeof visible>) => [...(visible(...args).presets?.keys() ?? [])];
    expect(presets({ rows: 'all', hide: ['userId'] })).toEqual(['toBusiness', 'toShop']);
    expect(presets({ rows: 'all', hide: ['user'] })).toEqual(['growth', 'toBusiness', 'toShop']);
    expect(presets({ rows: 'all', hide: ['domestic', 'toShop'] })).toEqual(['growth', 'toBusiness']);
    expect(presets({ rows: 'all', hide: ['plan'] })).toEqual(['growth', 'byAge', 'toShop']);
    expect(presets({ rows: 'all' }, { rows: 'all', hide: ['id'] })).toEqual([
      'growth',
      'byAge',
      'toBusiness',
    ]);
    expect(presets({ rows: 'all', hide: ['country'] })).toEqual(['growth']);
  });

  it('loses the default time and the key with their columns', () => {
    expect(visible({ rows: 'all', hide: ['at'] }).time).toBeUndefined();
    expect(visible({ rows: 'all', hide: ['country'] })).toMatchObject({
      time: 'at',
      primaryKey: [{ text: 'visit_id' }],
    });
  });

  it('leaves out datasets without a policy, and the ways by what is masked', () => {
    expect(catalogFor(catalogWith(undefined), 'reader').datasets.has('visits')).toBe(false);
    expect(names(catalogFor(catalogWith({ rows: 'all' }), 'owner').datasets)).toEqual([]);
    expect(names(visible({ rows: 'all' }, { rows: 'all', mask: { id: 'null' } }).relationships)).toEqual([
      'user',
    ]);
  });

  it('leaves out ways that join on a column hidden at the other end', () => {
    expect(names(visible({ rows: 'all' }, { rows: 'all', hide: ['id'] }).relationships)).toEqual(['user']);
  });

  it('is made once for a catalog and role, and keeps the definitions for policies', () => {
    const catalog = catalogWith({ rows: { country: { in: ['DE'] } }, hide: ['country'] });
    const reader = catalogFor(catalog, 'reader');
    expect(catalogFor(catalog, 'reader')).toBe(reader);
    expect(reader.datasets.get('visits')?.dimensions.has('country')).toBe(false);
    expect(reader.definitions.datasets.get('visits')?.dimensions.has('country')).toBe(true);
    expect(JSON.stringify(reader)).not.toContain('definitions');
  });
});
