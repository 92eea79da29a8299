import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, type Shop } from './graphqlFixture.js';

let warehouse: Warehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  shop = openShop(warehouse);
});
afterAll(() => warehouse.close());

/** What each step of a funnel of visits converted. */
async function converted(args: string): Promise<unknown> {
  const { visits } = (await shop.ask(`{ visits { funnel(${args}) { name converted } } }`)) as {
    visits: { funnel: readonly { name: string; converted: number }[] };
  };
  return visits.funnel.map((row) => [row.name, row.converted]);
}

async function messagesOf(source: string, asked = shop): Promise<readonly string[]> {
  const { errors = [] } = await asked.run(source);
  const original = errors[0]?.originalError as
    { issues?: { path: readonly (string | number)[]; message: string }[] } | undefined;
  return (
    original?.issues?.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
    errors.map(({ message }) => message)
  );
}

describe('funnels and retentions with a name', () => {
  test('are asked by it', async () => {
    expect(await converted('name: HOME_TO_DOCS')).toEqual([
      ['home', 4],
      ['docs', 1],
    ]);
    expect(
      await shop.ask(`query ($name: VisitsRetentionName = SITE_RETURNS) { visits {
        retention(name: $name, limit: 1) { cohort size period retained } } }`),
    ).toEqual({
      visits: {
        retention: [
          { cohort: '2024-03-01', size: 1, period: 0, retained: 1 },
          { cohort: '2024-03-01', size: 1, period: 1, retained: 1 },
        ],
      },
    });
  });

  test('take arguments in the place of what the catalog says, each as a whole', async () => {
    expect(await converted('name: HOME_TO_DOCS, window: { n: 1, unit: HOUR }')).toEqual([
      ['home', 4],
      ['docs', 0],
    ]);
    expect(await converted('name: HOME_TO_DOCS, entity: siteId')).toEqual([
      ['home', 3],
      ['docs', 1],
    ]);
    expect(
      await converted(
        'name: HOME_TO_DOCS, steps: [{ name: "docs", where: { page: { eq: "/docs" } } }, { name: "any" }]',
      ),
    ).toEqual([
      ['docs', 1],
      ['any', 0],
    ]);
    expect(
      await shop.ask(`{ visits { retention(name: SITE_RETURNS, periods: 0, returnEvent: { segments: [paid] }) {
        cohort size period retained } } }`),
    ).toEqual({
      visits: {
        retention: [
          { cohort: '2024-03-01', size: 1, period: 0, retained: 1 },
          { cohort: '2024-03-02', size: 1, period: 0, retained: 1 },
        ],
      },
    });
  });

  test('keep to the scope, and are broken down', async () => {
    expect(
      await shop.ask(`{ visits(where: { siteId: { eq: "aurora" } }) {
        funnel(name: HOME_TO_DOCS) { group { site { domain } } step converted } } }`),
    ).toEqual({
      visits: {
        funnel: [
          { group: { site: { domain: 'aurora.example' } }, step: 1, converted: 2 },
          { group: { site: { domain: 'aurora.example' } }, step: 2, converted: 1 },
        ],
      },
    });
  });

  test('are listed in the catalog, each as its argument takes it', async () => {
    const { catalog } = (await shop.ask(
      '{ catalog { datasets { name presets { name kind description } metrics { name } } } }',
    )) as { catalog: { datasets: readonly { name: string }[] } };
    expect(catalog.datasets.find(({ name }) => name === 'visits')).toEqual({
      name: 'visits',
      presets: [
        { name: 'HOME_TO_DOCS', kind: 'FUNNEL', description: 'From the start to the handbook.' },
        { name: 'SITE_RETURNS', kind: 'RETENTION', description: '' },
      ],
      metrics: [{ name: 'perPerson' }],
    });
  });

  test('do not exist for a role that does not see whom they follow', async () => {
    const reader = openShop(warehouse, 'reader', new Map([['websites', ['aurora', 'tidal']]]));
    expect(await messagesOf('{ visits { funnel(name: HOME_TO_DOCS) { step } } }', reader)).toEqual(
      expect.arrayContaining(['Unknown argument "name" on field "VisitsScope.funnel".']),
    );
    expect(JSON.stringify(await reader.ask('{ catalog { datasets { presets { name } } } }'))).not.toContain(
      'HOME_TO_DOCS',
    );
  });

  test('without a name, everything has to be said', async () => {
    expect(await messagesOf('{ visits { f: funnel(entity: person) { step } } }')).toEqual([
      'visits.f.steps: "steps" is missing.',
      'visits.f.window: "window" is missing.',
    ]);
    expect(await messagesOf('{ visits { f: funnel(name: HOME_TO_DOCS, steps: []) { step } } }')).toEqual([
      expect.stringMatching(/^visits\.f\.steps: A funnel has 2 to 32 steps/),
    ]);
  });
});

describe('an entity and its name', () => {
  test('is grouped by its key, so that one without a name keeps its row', async () => {
    expect(
      await shop.ask(
        '{ visits { rows(orderBy: [{ siteId: ASC }]) { siteId site { domain company { name } } visits } } }',
      ),
    ).toEqual({
      visits: {
        rows: [
          { siteId: 'aurora', site: { domain: 'aurora.example', company: { name: 'Northwind' } }, visits: 3 },
          { siteId: 'ghost', site: { domain: null, company: { name: null } }, visits: 1 },
          { siteId: 'tidal', site: { domain: 'tidal.example', company: { name: 'Contoso' } }, visits: 3 },
        ],
      },
    });
  });

  test('is followed by its key, or by one that a relationship leads to', async () => {
    const steps = 'window: { n: 1, unit: DAY }, steps: [{ name: "a", segments: [home] }, { name: "b" }]';
    expect(await converted(`entity: siteId, ${steps}`)).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    // Nothing is known of the third.
    expect(await converted(`entity: site_id, ${steps}`)).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
