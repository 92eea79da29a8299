import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import type { DatasetSpec } from '../../src/metrics/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { openBudgetServer, type BudgetServer } from './budgetServer.js';

/** Budgets of roles on the running server: what is refused before it runs, what passes, and that rows of others decide nothing. */

const byTenant = { tenant: { in: '$tenants' } };

const hits = (dataset: string, access: DatasetSpec['access']): DatasetSpec => ({
  dataset,
  description: 'Hits of tenants.',
  source: `budget.${dataset}`,
  time: 'at',
  dimensions: {
    tenant: { type: 'string' },
    at: { type: 'time' },
    n: { type: 'integer' },
    note: { type: 'string' },
  },
  measures: {
    hits: { agg: 'count' },
    sum: { agg: 'sum', sql: 'n' },
    longest: { agg: 'max', sql: 'length(note)' },
  },
  access,
});

const SPECS: readonly DatasetSpec[] = [
  hits('parted', {
    analyst: { rows: 'all', limits: { rows: 2000 } },
    owner: { rows: byTenant, limits: { rows: 2000 } },
    reader: { rows: byTenant, limits: { bytes: 20_000 } },
  }),
  // Nothing of the order of its rows helps to find those of one tenant.
  hits('mixed', {
    analyst: { rows: 'all' },
    owner: { rows: byTenant, limits: { rows: 500 } },
    reader: { rows: byTenant, limits: { bytes: 20_000, rows: 100_000 } },
  }),
  {
    ...hits('endless', { analyst: { rows: 'all', limits: { seconds: 0.4, resultRows: 2 } } }),
    source: undefined,
    sql: "SELECT 'a' AS tenant, toDateTime64(number, 3, 'UTC') AS at, number AS n, '' AS note FROM numbers(100000000000000)",
  },
];

const COLUMNS = "tenant String, at DateTime64(3, 'UTC'), n UInt64, note String";

let warehouse: Warehouse;
let server: BudgetServer;

beforeAll(async () => {
  warehouse = await openTestWarehouse({ slots: 4 });
  await warehouse.write('CREATE DATABASE budget ENGINE = Atomic');
  await warehouse.write(
    `CREATE TABLE budget.parted (${COLUMNS}) ENGINE = MergeTree PARTITION BY tenant ORDER BY at SETTINGS index_granularity = 100`,
  );
  await warehouse.write(
    `CREATE TABLE budget.mixed (${COLUMNS}) ENGINE = MergeTree ORDER BY at SETTINGS index_granularity = 100`,
  );
  // A tenant has as many rows as it says, one every minute.
  for (const [tenant, rows] of Object.entries({ exact: 2000, over: 2001, large: 30_000 }))
    await warehouse.write(
      `INSERT INTO budget.parted SELECT '${tenant}', toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number * 60, number, repeat('x', number % 50) FROM numbers(${rows})`,
    );
  server = await openBudgetServer(warehouse, SPECS);
});
beforeEach(() => void server.ran.splice(0));
afterAll(async () => {
  await server.close();
  await warehouse.close();
});

const totals = (dataset: string, more = '', measures = 'sum'): string =>
  `{ ${dataset}${more === '' ? '' : `(${more})`} { totals { ${measures} } } }`;

