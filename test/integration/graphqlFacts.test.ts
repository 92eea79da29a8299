import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { factsCatalog, fillFacts, openFacts } from './sharedFixture.js';

let warehouse: Warehouse;
type Facts = ReturnType<typeof openFacts>;
let analyst: Facts;
let owner: Facts;
let reader: Facts;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillFacts(warehouse);
  [analyst, owner, reader] = (['analyst', 'owner', 'reader'] as const).map((role) => openFacts(warehouse, role)) as [Facts, Facts, Facts]; // prettier-ignore
});
afterAll(() => warehouse.close());

const MARCH = 'time: { range: { from: "2024-03-01", to: "2024-03-05" } }';
const fieldsOf = ({ schema }: Facts, name: string): readonly string[] => {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.keys(type.getFields()) : [];
};

describe('numbers of any dataset', () => {
  test('stand beside each other by what they share, though no metric crosses datasets', async () => {
    const { days, totals } = (await owner.ask(`metrics(${MARCH}) {
      days: rows { day: date(grain: DAY) datasets { clicks { clicks perClick } shop: orders { amount } } }
      totals { datasets { clicks { seconds } orders { amount } } }
    }`)) as { days: unknown; totals: unknown };
    expect(days).toEqual([
      { day: '2024-03-01', datasets: { clicks: { clicks: 2, perClick: 15 }, shop: { amount: 100 } } },
      { day: '2024-03-02', datasets: { clicks: { clicks: 1, perClick: 40 }, shop: { amount: 700 } } },
      { day: '2024-03-03', datasets: { clicks: { clicks: 1, perClick: 30 }, shop: { amount: null } } },
      { day: '2024-03-04', datasets: { clicks: expect.anything(), shop: { amount: 200 } } },
    ]);
    expect(totals).toEqual({ datasets: { clicks: { seconds: 100 }, orders: { amount: 1000 } } });
  });

  test('take the arguments of their own dataset, and are ordered and compared by the names they are shown by', async () => {
    expect(
      await owner.ask(`metrics(${MARCH}) {
        rows(
          having: { alias: { name: "datasets.orders.amount", gt: 250 } }
          orderBy: [{ alias: { name: "datasets.orders.amount", direction: DESC } }]
        ) {
          website
          datasets {
            clicks { home: clicks(segments: [home]) start: seconds(where: { page: { eq: "/" }, site: { name: { startsWith: "aur" } } }) }
            orders { amount before: amount(shift: { n: 1, unit: DAY }) share: amount(as: SHARE) }
          }
        }
      }`),
    ).toEqual({
      rows: [
        { website: 'c', datasets: { clicks: { home: expect.toBeOneOf([0, null]), start: null }, orders: { amount: 400, before: 400, share: 0.4 } } },
        { website: 'a', datasets: { clicks: { home: 2, start: 40 }, orders: { amount: 300, before: 100, share: 0.3 } } },
        { website: 'b', datasets: { clicks: { home: 1, start: null }, orders: { amount: 300, before: 300, share: 0.3 } } },
      ],
    }); // prettier-ignore
  });

  test('do not meet the names that are shared', async () => {
    expect(
      await analyst
        .ask(
          `metrics {
        rows(orderBy: [{ site: { name: ASC } }], limit: 1) { site { name } datasets { site { name } clicks { clicks } } }
        datasets: rows(orderBy: [{ alias: { name: "datasets.site.name", direction: DESC } }], limit: 1) { website datasets { site { name } } }
      }`,
        )
        .catch(({ message }: Error) => message),
    ).toContain('"site.name" is no dimension of "site"');
    expect(
      await analyst.ask(`metrics {
        rows(orderBy: [{ alias: { name: "datasets.site.name", direction: DESC } }], limit: 1) { website datasets { site { name } } }
        named: rows(orderBy: [{ site: { name: DESC } }], limit: 1) { site { name } datasets { clicks { clicks } } }
      }`),
    ).toEqual({
      rows: [{ website: 'z', datasets: { site: { name: 1019 } } }],
      named: [{ site: { name: 'Zenith' }, datasets: { clicks: { clicks: 1 } } }],
    });
  });

  test('are those of the datasets that a role sees, by what it sees of each', async () => {
    expect(fieldsOf(analyst, 'MetricsDatasets')).toEqual(['clicks', 'orders', 'site']);
    expect(fieldsOf(reader, 'MetricsDatasets')).toEqual(['clicks', 'orders']);
    expect(fieldsOf(owner, 'MetricsRow')).toEqual(
      expect.arrayContaining(['date', 'website', 'country', 'site']),
    );
    // Of the two, a reader sees the country of clicks alone, so they do not share it.
    expect(fieldsOf(reader, 'MetricsRow')).not.toContain('country');
    expect(await reader.refused('metrics { rows { country datasets { orders { amount } } } }')).toEqual([
      expect.stringContaining('Cannot query field "country"'),
    ]);
  });

  test('are of the rows that each policy grants', async () => {
    const everything = 'metrics { totals { datasets { clicks { clicks } orders { amount } } } }';
    expect(await analyst.ask(everything)).toEqual({ totals: { datasets: { clicks: { clicks: 5 }, orders: { amount: 2013 } } } }); // prettier-ignore
    for (const role of [owner, reader])
      expect(await role.ask(everything)).toEqual({ totals: { datasets: { clicks: { clicks: 4 }, orders: { amount: 1000 } } } }); // prettier-ignore
  });
});

