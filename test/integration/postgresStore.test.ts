import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedDemoMetadata, type MetadataRows } from '../../db/postgres/index.js';
import { tenants } from '../../db/postgres/schema/tenants.js';
import { users } from '../../db/postgres/schema/users.js';
import { websites } from '../../db/postgres/schema/websites.js';
import { MetadataError } from '../../src/errors.js';
import { announceMissingServer, metadataEngines, type TestStore } from '../support/metadataStores.js';

announceMissingServer();

describe.each(metadataEngines)('the metadata store on $engine', ({ leftOut, open }) => {
  describe.skipIf(leftOut)('', () => {
    let store: TestStore;
    beforeAll(async () => {
      store = await open();
      await seedDemoMetadata(store.metadata);
    });
    afterAll(() => store.discard());

    it('seeds once: a second seeding adds nothing and keeps what was edited', async () => {
      await store.database.drizzle
        .update(websites)
        .set({ name: 'Aurora Outlet' })
        .where(eq(websites.id, 'aurora-shop'));
      const before = await store.metadata.mirrorSnapshot();
      await seedDemoMetadata(store.metadata);
      expect(await store.metadata.mirrorSnapshot()).toEqual(before);
      expect((await store.metadata.websitesByIds(['aurora-shop']))[0]?.name).toBe('Aurora Outlet');
    });

    it('moves updated_at when a row changes', async () => {
      const [before] = await store.metadata.websitesByIds(['himal-learn']);
      await store.database.drizzle
        .update(websites)
        .set({ industry: 'e-learning' })
        .where(eq(websites.id, 'himal-learn'));
      const [after] = await store.metadata.websitesByIds(['himal-learn']);
      expect(after?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? Infinity);
      expect(after?.createdAt).toEqual(before?.createdAt);
    });

    it('reads what of websites acts on questions in one go, of those that are asked for', async () => {
      const { metadata } = store;
      const all = await metadata.websiteFacts({ all: true });
      expect(all.map(({ id }) => id)).toEqual(
        (await metadata.websitesVisibleTo({ all: true })).map(({ id }) => id),
      );
      expect(await metadata.websiteFacts({ ids: ['tidal-news', 'nowhere'] })).toEqual([
        {
          id: 'tidal-news',
          timezone: 'America/New_York',
          botFiltering: true,
          samplingRate: 1,
          customDimensions: [
            { index: 1, name: 'subscription', scope: 'user' },
            { index: 2, name: 'articleSection', scope: 'hit' },
          ],
          customMetrics: [{ index: 1, name: 'readingTime', type: 'time' }],
          goals: [
            { name: 'Long read', type: 'duration', match: null, value: '300', worth: null },
            { name: 'Subscribe', type: 'event', match: 'equals', value: 'subscribe', worth: '9.9900' },
          ],
          funnels: [],
        },
      ]);
      expect((await metadata.websiteFacts({ ids: ['kumo-app'] }))[0]?.funnels).toEqual([
        {
          name: 'Activation',
          steps: [
            { name: 'Pricing', type: 'page', match: 'equals', value: '/pricing' },
            { name: 'Sign-up', type: 'event', match: 'equals', value: 'signup' },
          ],
        },
      ]);
    });

    it('answers batches in the order of the ids, with a place for every unknown and repeated one', async () => {
      const { metadata } = store;
      const ids = ['tidal-news', 'nowhere', 'aurora-shop', 'tidal-news'];
      expect((await metadata.websitesByIds(ids)).map((website) => website?.id)).toEqual([
        'tidal-news',
        undefined,
        'aurora-shop',
        'tidal-news',
      ]);
      expect((await metadata.usersByIds(['omar', 'nobody', 'ana'])).map((user) => user?.name)).toEqual([
        'Omar Haddad',
        undefined,
        'Ana Souza',
      ]);
      expect((await metadata.goalsOfWebsites(ids)).map((goals) => goals.map((goal) => goal.name))).toEqual([
        ['Long read', 'Subscribe'],
        [],
        ['Add to cart', 'Engaged visit', 'Purchase'],
        ['Long read', 'Subscribe'],
      ]);
      expect((await metadata.funnelsOfWebsites(['nowhere', 'kumo-app']))[1]?.[0]?.steps).toEqual([
        { name: 'Pricing', type: 'page', match: 'equals', value: '/pricing' },
        { name: 'Sign-up', type: 'event', match: 'equals', value: 'signup' },
      ]);
      const [none, tidal] = await metadata.customDefinitionsOfWebsites(['nowhere', 'tidal-news']);
      expect(none).toEqual({ dimensions: [], metrics: [] });
      expect(tidal?.dimensions.map(({ index, name, scope }) => ({ index, name, scope }))).toEqual([
        { index: 1, name: 'subscription', scope: 'user' },
        { index: 2, name: 'articleSection', scope: 'hit' },
      ]);
      expect(tidal?.metrics.map((metric) => metric.type)).toEqual(['time']);
      expect(await metadata.permissionsOfWebsites(['kumo-app', 'nowhere'])).toMatchObject([
        [{ userId: 'rafael', role: 'viewer', grantedBy: 'omar' }],
        [],
      ]);
      expect(
        (await metadata.propertiesOfWebsites(['kumo-app']))[0]?.map(({ key, value }) => [key, value]),
      ).toEqual([
        ['default_language', 'ja'],
        ['platform', 'single_page_app'],
      ]);
      expect(await metadata.websitesByIds([])).toEqual([]);
    });

    it('gives exact decimals as text', async () => {
      const [goals] = await store.metadata.goalsOfWebsites(['kumo-app']);
      expect(goals?.find((goal) => goal.name === 'Sign-up')?.worth).toBe('1200.0000');
    });

    it('never hands out a password hash', async () => {
      await store.metadata.insertMissing({
        users: [
          { id: 'hashed', email: 'h@x.example', name: 'H', role: 'reader', passwordHash: 'secret-hash' },
        ],
      });
      const answers = [await store.metadata.usersByIds(['hashed']), await store.metadata.mirrorSnapshot()];
      expect(JSON.stringify(answers)).not.toMatch(/secret-hash|passwordHash|password_hash/);
    });

    it('grants what is owned and what is permitted', async () => {
      expect(await store.metadata.grantsOf('olivia')).toEqual({
        websites: [
          { id: 'aurora-shop', role: 'owner' },
          { id: 'pampa-market', role: 'owner' },
          { id: 'tidal-news', role: 'owner' },
        ],
        tenants: ['contoso', 'northwind'],
      });
      expect(await store.metadata.grantsOf('rafael')).toEqual({
        websites: [
          { id: 'aurora-shop', role: 'viewer' },
          { id: 'kumo-app', role: 'viewer' },
        ],
        tenants: ['northwind'],
      });
      expect(await store.metadata.grantsOf('ana')).toEqual({ websites: [], tenants: [] });
      expect(await store.metadata.grantsOf('nobody')).toEqual({ websites: [], tenants: [] });
    });

    it('names the strongest role of a website that is both owned and permitted', async () => {
      await store.metadata.insertMissing({
        users: [person('strong')],
        websites: [site('strong-site', 'strong')],
        websitePermissions: [{ websiteId: 'strong-site', userId: 'strong', role: 'viewer' }],
      });
      expect((await store.metadata.grantsOf('strong')).websites).toEqual([
        { id: 'strong-site', role: 'owner' },
      ]);
    });

    it('grants paused websites, and never deleted websites or tenants', async () => {
      await store.metadata.insertMissing({
        users: [person('keeper'), person('guest')],
        websites: ['paused', 'deleted'].map((status) => ({
          ...site(`${status}-site`, 'keeper'),
          status: status as 'paused' | 'deleted',
        })),
        websitePermissions: ['paused', 'deleted'].map((status) => ({
          websiteId: `${status}-site`,
          userId: 'guest',
          role: 'admin' as const,
        })),
        tenants: [{ id: 'gone', name: 'Gone', status: 'deleted' }],
        tenantPermissions: [{ tenantId: 'gone', userId: 'guest' }],
      });
      expect(await store.metadata.grantsOf('keeper')).toEqual({
        websites: [{ id: 'paused-site', role: 'owner' }],
        tenants: [],
      });
      expect(await store.metadata.grantsOf('guest')).toEqual({
        websites: [{ id: 'paused-site', role: 'admin' }],
        tenants: [],
      });
    });

    it.each(['suspended', 'deleted'] as const)('grants nothing to a %s user', async (status) => {
      const id = `was-${status}`;
      await store.metadata.insertMissing({
        users: [{ ...person(id), status }],
        websites: [site(`${id}-site`, id)],
        websitePermissions: [{ websiteId: 'aurora-shop', userId: id, role: 'admin' }],
        tenantPermissions: [{ tenantId: 'northwind', userId: id }],
      });
      expect(await store.metadata.grantsOf(id)).toEqual({ websites: [], tenants: [] });
      expect(await store.metadata.websitesVisibleTo({ subject: id })).toEqual([]);
    });

    it('shows exactly the granted websites, or every one that is not deleted', async () => {
      const subjects = (await store.database.drizzle.select({ id: users.id }).from(users)).map(
        (row) => row.id,
      );
      for (const subject of [...subjects, 'nobody', 'all', '']) {
        const granted = (await store.metadata.grantsOf(subject)).websites.map((grant) => grant.id);
        const visible = (await store.metadata.websitesVisibleTo({ subject })).map((website) => website.id);
        expect(visible).toEqual(granted);
      }
      const all = (await store.metadata.websitesVisibleTo({ all: true })).map((website) => website.id);
      expect(all).toContain('himal-learn');
      expect(all).not.toContain('deleted-site');
    });

    it('stores all rows of a call or none', async () => {
      const refused = store.metadata.insertMissing({
        users: [person('half')],
        websites: [{ ...site('half-site', 'half'), samplingRate: 0 }],
      });
      await expect(refused).rejects.toThrow(MetadataError);
      expect(await store.metadata.usersByIds(['half'])).toEqual([null]);
    });

    const wrong: [string, MetadataRows][] = [
      ['websites_id_slug', { websites: [site('Not A Slug', 'omar')] }],
      ['websites_id_slug', { websites: [site('line-break\n', 'omar')] }],
      ['websites_currency', { websites: [{ ...site('w', 'omar'), currency: 'eur' }] }],
      ['websites_sampling_rate', { websites: [{ ...site('w', 'omar'), samplingRate: 1.5 }] }],
      ['websites_data_retention_days', { websites: [{ ...site('w', 'omar'), dataRetentionDays: 0 }] }],
      ['websites_owner_id_users_id_fk', { websites: [site('w', 'nobody')] }],
      [
        'custom_dimensions_index',
        { customDimensions: [{ websiteId: 'kumo-app', index: 21, name: 'x', scope: 'hit' }] },
      ],
      [
        'custom_dimensions_name',
        { customDimensions: [{ websiteId: 'kumo-app', index: 9, name: 'a b', scope: 'hit' }] },
      ],
      [
        'custom_metrics_index',
        { customMetrics: [{ websiteId: 'kumo-app', index: 0, name: 'x', type: 'time' }] },
      ],
      ['goals_match_fits_type', { goals: [goal({ type: 'event', match: null })] }],
      ['goals_match_fits_type', { goals: [goal({ type: 'duration', match: 'equals', value: '5' })] }],
      ['goals_value_fits_type', { goals: [goal({ type: 'duration', match: null, value: 'long' })] }],
      ['goals_value_fits_type', { goals: [goal({ value: '' })] }],
      ['goals_worth_not_negative', { goals: [goal({ worth: '-1' })] }],
      ['funnels_steps', { funnels: [{ websiteId: 'kumo-app', name: 'One step', steps: [step] }] }],
      ['funnels_steps', { funnels: [{ websiteId: 'kumo-app', name: 'No list', steps: step as never }] }],
      [
        'website_permissions_role',
        { websitePermissions: [{ websiteId: 'kumo-app', userId: 'ana', role: 'god' as never }] },
      ],
      ['website_properties_key', { websiteProperties: [{ websiteId: 'kumo-app', key: 'A key', value: '' }] }],
    ];
    it.each(wrong)('refuses what breaks %s (%j)', async (constraint, rows) => {
      const error: unknown = await store.metadata.insertMissing(rows).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MetadataError);
      expect((error as MetadataError).message).toBe('The metadata store did not answer.');
      expect(causes(error).at(-1)).toMatchObject({ constraint });
    });

    it.each([
      [
        'users_email_unique',
        () =>
          store.database.drizzle.insert(users).values({ ...person('twin'), email: 'ANA@vernier.example' }),
      ],
      [
        'websites_tracking_id_unique',
        () =>
          store.database.drizzle
            .insert(websites)
            .values({ ...site('twin', 'omar'), trackingId: 'VR-KUMO-APP' }),
      ],
    ])('keeps %s', async (constraint, insert) => {
      const error: unknown = await insert().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(causes(error).at(-1)).toMatchObject({ constraint });
    });

    it('takes a snapshot of one instant, while others write', async () => {
      const writers = Array.from({ length: 40 }, (_, i) =>
        store.metadata.insertMissing({
          websites: [site(`busy-${i}`, 'omar')],
          goals: [{ ...goal({ name: 'g' }), websiteId: `busy-${i}` }],
          funnels: [{ websiteId: `busy-${i}`, name: 'f', steps: [step, step] }],
        }),
      );
      const snapshots = await Promise.all(Array.from({ length: 20 }, () => store.metadata.mirrorSnapshot()));
      await Promise.all(writers);
      for (const snapshot of [...snapshots, await store.metadata.mirrorSnapshot()]) {
        const busy = (rows: readonly object[]) =>
          rows
            .map((row) => (row as { website_id: string }).website_id)
            .filter((id) => id.startsWith('busy-'))
            .sort();
        expect(busy(snapshot.goals)).toEqual(busy(snapshot.websites));
        expect(busy(snapshot.funnels)).toEqual(busy(snapshot.websites));
      }
    });

    it('mirrors deleted websites with their status, and no grant, e-mail or deleted name is left out', async () => {
      const snapshot = await store.metadata.mirrorSnapshot();
      expect(snapshot.websites.find((row) => row['website_id'] === 'deleted-site')).toMatchObject({
        status: 'deleted',
        owner_name: 'keeper',
      });
      expect(JSON.stringify(snapshot)).not.toContain('@');
      expect(snapshot.funnel_steps.filter((row) => row['funnel_id'] === 'aurora-checkout')).toMatchObject([
        { position: 1, name: 'Product' },
        { position: 2, name: 'Cart' },
        { position: 3, name: 'Checkout' },
        { position: 4, name: 'Paid' },
      ]);
    });

    it('runs exclusive work once at a time, frees the name afterwards, and passes its error on', async () => {
      const { metadata } = store;
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      let started = () => {};
      const running = new Promise<void>((resolve) => (started = resolve));
      const first = metadata.exclusively('job', async () => {
        started();
        await held;
      });
      await running;
      expect(await metadata.exclusively('job', () => Promise.reject(new Error('ran')))).toBe(false);
      expect(await metadata.exclusively('another job', () => Promise.resolve())).toBe(true);
      release();
      expect(await first).toBe(true);
      await expect(metadata.exclusively('job', () => Promise.reject(new RangeError('own')))).rejects.toThrow(
        RangeError,
      );
      expect(await metadata.exclusively('job', () => Promise.resolve())).toBe(true);
    });

    it('has the tables that the schema describes, indexes and all', async () => {
      const { describeSchema, describeStore } = await import('../support/describeTables.js');
      expect(await describeStore(store.database.drizzle)).toEqual(describeSchema());
    });

    it('answers a ping, and says so when it is closed', async () => {
      await store.metadata.ping();
      const other = await open();
      await other.discard();
      const error: unknown = await other.metadata.ping().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MetadataError);
      expect((error as MetadataError).cause).toBeDefined();
      await other.metadata.close();
    });

    it('grants no tenant that was deleted after the grant', async () => {
      await store.metadata.insertMissing({
        users: [person('late')],
        tenants: [{ id: 'closing', name: 'Closing' }],
        tenantPermissions: [{ tenantId: 'closing', userId: 'late' }],
      });
      expect((await store.metadata.grantsOf('late')).tenants).toEqual(['closing']);
      await store.database.drizzle
        .update(tenants)
        .set({ status: 'deleted' })
        .where(eq(tenants.id, 'closing'));
      expect((await store.metadata.grantsOf('late')).tenants).toEqual([]);
    });

    it('removes what belongs to a website with it, and keeps owners', async () => {
      const db = store.database.drizzle;
      await store.metadata.insertMissing({
        users: [person('mover')],
        websites: [site('moving', 'mover')],
        websiteProperties: [{ websiteId: 'moving', key: 'k', value: 'v' }],
        websitePermissions: [{ websiteId: 'moving', userId: 'ana', role: 'viewer', grantedBy: 'mover' }],
      });
      await expect(db.delete(users).where(eq(users.id, 'mover'))).rejects.toThrow();
      await db.delete(websites).where(eq(websites.id, 'moving'));
      expect(await store.metadata.propertiesOfWebsites(['moving'])).toEqual([[]]);
      await db.delete(users).where(eq(users.id, 'mover'));
      const [left] = await db
        .select({ n: sql<string>`count(*)::text` })
        .from(users)
        .where(eq(users.id, 'mover'));
      expect(left?.n).toBe('0');
    });
  });
});

const step = { name: 'S', type: 'page', match: 'equals', value: '/' } as const;

function person(id: string) {
  return { id, email: `${id}@people.example`, name: id, role: 'owner' as const };
}

function site(id: string, ownerId: string) {
  return { id, trackingId: `T-${id}`, name: id, domain: `${id}.example`, ownerId };
}

type GoalRow = NonNullable<MetadataRows['goals']>[number];
function goal(different: Partial<GoalRow>): GoalRow {
  return { websiteId: 'kumo-app', name: 'A goal', type: 'event', match: 'equals', value: 'x', ...different };
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