describe('a question above the budget', () => {
  it('is refused before it runs, with the estimate, the budget and what would fit', async () => {
    const january = 'time: { range: { from: "2026-01-01", to: "2026-01-21" } }';
    const { json, status } = await server.ask(
      'analyst',
      totals('parted', `where: { tenant: { eq: "large" } }, ${january}`),
    );
    expect(status).toBe(200);
    const { data, errors = [] } = json();
    expect(data).toEqual({ parted: { totals: null } });
    expect(errors).toMatchObject([
      {
        message:
          'This view would read about 28,800 rows; your role may read 2,000 rows at once where "parted" is read. A range of about 30 hours would fit, or filter by more.',
        path: ['parted', 'totals'],
        extensions: {
          code: 'LIMIT_EXCEEDED',
          budget: { limit: 'rows', dataset: 'parted', budget: 2000, estimate: 28_800, more: false },
        },
      },
    ]);
    expect(server.ran).toEqual([]);
    // What was told to fit does.
    const fitting = 'time: { range: { from: "2026-01-01T00:00:00Z", to: "2026-01-02T06:00:00Z" } }';
    const passed = await server.ask(
      'analyst',
      totals('parted', `where: { tenant: { eq: "large" } }, ${fitting}`),
    );
    expect(passed.json()).toEqual({ data: { parted: { totals: { sum: (1799 * 1800) / 2 } } } });
    expect(server.ran).toHaveLength(1);
  });

  it('says what part would fit where there is no range', async () => {
    const [error] = (await server.ask('analyst', totals('parted'))).json().errors ?? [];
    expect(error?.message).toBe(
      'This view would read about 34,001 rows; your role may read 2,000 rows at once where "parted" is read. About 5 % of it would fit: ask for a range of time, or filter by more.',
    );
  });

  it.each([
    ['analyst', 'where: { tenant: { eq: "exact" } }', true],
    ['analyst', 'where: { tenant: { eq: "over" } }', false],
    ['owner:exact', '', true],
    ['owner:over', '', false],
  ])('is one row above it: %s %s', async (who, where, passes) => {
    const { data, errors } = (await server.ask(who, totals('parted', where, 'sum hits'))).json();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(passes ? undefined : ['LIMIT_EXCEEDED']);
    expect(data).toEqual({ parted: { totals: passes ? { sum: 1_999_000, hits: 2000 } : null } });
    const selects = server.ran.filter((text) => !text.includes('AS found'));
    expect(selects).toHaveLength(passes ? 1 : 0);
  });

  it('counts everything that a view reads, and its views fail alone', async () => {
    const twice = '{ parted(where: { tenant: { eq: "exact" } }, time: { last: { n: 60, unit: DAY } }) { once: totals { sum } twice: totals { sum before: sum(shift: { n: 30, unit: DAY }) } } }'; // prettier-ignore
    const { data, errors = [] } = (await server.ask('analyst', twice)).json();
    expect(data).toMatchObject({ parted: { once: { sum: 1_999_000 } } });
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(errors.length === 0 ? [] : ['parted.twice']);
  });

  it('is refused to the command line, too', async () => {
    const query = (who: string, question: Parameters<BudgetServer['command']['query']>[0]['question']) => {
      const [role, tenant = ''] = who.split(':') as ['analyst' | 'owner', string?];
      return server.command.query({
        question,
        identity: { subject: 'me', role, attributes: { tenants: [tenant] } },
      });
    };
    const json = {
      kind: 'metric',
      query: { dataset: 'parted', view: 'totals', select: [{ field: 'sum' }] },
    } as const;
    await expect(query('analyst', json)).rejects.toThrow(/about 34,001 rows; your role may read 2,000 rows/);
    await expect(query('owner:over', json)).rejects.toThrow(/about 2,001 rows that you may see/);
    expect(await query('owner:exact', json)).toMatchObject({ kind: 'metric', rows: [[1_999_000]] });
    const document = { kind: 'graphql', source: totals('parted'), variables: {} } as const;
    expect(await query('owner:over', document)).toMatchObject({
      data: { parted: { totals: null } },
      problems: [
        expect.stringMatching(/^parted.totals: This view would read about 2,001 rows that you may see/),
      ],
    });
  });

  it('measures bytes by the columns that are read', async () => {
    // 8 bytes a number and 32 a text, for the filter too.
    const both = (await server.ask('reader:exact', totals('parted'))).json();
    expect(both.errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^This view would read about 80 kB that you may see; your role may read 20 kB/,
        ),
        extensions: { budget: { limit: 'bytes', budget: 20_000, estimate: 80_000, more: false } },
      },
    ]);
    const day = 'time: { range: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T06:00:00Z" } }';
    expect((await server.ask('reader:exact', totals('parted', day))).json()).toEqual({
      data: { parted: { totals: { sum: (359 * 360) / 2 } } },
    });
  });
});