describe('several datasets without a number', () => {
  test('list values of all that have the dimension, under the policy of each', async () => {
    const asked = 'metrics { values(of: website) }';
    expect(await analyst.ask(asked)).toEqual({ values: ['a', 'b', 'c', 'z'] });
    expect(await reader.ask(asked)).toEqual({ values: ['a', 'b', 'c'] });
    expect(
      await owner.ask('metrics { values(of: country) found: values(of: country, search: "d") }'),
    ).toEqual({
      values: ['AT', 'CH', 'DE'],
      found: ['DE'],
    });
    expect(await owner.ask('metrics { values(of: site_name, limit: 1) }')).toEqual({ values: ['Aurora'] });
  });

  test('count and list the groups of all that have every dimension and time', async () => {
    expect(
      await owner.ask(`metrics(${MARCH}) {
        rowCount(by: [website, country])
        rows { website country }
        days: rows { date(grain: DAY) }
      }`),
    ).toEqual({
      rowCount: 6,
      rows: [['a', 'AT'], ['a', 'DE'], ['a', null], ['b', 'CH'], ['b', 'DE'], ['c', 'DE']].map(([website, country]) => ({ website, country })),
      days: ['2024-03-01', '2024-03-02', '2024-03-03', '2024-03-04'].map((date) => ({ date })),
    }); // prettier-ignore
  });

  test('say why there is nothing to ask', async () => {
    expect(fieldsOf(owner, 'MetricsScope')).toEqual(['totals', 'rows', 'rowCount', 'values', 'info']);
    expect(await owner.refused('metrics { values(of: date) }')).toEqual([expect.stringContaining('does not exist in "MetricsDimension"')]); // prettier-ignore
    expect(await owner.refused('metrics { rows { date } }')).toEqual([
      'metrics.rows.date: "date" is a day in one dataset and an instant in another: give it a grain or a part.',
    ]);
  });
});

describe('rows nested in rows of several datasets', () => {
  test('are of the groups that the rows around them show, with numbers of any of the datasets', async () => {
    expect(
      await owner.ask(`metrics(${MARCH}) {
        rows(limit: 2, orderBy: [{ alias: { name: "datasets.orders.amount", direction: DESC } }]) {
          website
          datasets { orders { amount } }
          days: rows(limit: 1, orderBy: [{ alias: { name: "datasets.clicks.seconds", direction: DESC } }]) {
            date(grain: DAY)
            datasets { clicks { seconds } }
            rows { country datasets { clicks { clicks } } }
          }
          from: rows { country }
        }
      }`),
    ).toEqual({
      rows: [
        { website: 'c', datasets: { orders: { amount: 400 } }, days: [], from: [{ country: 'DE' }] },
        {
          website: 'a',
          datasets: { orders: { amount: 300 } },
          days: [{ date: '2024-03-01', datasets: { clicks: { seconds: 30 } }, rows: [{ country: 'DE', datasets: { clicks: { clicks: 2 } } }] }],
          from: [{ country: 'DE' }, { country: null }],
        },
      ],
    }); // prettier-ignore
  });

  test('find the row around them where its dimension is null, too', async () => {
    expect(
      await owner.ask(`metrics(where: { country: { isNull: true } }) {
        rows { country datasets { orders { amount } } rows { website datasets { orders { amount } } } }
      }`),
    ).toEqual({
      rows: [
        {
          country: null,
          datasets: { orders: { amount: 200 } },
          rows: [{ website: 'a', datasets: { orders: { amount: 200 } } }],
        },
      ],
    });
  });

  test('say where a dimension is asked that one of the datasets lacks', async () => {
    expect(
      await analyst.refused(`metrics { rows { website datasets { site { name } } deep: rows { country datasets { site { name } } } } }`),
    ).toEqual([
      'metrics.rows.deep.country: "country" is no dimension of "site", which is asked too: numbers of several datasets are by dimensions that all of them have.',
    ]); // prettier-ignore
  });
});

