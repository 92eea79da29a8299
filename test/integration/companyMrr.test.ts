import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { CATALOG, demoStatements, fillDemo, openShippedWarehouse, rowsOf } from '../support/shippedDemo.js';

/** The mart, computed again the slow way: month by month and phase by phase, from the words of catalog/company/martRevenueMrr.yaml. */

const VALUES = { rows: 300_000, now: '2026-03-17 09:30:00' };
const MART = 'company.mart_revenue_mrr';
const PHASES = 'company.stg_stripe_subscription_phases';

interface Phase {
  readonly plan: string;
  readonly months: bigint;
  /** Price times seats, in the smallest unit. */
  readonly amount: bigint;
  readonly trial: boolean;
  readonly start: number;
  readonly end: number;
}

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await fillDemo(warehouse, 'company', { ...VALUES, only: [PHASES, MART] });
});
afterAll(() => warehouse.close());

const monthStart = (month: number): number => Date.UTC(2020, month, 1);
const monthName = (month: number): string => new Date(monthStart(month)).toISOString().slice(0, 10);
/** Months since 2020 of the month in which the demo starts. */
const CURRENT = 6 * 12 + 2;

async function phasesByAccount(): Promise<ReadonlyMap<string, readonly Phase[]>> {
  const rows = await rowsOf(
    warehouse,
    `SELECT tenant_id, customer_id, currency, plan, billing_interval, toString(unit_amount), toString(quantity), trial,
            toUnixTimestamp64Milli(phase_start), toUnixTimestamp64Milli(phase_end) FROM ${PHASES} FINAL ORDER BY ALL`,
  );
  const accounts = new Map<string, Phase[]>();
  for (const [tenant, account, currency, plan, interval, unit, seats, trial, start, end] of rows) {
    const key = [tenant, account, currency].join('|');
    const phases = accounts.get(key) ?? [];
    accounts.set(key, phases);
    phases.push({
      plan: String(plan),
      months: interval === 'year' ? 12n : 1n,
      amount: BigInt(String(unit)) * BigInt(String(seats)),
      trial: Boolean(trial),
      start: Number(start),
      end: end === null ? Number.POSITIVE_INFINITY : Number(end),
    });
  }
  return accounts;
}

/** MRR at the end of a month, in the smallest unit, and the plan that pays most (of equal ones, the last by name). */
function levelAt(phases: readonly Phase[], month: number): { readonly mrr: bigint; readonly plan: string } {
  const next = monthStart(month + 1);
  const shares = phases
    .filter(({ trial, start, end }) => !trial && start < next && end >= next)
    .map(({ amount, months, plan }) => ({ mrr: (2n * amount + months) / (2n * months), plan }))
    .sort((a, b) => (a.mrr === b.mrr ? (a.plan < b.plan ? 1 : -1) : a.mrr < b.mrr ? 1 : -1));
  return { mrr: shares.reduce((sum, { mrr }) => sum + mrr, 0n), plan: shares[0]?.plan ?? '' };
}

function movementsOf(key: string, phases: readonly Phase[]): readonly (readonly string[])[] {
  const decimal = (amount: bigint): string => {
    const cents = key.endsWith('JPY') ? amount * 100n : amount;
    return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
  };
  const rows: string[][] = [];
  let paidBefore = false;
  let previous = { mrr: 0n, plan: '' };
  for (let month = 0; month <= CURRENT; month++) {
    const level = levelAt(phases, month);
    const before = previous.mrr;
    const after = level.mrr;
    const when = (condition: boolean, amount: bigint): string => decimal(condition ? amount : 0n);
    if (before > 0n || after > 0n) {
      rows.push([
        key,
        monthName(month),
        after > 0n ? level.plan : previous.plan,
        decimal(before),
        when(before === 0n && !paidBefore, after),
        when(before > 0n && after > before, after - before),
        when(before === 0n && paidBefore, after),
        when(after > 0n && after < before, before - after),
        when(after === 0n, before),
        decimal(after),
      ]);
    }
    paidBefore ||= after > 0n;
    previous = level;
  }
  return rows;
}

const readMart = (): Promise<readonly (readonly unknown[])[]> =>
  rowsOf(
    warehouse,
    `SELECT concat(tenant_id, '|', account_id, '|', currency) AS key, toString(month), plan,
            ${['starting', 'new', 'expansion', 'reactivated', 'contraction', 'churned', 'ending'].map((name) => `toDecimalString(${name}_mrr, 2)`).join(', ')}
     FROM ${MART} FINAL ORDER BY key, month`,
  );

const reference = async (): Promise<readonly (readonly string[])[]> =>
  [...(await phasesByAccount())]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, phases]) => movementsOf(key, phases));

