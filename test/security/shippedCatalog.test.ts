import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type Catalog, type Dataset, type Role, type Viewer } from '../../src/metrics/index.js';
import { CATALOG, openShippedWarehouse } from '../support/shippedDemo.js';
import { answersTo, ask, differences, oneIn, questionsFor } from './answers.js';
import { documentAnswers } from './documents.js';
import type { Question } from './questions.js';
import { erasedCatalog, hiddenNames, nameErrors } from './hiddenNames.js';
import { emptyTables, fillTables, OWNERS, shippedTables, sumOfColumn, type Owner } from './shippedRows.js';
import { withoutMinimums, withPolicies } from './withPolicies.js';
import { buildRoleSchema, printRoleSchema } from '../../src/schema/index.js';

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
const ANALYST = viewerOf('analyst', []);

let warehouse: Warehouse;
/** As it is shipped. */
let shipped: Catalog;
/** Without minimum group sizes: the rows of these tables are of two people each, of whom nothing would be told. */
let catalog: Catalog;
const alone = new Map<Viewer, ReadonlyMap<string, string>>();
/** Documents with every view and field; of a reader also what those do not ask. An owner differs only in what is hidden. */
const everything = async (viewer: Viewer): Promise<ReadonlyMap<string, string>> => {
  const brief = viewer === READER ? oneIn(8, questionsFor({ catalog, viewer }, 'brief')) : [];
  return new Map([
    ...(await answersTo({ warehouse, catalog, viewer }, brief)),
    ...(await documentAnswers({ warehouse, catalog, viewer })),
    ...(await withheld(viewer)),
  ]);
};

/** What is told as the catalog is shipped of datasets that withhold numbers about few. */
async function withheld(viewer: Viewer): Promise<readonly (readonly [string, string])[]> {
  const told = await documentAnswers({ warehouse, catalog: shipped, viewer }, (dataset) => isGuarded(dataset, viewer.role)); // prettier-ignore
  return [...told].map(([name, answer]) => [`${name}, as shipped`, answer]);
}

const isGuarded = ({ policies }: Dataset, role: Role) => policies.get(role)?.minGroup !== undefined;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  shipped = await openCatalog(CATALOG, warehouse);
  catalog = withoutMinimums(shipped, 'reader');
  await fillTables(warehouse, ['north']);
  alone.set(READER, await everything(READER));
  await fillTables(warehouse, ['east']);
  alone.set(OWNER, await everything(OWNER));
  await fillTables(warehouse, OWNERS.slice(2));
});
afterAll(() => warehouse.close());

const before = (viewer: Viewer): ReadonlyMap<string, string> =>
  alone.get(viewer) as ReadonlyMap<string, string>;

