import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { describeTypes } from '../../src/catalog/describeTypes.js';
import { QueryError } from '../../src/errors.js';
import {
  catalogFor,
  defineCatalog,
  type Catalog,
  type DatasetSpec,
  type MetricQuery,
} from '../../src/metrics/index.js';
import { createRequestContext, executeDocument, type MetadataReader } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Airports lead to flights in two ways: what departs and what arrives. Vienna has VIE, Berlin BER and TXL; GRZ is in no city and has no flight. Flight 5 ends at
 * an airport that is not there, flight 6 begins nowhere, flight 7 returns to where it began.
 */
const TABLES = [
  'CREATE DATABASE ways',
  'CREATE TABLE ways.cities (id UInt8, name String) ENGINE = MergeTree ORDER BY id',
  "INSERT INTO ways.cities VALUES (1, 'Vienna'), (2, 'Berlin')",
  'CREATE TABLE ways.airports (code String, city_id Nullable(UInt8)) ENGINE = MergeTree ORDER BY code',
  "INSERT INTO ways.airports VALUES ('VIE', 1), ('BER', 2), ('TXL', 2), ('GRZ', NULL)",
  `CREATE TABLE ways.flights (id UInt8, origin Nullable(String), destination String, airline String, seats UInt16, departed_at DateTime('UTC'), arrived_at DateTime('UTC'))
    ENGINE = MergeTree ORDER BY id`,
  `INSERT INTO ways.flights VALUES
    (1, 'VIE', 'BER', 'a', 100, '2024-01-01 08:00:00', '2024-01-01 10:00:00'), (2, 'VIE', 'TXL', 'z', 50, '2024-01-01 23:00:00', '2024-01-02 01:00:00'),
    (3, 'BER', 'VIE', 'a', 100, '2024-01-02 08:00:00', '2024-01-02 10:00:00'), (4, 'TXL', 'VIE', 'z', 60, '2024-01-02 08:00:00', '2024-01-02 10:00:00'),
    (5, 'VIE', 'XXX', 'z', 10, '2024-01-03 08:00:00', '2024-01-03 10:00:00'), (6, NULL, 'BER', 'z', 20, '2024-01-03 08:00:00', '2024-01-03 10:00:00'),
    (7, 'BER', 'BER', 'a', 5, '2024-01-03 08:00:00', '2024-01-03 10:00:00')`,
];

const analyst = { rows: 'all' } as const;
const SPECS: readonly DatasetSpec[] = [
  {
    dataset: 'cities',
    description: '',
    source: 'ways.cities',
    relationships: { airports: { to: 'airports', on: { id: 'city_id' }, cardinality: 'one-to-many' } },
    dimensions: { name: { type: 'string' } },
    measures: { cities: { agg: 'count' } },
    access: { analyst, owner: analyst },
  },
  {
    dataset: 'airports',
    description: '',
    source: 'ways.airports',
    relationships: {
      city: { to: 'cities', on: { city_id: 'id' }, cardinality: 'many-to-one' },
      departures: { to: 'flights', on: { code: 'origin' }, cardinality: 'one-to-many' },
      arrivals: { to: 'flights', on: { code: 'destination' }, cardinality: 'one-to-many' },
    },
    dimensions: {
      code: { type: 'string' },
      departing: { measure: 'departures.flights' },
      arriving: { measure: 'arrivals.flights' },
      balance: { type: 'integer', sql: 'toInt64({arriving}) - toInt64({departing})' },
    },
    measures: { airports: { agg: 'count' } },
    access: { analyst, owner: analyst },
  },
  {
    dataset: 'flights',
    description: '',
    source: 'ways.flights',
    primaryKey: ['id'],
    time: 'departed',
    relationships: {
      from: { to: 'airports', on: { origin: 'code' }, cardinality: 'many-to-one' },
      to: { to: 'airports', on: { destination: 'code' }, cardinality: 'many-to-one' },
    },
    dimensions: {
      id: { type: 'integer' },
      airline: { type: 'string' },
      seats: { type: 'integer' },
      departed: { type: 'time', sql: 'departed_at' },
    },
    measures: {
      flights: { agg: 'count' },
      seatCount: { agg: 'sum', sql: 'seats' },
      airlines: { agg: 'uniqExact', sql: 'airline' },
      within: { agg: 'count', filter: '{from.city.name} = {to.city.name}' },
    },
    metrics: { perFlight: { ratio: ['seatCount', 'flights'] } },
    access: { analyst, owner: { rows: { airline: { in: '$tenants' } } } },
  },
];

