import { catalogFor, compileQuery, decodeRows, defineCatalog, type Catalog, type DatasetSpec, type MetricQuery, type ResultValue, type TypeReport } from '../../../src/metrics/index.js'; // prettier-ignore
import type { Warehouse } from '../../../db/clickhouse/index.js';
import type { Random } from '../fuzz/random.js';
import type { Event } from './events.js';

/** Small sets of events in one table, each a world of its own, and the catalog over it. */
const accounts: DatasetSpec = {
  dataset: 'accounts',
  description: 'Accounts.',
  source: 'journey.accounts',
  dimensions: { id: { type: 'integer' }, plan: { type: 'string' } },
  measures: { accounts: { agg: 'count' } },
  access: { analyst: { rows: 'all' }, owner: { rows: 'all' }, reader: { rows: 'all' } },
};
const events: DatasetSpec = {
  dataset: 'events',
  description: 'Events.',
  source: 'journey.events',
  primaryKey: ['world', 'id'],
  time: 'at',
  relationships: { account: { to: 'accounts', on: { account_id: 'id' }, cardinality: 'many-to-one' } },
  dimensions: {
    world: { type: 'integer' },
    id: { type: 'integer' },
    entity: { type: 'string' },
    at: { type: 'time' },
    second: { type: 'time' },
    fine: { type: 'time' },
    day: { type: 'date' },
    action: { type: 'string', sql: 'kind' },
    source: { type: 'string' },
  },
  measures: { events: { agg: 'count' } },
  segments: { bought: { sql: "kind = 'buy'", description: 'Bought something.' } },
  access: {
    analyst: { rows: 'all' },
    owner: { rows: { action: { in: '$kinds' } } },
    reader: { rows: 'all', hide: ['entity'] },
  },
};
const TYPES: TypeReport = {
  dimensions: new Map([
    ['accounts.id', 'UInt32'],
    ['accounts.plan', 'Nullable(String)'],
    ['events.world', 'UInt32'],
    ['events.id', 'UInt64'],
    ['events.entity', 'Nullable(String)'],
    ['events.at', "DateTime64(3, 'UTC')"],
    ['events.second', "DateTime('UTC')"],
    ['events.fine', "DateTime64(6, 'UTC')"],
    ['events.day', 'Date'],
    ['events.action', 'LowCardinality(String)'],
    ['events.source', 'LowCardinality(Nullable(String))'],
  ]),
  measures: new Map([
    ['accounts.accounts', { args: [], result: 'UInt64' }],
    ['events.events', { args: [], result: 'UInt64' }],
  ]),
};

function journeyCatalog(): Catalog {
  const { catalog, issues } = defineCatalog([events, accounts], TYPES);
  if (issues.length > 0) throw new TypeError(issues.map(({ message }) => message).join('\n'));
  return catalog;
}

const PLANS = ['free', 'pro', null] as const;
export const KINDS = ['see', 'add', 'buy', 'other'] as const;

/** Few entities with few events, on a raster so coarse that many share a time. */
export function makeEvents(random: Random, shape: { from: number; raster: number; times: number }): Event[] {
  const count = random.int(0, 26);
  const ids = random.shuffle(Array.from({ length: count }, (_, index) => index + 1));
  return ids.map((id) => ({
    id,
    entity: random.chance(0.08) ? null : random.pick(['a', 'b', 'c', '']),
    at: shape.from + random.int(0, shape.times) * shape.raster,
    kind: random.pick(KINDS),
    source: random.pick(['ad', 'mail', null]),
    plan: random.pick(PLANS),
  }));
}

const accountOf = (plan: string | null): string => (plan === 'free' ? '1' : plan === 'pro' ? '2' : 'NULL');

/** Writes all worlds; events of a world know it by its index. */
export async function loadWorlds(warehouse: Warehouse, worlds: readonly (readonly Event[])[]): Promise<void> {
  await warehouse.write('CREATE DATABASE journey');
  await warehouse.write(
    `CREATE TABLE journey.events (world UInt32, id UInt64, entity Nullable(String), at DateTime64(3, 'UTC'), second DateTime('UTC'),
      fine DateTime64(6, 'UTC'), day Date, kind LowCardinality(String), source LowCardinality(Nullable(String)), account_id Nullable(UInt32))
      ENGINE = MergeTree ORDER BY (world, kind)`,
  );
  await warehouse.write('CREATE TABLE journey.accounts (id UInt32, plan Nullable(String)) ENGINE = MergeTree ORDER BY id'); // prettier-ignore
  await warehouse.write("INSERT INTO journey.accounts VALUES (1, 'free'), (2, 'pro')");
  const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);
  const rows = worlds.flatMap((world, index) =>
    world.map(({ id, entity, at, kind, source, plan }) => {
      const text = new Date(at).toISOString().replace('T', ' ').replace('Z', '');
      return `(${index}, ${id}, ${quoted(entity)}, '${text}', '${text.slice(0, 19)}', '${text}', '${text.slice(0, 10)}', '${kind}', ${quoted(source)}, ${accountOf(plan)})`;
    }),
  );
  for (let start = 0; start < rows.length; start += 5_000)
    await warehouse.write(`INSERT INTO journey.events VALUES ${rows.slice(start, start + 5_000).join()}`);
}

export interface Asker {
  /** The answer, and the SQL it came from. */
  ask(query: Omit<MetricQuery, 'dataset'>, now: number): Promise<{ rows: readonly ReadonlyMap<string, ResultValue>[]; text: string }>; // prettier-ignore
}

export function createAsker(warehouse: Warehouse): Asker {
  const catalog = catalogFor(journeyCatalog(), 'analyst');
  return {
    async ask(query, now) {
      const viewer = { subject: 'test', role: 'analyst' as const, attributes: new Map() };
      const asked = { catalog, query: { dataset: 'events', ...query }, viewer, now: new Date(now) };
      const { statement } = compileQuery(asked);
      const { text, parameters, settings } = statement;
      const { rows } = await warehouse.query({ text, parameters, settings }).catch((error: unknown) => {
        throw new Error(`${String((error as Error).cause)}\n${text}\n${JSON.stringify(parameters)}`, {
          cause: error,
        });
      });
      return {
        rows: decodeRows(statement, rows),
        text: `${text}\n${JSON.stringify(parameters)}`,
      };
    },
  };
}
