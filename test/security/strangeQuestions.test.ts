import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { QueryError } from '../../src/errors.js';
import {
  catalogFor,
  compileQuery,
  type DatasetSpec,
  type MetricQuery,
  type Where,
} from '../../src/metrics/index.js';
import { patternProblem } from '../../src/metrics/resolve/patternProblem.js';
import { parseMetricQuery } from '../../src/server/parseMetricQuery.js';
import { ask, NOW } from './answers.js';
import { openCanaries } from './attackedServer.js';
import { canaryCatalog, canaryViewer } from './canary/canaryCatalog.js';
import { sumOf } from './canary/canaryTables.js';

let warehouse: Warehouse;
const catalog = canaryCatalog();
const viewer = canaryViewer('reader', ['alpha']);
beforeAll(async () => {
  warehouse = await openCanaries();
});
afterAll(() => warehouse.close());

const interview = () => ({ warehouse, catalog, viewer });
const totals = (where: Where): MetricQuery => ({
  dataset: 'orders',
  view: 'totals',
  select: [{ field: 'amount' }],
  where,
});
const granted = sumOf(['alpha']);

/** What a question from a file is refused with. */
function issuesOf(json: string): readonly string[] {
  try {
    const query = parseMetricQuery(JSON.parse(json));
    compileQuery({ catalog: catalogFor(catalog, 'reader'), query, viewer, now: NOW });
  } catch (error) {
    if (error instanceof QueryError) return error.issues.map(({ code }) => code);
    throw error;
  }
  return [];
}

/** Strings that mean something to somebody on the way to the engine. */
const TEXTS = ['', '\0', 'a\0b', '\ud800', '\udfff\ud800', '%', '_', '\\', '\\N', "'", '"', '`', '{p1:String}', '\n\t\r\b\f', "') OR ('1'='1", '--', '/*', '*/ 1', 'é'.repeat(5_000), 'NULL', '__proto__', '⁦‮', 'İ', 'ſ', '$tenants']; // prettier-ignore

describe('a text', () => {
  it.each(TEXTS)('%j is a value to every operator', async (text) => {
    for (const operator of ['eq', 'ne', 'lt', 'gte', 'startsWith', 'endsWith', 'contains']) {
      const [row] = await ask(
        interview(),
        totals({ tenant: { [operator]: text }, product: { isNull: false } }),
      );
      expect([null, granted - 5], operator).toContain(row?.get('amount'));
    }
    const [row] = await ask(interview(), totals({ not: { tenant: { in: [text, null] } } }));
    expect(row?.get('amount')).toBe(granted);
    await ask(interview(), { dataset: 'orders', view: 'values', of: 'customer.name', search: text });
  });

  it('finds itself when it is stored, and nothing else', async () => {
    const found = await ask(interview(), {
      dataset: 'orders',
      view: 'values',
      of: 'product',
      search: '-PRODUCT-',
    });
    expect(found.map((row) => row.get('value'))).toEqual(['alpha-product-0', 'alpha-product-2']);
  });
});

describe('a pattern', () => {
  const pieces = ['a', '.', '*', '+', '?', '{2}', '{2,1}', '{0,1001}', '{', '[', ']', '[a-z]', '[^a]', '[]', '[\\d-z]', '[a-\\d]', '[[:alpha:]]', '[[:foo:]]', '(', ')', '(?:', '(?i)', '(?i:', '(?P<n>', '(?<m>', '(?-)', '(?=', '|', '^', '$', '\\', '\\d', '\\pL', '\\p{Greek}', '\\p{Foo}', '\\x4', '\\x41', '\\x{110000}', '\\1', '\\01', '\\Q', '\\E', '\\b', '\\C', '\\c', '\\_', '\\é', 'é', '😀', '\0', '\ud800', '{100}', '\n']; // prettier-ignore
  it('is refused by us or taken by the engine', async () => {
    const random = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 });
    const patterns = [
      ...pieces,
      '(a{100}){11}',
      '\\pL{1000}',
      `${'('.repeat(400)}a${')'.repeat(400)}`,
      ...fc.sample(random, { numRuns: 4_000, seed: 7 }).map((parts) => parts.join('')),
    ];
    // Many in one statement, so that thousands are tried; their own tests say which.
    const taken = [...new Set(patterns)].filter((pattern) => patternProblem(pattern) === undefined);
    expect(taken.length).toBeGreaterThan(300);
    for (let start = 0; start < taken.length; start += 100)
      await ask(
        interview(),
        totals({ or: taken.slice(start, start + 100).map((matches) => ({ tenant: { matches } })) }),
      );
  });
});

