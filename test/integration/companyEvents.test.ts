import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import type { MetricQuery } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { CATALOG, fillDemo, openShippedWarehouse, rowsOf } from '../support/shippedDemo.js';

/** Daily distinct users of the last 7 days who inserted a code block in a public space, against SQL written by hand. */

const NOW = '2026-03-05 15:30:00';
const EVENTS = 'company.amplitude_app_events';
const QUESTION: MetricQuery = {
  dataset: 'amplitudeAppEvents',
  view: 'rows',
  time: { last: { n: 7, unit: 'DAY' } },
  where: {
    eventType: { eq: 'block_inserted' },
    blockType: { eq: 'code' },
    spaceVisibility: { eq: 'public' },
  },
  select: [{ field: 'eventTime', grain: 'DAY', as: 'day' }, { field: 'users' }, { field: 'usersExact' }],
};

let warehouse: Warehouse;
let asker: CatalogAsker;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  const only = ['stg_stripe_subscription_phases', 'stg_stripe_subscriptions', 'stg_stripe_invoices', 'stg_stripe_customers', 'stg_backend_spaces', 'stg_backend_users', 'amplitude_app_events'].map((name) => `company.${name}`); // prettier-ignore
  await fillDemo(warehouse, 'company', { rows: 400_000, now: NOW, only });
  const catalog = await openCatalog(join(CATALOG, 'company'), warehouse);
  asker = new CatalogAsker(catalog, warehouse, new Date(`${NOW.replace(' ', 'T')}Z`));
});
afterAll(() => warehouse.close());

/** The question by hand; the properties are read from the JSON text, not from the stored paths. */
async function byHand(condition: string) {
  const rows = await rowsOf(
    warehouse,
    `SELECT toString(toDate(event_time)) AS day, uniqExact(user_id)
     FROM ${EVENTS} FINAL
     WHERE event_time >= '2026-02-27' AND event_time < '${NOW}' AND event_type = 'block_inserted'
       AND JSONExtractString(toJSONString(event_properties), 'blockType') = 'code'
       AND JSONExtractString(toJSONString(space_properties), 'spaceVisibility') = 'public' AND ${condition}
     GROUP BY day ORDER BY day`,
  );
  return rows.map(([day, users]) => ({ day, users: Number(users), usersExact: Number(users) }));
}

describe('single rows', () => {
  it('are refused to a reader with the reason, and left to an owner', async () => {
    const records: MetricQuery = {
      dataset: 'amplitudeAppEvents',
      view: 'records',
      select: [{ field: 'eventType' }],
      limit: 1,
    };
    expect(() => asker.compile(records, { role: 'reader', tenants: ['northwind'] })).toThrow(
      'Your role sees numbers about at least 5 entities here',
    );
    expect(await asker.ask(records, { role: 'owner', tenants: ['northwind'] })).toHaveLength(1);
  });
});

describe('users who inserted a code block in a public space', () => {
  it('are counted per day as SQL written by hand counts them', async () => {
    const expected = await byHand('true');
    expect(expected).toHaveLength(7);
    expect(await asker.ask(QUESTION)).toEqual(expected);
    expect(asker.compile(QUESTION).statement.text.match(/SELECT/g)?.length).toBeLessThanOrEqual(2);
  });

  it('can be asked with the segment, too', async () => {
    const { where: _where, ...rest } = QUESTION;
    expect(await asker.ask({ ...rest, segments: ['codeInPublicSpaces'] })).toEqual(await byHand('true'));
  });

  it('are only those of granted tenants for an owner and a reader, who may count users without seeing them', async () => {
    const expected = await byHand("tenant_id IN ('northwind', 'contoso')");
    expect(expected).not.toEqual(await byHand('true'));
    const tenants = ['northwind', 'contoso'];
    expect(await asker.ask(QUESTION, { role: 'owner', tenants })).toEqual(expected);
    // Days of fewer than five users are withheld from a reader: not there, or null where days are filled.
    const large = expected.filter(({ users }) => users >= 5);
    expect(large).toHaveLength(4);
    expect(await asker.ask(QUESTION, { role: 'reader', tenants })).toEqual(large);
    const filled = await asker.ask({ ...QUESTION, fill: true }, { role: 'reader', tenants });
    expect(filled).toEqual(
      expected.map((day) => (day.users >= 5 ? day : { day: day.day, users: null, usersExact: null })),
    );
    const who: MetricQuery = { dataset: 'amplitudeAppEvents', view: 'rows', select: [{ field: 'userId' }] };
    const [first] = await asker.ask({ ...who, limit: 1 }, { role: 'owner', tenants: ['northwind'] });
    expect(first?.userId).toMatch(/^usr_/);
    expect(() => asker.compile(who, { role: 'reader', tenants: ['northwind'] })).toThrow('userId');
  });

  it('say nothing where the space is unknown: null is neither public nor not public', async () => {
    const [answer] = await asker.ask({
      dataset: 'amplitudeAppEvents',
      view: 'totals',
      select: [
        { field: 'events' },
        { field: 'events', as: 'public', where: { spaceVisibility: { eq: 'public' } } },
        { field: 'events', as: 'other', where: { not: { spaceVisibility: { eq: 'public' } } } },
        { field: 'events', as: 'unknown', where: { spaceVisibility: { isNull: true } } },
      ],
    });
    const { events, public: open, other, unknown } = answer as Record<string, number>;
    expect(unknown).toBeGreaterThan(0);
    expect((open as number) + (other as number) + (unknown as number)).toBe(events);
  });

  it('can be told by what their space is now, several hops away', async () => {
    const rows = await asker.ask({
      dataset: 'amplitudeAppEvents',
      view: 'rows',
      select: [{ field: 'user.space.visibility', as: 'visibility' }, { field: 'usersExact' }],
      orderBy: [{ alias: { name: 'visibility', direction: 'ASC' } }],
    });
    const expected = await rowsOf(
      warehouse,
      `SELECT visibility, uniqExact(e.user_id) FROM (SELECT * FROM ${EVENTS} FINAL) AS e
       INNER JOIN (SELECT * FROM company.stg_backend_users FINAL) AS p ON p.user_id = e.user_id
       INNER JOIN (SELECT * FROM company.stg_backend_spaces FINAL) AS s ON s.space_id = p.space_id GROUP BY visibility ORDER BY visibility`,
    );
    expect(rows).toEqual(expected.map(([visibility, users]) => ({ visibility, usersExact: Number(users) })));
    expect(rows).toHaveLength(3);
  });
});
