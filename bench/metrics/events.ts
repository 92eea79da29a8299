import {
  catalogFor,
  compileQuery,
  defineCatalog,
  type MetricQuery,
  type Statement,
} from '../../src/metrics/index.js';

export const ROWS = 5_000_000;

/** A year of events of 100,000 users, ten in each visit, some users far more often than others. Generated, and the same in every run. */
export const EVENT_STATEMENTS: readonly string[] = [
  'CREATE DATABASE bench',
  "CREATE TABLE bench.events (at DateTime('UTC'), user_id UInt64, amount UInt32) ENGINE = MergeTree ORDER BY at",
  `INSERT INTO bench.events SELECT
    toDateTime('2023-01-01 00:00:00', 'UTC') + intDiv(number * 31536000, ${ROWS}),
    intHash64(intDiv(cityHash64(intDiv(number, 10)) % 100000 * (cityHash64(intDiv(number, 10), 1) % 1000), 1000)),
    cityHash64(number, 2) % 10000
  FROM numbers(${ROWS})`,
  'OPTIMIZE TABLE bench.events FINAL',
];

const { catalog } = defineCatalog(
  [
    {
      dataset: 'events',
      description: 'Events.',
      source: 'bench.events',
      time: 'at',
      dimensions: { at: { type: 'time' } },
      measures: { amount: { agg: 'sum', sql: 'amount' }, users: { agg: 'uniq', sql: 'user_id' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([['events.at', "DateTime('UTC')"]]),
    measures: new Map([
      ['events.amount', { args: ['UInt32'], result: 'UInt64' }],
      ['events.users', { args: ['UInt64'], result: 'UInt64' }],
    ]),
  },
);

export function statementOf(query: MetricQuery): Statement {
  const viewer = {
    subject: 'bench',
    role: 'analyst',
    attributes: new Map<string, readonly string[]>(),
  } as const;
  const now = new Date('2024-01-01T00:00:00Z');
  return compileQuery({ catalog: catalogFor(catalog, 'analyst'), query, viewer, now }).statement;
}
