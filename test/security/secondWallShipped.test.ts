import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrateWarehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import type { Role, Viewer } from '../../src/metrics/index.js';
import type * as renderRows from '../../src/metrics/sql/renderRows.js';
import { CATALOG } from '../support/shippedDemo.js';
import { answersTo, differences, oneIn, questionsFor, type Interview } from './answers.js';
import { fillTables, OWNERS, type Owner } from './shippedRows.js';
import { withoutMinimums } from './withPolicies.js';
import { openWall, parseAll, readEveryColumn, type Wall } from './wallOf.js';

/** The compiler as it would be if it forgot every row policy. */
const forgotten = vi.hoisted(() => ({ policies: false }));
vi.mock('../../src/metrics/sql/renderRows.js', async (load) => {
  const real = await load<typeof renderRows>();
  const scan: typeof real.scan = (dataset, secured) => {
    const made = real.scan(dataset, secured);
    return forgotten.policies ? { ...made, where: [] } : made;
  };
  return { ...real, scan };
});

const MIGRATIONS = join(import.meta.dirname, '../../db/clickhouse/migrations');
const viewerOf = (role: Role, owners: readonly Owner[]): Viewer => ({
  subject: role,
  role,
  attributes: new Map([
    ['websites', owners],
    ['administeredWebsites', owners],
    ['tenants', owners],
  ]),
});
const READER = viewerOf('reader', ['north']);
const OWNER = viewerOf('owner', ['north', 'east']);
const direct = new Map<Viewer, ReadonlyMap<string, string>>();
let wall: Wall;
// A view is made for each question.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  wall = await openWall(async (warehouse) => {
    await migrateWarehouse(warehouse, { folder: MIGRATIONS });
    const catalog = await openCatalog(CATALOG, warehouse);
    await fillTables(warehouse, OWNERS);
    for (const viewer of [READER, OWNER])
      direct.set(viewer, await everything({ warehouse, catalog, viewer }));
    return catalog;
  });
}, 300_000);
afterAll(() => wall.close());

/** Rows of two people tell nothing where numbers about few are withheld, so they are asked without it, too. */
async function everything(interview: Interview): Promise<ReadonlyMap<string, string>> {
  const { catalog, viewer } = interview;
  const open = { ...interview, catalog: withoutMinimums(catalog, viewer.role) };
  const withheld = questionsFor(interview, 'brief').filter(
    ({ query }) => catalog.datasets.get(query.dataset)?.policies.get(viewer.role)?.minGroup !== undefined,
  );
  const shipped = withheld.map(({ name, query }) => ({ name: `${name}, as shipped`, query }));
  return new Map([
    ...(await answersTo(open, oneIn(5, questionsFor(open, 'brief')))),
    ...(await answersTo(interview, shipped)),
  ]);
}

const askedBehind = (viewer: Viewer): Promise<ReadonlyMap<string, string>> =>
  everything({ warehouse: wall.behind(viewer), catalog: wall.catalog, viewer });

describe('what `vernier access sql` prints for the shipped catalog', () => {
  it('is statements that ClickHouse reads', async () => {
    expect(await parseAll(wall)).toBeGreaterThan(80);
  });

  it('changes no answer', async () => {
    const before = direct.get(READER) as ReadonlyMap<string, string>;
    const told = await askedBehind(READER);
    expect(told.size).toBeGreaterThan(40);
    expect(differences(before, told)).toEqual([]);
  });

  it.each([READER, OWNER])(
    'gives $role the same answers alone, where the compiler forgets every row policy',
    async (viewer) => {
      forgotten.policies = true;
      try {
        const before = direct.get(viewer) as ReadonlyMap<string, string>;
        expect(differences(before, await askedBehind(viewer))).toEqual([]);
        // Without the wall the same statements tell more.
        const { warehouse } = wall;
        const catalog = withoutMinimums(wall.catalog, viewer.role);
        const asked = oneIn(5, questionsFor({ catalog, viewer }, 'brief')).slice(0, 40);
        expect(
          differences(before, await answersTo({ warehouse, catalog, viewer }, asked)).length,
        ).toBeGreaterThan(10);
      } finally {
        forgotten.policies = false;
      }
    },
  );

  it.each([READER, OWNER])(
    'opens to $role the granted columns of each table and no other',
    async (viewer) => {
      const { open, shut } = await readEveryColumn(wall, viewer);
      expect(open).toBeGreaterThan(200);
      expect(shut).toBeGreaterThan(20);
    },
  );
});
