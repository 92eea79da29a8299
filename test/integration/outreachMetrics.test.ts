import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { checkCatalog, openCatalog } from '../../src/catalog/index.js';
import { type Catalog, catalogFor } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { CATALOG, demoStatements, fillDemo, openShippedWarehouse, rowsOf } from '../support/shippedDemo.js';

const VALUES = { rows: 50_000, now: '2026-03-03 09:30:00' };
const FOLDER = join(CATALOG, 'outreach');

let warehouse: Warehouse;
let catalog: Catalog;
let asker: CatalogAsker;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await fillDemo(warehouse, 'outreach', VALUES);
  // Loads are repeated: two versions of every row are on disk.
  for (const statement of demoStatements('outreach', VALUES)) {
    if (!statement.includes('admin_audit_log')) await warehouse.write(statement);
  }
  catalog = await openCatalog(FOLDER, warehouse);
  asker = new CatalogAsker(catalog, warehouse, new Date('2026-03-03T09:30:00Z'));
});
afterAll(() => warehouse.close());

const RATES = {
  deliveryRate: ['delivered', 'sent'],
  openRate: ['opened_tracked', 'delivered'],
  clickRate: ['clicked_tracked', 'delivered'],
  replyRate: ['replied', 'delivered'],
  bounceRate: ['bounced', 'sent'],
  unsubscribeRate: ['unsubscribed', 'delivered'],
  spamComplaintRate: ['spam_complaints', 'delivered'],
} as const;
const DATASETS = [
  ['campaignAnalytics', 'campaign_analytics'],
  ['mailboxAnalytics', 'mailbox_analytics'],
  ['leadAnalytics', 'lead_analytics'],
  ['warmupAnalytics', 'warmup_analytics'],
  ['sequenceStepAnalytics', 'sequence_step_analytics'],
] as const;

describe('the outreach catalog', () => {
  it('holds on the data: keys are unique, every key finds its row', async () => {
    const report = await checkCatalog(FOLDER, warehouse, { missingDescription: 'error' });
    expect(report.issues.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.datasets).toBe(7);
  });

  it.each(DATASETS)('divides the sums of %s, once, over versions that count', async (dataset, table) => {
    const rows = await asker.ask({
      dataset,
      view: 'rows',
      time: { range: { from: '2025-09-01', to: '2025-12-01' } },
      select: [{ field: 'tenantId' }, ...Object.keys(RATES).map((field) => ({ field }))],
      orderBy: [{ tenantId: 'ASC' }],
    });
    const expected = await rowsOf(
      warehouse,
      `SELECT tenant_id, ${Object.values(RATES)
        .map(([over, under]) => `sum(${over}) / sum(${under})`)
        .join(', ')}
       FROM outreach.${table} FINAL WHERE date >= '2025-09-01' AND date < '2025-12-01' GROUP BY tenant_id ORDER BY tenant_id`,
    );
    expect(rows).toHaveLength(5);
    for (const [index, row] of rows.entries()) {
      const [tenant, ...rates] = expected[index] as [string, ...number[]];
      expect(row.tenantId).toBe(tenant);
      Object.keys(RATES).forEach((name, at) => expect(row[name], name).toBeCloseTo(rates[at] as number, 12));
    }
  });

  it('gives null, not 0 or infinity, where nothing was sent', async () => {
    const [row] = await asker.ask({
      dataset: 'campaignAnalytics',
      view: 'totals',
      where: { status: { eq: 'completed' } },
      select: [{ field: 'sent' }, { field: 'deliveryRate' }, { field: 'openRate' }],
    });
    expect(row).toEqual({ sent: 0, deliveryRate: null, openRate: null });
  });

  it('joins usage to the billing period of the day', async () => {
    const rows = await asker.ask({
      dataset: 'campaignAnalytics',
      view: 'rows',
      where: { tenantId: { eq: 'wingtip' } },
      select: [{ field: 'billing.periodStart', as: 'period' }, { field: 'sent' }],
      orderBy: [{ alias: { name: 'period', direction: 'ASC' } }],
    });
    const billed = await asker.ask({
      dataset: 'billingAnalytics',
      view: 'rows',
      where: { tenantId: { eq: 'wingtip' } },
      select: [
        { field: 'periodStart', as: 'period' },
        { field: 'emailsSent', as: 'sent' },
      ],
    });
    const unbilled = rows.filter(({ period }) => period === null);
    expect(unbilled).toHaveLength(1);
    expect(unbilled[0]?.sent).toBeGreaterThan(0);
    expect(rows.filter(({ period }) => period !== null)).toEqual(billed);
  });

  it('averages health over measured days, and over the last one of each mailbox', async () => {
    const [row] = await asker.ask({
      dataset: 'mailboxAnalytics',
      view: 'totals',
      select: [{ field: 'averageHealthScore' }, { field: 'utilization' }],
    });
    const [expected] = await rowsOf(
      warehouse,
      `SELECT sum(health_score) / count(health_score), sum(sent) / sum(current_volume) FROM outreach.mailbox_analytics FINAL`,
    );
    expect(row?.averageHealthScore).toBeCloseTo(expected?.[0] as number, 9);
    expect(row?.utilization).toBeCloseTo(expected?.[1] as number, 12);
    const [last] = await asker.ask({
      dataset: 'mailboxAnalytics',
      view: 'totals',
      select: [{ field: 'lastHealthScore' }, { field: 'lastVolume' }],
    });
    const [latest] = await rowsOf(
      warehouse,
      `SELECT avg(score), sum(volume) FROM (
        SELECT argMaxIf(health_score, date, health_score IS NOT NULL) AS score, argMax(tuple(current_volume), date).1 AS volume
        FROM outreach.mailbox_analytics FINAL
        GROUP BY mailbox_id
      )`,
    );
    expect(last?.lastHealthScore).toBeCloseTo(latest?.[0] as number, 9);
    expect(last?.lastVolume).toBe(Number(latest?.[1]));
    expect(catalog.datasets.get('mailboxAnalytics')?.rollups).toEqual(['mailboxesDaily']);
  });

  it('shows an owner the audit log of granted tenants, and a reader none', async () => {
    const entries = { dataset: 'adminAuditLog', view: 'rows', select: [{ field: 'tenantId' }, { field: 'entries' }] } as const; // prettier-ignore
    const rows = await asker.ask(entries, { role: 'owner', tenants: ['contoso'] });
    expect(rows.map(({ tenantId }) => tenantId)).toEqual(['contoso']);
    expect(catalogFor(catalog, 'reader').datasets.has('adminAuditLog')).toBe(false);
    expect(() => asker.compile(entries, { role: 'reader', tenants: ['contoso'] })).toThrow('adminAuditLog');
    expect(() => asker.compile(entries, { role: 'owner' })).toThrow();
  });
});
