import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  isLeafType,
  isRequiredArgument,
  parse,
  validate,
  validateSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type Catalog, type Role } from '../../src/metrics/index.js';
import { createRequestContext, executeDocument } from '../../src/resolvers/index.js';
import { buildRoleSchema, printRoleSchema } from '../../src/schema/index.js';
import { masking } from '../support/masking.js';
import { openTestWarehouse } from '../support/embedded.js';
import { askedThrough } from '../support/askedWarehouse.js';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA_FILE = join(ROOT, 'docs/schema.graphql');
const EXAMPLES = join(ROOT, 'examples/queries');
const NOW = new Date('2024-03-10T15:00:00Z');

let warehouse: Warehouse;
/** Tables of a few rows are read in half the time by one thread. */
const singleThreaded = askedThrough(
  () => warehouse,
  (statement, options) => warehouse.query(statement, { ...options, limits: { maxThreads: 1 } }),
);
let catalog: Catalog;
let analyst: GraphQLSchema;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await migrateWarehouse(warehouse, { folder: join(ROOT, 'db/clickhouse/migrations') });
  catalog = await openCatalog(join(ROOT, 'catalog'), warehouse);
  analyst = buildRoleSchema(catalogFor(catalog, 'analyst'));
});
afterAll(() => warehouse.close());

let asked = 0;
async function ask(
  source: string,
  role: Role = 'analyst',
  tenants: readonly string[] = [],
): Promise<unknown> {
  const roleCatalog = catalogFor(catalog, role);
  const context = createRequestContext({
    viewer: {
      subject: 'test',
      role,
      attributes: new Map([
        ['tenants', tenants],
        ['websites', ['aurora-shop']],
      ]),
    },
    catalog: roleCatalog,
    warehouse: masking(singleThreaded),
    metadata: undefined as never,
    now: NOW,
    requestId: `test-${String(++asked)}`,
    limits: { maxViews: 1000 },
  });
  const { data, errors } = await executeDocument({
    schema: role === 'analyst' ? analyst : buildRoleSchema(roleCatalog),
    context,
    source,
  });
  const problems = (errors ?? []).map(
    (error) =>
      `${error.path?.join('.') ?? ''}: ${error.message} ${(error.originalError?.cause as Error | undefined)?.message ?? ''}`,
  );
  expect(problems).toEqual([]);
  return JSON.parse(JSON.stringify(data));
}

describe('the shipped catalog', () => {
  test.each(['analyst', 'owner', 'reader'] as const)('makes a valid schema for %s', (role) => {
    expect(validateSchema(buildSchema(printRoleSchema(catalogFor(catalog, role))))).toEqual([]);
  });

  test('prints as docs/schema.graphql says (UPDATE_GOLDEN=1 writes it)', () => {
    const printed = printRoleSchema(catalogFor(catalog, 'analyst'));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(SCHEMA_FILE, printed);
    expect(printed).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
  });

  test('answers every field of every dataset', async () => {
    const scopes = Object.values(analyst.getQueryType()?.getFields() ?? {}).filter(
      ({ type }) =>
        // What datasets share is asked apart: by what the datasets of each number have.
        String(type).endsWith('Scope') && String(type) !== 'MetricsScope',
    );
    expect(scopes.length).toBeGreaterThan(30);
    const answer = async ({ name, type, args }: (typeof scopes)[number]): Promise<void> => {
      const views = (type as GraphQLObjectType).getFields();
      const rows = selection(typeOf(analyst, views['rows']?.type), 2);
      const totals =
        views['totals'] === undefined ? '' : `totals ${selection(typeOf(analyst, views['totals'].type), 0)}`;
      // Some numbers are of the time before an end.
      const time = args.some((arg) => arg.name === 'time')
        ? '(time: { range: { from: "2024-01-01", to: "2024-03-01" } })'
        : '';
      await ask(`{ ${name}${time} { rows(limit: 5) ${rows} ${totals} } }`);
    };
    // Two at a time: so many slots the engine has.
    const waiting = [...scopes];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await answer(next);
    };
    await Promise.all([work(), work()]);
    // Every field of the catalog, in statements of hundreds of columns: half a minute, several times that on a busy machine.
  }, 180_000);

  test('answers every number of several datasets', async () => {
    const totals = selection(typeOf(analyst, 'MetricsTotals'), 0);
    const time = '(time: { range: { from: "2024-01-01", to: "2024-03-01" } })';
    await ask(`{ metrics${time} { totals ${totals} rows { date(grain: WEEK) ...numbers } } }
      fragment numbers on MetricsRow ${totals}`);
  });

  test.each(examples())('answers the example %s', async (name) => {
    const source = readFileSync(join(EXAMPLES, name), 'utf8');
    expect(validate(analyst, parse(source)).map(({ message }) => message)).toEqual([]);
    await ask(source);
  });
});

