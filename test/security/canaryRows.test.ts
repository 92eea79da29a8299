import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  type Catalog,
  type Dataset,
  type Role,
  type Viewer,
} from '../../src/metrics/index.js';
import type * as renderRows from '../../src/metrics/sql/renderRows.js';
import { openTestWarehouse } from '../support/embedded.js';
import { answersTo, ask, differences, NOW, findDifferences, questionsFor } from './answers.js';
import { canaryCatalog, canaryViewer } from './canary/canaryCatalog.js';
import { KINDS } from './canary/canaryKinds.js';
import { CANARY_STATEMENTS, rowsOf, sumOf, TENANTS, type Tenant } from './canary/canaryTables.js';

/** Which scan of a statement, counted from 0, loses its policy: a test of these tests. Undefined leaves all as they are. */
const forgotten = vi.hoisted(() => ({
  scan: undefined as number | undefined,
  seen: new Map<unknown, string[]>(),
}));
vi.mock('../../src/metrics/sql/renderRows.js', async (load) => {
  const real = await load<typeof renderRows>();
  const scan: typeof real.scan = (dataset, secured) => {
    const made = real.scan(dataset, secured);
    // The same dataset may be asked for several times while one statement is written; a place is a dataset.
    const seen = forgotten.seen.get(secured) ?? [];
    forgotten.seen.set(secured, seen);
    if (!seen.includes(dataset.name)) seen.push(dataset.name);
    return seen.indexOf(dataset.name) === forgotten.scan ? { ...made, where: [] } : made;
  };
  return { ...real, scan };
});

const VIEWERS = [
  { viewer: canaryViewer('reader', ['alpha']), tenants: ['alpha'] },
  { viewer: canaryViewer('owner', ['alpha', 'beta']), tenants: ['alpha', 'beta'] },
] as const satisfies readonly { viewer: Viewer; tenants: readonly Tenant[] }[];

let warehouse: Warehouse;
const catalog = canaryCatalog();
const insert = async (tenant: Tenant): Promise<void> => {
  for (const [table, rows] of rowsOf(tenant)) await warehouse.insert(table, rows);
};
/** What each viewer was told while nothing but the viewer's own rows existed. */
const alone = new Map<Viewer, ReadonlyMap<string, string>>();

beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of CANARY_STATEMENTS) await warehouse.write(statement);
  const there = new Set<Tenant>();
  for (const { viewer, tenants } of VIEWERS) {
    for (const tenant of tenants) if (!there.has(tenant)) await insert(tenant).then(() => there.add(tenant));
    alone.set(viewer, await answersTo({ warehouse, catalog, viewer }, questionsFor({ catalog, viewer })));
  }
  for (const tenant of TENANTS) if (!there.has(tenant)) await insert(tenant);
});
afterAll(() => warehouse.close());

describe.each(VIEWERS)('$viewer.role', ({ viewer, tenants }) => {
  const interview = () => ({ warehouse, catalog, viewer });
  const questions = questionsFor({ catalog, viewer });

  it('is told the same by every view whether or not rows of others exist', async () => {
    const before = alone.get(viewer) as ReadonlyMap<string, string>;
    const after = await answersTo(interview(), questions);
    expect(after.size).toBe(questions.length);
    expect(differences(before, after)).toEqual([]);
  });

  it.each([
    ['orders', 'amount'],
    ['notes', 'amount'],
    ['days', 'total'],
  ])('sees of %s exactly the granted primes', async (dataset, measure) => {
    const [row] = await ask(interview(), { dataset, view: 'totals', select: [{ field: measure }] });
    expect(row?.get(measure)).toBe(sumOf(tenants));
  });

  it.each([0, 1, 2])('would be told more if scan %i of a statement forgot its policy', async (scan) => {
    forgotten.scan = scan;
    try {
      const before = alone.get(viewer) as ReadonlyMap<string, string>;
      const leaks = await findDifferences(interview(), questions, { before, wanted: 10 });
      expect(leaks.length).toBeGreaterThanOrEqual(10);
    } finally {
      forgotten.scan = undefined;
    }
  });

  it.each([...catalogFor(catalog, viewer.role).datasets.keys()])(
    'would be told more if %s had no row policy',
    async (name) => {
      const open = openCatalogOf(viewer.role, name);
      const touching = questions.filter(({ query }) => query.dataset === name);
      const before = alone.get(viewer) as ReadonlyMap<string, string>;
      expect(
        await findDifferences({ warehouse, catalog: open, viewer }, touching, { before, wanted: 1 }),
      ).not.toEqual([]);
    },
  );

  describe.each(KINDS)('of %s', (_, pattern, datasets) => {
    it.each(datasets)('would be told more if %s had no row policy', async (name) => {
      const asked = questions.filter((question) => pattern.test(question.name));
      const open = openCatalogOf(viewer.role, name);
      const before = alone.get(viewer) as ReadonlyMap<string, string>;
      expect(
        await findDifferences({ warehouse, catalog: open, viewer }, asked, { before, wanted: 1 }),
      ).not.toEqual([]);
    });
  });
});

/** The catalog in which a role sees every row of one dataset. */
function openCatalogOf(role: Role, name: string): Catalog {
  return canaryCatalog((spec) => {
    const policy = spec.access?.[role];
    return spec.dataset === name && policy !== undefined
      ? { ...spec, access: { ...spec.access, [role]: { ...policy, rows: 'all' } } }
      : spec;
  });
}

describe('a tenant that is not granted', () => {
  const { viewer } = VIEWERS[0];
  const totals = (tenant: string, dataset: string) =>
    ask(
      { warehouse, catalog, viewer },
      {
        dataset,
        view: 'totals',
        select: [...(catalogFor(catalog, 'reader').datasets.get(dataset) as Dataset).measures.keys()].map(
          (field) => ({ field }),
        ),
        where: { tenant: { eq: tenant } },
      },
    );

  it.each(['orders', 'customers', 'companies', 'regions', 'notes', 'days'])(
    'is in %s as if it did not exist',
    async (dataset) => {
      const nobody = await totals('no such tenant', dataset);
      for (const tenant of TENANTS) {
        if (tenant === 'alpha') expect(await totals(tenant, dataset)).not.toEqual(nobody);
        else expect(await totals(tenant, dataset), tenant).toEqual(nobody);
      }
    },
  );

  it('is asked for by the same statement, so that neither rows read nor time tell it from another', () => {
    const text = (tenant: string): string => {
      const where = { tenant: { eq: tenant }, customer: { tenant: { in: [tenant] } } };
      const query = { dataset: 'orders', view: 'totals', select: [{ field: 'amount' }], where } as const;
      return compileQuery({ catalog: catalogFor(catalog, 'reader'), query, viewer, now: NOW }).statement.text;
    };
    const others = TENANTS.filter((tenant) => tenant !== 'alpha');
    expect(new Set([...others, 'no such tenant'].map(text)).size).toBe(1);
  });
});