describe('a key of the answer', () => {
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'then',
    'value',
    'end',
    'NULL',
    'from',
    'amount',
    'tenant',
    'payload',
    'cell',
    'cells',
    'bucket',
    'canary',
    'orders',
    'customer',
    '_table',
    'p1',
    'x'.repeat(200),
  ])('%s is a key and nothing else', async (as) => {
    const [row] = await ask(interview(), {
      dataset: 'orders',
      view: 'rows',
      select: [
        { field: 'amount', as },
        { field: 'customer.tenant', as: `${as.slice(0, 90)}_.${as.slice(0, 90)}` },
      ],
      having: { alias: { name: as, gte: 0 } },
      orderBy: [{ alias: { name: as, direction: 'DESC' } }],
    });
    expect(row?.get(as)).toBe(11);
    const days = await ask(interview(), {
      dataset: 'orders',
      view: 'rows',
      time: { range: { from: '2030-03-01', to: '2030-03-05' } },
      fill: true,
      select: [
        { field: 'placed', grain: 'DAY', as },
        { field: 'amount', as: `${as.slice(0, 90)}_` },
      ],
    });
    expect(days.map((day) => day.get(`${as.slice(0, 90)}_`))).toEqual([2, 5, 11, 0]);
  });

  /** A role may name its fields as it likes; with these, a name could stand for the column that the policy reads. */
  const withDimension = (dataset: string, dimension: string) =>
    canaryCatalog((spec): DatasetSpec => {
      if (spec.dataset !== dataset) return spec;
      return { ...spec, dimensions: { ...spec.dimensions, anybody: { type: 'string', sql: dimension } } };
    });

  it('cannot take the place of a column named like a word of SQL', async () => {
    const open = withDimension('vaults', "'alpha'");
    for (const as of ['end', 'interval']) {
      const rows = await ask(
        { warehouse, catalog: open, viewer: canaryViewer('owner', ['alpha']) },
        { dataset: 'vaults', view: 'rows', select: [{ field: 'anybody', as }, { field: 'worth' }] },
      );
      expect(rows.map((row) => row.get('worth'))).toEqual([2]);
    }
  });

  it('cannot take the place of the tuple whose part a policy reads', async () => {
    const open = withDimension('notes', "CAST(tuple('alpha', 'x') AS Tuple(tenant String, note String))");
    const query = {
      dataset: 'notes',
      view: 'rows',
      select: [{ field: 'anybody', as: 'payload' }, { field: 'amount' }],
    } as const;
    const { statement } = compileQuery({ catalog: catalogFor(open, 'reader'), query, viewer, now: NOW });
    const { rows } = await warehouse.query(statement);
    expect(rows.map(([, amount]) => Number(amount))).toEqual([granted]);
  });
});

