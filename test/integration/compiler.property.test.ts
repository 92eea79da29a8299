import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { QueryError } from '../../src/errors.js';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  type MetricQuery,
  type ResultValue,
  type Role,
  type Statement,
  type Where,
} from '../../src/metrics/index.js';
import { fixtureCatalog, fixtureViewer } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

const catalog = fixtureCatalog();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openFixture();
});
afterAll(() => warehouse.close());

const RUNS = { numRuns: 40, seed: 20240305 };

function compile(query: MetricQuery, role: Role = 'owner'): Statement {
  return compileQuery({
    catalog: catalogFor(catalog, role),
    query,
    viewer: fixtureViewer(role),
    now: new Date('2024-03-05T12:00:00Z'),
  }).statement;
}

async function ask(query: MetricQuery, role: Role = 'owner'): Promise<ReadonlyMap<string, ResultValue>[]> {
  const statement = compile(query, role);
  const { rows } = await warehouse.query(statement);
  return decodeRows(statement, rows);
}

const text = fc.constantFrom('DE', 'AT', 'EG', '', 'zz', 'paid', 'north', 'Alpha', "' OR 1=1 --");
const number = fc.constantFrom(0, 1, 2, 5, 9, 1009);
const textCondition = fc.oneof(
  text.map((value) => ({ eq: value })),
  text.map((value) => ({ ne: value })),
  fc.array(fc.option(text), { maxLength: 3 }).map((values) => ({ in: values })),
  fc.array(fc.option(text), { maxLength: 3 }).map((values) => ({ notIn: values })),
  fc.boolean().map((isNull) => ({ isNull })),
  text.map((value) => ({ contains: value })),
);
const numberCondition = fc.oneof(
  number.map((value) => ({ gt: value })),
  number.map((value) => ({ lte: value })),
  fc.array(fc.option(number), { maxLength: 3 }).map((values) => ({ notIn: values })),
);
const atom: fc.Arbitrary<Where> = fc.oneof(
  textCondition.map((condition) => ({ country: condition })),
  textCondition.map((condition) => ({ siteId: condition })),
  textCondition.map((condition) => ({ source: condition })),
  numberCondition.map((condition) => ({ pageCount: condition })),
  textCondition.map((condition) => ({ site: { name: condition } })),
  textCondition.map((condition) => ({ region: { label: condition } })),
  textCondition.map((condition) => ({ site: { region: { manager: { name: condition } } } })),
);
const where: fc.Arbitrary<Where> = fc.letrec<{ tree: Where }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    atom,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => ({ and: of })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => ({ or: of })),
    tie('tree').map((of) => ({ not: of })),
  ),
})).tree;

const count = async (filter: Where | undefined, role?: Role): Promise<number> => {
  const [row] = await ask(
    { dataset: 'visits', view: 'totals', select: [{ field: 'visits' }], where: filter },
    role,
  );
  return row?.get('visits') as number;
};

describe('filters', () => {
  it('mean the same in any order', async () => {
    await fc.assert(
      fc.asyncProperty(where, where, async (a, b) => {
        const query = (of: readonly Where[]): MetricQuery => ({
          dataset: 'visits',
          view: 'rows',
          select: [
            { field: 'country' },
            { field: 'region.label' },
            { field: 'visits' },
            { field: 'visitors' },
            { field: 'revenue' },
          ],
          where: { and: of },
        });
        expect(await ask(query([a, b]))).toEqual(await ask(query([b, a])));
      }),
      RUNS,
    );
  });

  it('never add a row', async () => {
    await fc.assert(
      fc.asyncProperty(where, where, async (a, b) => {
        const both = await count({ and: [a, b] });
        expect(both).toBeLessThanOrEqual(Math.min(await count(a), await count(b)));
      }),
      RUNS,
    );
  });

  it('and their negations and the unknown rest make up all rows, with and without a join', async () => {
    await fc.assert(
      fc.asyncProperty(where, async (a) => {
        // `a OR NOT a` is true of exactly the rows of which `a` is known.
        expect((await count(a)) + (await count({ not: a }))).toBe(await count({ or: [a, { not: a }] }));
      }),
      RUNS,
    );
  });

  it('of a measure count the rows that the same filter of the view keeps', async () => {
    await fc.assert(
      fc.asyncProperty(where, async (a) => {
        const [row] = await ask({
          dataset: 'visits',
          view: 'totals',
          select: [
            { field: 'visits', where: a },
            { field: 'revenue', where: a },
          ],
        });
        const [kept] = await ask({
          dataset: 'visits',
          view: 'totals',
          select: [{ field: 'visits' }, { field: 'revenue' }],
          where: a,
        });
        expect(row).toEqual(kept);
      }),
      RUNS,
    );
  });
});

describe('row policies', () => {
  const granted: Where = { siteId: { in: ['aa', 'bb'] } };

  it('show what an unrestricted caller would see of the granted sites, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        where,
        fc.constantFrom('site.name', 'country', 'region.label', 'rawSource'),
        async (filter, field) => {
          const query = (filters: readonly Where[]): MetricQuery => ({
            dataset: 'visits',
            view: 'rows',
            select: [
              { field },
              { field: 'visits' },
              { field: 'pages' },
              { field: 'revenue' },
              { field: 'visitors' },
              { field: 'firstSeen' },
            ],
            where: { and: filters },
          });
          expect(await ask(query([filter]))).toEqual(await ask(query([filter, granted]), 'analyst'));
        },
      ),
      RUNS,
    );
  });

  it('let no row of another tenant through, whatever the filter', async () => {
    await fc.assert(
      fc.asyncProperty(where, async (filter) => {
        const rows = await ask({
          dataset: 'visits',
          view: 'rows',
          select: [{ field: 'id' }, { field: 'siteId' }, { field: 'visits' }],
          where: { or: [filter, { id: { gt: 0 } }] },
        });
        expect(rows.map((row) => row.get('siteId')).filter((site) => site !== 'aa' && site !== 'bb')).toEqual(
          [],
        );
        expect(rows).toHaveLength(8);
      }),
      { ...RUNS, numRuns: 30 },
    );
  });
});

describe('values of a caller', () => {
  const strange = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  const withValues = (a: string, b: string): MetricQuery => ({
    dataset: 'visits',
    view: 'rows',
    select: [{ field: 'country' }, { field: 'site.name' }, { field: 'visits', where: { source: { eq: a } } }],
    where: { or: [{ country: { in: [a, b] } }, { site: { name: { startsWith: b } } }] },
    having: { visits: { gt: a.length } },
  });

  it('never change the text of a statement', () => {
    const written = compile(withValues('a', 'b')).text;
    fc.assert(
      fc.property(strange, strange, (a, b) => {
        fc.pre(a !== b);
        expect(compile(withValues(a, b)).text).toBe(written);
      }),
      { ...RUNS, numRuns: 300 },
    );
  });

  it('and response keys that are no plain words are refused before they can stand in it', () => {
    fc.assert(
      fc.property(strange, (written) => {
        const query: MetricQuery = {
          dataset: 'visits',
          view: 'rows',
          select: [{ field: 'country', as: `${written}€` }, { field: 'visits' }],
        };
        expect(() => compile(query)).toThrow(QueryError);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});