let warehouse: Warehouse;
let catalog: Catalog;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  for (const statement of TABLES) await warehouse.write(statement);
  const untyped = defineCatalog(SPECS);
  expect(untyped.issues).toEqual([]);
  const { report, issues } = await describeTypes(untyped.catalog, warehouse);
  expect(issues).toEqual([]);
  catalog = defineCatalog(SPECS, report).catalog;
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-06-01T00:00:00Z'));
});
afterAll(() => warehouse.close());

const owner = { role: 'owner', tenants: ['a'] } as const;
const BOTH = [
  { field: 'departures.flights', as: 'departed' },
  { field: 'arrivals.flights', as: 'arrived' },
];
const byCode = { orderBy: [{ code: 'ASC' }] } as const;

/** Rows as lists of values, in the order they were asked. */
const ask = async (query: Partial<MetricQuery>, asking?: Parameters<CatalogAsker['ask']>[1]) =>
  (await asker.ask({ dataset: 'airports', view: 'rows', ...query }, asking)).map((row) => Object.values(row));

describe('numbers of one dataset through several relationships', () => {
  it('are each of the rows that their own relationship leads to', async () => {
    const select = [
      { field: 'code' },
      { field: 'departures.flights', as: 'departed' },
      { field: 'departures.seatCount', as: 'out' },
      { field: 'arrivals.flights', as: 'arrived' },
      { field: 'arrivals.seatCount', as: 'in' },
      { field: 'arrivals.perFlight', as: 'each' },
      { field: 'airports' },
    ];
    expect(await ask({ select, ...byCode })).toEqual([
      ['BER', 2, 105, 3, 125, 125 / 3, 1],
      ['GRZ', 0, null, 0, null, null, 1],
      ['TXL', 1, 60, 1, 50, 50, 1],
      ['VIE', 3, 160, 2, 160, 80, 1],
    ]);
  });

  it('stand by dimensions of related rows, and in totals', async () => {
    const city = { field: 'city.name', as: 'city' };
    const orderBy = [{ alias: { name: 'city', direction: 'ASC' } }] as const;
    const airlines = [{ field: 'departures.airlines' }, { field: 'arrivals.airlines' }];
    expect(await ask({ select: [city, ...BOTH, ...airlines], orderBy })).toEqual([
      ['Berlin', 3, 4, 2, 2],
      ['Vienna', 3, 2, 2, 2],
      [null, 0, 0, 0, 0],
    ]);
    expect(await ask({ view: 'totals', select: [{ field: 'airports' }, ...BOTH] })).toEqual([[4, 6, 6]]);
    expect(await ask({ view: 'totals', select: BOTH })).toEqual([[6, 6]]);
  });

  it('take conditions of their own and those of the view, and are of what the caller may see', async () => {
    const small = { seats: { lt: 60 } };
    const select = [
      { field: 'code' },
      ...BOTH,
      { field: 'departures.flights', as: 'smallOut', where: small },
      { field: 'arrivals.flights', as: 'smallIn', where: small },
    ];
    expect(await ask({ select, where: { arrivals: small }, ...byCode })).toEqual([
      ['BER', 2, 3, 1, 2],
      ['TXL', 1, 1, 0, 1],
    ]);
    expect(await ask({ select: [{ field: 'code' }, ...BOTH], ...byCode }, owner)).toEqual([
      ['BER', 2, 2],
      ['GRZ', 0, 0],
      ['TXL', 0, 0],
      ['VIE', 1, 1],
    ]);
    expect(
      await ask({
        select: [{ field: 'code' }, ...BOTH],
        where: {
          departures: { having: { flights: { gt: 1 } } },
          arrivals: { having: { flights: { lt: 3 } } },
        },
      }),
    ).toEqual([['VIE', 3, 2]]);
  });

  it('are ordered and compared by, each by its own key', async () => {
    const select = [{ field: 'code' }, ...BOTH];
    const by = (name: string) => [{ alias: { name, direction: 'DESC' as const } }, { code: 'ASC' as const }];
    const codes = async (query: Partial<MetricQuery>) =>
      (await ask({ select, ...query })).map(([code]) => code);
    expect(await codes({ orderBy: by('departed') })).toEqual(['VIE', 'BER', 'TXL', 'GRZ']);
    expect(await codes({ orderBy: by('arrived') })).toEqual(['BER', 'VIE', 'TXL', 'GRZ']);
    expect(await codes({ orderBy: [{ arrivals: { flights: 'DESC' } }], limit: 1 })).toEqual(['BER']);
    const more = (name: string) => ({ alias: { name, gt: 2 } });
    expect(await codes({ having: more('departed') })).toEqual(['VIE']);
    expect(await codes({ having: more('arrived') })).toEqual(['BER']);
    expect(await codes({ having: { and: [more('departed'), more('arrived')] } })).toEqual([]);
  });

  it('are recomputed for what is left', async () => {
    const select = [{ field: 'code' }, ...BOTH, { field: 'arrivals.airlines', as: 'airlines' }];
    const orderBy = [{ alias: { name: 'departed', direction: 'DESC' } }] as const;
    // BER, TXL and GRZ together: flights 3, 4 and 7 depart, 1, 2, 6 and 7 arrive.
    expect(await ask({ select, orderBy, limit: 1, other: true })).toEqual([
      ['VIE', 3, 2, 2, 'VALUE'],
      [null, 3, 4, 2, 'OTHER'],
    ]);
  });

  it('stand in nested rows, in those around them, or one way in each', async () => {
    const city = { field: 'city.name', as: 'city' };
    const nested = (inner: MetricQuery['select'], outer: NonNullable<MetricQuery['select']>) =>
      ask({ select: inner, ...byCode, parent: { select: [city, ...outer], limit: 1, other: true, orderBy: [{ alias: { name: 'city', direction: 'ASC' } }] } }); // prettier-ignore
    const expected = [
      ['Berlin', 'VALUE', 'BER', 2, 3],
      ['Berlin', 'VALUE', 'TXL', 1, 1],
      [null, 'OTHER', 'GRZ', 0, 0],
      [null, 'OTHER', 'VIE', 3, 2],
    ];
    expect(sorted(await nested([{ field: 'code' }, ...BOTH], []))).toEqual(expected);
    expect(sorted(await nested([{ field: 'code' }, ...BOTH], BOTH))).toEqual(expected);
    const [departed, arrived] = BOTH as [object, object];
    const arrivedOnly = expected.map(([name, kind, code, , n]) => [name, kind, code, n]);
    expect(sorted(await nested([{ field: 'code' }, arrived as never], [departed as never]))).toEqual(
      arrivedOnly,
    );
  });

  it('are dimensions beside each other, and beside the numbers', async () => {
    const select = [{ field: 'departing' }, { field: 'arriving' }, { field: 'balance' }, ...BOTH];
    expect(await ask({ select, orderBy: [{ departing: 'ASC' }] })).toEqual([
      [0, 0, 0, 0, 0],
      [1, 1, 0, 1, 1],
      [2, 3, 1, 2, 3],
      [3, 2, -1, 3, 2],
    ]);
  });

  it('may read the other way themselves', async () => {
    const select = [{ field: 'code' }, { field: 'departures.within' }, { field: 'arrivals.within' }];
    // BER to BER; nothing else stays in its city.
    expect(await ask({ select, ...byCode })).toEqual([
      ['BER', 1, 1],
      ['GRZ', 0, 0],
      ['TXL', 0, 0],
      ['VIE', 0, 0],
    ]);
  });
});

