import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { checkCatalog } from '../../src/catalog/index.js';
import {
  CATALOG,
  demoTables,
  fillDemo,
  fingerprints,
  openShippedWarehouse,
  rowsOf,
} from '../support/shippedDemo.js';

const VALUES = { rows: 30_000, now: '2026-03-03 09:30:00' };
const EVENTS = 'company.amplitude_app_events';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await fillDemo(warehouse, 'company', VALUES);
});
afterAll(() => warehouse.close());

const ask = (text: string): Promise<readonly (readonly unknown[])[]> => rowsOf(warehouse, text);

/** Table, its key, and the column that must find a row of the other table; both of the same tenant. */
const REFERENCES = [
  ['stg_stripe_customers', 'space_id', 'stg_backend_spaces', 'space_id'],
  ['stg_stripe_subscriptions', 'customer_id', 'stg_stripe_customers', 'customer_id'],
  ['stg_stripe_subscription_phases', 'subscription_id', 'stg_stripe_subscriptions', 'subscription_id'],
  ['stg_stripe_invoices', 'subscription_id', 'stg_stripe_subscriptions', 'subscription_id'],
  ['stg_stripe_charges', 'invoice_id', 'stg_stripe_invoices', 'invoice_id'],
  ['stg_backend_users', 'space_id', 'stg_backend_spaces', 'space_id'],
  ['stg_backend_pages', 'author_id', 'stg_backend_users', 'user_id'],
  ['stg_hubspot_contacts', 'company_id', 'stg_hubspot_companies', 'company_id'],
  ['stg_hubspot_deals', 'contact_id', 'stg_hubspot_contacts', 'contact_id'],
  ['stg_hubspot_tickets', 'user_id', 'stg_backend_users', 'user_id'],
  ['stg_refiner_answers', 'user_id', 'stg_backend_users', 'user_id'],
  ['amplitude_app_events', 'user_id', 'stg_backend_users', 'user_id'],
  ['mart_revenue_mrr', 'account_id', 'stg_stripe_customers', 'customer_id'],
  ['mart_core_spaces', 'account_id', 'stg_stripe_customers', 'customer_id'],
  ['mart_core_users', 'space_id', 'mart_core_spaces', 'space_id'],
] as const;

