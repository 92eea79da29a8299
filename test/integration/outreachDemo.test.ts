import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  demoStatements,
  demoTables,
  fillDemo,
  fingerprints,
  openShippedWarehouse,
  rowsOf,
} from '../support/shippedDemo.js';

const VALUES = { rows: 50_000, now: '2026-03-03 09:30:00' };
const COUNTERS = [
  'sent',
  'delivered',
  'opened_tracked',
  'clicked_tracked',
  'replied',
  'bounced',
  'unsubscribed',
  'spam_complaints',
] as const;
const FACTS = ['campaign', 'mailbox', 'lead', 'sequence_step'].map((name) => `outreach.${name}_analytics`);

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await fillDemo(warehouse, 'outreach', VALUES);
});
afterAll(() => warehouse.close());

const ask = (text: string): Promise<readonly (readonly unknown[])[]> => rowsOf(warehouse, text);

describe('outreach demo data', () => {
  it('is the same every time, with one thread or two, and later on the same day', async () => {
    const tables = demoTables('outreach');
    const first = await fingerprints(warehouse, tables);
    expect([...first.values()].filter((value) => value.startsWith('0:'))).toEqual([]);
    await fillDemo(warehouse, 'outreach', { ...VALUES, now: '2026-03-03 23:59:59', threads: 1 });
    expect(await fingerprints(warehouse, tables)).toEqual(first);
  });

  it('differs with the seed', async () => {
    const [first] = demoStatements('outreach', VALUES);
    const [other] = demoStatements('outreach', { ...VALUES, seed: 1 });
    const select = (text: string | undefined): string => (text as string).replace(/INSERT INTO[^)]*\)/, '');
    const [[same]] = (await ask(
      `SELECT (SELECT sum(cityHash64(formatRow('TSV', *))) FROM (${select(first)})) = (SELECT sum(cityHash64(formatRow('TSV', *))) FROM (${select(other)}))`,
    )) as [[unknown]];
    expect(same).toBe(0);
  });

  it('has five tenants, a year of whole days, growth and quiet weekends', async () => {
    const [row] = await ask(
      `SELECT uniqExact(tenant_id), toString(min(date)), toString(max(date)), sumIf(sent, toDayOfWeek(date) > 5),
              sumIf(sent, date >= '2025-12-01') > 2 * sumIf(sent, date < '2025-06-01')
       FROM outreach.campaign_analytics FINAL`,
    );
    expect(row).toEqual(['5', '2025-03-03', '2026-03-02', '0', 1]);
  });

  it('counts the same mail in campaigns, mailboxes, steps and leads, per tenant and day', async () => {
    const sums = COUNTERS.map((name) => `sum(${name}) AS ${name}`).join(', ');
    const perDay = (table: string): string =>
      `SELECT tenant_id, date, ${sums} FROM ${table} FINAL GROUP BY tenant_id, date HAVING sent > 0`;
    const [expected] = await ask(
      `SELECT count(), sum(cityHash64(formatRow('TSV', *))) FROM (${perDay(FACTS[0] as string)})`,
    );
    expect(Number(expected?.[0])).toBeGreaterThan(1000);
    for (const table of FACTS.slice(1)) {
      const [found] = await ask(
        `SELECT count(), sum(cityHash64(formatRow('TSV', *))) FROM (${perDay(table)})`,
      );
      expect(found, table).toEqual(expected);
    }
  });

  it('funnels: never more opened than delivered, never more clicked than opened, sent is delivered and bounced', async () => {
    for (const table of [...FACTS, 'outreach.warmup_analytics']) {
      const [row] = await ask(
        `SELECT countIf(sent != delivered + bounced), countIf(opened_tracked > delivered), countIf(clicked_tracked > opened_tracked),
                countIf(greatest(replied, unsubscribed) > delivered), countIf(spam_complaints > delivered) FROM ${table} FINAL`,
      );
      expect(row, table).toEqual(['0', '0', '0', '0', '0']);
    }
    const [rates] = (await ask(
      `SELECT sum(delivered) / sum(sent), sum(opened_tracked) / sum(delivered), sum(clicked_tracked) / sum(delivered),
              sum(replied) / sum(delivered), sum(spam_complaints) / sum(delivered) FROM outreach.campaign_analytics FINAL`,
    )) as [number[]];
    const [delivery, open, click, reply, spam] = rates as [number, number, number, number, number];
    expect(delivery).toBeGreaterThan(0.96);
    expect(delivery).toBeLessThan(1);
    expect(open).toBeGreaterThan(0.3);
    expect(open).toBeGreaterThan(click);
    expect(click).toBeGreaterThan(reply);
    expect(spam).toBeGreaterThan(0);
    expect(spam).toBeLessThan(0.003);
  });

  it('has unmeasured days and mailboxes that were never warmed up, and scores between 0 and 100', async () => {
    const [row] = await ask(
      `SELECT countIf(health_score IS NULL) BETWEEN 1 AND count() / 10, countIf(warmup_status IS NULL) > 0,
              countIf(billing_id IS NULL) > 0, min(health_score) >= 0, max(health_score) <= 100, stddevPop(health_score) > 3
       FROM outreach.mailbox_analytics FINAL`,
    );
    expect(row).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('bills what was used: one row per tenant and month, equal to the daily rows that point at it', async () => {
    const [row] = await ask(
      `SELECT count() = uniqExact(tenant_id, period_start), count() = uniqExact(billing_id), min(period_end = addMonths(period_start, 1))
       FROM outreach.billing_analytics FINAL`,
    );
    expect(row).toEqual([1, 1, 1]);
    const wrong = await ask(
      `SELECT billing_id, emails_sent, sent, campaigns_used, campaigns
       FROM (SELECT * FROM outreach.billing_analytics FINAL) AS billed
       FULL JOIN (
         SELECT assumeNotNull(billing_id) AS billing_id, sum(mails) AS sent, uniqExactIf(campaign_id, mails > 0) AS campaigns
         FROM (SELECT billing_id, campaign_id, sum(sent) AS mails FROM outreach.campaign_analytics FINAL WHERE billing_id IS NOT NULL GROUP BY ALL)
         GROUP BY billing_id
       ) AS used USING (billing_id)
       WHERE emails_sent != sent OR campaigns_used != campaigns`,
    );
    expect(wrong).toEqual([]);
    const [mailboxes] = await ask(
      `SELECT countIf(mailboxes_used != mailboxes), count() FROM outreach.billing_analytics AS billed FINAL
       INNER JOIN (SELECT assumeNotNull(billing_id) AS billing_id, uniqExactIf(mailbox_id, sent > 0) AS mailboxes
                   FROM outreach.mailbox_analytics FINAL WHERE billing_id IS NOT NULL GROUP BY billing_id) AS used USING (billing_id)`,
    );
    expect(mailboxes?.[0]).toBe('0');
    expect(Number(mailboxes?.[1])).toBeGreaterThan(50);
  });

  it('keeps audit entries as readable JSON', async () => {
    const [row] = await ask(
      `SELECT count() = uniqExact(entry_id), min(isValidJSON(assumeNotNull(metadata))), countIf(old_values IS NULL) > 0,
              countIf(ip_address IS NULL) > 0, max(creation_time) < '2026-03-03', countIf(new_values IS NOT NULL AND NOT isValidJSON(assumeNotNull(new_values)))
       FROM meta.admin_audit_log`,
    );
    expect(row).toEqual([1, 1, 1, 1, 1, '0']);
  });
});

describe('a repeated load', () => {
  const sums = `SELECT count(), ${COUNTERS.map((name) => `sum(${name})`).join(', ')} FROM outreach.campaign_analytics FINAL`;

  it('changes no number, and a newer version of a row replaces it', async () => {
    const before = await ask(sums);
    const load = demoStatements('outreach', VALUES).find((text) =>
      text.includes('INTO outreach.campaign_analytics'),
    );
    await warehouse.write(load as string);
    expect(await ask(sums)).toEqual(before);

    const copy = (change: string): string =>
      `INSERT INTO outreach.campaign_analytics SELECT * REPLACE (${change}, addSeconds(updated, 1) AS updated)
       FROM outreach.campaign_analytics FINAL WHERE sent > 0 ORDER BY tenant_id, campaign_id, date LIMIT 1`;
    await warehouse.write(copy('sent + 1 AS sent'));
    const [row] = await ask(sums);
    expect(Number(row?.[1])).toBe(Number(before[0]?.[1]) + 1);
    expect(row?.[0]).toBe(before[0]?.[0]);
    await warehouse.write(copy('1 AS is_deleted'));
    const [gone] = await ask(sums);
    expect(Number(gone?.[0])).toBe(Number(before[0]?.[0]) - 1);
  });
});