test('several ways are asked as objects beside each other', async () => {
  const own = catalogFor(catalog, 'analyst');
  const context = createRequestContext({
    viewer: { subject: 'test', role: 'analyst', attributes: new Map() },
    catalog: own,
    warehouse,
    metadata: {} as MetadataReader,
    now: new Date('2024-06-01T00:00:00Z'),
    requestId: 'ways',
  });
  const source = `{ airports {
    rows(orderBy: [{ alias: { name: "arrivals.flights", direction: DESC } }], having: { alias: { name: "departures.flights", gt: 0 } }) {
      code departures { flights } arrivals { flights }
    }
    first: rows(orderBy: [{ alias: { name: "out.n", direction: DESC } }], limit: 1, other: true) { kind code out: departures { n: flights } arrivals { flights } }
    totals { departures { flights seatCount } arrivals { flights seatCount } }
    byCity: rows(orderBy: [{ alias: { name: "city.name", direction: ASC } }], limit: 1) {
      city { name } departures { flights }
      rows(orderBy: [{ code: ASC }]) { code arrivals { flights } departures { flights } }
    }
  } }`;
  const { data, errors } = await executeDocument({ schema: buildRoleSchema(own), context, source });
  expect(errors).toBeUndefined();
  const both = (departed: number, arrived: number) => ({ departures: { flights: departed }, arrivals: { flights: arrived } }); // prettier-ignore
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    airports: {
      rows: [
        { code: 'BER', ...both(2, 3) },
        { code: 'VIE', ...both(3, 2) },
        { code: 'TXL', ...both(1, 1) },
      ],
      first: [
        { kind: 'VALUE', code: 'VIE', out: { n: 3 }, arrivals: { flights: 2 } },
        { kind: 'OTHER', code: null, out: { n: 3 }, arrivals: { flights: 4 } },
      ],
      totals: { departures: { flights: 6, seatCount: 325 }, arrivals: { flights: 6, seatCount: 335 } },
      byCity: [
        {
          city: { name: 'Berlin' },
          departures: { flights: 3 },
          rows: [
            { code: 'BER', ...both(2, 3) },
            { code: 'TXL', ...both(1, 1) },
          ],
        },
      ],
    },
  });
});

describe('two ways of several steps to one dataset', () => {
  it('are two joins', async () => {
    const select = [
      { field: 'from.city.name', as: 'from' },
      { field: 'to.city.name', as: 'to' },
      { field: 'flights' },
      { field: 'within' },
    ];
    expect(sorted(await ask({ dataset: 'flights', select }))).toEqual(
      sorted([
        ['Vienna', 'Berlin', 2, 0],
        ['Berlin', 'Vienna', 2, 0],
        ['Vienna', null, 1, 0],
        [null, 'Berlin', 1, 0],
        ['Berlin', 'Berlin', 1, 1],
      ]),
    );
  });

  it('to many rows are refused, with what to do, once', () => {
    const compile = () =>
      asker.compile({ dataset: 'cities', view: 'rows', select: [{ field: 'name' }, { field: 'airports.departures.flights' }] }); // prettier-ignore
    expect(compile).toThrow(QueryError);
    try {
      compile();
    } catch (error) {
      expect((error as QueryError).issues).toMatchObject([
        { code: 'WRONG_KIND', path: ['select', 1, 'field'] },
      ]);
    }
  });
});

function sorted(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return [...rows].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