describe('rows of others', () => {
  const VISIBLE = { within: 400, exact: 500, over: 501, far: 20_000 };
  const fill = async (tenant: string, rows: number, note = 'number % 7'): Promise<void> =>
    warehouse.write(
      `INSERT INTO budget.mixed SELECT '${tenant}', toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number * 120, number, repeat('x', ${note}) FROM numbers(${rows})`,
    );
  /** Deterministic, so that a failure can be repeated. */
  const random = (() => {
    let state = 7;
    return (most: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * most);
    };
  })();
  const questions = Array.from({ length: 40 }, () => {
    const from = random(20);
    const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
    const view = random(6);
    // Another period is only of a range.
    const time =
      view !== 4 && random(4) === 0
        ? ''
        : `time: { range: { from: "${day(from)}", to: "${day(from + 1 + random(8))}" } }`;
    const where =
      ['', '', `where: { n: { lt: ${random(900)} } }`, 'where: { tenant: { ne: "nobody" } }'][random(4)] ??
      '';
    const scope = [time, where].filter((part) => part !== '').join(', ');
    const asked = [
      'totals { sum longest }',
      'rows(limit: 3) { tenant hits }',
      'records(limit: 3) { n }',
      'rowCount(by: [tenant])',
      'totals { sum before: sum(shift: { n: 2, unit: DAY }) }',
      'values(of: tenant)',
    ][view];
    return `mixed${scope === '' ? '' : `(${scope})`} { v: ${asked ?? ''} }`;
  });
  const everybody = (['owner', 'reader'] as const).flatMap((role) =>
    Object.keys(VISIBLE).map((tenant) => `${role}:${tenant}`),
  );
  const withoutId = (error: object): unknown =>
    JSON.parse(JSON.stringify(error, (key, value: unknown) => (key === 'requestId' ? undefined : value)));
  const answers = async (): Promise<readonly string[]> => {
    const bodies: string[] = [];
    for (const who of everybody)
      for (let first = 0; first < questions.length; first += 20) {
        const scopes = questions.slice(first, first + 20).map((question, n) => `q${n}: ${question}`);
        const { data, errors = [] } = (await server.ask(who, `{ ${scopes.join(' ')} }`)).json();
        expect(errors.filter(({ path }) => path === undefined)).toEqual([]);
        for (const [n, scope] of scopes.entries()) {
          const own = errors.filter(({ path }) => path?.[0] === `q${n}`).map(withoutId);
          bodies.push(JSON.stringify([who, scope, data?.[`q${n}`], own]));
        }
      }
    return bodies;
  };

  it('decide nothing: not one byte of an answer changes, refusals included', async () => {
    for (const [tenant, rows] of Object.entries(VISIBLE)) await fill(tenant, rows);
    const alone = await answers();
    await fill('others', 60_000);
    await fill('heavy', 5_000, '2000');
    await warehouse.write('OPTIMIZE TABLE budget.mixed FINAL');
    const among = await answers();
    expect(among).toEqual(alone);
    const refused = alone.filter((body) => body.includes('LIMIT_EXCEEDED')).length;
    const errors = alone.filter((body) => !body.endsWith(',[]]')).length;
    // Both happen often, and nothing else goes wrong.
    expect(refused).toBeGreaterThan(40);
    expect(alone.length - refused).toBeGreaterThan(40);
    expect(errors).toBe(refused);
  }, 120_000);

  it('decide nothing at the budget itself', async () => {
    const counted = async (who: string): Promise<unknown> =>
      (await server.ask(who, totals('mixed', '', 'hits'))).json();
    expect(await counted('owner:exact')).toEqual({ data: { mixed: { totals: { hits: 500 } } } });
    expect(await counted('owner:over')).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('about 501 rows that you may see; your role may read 500 rows'),
          extensions: { budget: { estimate: 501, budget: 500 } },
        },
      ],
    });
    // Counting ends somewhere, and says so.
    expect(await counted('owner:far')).toMatchObject({
      errors: [
        { message: expect.stringContaining('more than 5,001 rows'), extensions: { budget: { more: true } } },
      ],
    });
  });
});