describe('grains of the catalog', () => {
  test('cut "date" where all that have them define them alike', async () => {
    expect(
      await owner.ask(`metrics(${MARCH}) {
        rows(fill: true) { date(grain: PAIR) partial datasets { clicks { seconds } orders { amount shippedAmount before: amount(shift: { n: 1, unit: PAIR }) } } }
      }`),
    ).toEqual({
      rows: [
        { date: '2024-03-01', partial: false, datasets: { clicks: { seconds: 70 }, orders: { amount: 800, shippedAmount: 400, before: expect.toBeOneOf([0, null]) } } },
        { date: '2024-03-03', partial: false, datasets: { clicks: { seconds: 30 }, orders: { amount: 200, shippedAmount: 600, before: 800 } } },
      ],
    }); // prettier-ignore
  });

  test('say which dataset has no time of day', async () => {
    expect(
      await owner.refused('metrics { rows { date(grain: HALF_DAY) datasets { orders { amount } } } }'),
    ).toContain('metrics.rows.date.grain: "date" is a date in "orders": halfDay needs a time of day.');
    expect(
      await owner.ask('metrics { rows(limit: 1) { date(grain: HALF_DAY) datasets { clicks { clicks } } } }'),
    ).toEqual({
      rows: [{ date: expect.stringContaining('2024-03-01'), datasets: { clicks: { clicks: 1 } } }],
    });
  });
});

describe('a condition on "date"', () => {
  test('is on the time that each number is counted by', async () => {
    expect(
      await owner.ask(
        'metrics(where: { date: { gte: "2024-03-03" } }) { totals { datasets { clicks { clicks } orders { amount shippedAmount } } } }',
      ),
    ).toEqual({
      totals: { datasets: { clicks: { clicks: 1 }, orders: { amount: 200, shippedAmount: 600 } } },
    });
  });
});

test('metrics over several datasets stand beside numbers of one', async () => {
  const catalog = factsCatalog({ amountPerClick: { ratio: ['orders.amount', 'clicks.clicks'] } });
  expect(
    await openFacts(warehouse, 'owner', catalog).ask(
      'metrics { rows(having: { amountPerClick: { gt: 50 } }) { website amountPerClick datasets { clicks { clicks } } } }',
    ),
  ).toEqual({
    rows: [
      { website: 'b', amountPerClick: 300, datasets: { clicks: { clicks: 1 } } },
      { website: 'a', amountPerClick: 100, datasets: { clicks: { clicks: 3 } } },
    ],
  });
});

test('what is left beside the shown rows is recomputed from the rows of each dataset', async () => {
  expect(
    await owner.ask(`metrics(${MARCH}) {
      rows(limit: 1, other: true, orderBy: [{ alias: { name: "datasets.orders.amount", direction: DESC } }]) {
        kind website datasets { orders { amount } clicks { seconds perClick } }
      }
    }`),
  ).toEqual({
    rows: [
      {
        kind: 'VALUE',
        website: 'c',
        datasets: { orders: { amount: 400 }, clicks: { seconds: null, perClick: null } },
      },
      {
        kind: 'OTHER',
        website: null,
        datasets: { orders: { amount: 600 }, clicks: { seconds: 100, perClick: 25 } },
      },
    ],
  });
});
