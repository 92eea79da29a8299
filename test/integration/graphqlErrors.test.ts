import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { AccessError, QueryError, WarehouseError } from '../../src/errors.js';
import type { QueryWarehouse } from '../../src/resolvers/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { fillShop, openShop, type Shop } from './graphqlFixture.js';
import { askedThrough } from '../support/askedWarehouse.js';

let warehouse: Warehouse;
/** Every statement that reached the engine. */
const asked: string[] = [];
let counting: QueryWarehouse;
let shop: Shop;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await fillShop(warehouse);
  counting = askedThrough(
    () => warehouse,
    (statement, options) => {
      asked.push(statement.text);
      return warehouse.query(statement, options);
    },
  );
  shop = openShop(counting);
});
afterAll(() => warehouse.close());

async function issuesOf(
  source: string,
  options: Parameters<Shop['run']>[1] = {},
): Promise<readonly (readonly [string, string])[]> {
  asked.length = 0;
  const { data, errors } = await shop.run(source, options);
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(asked).toEqual([]);
  const error = errors?.[0]?.originalError;
  if (!(error instanceof QueryError)) throw new Error(`Not a QueryError: ${String(error)}`);
  return error.issues.map(({ code, path }) => [code, path.join('.')]);
}

describe('a bad query', () => {
  test('is one error with every issue of every view of every scope, by response keys and argument names', async () => {
    const issues = await issuesOf(`{
      first: visits(timezone: "Europe/Belin", time: { range: { from: "2024-03-02", to: "2024-03-01" } }) @include(if: true) { totals { visits } rows { siteId visits } }
      visits {
        top: rows(limit: 100001, offset: -1, orderBy: [{ page: ASC }, { alias: { name: "nothing", direction: ASC } }]) { siteId n: visits(where: { note: { matches: "(" } }) }
        rows(fill: true) { when: started(grain: DAY, part: YEAR) site { born: since(grain: HOUR) } visits }
        rowCount(by: [])
        numbers: values(of: seconds, search: "1")
      }
    }`);
    expect(issues.toSorted()).toEqual([
      ['EMPTY_SELECTION', 'visits.rowCount.by'],
      ['INVALID_ARGUMENT', 'visits.rows.fill'],
      ['INVALID_ARGUMENT', 'visits.rows.when'],
      ['INVALID_ARGUMENT', 'visits.top.offset'],
      ['INVALID_ARGUMENT', 'visits.top.orderBy.0.page'],
      ['INVALID_TIME', 'first.time.range'],
      ['INVALID_TIME', 'visits.rows.fill'],
      ['INVALID_TIMEZONE', 'first.timezone'],
      ['INVALID_VALUE', 'visits.top.n.where.note.matches'],
      ['TOO_MANY', 'visits.top.limit'],
      ['UNKNOWN_FIELD', 'visits.top.orderBy.1.alias.name'],
      ['WRONG_KIND', 'visits.numbers.search'],
      ['WRONG_KIND', 'visits.rows.site.born.grain'],
    ]);
  });

  test('says once what is wrong with the arguments of a scope', async () => {
    expect(
      await issuesOf(
        '{ visits(timezone: "Mars") { totals { visits } rows { siteId } rowCount(by: [page]) } }',
      ),
    ).toEqual([['INVALID_TIMEZONE', 'visits.timezone']]);
  });

  test('suggests names that the view has', async () => {
    const { errors } = await shop.run(
      '{ visits { rows(orderBy: [{ alias: { name: "visit", direction: ASC } }]) { siteId visits } } }',
    );
    expect((errors?.[0]?.originalError as QueryError).issues[0]?.suggestions).toEqual(['visits']);
  });

  test('with variables that do not fit is refused by graphql-js itself', async () => {
    asked.length = 0;
    const { data, errors } = await shop.run(
      'query ($limit: Int!, $n: Int64) { visits(where: { seconds: { eq: $n } }) { rows(limit: $limit) { siteId } } }',
      {
        variables: { limit: 'ten', n: 1.5 },
      },
    );
    expect(data).toBeUndefined();
    expect(errors?.map(({ message }) => message)).toEqual([
      expect.stringContaining('$limit'),
      expect.stringContaining('$n'),
    ]);
    expect(asked).toEqual([]);
  });

  test('of more views than allowed stops planning', async () => {
    const views = Array.from(
      { length: 60 },
      (_, index) => `v${index}: rows(limit: ${index}) { visits }`,
    ).join(' ');
    expect(await issuesOf(`{ visits { ${views} } }`)).toEqual([['TOO_MANY', 'visits.v50']]);
    expect(
      await issuesOf('{ visits { a: totals { visits } b: totals { visits } } }', {
        facts: { limits: { maxViews: 1 } },
      }),
    ).toEqual([['TOO_MANY', 'visits.b']]);
  });

  test('that does not parse or does not validate has GraphQL errors', async () => {
    expect((await shop.run('{ visits {')).errors?.[0]?.message).toContain('Syntax Error');
    expect((await shop.run('{ visits { totals { visit } } }')).errors?.[0]?.message).toContain(
      'Did you mean "visits"',
    );
    expect(
      (await shop.run('{ visits(time: { period: TODAY, all: true }) { totals { visits } } }')).errors?.[0]
        ?.message,
    ).toContain('OneOf');
  });
});