describe('the other limits of a policy', () => {
  const running = async (): Promise<number> => {
    const { rows } = await warehouse.query({
      text: "SELECT count() FROM system.processes WHERE position(query, concat('FROM numbers', '(')) > 0",
      parameters: [],
      settings: {},
    });
    return Number(rows[0]?.[0]);
  };

  it('a query is killed in the engine at its deadline', async () => {
    const started = performance.now();
    const { errors } = (await server.ask('analyst', totals('endless', '', 'longest'))).json();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['WAREHOUSE_TIMEOUT']);
    expect(performance.now() - started).toBeLessThan(5_000);
    await expect.poll(running).toBe(0);
  });

  it('a query whose client leaves ends in the engine', async () => {
    const slow = await openBudgetServer(warehouse, [
      { ...(SPECS[2] as DatasetSpec), access: { analyst: { rows: 'all' } } },
    ]);
    const client = new AbortController();
    const asked = slow.ask('analyst', { query: totals('endless', '', 'longest'), signal: client.signal });
    const left = asked.catch((error: Error) => error.name);
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    client.abort();
    expect(await left).toBe('AbortError');
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
    await slow.close();
  });

  it('a dataset may be asked so often, and so often at the same moment', async () => {
    const [spec] = SPECS as readonly [DatasetSpec];
    const rated = await openBudgetServer(warehouse, [
      {
        ...spec,
        access: { analyst: { rows: 'all', limits: { queriesPerMinute: 3 } }, owner: { rows: byTenant } },
      },
      {
        ...(SPECS[2] as DatasetSpec),
        access: { analyst: { rows: 'all', limits: { concurrentQueries: 1 } } },
      },
    ]);
    // Views of one request count once.
    const twice = '{ parted { a: totals { sum } b: totals { hits } } }';
    for (const _time of [1, 2, 3]) expect((await rated.ask('analyst', twice)).status).toBe(200);
    const { status, headers, json } = await rated.ask('analyst', twice);
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(json().errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^This credential may send 3 requests a minute that ask "parted", and has/,
        ),
        extensions: { code: 'RATE_LIMITED' },
      },
    ]);
    expect((await rated.ask('analyst', '{ viewer { subject } }')).status).toBe(200);
    expect((await rated.ask('owner:exact', twice)).status).toBe(200);

    const client = new AbortController();
    const long = totals('endless', '', 'longest');
    const first = rated.ask('analyst', { query: long, signal: client.signal }).catch(() => undefined);
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    const busy = await rated.ask('analyst', long);
    expect([busy.status, busy.json().errors?.[0]?.message]).toEqual([
      429,
      '1 requests of this credential that ask "endless" are running, as many as may at the same time. Wait until one is answered.',
    ]);
    client.abort();
    await first;
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
    const free = rated
      .ask('analyst', { query: long, signal: AbortSignal.timeout(500) })
      .catch(() => undefined);
    await expect.poll(running, { timeout: 20_000 }).toBe(1);
    await free;
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
    await rated.close();
  });

  it('are told to who asks, the smaller of the dataset and the server', async () => {
    const told = '{ viewer { limits { maxSeconds datasets { dataset maxRowsToRead maxBytes maxSeconds maxRows maxMemoryBytes maxQueriesPerMinute maxConcurrentQueries } } } }'; // prettier-ignore
    const nothing = {
      maxRowsToRead: null,
      maxBytes: null,
      maxSeconds: 20,
      maxRows: null,
      maxMemoryBytes: null,
      maxQueriesPerMinute: null,
      maxConcurrentQueries: null,
    };
    const small = await openBudgetServer(warehouse, SPECS, { maxSeconds: 20 });
    const datasets = async (who: string): Promise<unknown> =>
      ((await small.ask(who, told)).json().data as { viewer: { limits: { datasets: unknown } } }).viewer
        .limits.datasets;
    expect(await datasets('analyst')).toEqual([
      { ...nothing, dataset: 'endless', maxSeconds: 0.4, maxRows: 2 },
      { ...nothing, dataset: 'parted', maxRowsToRead: 2000 },
    ]);
    expect(await datasets('reader:exact')).toEqual([
      { ...nothing, dataset: 'mixed', maxBytes: 20_000, maxRowsToRead: 100_000 },
      { ...nothing, dataset: 'parted', maxBytes: 20_000 },
    ]);
    await small.close();
  });

  it('an answer of more rows fails whole', async () => {
    const rows = '{ endless(where: { n: { lt: 5 } }, time: { range: { from: "1970-01-01T00:00:00Z", to: "1970-01-01T00:00:10Z" } }) { records { n } } }'; // prettier-ignore
    const { data, errors } = (await server.ask('analyst', rows)).json();
    expect(data).toEqual({ endless: { records: null } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED']);
  });
});