describe('rows', () => {
  it.each([
    ['a reader', READER],
    ['an owner', OWNER],
  ])('of others change nothing that %s is told', async (_, viewer) => {
    expect(differences(before(viewer), await everything(viewer))).toEqual([]);
  });

  it.each([
    ['a reader', READER],
    ['an owner', OWNER],
  ])('of others would be seen by %s of every dataset that has no row policy', async (_, viewer) => {
    const hidden: string[] = [];
    for (const name of oneIn(3, [...catalogFor(catalog, viewer.role).datasets.keys()])) {
      const open = withPolicies(catalog, viewer.role, (policy, dataset) =>
        dataset.name === name ? { ...policy, rows: { kind: 'all' } } : policy,
      );
      const told = await documentAnswers(
        { warehouse, catalog: open, viewer },
        (dataset) => dataset.name === name,
      );
      if (differences(before(viewer), told).length === 0) hidden.push(name);
    }
    expect(hidden).toEqual([]);
  });

  it.each([
    ['a reader', READER, ['north']],
    ['an owner', OWNER, ['north', 'east']],
  ] as const)('add up to exactly the granted primes for %s', async (_, viewer, owners) => {
    const tables = await shippedTables(warehouse);
    let sums = 0;
    for (const { name, source, measures } of catalogFor(catalog, viewer.role).datasets.values()) {
      const table = source.kind === 'table' ? tables.get(`${source.database}.${source.table}`) : undefined;
      const expected = [...measures.values()].flatMap((measure) => {
        const { aggregate, filter, rows } = measure;
        const column = table?.find((known) => known.name === aggregate.args[0]?.plainColumn);
        const plain =
          aggregate.name === 'sum' && filter === undefined && rows === undefined && column !== undefined;
        return plain ? [[measure.name, sumOfColumn(column, owners)] as const] : [];
      });
      if (expected.length === 0) continue;
      const select = expected.map(([field]) => ({ field }));
      const [row] = await ask({ warehouse, catalog, viewer }, { dataset: name, view: 'totals', select });
      for (const [field, sum] of expected) expect(Number(row?.get(field)), `${name}.${field}`).toBe(sum);
      sums += expected.length;
    }
    expect(sums).toBeGreaterThan(40);
  });

  it('are in every dataset, so that the tests above say something', async () => {
    const analyst = catalogFor(catalog, 'analyst');
    for (const [name, dataset] of analyst.datasets) {
      const told = await answersTo({ warehouse, catalog, viewer: ANALYST }, [
        { name, query: { dataset: name, view: 'rowCount', by: [...dataset.dimensions.keys()] } },
      ]);
      expect(Number(/\d+/.exec(told.get(name) ?? '')?.[0]), name).toBeGreaterThan(1);
    }
  });
});

describe('numbers about few', () => {
  it('are withheld from a reader: who did what in the app', () => {
    const guarded = [...shipped.datasets.values()].filter((dataset) => isGuarded(dataset, 'reader'));
    expect(guarded.map(({ name }) => name)).toEqual(['amplitudeAppEvents', 'martProductDailyUsage']);
  });

  it('are all that two people make, so a reader is told nothing of them', async () => {
    const interview = { warehouse, catalog: shipped, viewer: READER };
    for (const [dataset, measures] of [
      ['amplitudeAppEvents', ['events', 'users', 'sessions', 'blocksInserted', 'eventsPerUser']],
      ['martProductDailyUsage', ['activeUsers', 'userDays', 'events', 'writerShare']],
    ] as const) {
      const select = measures.map((field) => ({ field }));
      const [row] = await ask(interview, { dataset, view: 'totals', select });
      expect([...(row?.values() ?? [])], dataset).toEqual(measures.map(() => null));
      const [known] = await ask({ ...interview, catalog }, { dataset, view: 'totals', select });
      expect(known?.get(measures[0])).toBe(2);
    }
  });

  it('leave no view of single rows and single people in the schema', () => {
    const viewsOf = (role: Role, type: string) =>
      buildRoleSchema(catalogFor(shipped, role)).getType(type)?.toConfig() as { readonly fields: object };
    for (const type of ['AmplitudeAppEventsScope', 'MartProductDailyUsageScope']) {
      const views = ['totals', 'rows', 'rowCount', 'values', 'info'];
      expect(Object.keys(viewsOf('reader', type).fields)).toEqual(views);
      expect(Object.keys(viewsOf('owner', type).fields)).toEqual(
        expect.arrayContaining([...views, 'records', 'funnel', 'retention', 'lifecycle']),
      );
    }
  });
});