describe('a caller', () => {
  test('sees only granted rows, and hidden fields are not there', async () => {
    const reader = openShop(warehouse, 'reader', new Map([['websites', ['tidal']]]));
    expect(
      await reader.ask('{ visits { totals { visits people } rows { site { domain } visits } } }'),
    ).toEqual({
      visits: { totals: { visits: 3, people: 3 }, rows: [{ site: { domain: 'tidal.example' }, visits: 3 }] },
    });
    expect((await reader.run('{ visits { rows { person } } }')).errors?.[0]?.message).toBe(
      'Cannot query field "person" on type "VisitsRow". Did you mean "perPerson"?',
    );
    expect((await reader.run('{ visits { info { sql } } }')).errors?.[0]?.message).toBe(
      'Cannot query field "sql" on type "ViewInfo".',
    );
  });

  test('without the attribute a policy names is refused, not answered with nothing', async () => {
    const { data, errors } = await openShop(warehouse, 'reader').run(
      '{ visits { totals { visits } } companies { rows { name } } }',
    );
    expect(data).toBeUndefined();
    expect(errors?.[0]?.originalError).toBeInstanceOf(AccessError);
  });

  test('can introspect without a statement', async () => {
    asked.length = 0;
    expect((await shop.run(getIntrospectionQuery())).errors).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe('execution', () => {
  test('lets other views and scopes stand when one fails', async () => {
    const { data, errors } = await shop.run(
      '{ broken { totals { count } rows { id } info { view rows } } visits { totals { visits } } }',
    );
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      broken: {
        totals: null,
        rows: null,
        info: [
          { view: 'totals', rows: null },
          { view: 'rows', rows: null },
        ],
      },
      visits: { totals: { visits: 7 } },
    });
    // Views run side by side, so either may fail first.
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['broken.rows', 'broken.totals']);
    for (const error of errors ?? []) expect(error.originalError).toBeInstanceOf(WarehouseError);
  });

  test('asks for equal statements once', async () => {
    asked.length = 0;
    const data = await shop.ask(
      '{ a: visits { totals { visits } x: totals { visits } } b: visits { totals { visits } } }',
    );
    expect(data).toEqual({ a: { totals: { visits: 7 }, x: { visits: 7 } }, b: { totals: { visits: 7 } } });
    expect(asked).toHaveLength(1);
  });

  test('asks one statement for each view', async () => {
    asked.length = 0;
    await shop.ask(
      '{ visits { totals { visits people perPerson paid: visits(segments: [paid]) } rows { site { company { name } } visits } rowCount(by: [page]) } }',
    );
    expect(asked).toHaveLength(3);
  });

  test('runs views in parallel, but only so many', async () => {
    let running = 0;
    let most = 0;
    const slow = askedThrough(
      () => warehouse,
      async (statement, options) => {
        running += 1;
        most = Math.max(most, running);
        try {
          return await warehouse.query(statement, options);
        } finally {
          running -= 1;
        }
      },
    );
    const views = Array.from(
      { length: 12 },
      (_, index) => `v${index}: rows(limit: ${index}) { siteId }`,
    ).join(' ');
    await shop.run(`{ visits { ${views} } }`, {
      facts: { warehouse: slow, limits: { maxParallelViews: 3 } },
    });
    expect(most).toBe(3);
  });

  test('passes the limits, the signal and an id of its own for each statement', async () => {
    const seen: unknown[] = [];
    const client = new AbortController();
    const spy = askedThrough(
      () => warehouse,
      (statement, options) => {
        seen.push(options);
        return warehouse.query(statement, options);
      },
    );
    await shop.run('{ visits { totals { visits } rows { page } } }', {
      facts: {
        warehouse: spy,
        signal: client.signal,
        requestId: 'r-1',
        limits: { maxSeconds: 5, maxViews: 9 },
      },
    });
    const signal = expect.any(AbortSignal) as AbortSignal;
    expect(seen).toEqual([
      { limits: { maxSeconds: 5 }, signal, queryId: 'r-1-1' },
      { limits: { maxSeconds: 5 }, signal, queryId: 'r-1-2' },
    ]);
    const aborted = () => seen.map((options) => (options as { signal: AbortSignal }).signal.aborted);
    expect(aborted()).toEqual([false, false]);
    client.abort();
    expect(aborted()).toEqual([true, true]);
  });

  test('is killed when the client leaves', async () => {
    const controller = new AbortController();
    controller.abort();
    const { errors } = await shop.run('{ visits { totals { visits } } }', {
      facts: { signal: controller.signal },
    });
    expect(errors?.[0]?.originalError).toMatchObject({ failure: 'cancelled' });
  });

  test('tells of each view how it was answered', async () => {
    const data = (await shop.ask(`{
      visits(where: { siteId: { eq: "aurora" } }) {
        info { view sql parameters { name type value } source reason rejected { name } rows readRows elapsedMs }
        totals { visits } pages: rows { page } shape: rows { __typename }
      }
    }`)) as { visits: { info: Record<string, unknown>[] } };
    const [totals, pages, shape] = data.visits.info;
    expect(totals).toMatchObject({ view: 'totals', source: 'shop.visits', rows: 1, rejected: [] });
    expect(totals?.['sql']).toMatch(/^SELECT/);
    expect(JSON.stringify(totals?.['parameters'])).toContain('aurora');
    expect(totals?.['sql']).not.toContain('aurora');
    // The embedded engine does not tell how much it read.
    expect(totals?.['readRows']).toBeNull();
    expect(totals?.['elapsedMs']).toBeGreaterThan(0);
    expect(pages).toMatchObject({ view: 'pages', rows: 2 });
    expect(shape).toMatchObject({ view: 'shape', sql: null, source: null, rows: 1 });
  });
});