describe('giant questions and giant answers', () => {
  const MB = 1_000_000;

  it('stay within bounds of memory, and others are served meanwhile', async () => {
    // Its own table: how much there is must not depend on other tests.
    await warehouse.write(`CREATE TABLE budget.wide (${COLUMNS}) ENGINE = MergeTree ORDER BY at`);
    await warehouse.write(
      "INSERT INTO budget.wide SELECT toString(number % 9), toDateTime64(number, 3, 'UTC'), number, repeat('w', 900) FROM numbers(60000)",
    );
    const wide = await openBudgetServer(
      warehouse,
      [hits('wide', { analyst: { rows: 'all' }, owner: { rows: byTenant, limits: { resultRows: 100 } } })],
      { maxSeconds: 20, maxResultRows: 20_000, maxMemoryBytes: 300 * MB },
    );
    const list = (first: number): string =>
      `{ n: { in: [${Array.from({ length: 9_000 }, (_, n) => (first + n) * 3).join(' ')}] } }`;
    const giants = [
      // As many values as a document may have.
      `{ wide(where: { or: [${list(0)} ${list(9_000)}] }) { totals { hits sum } } }`,
      // Each group is a text of almost a kilobyte and an own number, more than an answer may have.
      '{ wide { rows(limit: 50000) { n note hits } } }',
      '{ wide { records(limit: 10000) { n note } } }',
    ];
    const before = process.memoryUsage().rss;
    let [peak, slowest, served] = [before, 0, 0];
    const waves = Array.from({ length: 4 }, () => giants.map((query) => wide.ask('analyst', query))).flat();
    let busy = true;
    const all = Promise.all(waves).finally(() => (busy = false));
    while (busy) {
      const started = performance.now();
      const { json } = await wide.ask('owner:3', '{ wide { totals { hits } } }');
      expect(json().data).toEqual({ wide: { totals: { hits: 6667 } } });
      slowest = Math.max(slowest, performance.now() - started);
      peak = Math.max(peak, process.memoryUsage().rss);
      served += 1;
    }
    const bodies = (await all).map(({ body, json }) => ({ body, ...json() }));
    expect(bodies[0]?.data).toEqual({ wide: { totals: { hits: 18_000, sum: 485_973_000 } } });
    for (const [index, { data, errors }] of bodies.entries()) {
      const codes = errors?.map(({ extensions }) => extensions.code);
      if (index % 3 === 0) expect(data).toEqual(bodies[0]?.data);
      // An answer that is too large fails whole; one that is not is there whole.
      if (index % 3 === 1) expect(codes).toEqual(['LIMIT_EXCEEDED']);
      if (index % 3 === 2)
        expect((data as { wide: { records: unknown[] } }).wide.records).toHaveLength(10_000);
    }
    expect(served).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(15_000);
    expect(peak - before).toBeLessThan(1_500 * MB);
    const few = await wide.ask('owner:3', '{ wide { records(limit: 200) { n } } }');
    expect(few.json().errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
    await wide.close();
  }, 120_000);
});