describe('JSON of a question', () => {
  const select = '"dataset":"orders","select":[{"field":"amount"}]';
  const nested = (depth: number, [open, inner, close]: readonly [string, string, string]): string =>
    open.repeat(depth) + inner + close.repeat(depth);

  it.each([10, 33, 1_000, 10_000, 100_000])(
    'nests %i levels deep and is refused, not overflowed',
    (depth) => {
      for (const tree of [
        ['{"not":', '{"paid":{"eq":true}}', '}'],
        ['{"and":[', '{"paid":{"eq":true}}', ']}'],
        ['{"or":[', '{"paid":{"eq":true}}', ']}'],
        ['{"customer":{"firstOrder":', '{"paid":{"eq":true}}', '}}'],
        ['{"paid":', 'true', '}'],
      ] as const) {
        const where = nested(depth, tree);
        const deep = issuesOf(`{${select},"where":${where}}`);
        if (depth > 32) expect(deep).not.toEqual([]);
        expect(issuesOf(`{${select},"having":${where}}`)).not.toEqual([]);
        expect(issuesOf(`{${select},"orderBy":[${where}]}`)).not.toEqual([]);
      }
      const list = nested(depth, ['[', '"a"', ']']);
      expect(issuesOf(`{${select},"where":{"product":{"in":${list}}}}`)).not.toEqual([]);
      expect(issuesOf(`{${select},"where":{"product":{"eq":${list}}}}`)).not.toEqual([]);
      expect(issuesOf(`{${select},"orderBy":[{"amount":${list}}]}`)).not.toEqual([]);
      const path = 'customer.firstOrder.'.repeat(depth);
      expect(issuesOf(`{"dataset":"orders","select":[{"field":"${path}tenant"}]}`)).toContain('TOO_MANY');
    },
  );

  it.each([
    '"where":{"__proto__":{"paid":{"eq":true}}}',
    '"where":{"and":[{"__proto__":{"eq":1}}]}',
    '"where":{"constructor":{"eq":1}}',
    '"where":{"paid":{"__proto__":true}}',
    '"where":{"paid":{"toString":true}}',
    '"having":{"__proto__":{"gt":1}}',
    '"having":{"hasOwnProperty":{"gt":1}}',
    '"having":{"alias":{"name":"__proto__","gt":1}}',
    '"orderBy":[{"__proto__":"ASC"}]',
    '"orderBy":[{"alias":{"name":"constructor","direction":"ASC"}}]',
    '"segments":["__proto__"]',
    '"timeDimension":"constructor","time":{"period":"TODAY"}',
    '"timezone":"__proto__"',
    '"time":{"__proto__":{}}',
    '"__proto__":{"limit":1}',
    '"where":[]',
    '"where":{"id":{"eq":"0x10"}}',
    '"where":{"id":{"eq":""}}',
    '"where":{"id":{"eq":[1]}}',
    '"where":{"vaultId":{"eq":"1"}}',
    '"where":{"day":{"eq":"2030-02-30"}}',
    '"where":{"placed":{"gt":"now()"}}',
    '"where":{"paid":{"eq":"true"}}',
    '"where":{"tenant":{"eq":1}}',
    '"where":{"tenant":{"in":null}}',
    '"where":{"tenant":null}',
    '"limit":"5"',
    '"limit":1e9',
    '"offset":-1',
  ])('with %s is refused', (member) => {
    expect(issuesOf(`{${select},${member}}`)).not.toEqual([]);
  });

  it('names a dataset or field of every object and finds none', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(issuesOf(`{"dataset":"${name}","select":[{"field":"amount"}]}`)).toEqual(['UNKNOWN_DATASET']);
      expect(issuesOf(`{"dataset":"orders","select":[{"field":"${name}"}]}`)).toEqual(['UNKNOWN_FIELD']);
      expect(issuesOf(`{"dataset":"orders","select":[{"field":"${name}.${name}"}]}`)).toEqual([
        'UNKNOWN_FIELD',
      ]);
      expect(issuesOf(`{"dataset":"orders","view":"values","of":"${name}"}`)).toEqual(['UNKNOWN_FIELD']);
      expect(issuesOf(`{"dataset":"orders","view":"rowCount","by":["${name}"]}`)).toEqual(['UNKNOWN_FIELD']);
    }
  });

  it('that is too long is refused in a moment', () => {
    const long = 'a'.repeat(1_000_000);
    const many = (text: string, count: number) => Array.from({ length: count }, () => text).join(',');
    const started = performance.now();
    for (const question of [
      `{"dataset":"${long}"}`,
      `{"dataset":"orders","select":[{"field":"${long}"}]}`,
      `{"dataset":"orders","select":[{"field":"${'a.'.repeat(100_000)}a"}]}`,
      `{"dataset":"orders","select":[{"field":"amount","as":"${long}"}]}`,
      `{${select},"timezone":"${long}"}`,
      `{${select},"timezone":"${'Europe/'.repeat(100_000)}"}`,
      `{${select},"segments":[${many('"paidOnes"', 501)}]}`,
      `{${select},"orderBy":[${many('{"amount":"ASC"}', 501)}]}`,
      `{"dataset":"orders","view":"rowCount","by":[${many('"tenant"', 501)}]}`,
      `{"dataset":"orders","select":[${many('{"field":"amount"}', 501)}]}`,
      `{${select},"where":{"product":{"in":[${many('"a"', 10_001)}]}}}`,
      `{${select},"where":{"or":[${many('{"paid":{"eq":true}}', 1_001)}]}}`,
      `{${select},"where":{"product":{"matches":"${'a'.repeat(1_001)}"}}}`,
    ])
      expect(issuesOf(question), question.slice(0, 80)).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('as large as it may be is answered', async () => {
    const where = {
      or: Array.from({ length: 1_000 }, (_, index) => ({ customer: { name: { contains: `${index}x` } } })),
    };
    const select = Array.from({ length: 499 }, (_, index) => ({
      field: 'amount',
      as: `${'m'.repeat(190)}${index}`,
    }));
    const asked = {
      dataset: 'orders',
      view: 'rows',
      select: [{ field: 'customer.name' }, ...select],
      where,
    } as const;
    expect(await ask(interview(), asked)).toEqual([]);
  });
});