describe('mart_revenue_mrr', () => {
  it('is what a slow reading of the phases gives, row for row', async () => {
    const expected = await reference();
    expect(expected.length).toBeGreaterThan(2000);
    expect(await readMart()).toEqual(expected);
  });

  it('has every kind of movement, and they add up', async () => {
    const [row] = await rowsOf(
      warehouse,
      `SELECT countIf(starting_mrr + new_mrr + expansion_mrr + reactivated_mrr - contraction_mrr - churned_mrr != ending_mrr),
              countIf((new_mrr > 0) + (expansion_mrr > 0) + (reactivated_mrr > 0) + (contraction_mrr > 0) + (churned_mrr > 0) > 1),
              countIf(new_mrr > 0) > 50, countIf(expansion_mrr > 0) > 20, countIf(reactivated_mrr > 0) > 5, countIf(contraction_mrr > 0) > 20, countIf(churned_mrr > 0) > 20,
              countIf(currency = 'JPY') > 0, uniqExact(tenant_id) FROM ${MART} FINAL`,
    );
    expect(row).toEqual(['0', '0', 1, 1, 1, 1, 1, 1, '5']);
  });

  it('starts every month where the one before ended', async () => {
    const [row] = await rowsOf(
      warehouse,
      `SELECT count(), countIf(starting_mrr != previous) FROM (
         SELECT starting_mrr, lagInFrame(ending_mrr, 1, toDecimal64(0, 2)) OVER (PARTITION BY tenant_id, account_id, currency ORDER BY month) AS previous FROM ${MART} FINAL)`,
    );
    expect(row?.[1]).toBe('0');
  });

  it('gives net revenue retention without new and reactivated accounts, weighted over months', async () => {
    const catalog = await openCatalog(join(CATALOG, 'company'), warehouse);
    const asker = new CatalogAsker(catalog, warehouse, new Date('2026-03-17T09:30:00Z'));
    const select = [{ field: 'netRevenueRetention', as: 'rate' }, { field: 'newMrr' }];
    const question = { dataset: 'martRevenueMrr', where: { currency: { eq: 'USD' } } } as const;
    const time = { range: { from: '2025-09-01', to: '2026-03-01' } };
    const months = await asker.ask({
      ...question,
      view: 'rows',
      time,
      select: [{ field: 'month' }, ...select],
    });
    const [total] = await asker.ask({ ...question, view: 'totals', time, select });

    const dollars = (await reference()).filter(([key, month]) => key?.endsWith('USD') && month && month >= '2025-09-01' && month < '2026-03-01'); // prettier-ignore
    const rateOf = (rows: typeof dollars): number => {
      const sum = (at: number): number => rows.reduce((all, row) => all + Number(row[at]), 0);
      return (sum(3) + sum(5) - sum(7) - sum(8)) / sum(3);
    };
    expect(months).toHaveLength(6);
    for (const { month, rate } of months) {
      expect(Number(rate)).toBeCloseTo(rateOf(dollars.filter((row) => row[1] === month)), 9);
    }
    expect(Number(total?.rate)).toBeCloseTo(rateOf(dollars), 9);
    expect(Number(total?.rate)).not.toBeCloseTo(
      months.reduce((sum, { rate }) => sum + Number(rate) / 6, 0),
      6,
    );
  });

  it('counts phases that end or begin on the very edge of a month, overlap, or stay inside one', async () => {
    await warehouse.write(`TRUNCATE TABLE ${MART}`);
    await warehouse.write(`TRUNCATE TABLE ${PHASES}`);
    const phase = (subscription: string, account: string, rest: object): Record<string, unknown> => ({
      subscription_id: subscription,
      phase: 1,
      tenant_id: 'northwind',
      customer_id: account,
      plan: 'team',
      billing_interval: 'month',
      quantity: 1,
      unit_amount: 1000,
      currency: 'USD',
      trial: false,
      phase_start: '2025-01-10T00:00:00.000Z',
      phase_end: null,
      synced_at: '2026-01-01T00:00:00.000Z',
      ...rest,
    });
    await warehouse.insert(PHASES, [
      phase('edge', 'edge', { phase_end: '2025-03-01T00:00:00.000Z' }),
      phase('edge', 'edge', { phase: 2, phase_start: '2025-03-01T00:00:00.000Z', quantity: 3 }),
      phase('inside', 'inside', { phase_end: '2025-01-20T00:00:00.000Z' }),
      phase('again', 'inside', { phase_start: '2025-06-30T23:59:59.999Z' }),
      phase('both', 'both', { phase_end: '2025-04-05T00:00:00.000Z' }),
      phase('other', 'both', {
        plan: 'business',
        billing_interval: 'year',
        unit_amount: 10_007,
        phase_start: '2025-02-01T00:00:00.000Z',
        phase_end: '2025-05-31T23:59:59.999Z',
      }),
      phase('trial', 'trial', { trial: true, phase_end: '2025-03-10T00:00:00.000Z' }),
    ]);
    const load = demoStatements('company', VALUES).find((text) => text.includes(`INTO ${MART}`));
    await warehouse.write(load as string);
    const rows = await readMart();
    expect(rows).toEqual(await reference());
    const movements = rows.filter((row) => row.slice(4, 9).some((amount) => amount !== '0.00'));
    expect(movements.map(([key, month, plan, , ...rest]) => [key, month, plan, ...rest].join(' '))).toEqual([
      'northwind|both|USD 2025-01-01 team 10.00 0.00 0.00 0.00 0.00 10.00',
      'northwind|both|USD 2025-02-01 team 0.00 8.34 0.00 0.00 0.00 18.34',
      'northwind|both|USD 2025-04-01 business 0.00 0.00 0.00 10.00 0.00 8.34',
      'northwind|both|USD 2025-05-01 business 0.00 0.00 0.00 0.00 8.34 0.00',
      'northwind|edge|USD 2025-01-01 team 10.00 0.00 0.00 0.00 0.00 10.00',
      'northwind|edge|USD 2025-03-01 team 0.00 20.00 0.00 0.00 0.00 30.00',
      'northwind|inside|USD 2025-06-01 team 10.00 0.00 0.00 0.00 0.00 10.00',
    ]);
  });
});