/** All fields of a type, and those of what it joins, `hops` deep. */
function selection(type: GraphQLObjectType, hops: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    // What is asked by names of websites: this one has none.
    if (field.args.some(isRequiredArgument)) return [];
    const target = typeOf(analyst, field.type);
    // Single instants have no number of another time.
    const cut =
      type.name.endsWith('Row') && field.args.some(({ name }) => name === 'grain') ? '(grain: MONTH)' : '';
    if (isLeafType(target)) return [`${field.name}${cut}`];
    return hops === 0 ? [] : [`${field.name} ${selection(target, hops - 1)}`];
  });
  return `{ ${fields.join(' ')} }`;
}

function typeOf(schema: GraphQLSchema, type: unknown): GraphQLObjectType {
  return schema.getType(String(type).replace(/[[\]!]/g, '')) as GraphQLObjectType;
}

function examples(): readonly string[] {
  return readdirSync(EXAMPLES, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.graphql'))
    .toSorted();
}

/** The worked example: daily distinct users of the last 7 days who inserted a block of type code in a public space. */
describe('daily users who inserted a code block in a public space', () => {
  const QUERY = `{
    amplitudeAppEvents(
      time: { last: { n: 7, unit: DAY } }
      where: { eventType: { eq: "block_inserted" }, blockType: { eq: "code" }, spaceVisibility: { eq: "public" } }
    ) { rows(fill: true) { day: eventTime(grain: DAY) users } }
    inOneSegment: amplitudeAppEvents(time: { last: { n: 7, unit: DAY } }, segments: [codeInPublicSpaces]) { rows(fill: true) { day: eventTime(grain: DAY) users } }
  }`;

  const event = (
    user_id: string,
    event_time: string,
    more: { tenant?: string; type?: string; block?: string | null; visibility?: string } = {},
  ) => {
    const { tenant = 'northwind', type = 'block_inserted', block = 'code', visibility = 'public' } = more;
    return {
      event_id: crypto.randomUUID(),
      tenant_id: tenant,
      site: 'app',
      user_id,
      session_id: 1,
      event_type: type,
      event_time,
      event_properties: block === null ? {} : { blockType: block, position: 3 },
      space_properties: { spaceId: 's1', spaceVisibility: visibility },
      platform: 'web',
      synced_at: event_time,
    };
  };

  beforeAll(() =>
    warehouse.insert('company.amplitude_app_events', [
      event('ann', '2024-03-04 00:00:00.000'),
      event('ann', '2024-03-04 23:59:59.999'),
      event('bob', '2024-03-04 12:00:00.000', { tenant: 'contoso' }),
      event('cat', '2024-03-05 12:00:00.000', { block: 'text' }),
      event('cat', '2024-03-05 12:00:01.000', { visibility: 'private' }),
      event('cat', '2024-03-05 12:00:02.000', { type: 'page_viewed' }),
      event('cat', '2024-03-05 12:00:03.000', { block: null }),
      event('dan', '2024-03-07 08:00:00.000'),
      ...Array.from({ length: 5 }, (_, index) => event(`few-${index}`, '2024-03-08 08:00:00.000')),
      ...Array.from({ length: 6 }, (_, index) => event(`many-${index}`, '2024-03-09 08:00:00.000')),
      event('ann', '2024-03-10 14:59:59.000'),
      // Before the first day and after now.
      event('eve', '2024-03-03 23:59:59.999'),
      event('eve', '2024-03-10 15:00:00.000'),
    ]),
  );

  const days = (users: readonly (number | null)[]) => ({
    rows: users.map((count, index) => ({
      day: `2024-03-${String(4 + index).padStart(2, '0')}`,
      users: count,
    })),
  });

  test('is one query and one statement', async () => {
    const expected = days([2, 0, 0, 1, 5, 6, 1]);
    expect(await ask(QUERY)).toEqual({ amplitudeAppEvents: expected, inOneSegment: expected });
  });

  test('counts for a reader only users of granted tenants, and withholds days of fewer than five', async () => {
    // Two people are behind the small days, whom a total would tell: the smallest other day goes with them.
    const expected = days([null, 0, 0, null, null, 6, null]);
    expect(await ask(QUERY, 'reader', ['northwind'])).toEqual({
      amplitudeAppEvents: expected,
      inOneSegment: expected,
    });
  });

  test('equals SQL written by hand', async () => {
    const { rows } = await warehouse.query({
      text: `SELECT toString(toDate(event_time, 'UTC')) AS day, uniq(user_id)
             FROM company.amplitude_app_events FINAL
             WHERE event_type = 'block_inserted' AND event_properties.blockType = 'code' AND space_properties.spaceVisibility = 'public'
               AND event_time >= '2024-03-04' AND event_time < '2024-03-10 15:00:00'
             GROUP BY day ORDER BY day`,
      parameters: [],
      settings: {},
    });
    expect(rows.map(([day, users]) => [day, Number(users)])).toEqual([
      ['2024-03-04', 2],
      ['2024-03-07', 1],
      ['2024-03-08', 5],
      ['2024-03-09', 6],
      ['2024-03-10', 1],
    ]);
  });
});