describe('hidden fields', () => {
  const reader = () => catalogFor(catalog, 'reader');

  it('and masked ones are those that the catalog calls personal', () => {
    const personal = [...catalog.datasets.values()].flatMap((dataset) =>
      [...dataset.dimensions.values()]
        .filter(({ description }) => /\bpersonal\b/i.test(description))
        .map((dimension) => ({ dataset, dimension })),
    );
    const masked = personal.filter(({ dataset, dimension }) => {
      return reader().datasets.get(dataset.name)?.dimensions.get(dimension.name)?.mask !== undefined;
    });
    const shown = personal.filter(
      (one) => !masked.includes(one) && reader().datasets.get(one.dataset.name)?.dimensions.has(one.dimension.name) === true, // prettier-ignore
    );
    expect(shown).toEqual([]);
    expect(masked.length).toBeGreaterThan(10);
  });

  it('are never told as they are where they are masked', async () => {
    const kept = [...catalog.datasets.values()].flatMap(({ name, dimensions, policies }) => {
      const masks = policies.get('reader')?.masks ?? new Map<string, unknown>();
      return masks.size === 0 ? [] : [{ name, fields: [...dimensions.keys()].filter((field) => masks.has(field)) }];
    }); // prettier-ignore
    expect(kept.length).toBeGreaterThan(5);
    for (const { name, fields } of kept) {
      const query = { dataset: name, view: 'records', select: fields.map((field) => ({ field })) } as const;
      const [real, told] = await Promise.all([
        ask({ warehouse, catalog, viewer: ANALYST }, query),
        ask({ warehouse, catalog, viewer: READER }, query),
      ]);
      expect(told.length).toBeGreaterThan(0);
      for (const field of fields) {
        const values = new Set(real.map((row) => row.get(field)).filter((value) => value !== null));
        expect(values.size, `${name}.${field}`).toBeGreaterThan(0);
        for (const row of told) expect(values, `${name}.${field}`).not.toContain(row.get(field));
      }
    }
  });

  it.each(['reader', 'owner'] as const)('leave no trace in the schema of a %s', (role) => {
    const schema = printRoleSchema(catalogFor(shipped, role));
    expect(schema).toBe(printRoleSchema(catalogFor(erasedCatalog(shipped, role), role)));
    // Names that are no words of English, so that nothing else can mean them.
    const names = hiddenNames(catalog, role).filter(
      ({ name, elsewhere }) => /[A-Z_]/.test(name) && !elsewhere,
    );
    expect(names.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(schema))).toEqual([]);
  });

  // An owner sees every name.
  it('are to a reader like names that do not exist', () => {
    const names = hiddenNames(catalog, 'reader');
    const erased = erasedCatalog(catalog, 'reader');
    for (const hidden of names)
      expect(nameErrors(catalog, READER, hidden), JSON.stringify(hidden)).toEqual(
        nameErrors(erased, READER, hidden),
      );
    expect(names.length).toBeGreaterThan(30);
  });

  it('change nothing that a reader is told, whatever they hold', async () => {
    const columns = hiddenColumns();
    const hiding = [...new Set(columns.values())].map((name): Question => {
      const { dimensions, policies } = catalog.datasets.get(name) as Dataset;
      const fields = [...dimensions.keys()].filter((field) => policies.get('reader')?.hide.has(field));
      return { name, query: { dataset: name, view: 'rows', select: fields.map((field) => ({ field })) } };
    });
    const asAnalyst = () => answersTo({ warehouse, catalog, viewer: ANALYST }, hiding);
    const known = await asAnalyst();
    await emptyTables(warehouse);
    await fillTables(warehouse, OWNERS, new Set(columns.keys()));
    expect(
      differences(before(READER), await documentAnswers({ warehouse, catalog, viewer: READER })),
    ).toEqual([]);
    // An analyst sees the change in every one of these datasets, so it was there to be seen.
    expect(differences(known, await asAnalyst()).length).toBe(hiding.length);
  });
});

/** `database.table.column` of what a reader must not see → the dataset. */
function hiddenColumns(): ReadonlyMap<string, string> {
  const columns = new Map<string, string>();
  for (const { name, source, dimensions, policies } of catalog.datasets.values()) {
    const table =
      source.kind === 'table'
        ? `${source.database}.${source.table}`
        : /FROM (\w+\.\w+)/.exec(source.text)?.[1];
    const hide = policies.get('reader')?.hide ?? new Set();
    const shown = new Set(
      [...dimensions.values()].filter((one) => !hide.has(one.name)).map(({ sql }) => sql.plainColumn),
    );
    for (const { sql } of [...dimensions.values()].filter((one) => hide.has(one.name)))
      for (const column of sql.identifiers)
        if (!shown.has(column)) columns.set(`${table ?? ''}.${column}`, name);
  }
  return columns;
}