describe('company demo data', () => {
  it.each(REFERENCES)(
    '%s.%s finds its row in %s.%s, of the same tenant',
    async (...[table, key, other, target]) => {
      const [row] = await ask(
        `SELECT count() > 0, countIf((tenant_id, assumeNotNull(${key})) NOT IN (SELECT tenant_id, ${target} FROM company.${other} FINAL))
       FROM company.${table} FINAL WHERE ${key} IS NOT NULL`,
      );
      expect(row).toEqual([1, '0']);
    },
  );

  it('is what the catalog declares: keys are unique, every key finds its row', async () => {
    const report = await checkCatalog(join(CATALOG, 'company'), warehouse, { missingDescription: 'error' });
    expect(report.issues.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.datasets).toBe(26);
  });

  it('knows nothing of the future, and nothing of today but events', async () => {
    const [events] = await ask(
      `SELECT max(event_time) < '2026-03-03 09:30:00', max(event_time) > '2026-03-03', count() > 2000 FROM ${EVENTS}`,
    );
    expect(events).toEqual([1, 1, 1]);
    const times = await ask(
      `SELECT table, name FROM system.columns WHERE database = 'company' AND (table LIKE 'stg_%' OR table LIKE 'mart_%') AND type LIKE '%DateTime64%'`,
    );
    expect(times.length).toBeGreaterThan(40);
    const late = await ask(
      times
        .filter(([, name]) => name !== 'period_end')
        .map(
          ([table, name]) =>
            `SELECT '${String(table)}.${String(name)}' FROM company.${String(table)} WHERE ${String(name)} >= '2026-03-03'`,
        )
        .join(' UNION ALL '),
    );
    expect(late).toEqual([]);
  });

  it('brings charges, invoices and subscriptions into line', async () => {
    const [row] = await ask(
      `SELECT countIf(status = 'paid' AND charged != amount_paid), countIf(status != 'paid' AND charged != 0), countIf(status = 'paid') > 100
       FROM (SELECT * FROM company.stg_stripe_invoices FINAL) AS invoice
       LEFT JOIN (SELECT invoice_id, sumIf(amount, status = 'succeeded') AS charged FROM company.stg_stripe_charges FINAL GROUP BY invoice_id) AS charge USING (invoice_id)`,
    );
    expect(row).toEqual(['0', '0', 1]);
    const [plans] = await ask(
      `SELECT countIf(plan != 'free') > 10, countIf((plan != 'free') != (space_id IN (
         SELECT space_id FROM company.stg_stripe_customers FINAL WHERE customer_id IN (SELECT customer_id FROM company.stg_stripe_subscriptions FINAL WHERE ended_at IS NULL))))
       FROM company.stg_backend_spaces FINAL`,
    );
    expect(plans).toEqual([1, '0']);
  });

  it('phases of a subscription follow each other without a gap', async () => {
    const [row] = await ask(
      `SELECT countIf(phase != number), countIf(number > 1 AND phase_start != previous_end), countIf(number > 1) > 50
       FROM (SELECT *, row_number() OVER w AS number, lagInFrame(phase_end) OVER w AS previous_end
             FROM company.stg_stripe_subscription_phases FINAL WINDOW w AS (PARTITION BY subscription_id ORDER BY phase_start ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))`,
    );
    expect(row).toEqual(['0', '0', 1]);
  });

  it('adds daily usage up to the events of whole days', async () => {
    const [row] = await ask(
      `SELECT (SELECT (count(), uniqExact(user_id), countIf(event_type = 'block_inserted' AND JSONExtractString(toJSONString(event_properties), 'blockType') = 'code'))
               FROM ${EVENTS} FINAL WHERE event_time < '2026-03-03')
            = (SELECT (sum(events), uniqExact(user_id), sum(code_blocks_inserted)) FROM company.mart_product_daily_usage FINAL)`,
    );
    expect(row).toEqual([1]);
  });

  it('shows in reports what the marts say', async () => {
    const [row] = await ask(
      `SELECT (SELECT (sum(blocks_inserted), sum(signups + spam_signups), sum(tickets), sum(ad_spend)) FROM company.reporting_weekly_kpis)
            = (SELECT (SELECT sum(blocks_inserted) FROM company.mart_product_daily_usage FINAL), (SELECT count() FROM company.stg_backend_users FINAL),
                      (SELECT count() FROM company.stg_hubspot_tickets FINAL), (SELECT sum(spend) FROM company.stg_hubspot_ads FINAL)),
              (SELECT sum(ending_mrr) FROM company.reporting_monthly_revenue WHERE currency = 'JPY') = (SELECT sum(ending_mrr) FROM company.mart_revenue_mrr FINAL WHERE currency = 'JPY')`,
    );
    expect(row).toEqual([1, 1]);
  });

  it('refuses events of another site', async () => {
    await expect(
      warehouse.write(
        `INSERT INTO ${EVENTS} (event_id, site, event_time) VALUES ('00000000-0000-0000-0000-000000000001', 'docs', '2026-01-01')`,
      ),
    ).rejects.toThrow('VIOLATED_CONSTRAINT');
  });

  it('is the same every time, with one thread or two; later on the same day there are only more events', async () => {
    const tables = demoTables('company');
    const early = `SELECT count(), sum(cityHash64(formatRow('TSV', *))) FROM ${EVENTS} WHERE event_time < '2026-03-03 09:30:00'`;
    const first = await fingerprints(warehouse, tables);
    expect([...first.values()].filter((value) => value.startsWith('0:'))).toEqual([]);
    const events = await ask(early);
    await fillDemo(warehouse, 'company', { ...VALUES, now: '2026-03-03 23:59:59', threads: 1 });
    const second = await fingerprints(warehouse, tables);
    expect(await ask(early)).toEqual(events);
    const changed = tables.filter((table) => first.get(table) !== second.get(table));
    expect(changed).toEqual([EVENTS]);
  });
});
