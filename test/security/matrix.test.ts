import type { GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/index.js';
import { loadCatalog } from '../../src/catalog/loadCatalog.js';
import {
  catalogFor,
  compileQuery,
  defineCatalog,
  ROLES,
  type Catalog,
  type DatasetSpec,
  type Role,
  type RoleCatalog,
  type Viewer,
} from '../../src/metrics/index.js';
import { createRequestContext, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { CATALOG, openShippedWarehouse } from '../support/shippedDemo.js';
import { masking } from '../support/masking.js';
import { LONG, NOW, oneThread } from './answers.js';
import { openCanaries } from './attackedServer.js';
import { canarySpecs } from './canary/canaryCatalog.js';
import { count, emptyTally, judge, summary, type Tally } from './matrix/judge.js';
import { randomOf, randomPolicies } from './matrix/randomPolicies.js';
import { schemaCases } from './matrix/schemaPlaces.js';
import { membersOf, Sight } from './matrix/sight.js';
import { matrixOf, type MatrixCase } from './matrix/surfaces.js';

/**
 * Every name of a catalog, at every place of a question where a name of its kind can stand, for every role: allowed or refused exactly as the files say.
 * What they say is read by `Sight`, which shares nothing with the product. Cases are counted and the counts printed.
 */

/** Of what is allowed this share is tried; what must be refused, because of its name or its view, is tried always. */
const EVERY = LONG ? 1 : 32;
const WORLDS = LONG ? 200 : 8;

/** Granted something of everything: what is refused here is refused because of a name. */
const viewerOf = (role: Role): Viewer => ({
  subject: role,
  role,
  attributes: new Map<string, readonly (string | number)[]>([
    ['tenants', ['alpha']],
    ['websites', ['north']],
    ['administeredWebsites', ['north']],
    ['people', ['north']],
    ['vaults', ['00000000-0000-4000-8000-000000000000']],
    ['accounts', [0]],
  ]),
});

interface World {
  readonly catalog: Catalog;
  readonly specs: readonly DatasetSpec[];
}

function sightOf({ specs }: Omit<World, 'catalog'>, role: Role): Sight {
  return new Sight(specs, role);
}

let place = 0;
function* chosen(cases: Iterable<MatrixCase>, every: number): Generator<MatrixCase> {
  for (const one of cases) if (!one.allowed || one.withheld === true || place++ % every === 0) yield one;
}

function tryWorld(world: World, tally: Tally, every = EVERY): Tally {
  for (const role of ROLES)
    for (const one of chosen(matrixOf(world.specs, sightOf(world, role)), every))
      count(tally, one, judge(world.catalog, viewerOf(role), one));
  return tally;
}

let shipped: World;
const canary: World = { specs: canarySpecs, catalog: defineCatalog(canarySpecs).catalog };

beforeAll(async () => {
  const warehouse = await openShippedWarehouse();
  const { specs } = await loadCatalog(CATALOG);
  shipped = { specs, catalog: await openCatalog(CATALOG, warehouse) };
  await warehouse.close();
});

/** Nothing is asked but the catalog itself. */
const nobody = new Proxy({} as never, {
  get: () => () => Promise.reject(new Error('Nothing is asked here.')),
});

describe('names are allowed and refused as the files say', { timeout: LONG ? 7_200_000 : 240_000 }, () => {
  it.each([
    ['the shipped catalog', () => shipped, { refused: 1_500 }],
    ['the canary catalog', () => canary, { refused: 400 }],
  ] as const)('in %s', (title, world, least) => {
    const tally = tryWorld(world(), emptyTally());
    console.log(summary(title, tally));
    expect(tally.wrong.slice(0, 20)).toEqual([]);
    expect(tally.refused).toBeGreaterThan(least.refused);
    // Nearly everything that is seen can stand at the places that are tried, so it is the name that is judged.
    expect(tally.impossible).toBeLessThan(0.1 * tally.allowed);
  });

  it('under random policies', () => {
    const tally = emptyTally();
    const random = randomOf(20_300_305);
    for (let turn = 0; turn < WORLDS; turn++) {
      const specs = randomPolicies(canarySpecs, random);
      const { catalog, issues } = defineCatalog(specs);
      expect(issues).toEqual([]);
      tryWorld({ specs, catalog }, tally, EVERY * 4);
    }
    console.log(summary(`${WORLDS} random policies`, tally));
    expect(tally.wrong.slice(0, 20)).toEqual([]);
    expect(tally.refused).toBeGreaterThan(WORLDS * 500);
  });

  it('would be noticed otherwise: a policy that hides nothing is told at once', () => {
    const open = canarySpecs.map((spec): DatasetSpec => {
      const reader = spec.access?.['reader'];
      return reader === undefined ? spec : { ...spec, access: { ...spec.access, reader: { rows: reader.rows } } };
    }); // prettier-ignore
    const tally = emptyTally();
    const { catalog } = defineCatalog(open);
    for (const one of chosen(matrixOf(canarySpecs, sightOf(canary, 'reader')), 1_000))
      count(tally, one, judge(catalog, viewerOf('reader'), one));
    expect(tally.wrong.length).toBeGreaterThan(200);
  });
});

describe('schemas, documents and the catalog query', () => {
  it.each([
    ['the shipped catalog', () => shipped],
    ['the canary catalog', () => canary],
  ] as const)('of %s have what the files say, and nothing else', async (title, world) => {
    const wrong: string[] = [];
    const cases = new Map<string, number>();
    const note = (at: string, field: string, fits: boolean): void => {
      cases.set(at, (cases.get(at) ?? 0) + 1);
      if (!fits) wrong.push(`${at}: ${field}`);
    };
    for (const role of ROLES) {
      const { specs } = world();
      const sight = sightOf(world(), role);
      const catalog = catalogFor(world().catalog, role);
      const schema = buildRoleSchema(catalog);
      for (const { place: at, field, expected, found } of schemaCases(schema, specs, sight))
        note(at, `${field} for ${role}, expected ${expected}`, expected === found);
      const told = await toldNames(catalog, schema);
      for (const spec of specs) {
        note('catalog query', `${spec.dataset} for ${role}`, told.has(spec.dataset) === sight.dataset(spec.dataset)); // prettier-ignore
        for (const { kind, name } of membersOf(spec))
          if (kind !== 'preset')
            note('catalog query', `${spec.dataset}.${name} for ${role}`, sight.sees(spec.dataset, name) === told.has(`${spec.dataset} ${kind} ${name}`)); // prettier-ignore
      }
    }
    console.log(`${title}: ${[...cases].map(([at, times]) => `${at} ${times}`).join('; ')}`);
    expect(wrong.slice(0, 20)).toEqual([]);
  });
});

/** Names that the catalog query tells: of datasets, and of their members behind dataset and kind. */
async function toldNames(catalog: RoleCatalog, schema: GraphQLSchema): Promise<ReadonlySet<string>> {
  const kinds = ['dimension', 'measure', 'metric', 'segment', 'relationship'];
  const context = createRequestContext({ viewer: viewerOf(catalog.role), catalog, now: NOW, requestId: 'r', warehouse: nobody, metadata: nobody }); // prettier-ignore
  const source = `{ catalog { datasets { name ${kinds.map((kind) => `${kind}s { name }`).join(' ')} } } }`;
  const { data } = await executeDocument({ schema, context, source });
  interface Named extends Readonly<Record<string, unknown>> {
    readonly name: string;
  }
  const { datasets } = data?.['catalog'] as { readonly datasets: readonly Named[] };
  return new Set(
    datasets.flatMap((dataset) => [
      dataset.name,
      ...kinds.flatMap((kind) =>
        (dataset[`${kind}s`] as readonly Named[]).map(({ name }) => `${dataset.name} ${kind} ${name}`),
      ),
    ]),
  );
}

describe('what is allowed', () => {
  it('is answered by the engine', async () => {
    const canaries = await openCanaries();
    let asked = 0;
    try {
      for (const role of ROLES)
        for (const one of chosen(matrixOf(canarySpecs, sightOf(canary, role)), LONG ? 5 : 60)) {
          if (judge(canary.catalog, viewerOf(role), one) !== 'allowed') continue;
          const { query } = one;
          const { statement } = compileQuery({ catalog: catalogFor(canary.catalog, role), query, viewer: viewerOf(role), now: NOW }); // prettier-ignore
          await masking(oneThread(canaries)).query(statement);
          asked++;
        }
    } finally {
      await canaries.close();
    }
    console.log(`${asked} of the allowed cases were answered by the engine`);
    expect(asked).toBeGreaterThan(80);
  });
});
