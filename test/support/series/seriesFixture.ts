import { defineCatalog, type Catalog, type DatasetSpec } from '../../../src/metrics/index.js';

/** One row of `series.sales`: times are instants of UTC, `YYYY-MM-DD hh:mm:ss`. */
export interface Sale {
  readonly id: number;
  readonly at: string;
  readonly user: string;
  readonly country: string | null;
  readonly amount: number;
}

/** Deterministic: a small generator of numbers instead of a random one. */
export function makeSales(count = 400): readonly Sale[] {
  let state = 7;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const first = Date.UTC(2023, 9, 1);
  return Array.from({ length: count }, (_, index) => {
    // Days without rows, several at the ends of months, and a gap of three weeks.
    const day = next(270);
    const moved = day > 100 && day < 121 ? 121 : day;
    const at = first + moved * 86_400_000 + next(86_400) * 1000;
    return {
      id: index + 1,
      at: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
      user: `u${next(30)}`,
      country: ['DE', 'AT', 'FR', null][next(4)] as string | null,
      amount: next(1000),
    };
  });
}

const SALES_SPEC: DatasetSpec = {
  dataset: 'sales',
  description: 'Sales.',
  source: 'series.sales',
  primaryKey: ['id'],
  time: 'at',
  relationships: {
    shop: { to: 'shops', on: { country: 'code' }, cardinality: 'many-to-one' },
  },
  dimensions: {
    id: { type: 'integer' },
    at: {
      type: 'time',
      grains: {
        sprint: { interval: '10 days', origin: '2024-01-03' },
        shift: { interval: '2 months', origin: '2023-12-01T10:00:00' },
        season: { calendar: 'calendar', date: 'day', bucket: 'season', shifts: { quarter: 'before' } },
      },
    },
    userId: { type: 'string', sql: 'user' },
    country: { type: 'string' },
  },
  measures: {
    sales: { agg: 'count' },
    amount: { agg: 'sum', sql: 'amount' },
    users: { agg: 'uniqExact', sql: 'user' },
    largest: { agg: 'max', sql: 'amount' },
    mean: { agg: 'avg', sql: 'amount' },
    names: { agg: 'groupUniqArray', sql: 'user' },
  },
  segments: { large: { sql: 'amount > 500' } },
  metrics: { perSale: { ratio: ['amount', 'sales'] } },
  access: { analyst: { rows: 'all' }, owner: { rows: { country: { in: '$countries' } } } },
};

const SHOPS_SPEC: DatasetSpec = {
  dataset: 'shops',
  description: 'A shop a country, none in France.',
  source: 'series.shops',
  dimensions: { code: { type: 'string' }, name: { type: 'string' } },
  measures: { shops: { agg: 'count' } },
  access: { analyst: { rows: 'all' }, owner: { rows: 'all' } },
};

/** Sign-ups that follow a sale of the same user. */
const SIGNUPS_SPEC: DatasetSpec = {
  dataset: 'signups',
  description: 'Sign-ups.',
  source: 'series.signups',
  primaryKey: ['id'],
  time: 'at',
  dimensions: {
    id: { type: 'integer' },
    at: { type: 'time' },
    userId: { type: 'string', sql: 'user' },
    country: { type: 'string' },
  },
  measures: { signups: { agg: 'count' } },
  access: { analyst: { rows: 'all' }, owner: { rows: { country: { in: '$countries' } } } },
};

/** For each day of 2024 the day that it is compared with (84 days earlier, none in March), and its season: 28 days, but Sundays are of none. */
const CALENDAR_SPEC: DatasetSpec = {
  dataset: 'calendar',
  description: 'Days.',
  source: 'series.calendar',
  dimensions: { day: { type: 'date' }, before: { type: 'date' }, season: { type: 'string' } },
  access: { analyst: { rows: 'all' } },
};

const TYPES: [string, string][] = [
  ['calendar.day', 'Date'],
  ['calendar.before', 'Nullable(Date)'],
  ['calendar.season', 'Nullable(String)'],
  ['sales.id', 'UInt32'],
  ['sales.at', "DateTime('UTC')"],
  ['sales.userId', 'String'],
  ['sales.country', 'Nullable(String)'],
  ['signups.id', 'UInt32'],
  ['signups.at', "DateTime('UTC')"],
  ['signups.userId', 'String'],
  ['signups.country', 'Nullable(String)'],
  ['shops.code', 'String'],
  ['shops.name', 'String'],
];

export function seriesCatalog(): Catalog {
  const measure = (result: string, ...args: readonly string[]) => ({ args, result });
  const { catalog, issues } = defineCatalog([SALES_SPEC, SHOPS_SPEC, SIGNUPS_SPEC, CALENDAR_SPEC], {
    dimensions: new Map(TYPES),
    measures: new Map([
      ['sales.sales', measure('UInt64')],
      ['sales.amount', measure('UInt64', 'UInt32')],
      ['sales.users', measure('UInt64', 'String')],
      ['sales.largest', measure('UInt32', 'UInt32')],
      ['sales.mean', measure('Float64', 'UInt32')],
      ['sales.names', measure('Array(String)', 'String')],
      ['signups.signups', measure('UInt64')],
      ['shops.shops', measure('UInt64')],
    ]),
  });
  if (issues.length > 0) throw new AggregateError(issues.map(({ message }) => new TypeError(message)));
  return catalog;
}

const rowsOf = (sales: readonly Sale[]) =>
  sales
    .map(
      ({ id, at, user, country, amount }) =>
        `(${id}, '${at}', '${user}', ${country === null ? 'NULL' : `'${country}'`}, ${amount})`,
    )
    .join(', ');

export function seriesStatements(sales: readonly Sale[], signups: readonly Sale[]): readonly string[] {
  const columns = "(id UInt32, at DateTime('UTC'), user String, country Nullable(String), amount UInt32)";
  return [
    'CREATE DATABASE series',
    `CREATE TABLE series.sales ${columns} ENGINE = MergeTree ORDER BY at`,
    `INSERT INTO series.sales VALUES ${rowsOf(sales)}`,
    `CREATE TABLE series.signups ${columns} ENGINE = MergeTree ORDER BY at`,
    `INSERT INTO series.signups VALUES ${rowsOf(signups)}`,
    'CREATE TABLE series.calendar (day Date, before Nullable(Date), season Nullable(String)) ENGINE = MergeTree ORDER BY day',
    "INSERT INTO series.calendar SELECT toDate('2024-01-01') + number AS day, if(toMonth(day) = 3, NULL, day - 84), if(toDayOfWeek(day) = 7, NULL, concat('s', toString(intDiv(number, 28)))) FROM numbers(366)",
    'CREATE TABLE series.shops (code String, name String) ENGINE = MergeTree ORDER BY code',
    "INSERT INTO series.shops VALUES ('DE', 'Berlin'), ('AT', 'Wien')",
  ];
}
