import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { QueryError } from '../../src/errors.js';
import { loadDemoData } from '../../src/etl/demo/loadDemoData.js';
import {
  catalogFor,
  type Catalog,
  type MetricQuery,
  type Role,
  type Viewer,
} from '../../src/metrics/index.js';
import { CATALOG, openShippedWarehouse } from '../support/shippedDemo.js';
import { ask } from './answers.js';

/** The same questions of the demo's data, asked as a reader and as the owner of one website and tenant, as the owner of more, and as an analyst. */

const folder = join(import.meta.dirname, '../../db/clickhouse/demo');
const NOW = new Date(Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000 + 9.5 * 3_600_000);

const viewer = (role: Role, websites: readonly string[], tenants: readonly string[]): Viewer => ({
  subject: role,
  role,
  attributes: new Map([
    ['websites', websites],
    ['tenants', tenants],
    ['people', ['olivia']],
  ]),
});
/** Each sees what those before it see, or more. */
const VIEWERS = {
  reader: viewer('reader', ['aurora-shop'], ['northwind']),
  owner: viewer('owner', ['aurora-shop'], ['northwind']),
  'owner of more': viewer('owner', ['aurora-shop', 'tidal-news', 'himal-learn', 'kumo-app'], ['northwind', 'contoso']), // prettier-ignore
  analyst: viewer('analyst', [], []),
};

let warehouse: Warehouse;
let catalog: Catalog;
beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await loadDemoData(warehouse, { folder, rows: 6_000, now: NOW });
  catalog = await openCatalog(CATALOG, warehouse);
});
afterAll(() => warehouse.close());

/** The answer as text; why not, where it is refused. */
async function told(who: Viewer, query: MetricQuery): Promise<string> {
  try {
    const rows = await ask({ warehouse, catalog, viewer: who }, query);
    return rows.map((row) => [...row.values()].map((value) => JSON.stringify(value)).join(' ')).join('; ');
  } catch (error) {
    const cause = error instanceof QueryError ? error : error instanceof Error ? error.cause : error;
    if (cause instanceof QueryError) return `refused (${cause.issues[0]?.code ?? ''})`;
    throw error;
  }
}

it('a reader counts no more than the owner of the same, who counts no more than an analyst', async () => {
  let compared = 0;
  let fewer = 0;
  for (const dataset of catalogFor(catalog, 'analyst').datasets.values()) {
    const counts = [...dataset.measures.values()].filter(({ aggregate, rows }) => aggregate.name === 'count' && rows === undefined); // prettier-ignore
    for (const { name } of counts) {
      const query: MetricQuery = { dataset: dataset.name, view: 'totals', select: [{ field: name }] };
      const numbers: number[] = [];
      for (const [who, asking] of Object.entries(VIEWERS)) {
        const seen = catalogFor(catalog, asking.role).datasets.get(dataset.name);
        const answer = await told(asking, query);
        // Whoever does not see the dataset is refused it, and nobody else is.
        expect(answer.startsWith('refused'), `${dataset.name}.${name} for a ${who}: ${answer}`).toBe(
          seen?.measures.has(name) !== true,
        );
        // A group that is too small is withheld.
        numbers.push(answer.startsWith('refused') || answer === 'null' ? 0 : Number(answer));
      }
      expect(numbers, `${dataset.name}.${name}`).toEqual(numbers.toSorted((a, b) => a - b));
      compared++;
      if ((numbers[1] as number) < (numbers[3] as number)) fewer++;
    }
  }
  console.log(`${compared} counts compared, of ${fewer} an analyst sees more than an owner`);
  expect(compared).toBeGreaterThan(40);
  expect(fewer).toBeGreaterThan(25);
});

it('the same questions, and what each is told', async () => {
  const questions: Readonly<Record<string, MetricQuery>> = {
    'visits, visitors': { dataset: 'sessions', view: 'totals', select: [{ field: 'sessions' }, { field: 'visitors' }] },
    'visits by website': { dataset: 'sessions', view: 'rows', select: [{ field: 'websiteId' }, { field: 'sessions' }] },
    'visits of tidal-news': { dataset: 'sessions', view: 'totals', select: [{ field: 'sessions' }], where: { websiteId: { eq: 'tidal-news' } } },
    'visits of no website': { dataset: 'sessions', view: 'totals', select: [{ field: 'sessions' }], where: { websiteId: { eq: 'no such website' } } },
    'a visitor': { dataset: 'sessions', view: 'records', select: [{ field: 'userId' }], limit: 1 },
    'visits of one visitor': { dataset: 'sessions', view: 'totals', select: [{ field: 'sessions' }], where: { userId: { startsWith: 'a' } } },
    'contacts by tenant': { dataset: 'stgHubspotContacts', view: 'rows', select: [{ field: 'tenantId' }, { field: 'contacts' }] },
    'an address of a contact': { dataset: 'stgHubspotContacts', view: 'rows', select: [{ field: 'email' }], limit: 1 },
    'who is who by address': { dataset: 'stgHubspotContacts', view: 'rows', select: [{ field: 'contactId' }], where: { email: { contains: 'a' } }, limit: 1 },
    'the audit log': { dataset: 'adminAuditLog', view: 'totals', select: [{ field: 'entries' }] },
  }; // prettier-ignore
  const table: Record<string, Record<string, string>> = {};
  for (const [question, query] of Object.entries(questions)) {
    const row: Record<string, string> = {};
    for (const [who, asking] of Object.entries(VIEWERS)) row[who] = (await told(asking, query)).slice(0, 110);
    table[question] = row;
  }
  console.log(JSON.stringify(table, null, 1));
  const cell = (question: string, who: keyof typeof VIEWERS): string => table[question]?.[who] ?? '';
  // A website of somebody else is one that there is not.
  for (const who of ['reader', 'owner'] as const)
    expect(cell('visits of tidal-news', who)).toBe(cell('visits of no website', who));
  expect(cell('visits of tidal-news', 'analyst')).not.toBe(cell('visits of no website', 'analyst'));
  expect(cell('visits by website', 'owner')).toMatch(/^"aurora-shop" \d+$/);
  // The same rows, and not the same columns.
  expect(cell('a visitor', 'owner')).not.toMatch(/^refused/);
  expect(cell('a visitor', 'reader')).not.toBe(cell('a visitor', 'owner'));
  expect(cell('visits of one visitor', 'reader')).toMatch(/^refused/);
  expect(cell('an address of a contact', 'reader')).not.toContain('@');
  expect(cell('an address of a contact', 'owner')).toContain('@');
  expect(cell('who is who by address', 'reader')).toMatch(/^refused/);
  expect(cell('the audit log', 'reader')).toMatch(/^refused/);
});
