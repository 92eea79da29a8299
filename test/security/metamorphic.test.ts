import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { catalogFor, type DatasetSpec } from '../../src/metrics/index.js';
import type { PolicySpec } from '../../src/metrics/catalog/catalogSpec.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { LONG } from './answers.js';
import { canaryCatalog } from './canary/canaryCatalog.js';
import { randomOf } from './matrix/randomPolicies.js';
import { DocumentWriter } from './metamorphic/randomDocument.js';
import {
  openPairs,
  openWorld,
  ROLES_OF_PAIRS,
  type Pair,
  type Told,
  type World,
} from './metamorphic/worlds.js';

/**
 * Two warehouses that differ in nothing but what a caller may not see: not one byte of any answer differs, of data, errors and headers, for random
 * documents of random roles and grants. Each pair of servers answers all of its callers, so what one is told cannot come from what another asked before.
 */

const DOCUMENTS = LONG ? 20_000 : 150;
const SEED = Number(process.env['VERNIER_ATTACK_SEED'] ?? 20_300_305);

let warehouse: Warehouse;
let pairs: readonly Pair[];
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  pairs = await openPairs(warehouse);
});
afterAll(() => warehouse.close());

interface Compared {
  documents: number;
  views: number;
  answered: number;
  /** Answers that hold at least one row. */
  withRows: number;
  readonly alarms: string[];
  readonly different: { readonly document: string; readonly told: readonly Told[] }[];
}

type Change = (spec: DatasetSpec) => DatasetSpec;

/** Random documents of random callers, always the same. */
function* documentsOf(count: number, change?: Change): Generator<{ readonly pair: Pair; readonly document: string }> {
  const random = randomOf(SEED);
  const catalog = canaryCatalog(change);
  const writers = new Map(
    ROLES_OF_PAIRS.map((role) => [role, new DocumentWriter(buildRoleSchema(catalogFor(catalog, role)), random)]),
  );
  for (let index = 0; index < count; index++) {
    const pair = random.pick(pairs);
    const writer = writers.get(pair.viewer.role as (typeof ROLES_OF_PAIRS)[number]);
    yield { pair, document: writer?.document() ?? '' };
  }
} // prettier-ignore

/** Asks documents in both worlds of their callers, until `wanted` answers differ. */
async function compare(
  count: number,
  { change, wanted }: { readonly change?: Change; readonly wanted: number },
): Promise<Compared> {
  const worlds = new Map<string, World>();
  for (const database of pairs.flatMap(({ databases }) => databases))
    worlds.set(database, openWorld(warehouse, database, change));
  const compared: Compared = { documents: 0, views: 0, answered: 0, withRows: 0, alarms: [], different: [] };
  const asked = documentsOf(count, change);
  const work = async (): Promise<void> => {
    for (const { pair, document } of asked) {
      const { viewer, databases } = pair;
      const told = databases
        .map((database) => worlds.get(database) as World)
        .map((world) => world.ask(viewer, document));
      const [alone, noisy] = (await Promise.all(told)) as [Told, Told];
      compared.documents++;
      compared.views += document.match(/\bv\d: /g)?.length ?? 0;
      if (alone.status === 200) compared.answered++;
      if (/"view":"v\d","rows":[1-9]/.test(alone.body)) compared.withRows++;
      if (JSON.stringify(alone) !== JSON.stringify(noisy))
        compared.different.push({ document, told: [alone, noisy] });
      if (compared.different.length >= wanted) return;
    }
  };
  await Promise.all([work(), work()]);
  compared.alarms.push(...[...worlds.values()].flatMap(({ alarms }) => alarms));
  await Promise.all([...worlds.values()].map((world) => world.stop()));
  return compared;
}

// A machine may be busy with other things.
describe('what a caller may not see', { timeout: LONG ? 7_200_000 : 240_000 }, () => {
  it('changes no byte of any answer', async () => {
    const compared = await compare(DOCUMENTS, { wanted: 3 });
    const { documents, views, answered, withRows } = compared;
    console.log(`${documents} documents with ${views} views asked twice, ${answered} answered, ${withRows} with rows; seed ${SEED}`); // prettier-ignore
    expect(compared.alarms).toEqual([]);
    expect(compared.different).toEqual([]);
    // Refusals and empty answers are equal, too, and say little.
    expect(answered).toBeGreaterThan(0.4 * documents);
    expect(withRows).toBeGreaterThan(0.35 * documents);
  });

  it('changes no byte where small groups are withheld from readers', async () => {
    const change: Change = (spec) => {
      const reader = spec.access?.['reader'];
      if (reader === undefined || !['orders', 'moves', 'buyers'].includes(spec.dataset)) return spec;
      return { ...spec, access: { ...spec.access, reader: { ...reader, minGroupSize: 2 } } };
    };
    const { alarms, different, answered, documents } = await compare(DOCUMENTS / 4, { change, wanted: 3 });
    console.log(`${documents} documents where small groups are withheld, ${answered} answered`);
    expect(alarms).toEqual([]);
    expect(different).toEqual([]);
  });

  /** Each of these is a hole that the test above would have to find. */
  it.each(['orders', 'customers', 'moves', 'regions', 'notes'])(
    'would be told if %s had no row policy',
    async (dataset) => {
      const change = (spec: DatasetSpec): DatasetSpec =>
        spec.dataset === dataset ? withPolicies(spec, { rows: 'all' }) : spec;
      const { different, documents, alarms } = await compare(300, { change, wanted: 1 });
      expect(alarms).toEqual([]);
      expect(different.length, `after ${documents} documents`).toBeGreaterThan(0);
    },
  );

  it('would be told if nothing were hidden', async () => {
    const change = (spec: DatasetSpec): DatasetSpec => withPolicies(spec, { hide: [] });
    const { different } = await compare(300, { change, wanted: 1 });
    expect(different.length).toBeGreaterThan(0);
  });
});

/** The dataset with other rules for everybody who does not see everything. */
function withPolicies(spec: DatasetSpec, rule: Partial<PolicySpec>): DatasetSpec {
  const access = Object.entries(spec.access ?? {}).map(([role, policy]) => [role, { ...policy, ...rule }]);
  return { ...spec, access: Object.fromEntries(access) as DatasetSpec['access'] };
}
