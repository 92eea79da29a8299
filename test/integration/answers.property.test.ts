import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  KIND_KEY,
  PARENT_PREFIX,
  type MetricQuery,
  type ResultValue,
  type Where,
} from '../../src/metrics/index.js';
import { fixtureCatalog, fixtureViewer } from '../support/fixture/fixtureCatalog.js';
import { openFixture } from '../support/openFixture.js';

const catalog = catalogFor(fixtureCatalog(), 'analyst');
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openFixture();
});
afterAll(() => warehouse.close());

const RUNS = { numRuns: 25, seed: 20240305 };

type Row = Readonly<Record<string, ResultValue>>;

async function ask(query: Partial<MetricQuery>): Promise<readonly Row[]> {
  const { statement } = compileQuery({
    catalog,
    query: { dataset: 'visits', view: 'rows', ...query },
    viewer: fixtureViewer('analyst'),
    now: new Date('2024-03-05T12:00:00Z'),
  });
  const { rows } = await warehouse.query(statement);
  return decodeRows(statement, rows).map((row) => Object.fromEntries(row));
}

/** Floats are added in an order of the engine's own. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(9));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

const DIMENSIONS = [
  'country',
  'source',
  'device',
  'siteId',
  'site.name',
  'region.label',
  'bounced',
  'pageCount',
];
const MEASURES = ['visits', 'visitors', 'bounceRate', 'medianScore', 'spread', 'net', 'paidRevenue', 'distinctScores', 'lastSource', 'perBounce', 'meanBytes', 'maxBytes']; // prettier-ignore
const ORDERED = ['visits', 'revenue', 'bounceRate', 'meanScore', 'paidVisits'];

const dimensions = fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { minLength: 1, maxLength: 2 });
const measures = fc.uniqueArray(fc.constantFrom(...MEASURES), { minLength: 1, maxLength: 5 });
const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
const orderBy = fc.tuple(fc.constantFrom(...ORDERED), direction).map(([field, way]) => [{ [field]: way }]);
const having = fc.option(fc.constantFrom({ visits: { gt: 1 } }, { meanScore: { lt: 5 } }, { visits: { lte: 2 } }), { nil: undefined }); // prettier-ignore
const time = fc.option(fc.constant({ range: { from: '2024-03-01', to: '2024-03-04' } }), { nil: undefined });
const select = (fields: readonly string[]) => fields.map((field) => ({ field }));

/** The rows of one group; never NULL, so that its negation is every other row. */
function rowsOf(group: Row, keys: readonly string[], prefix = ''): Where {
  return {
    and: keys.map((key) => {
      const value = group[`${prefix}${key}`];
      const condition = value === null ? { isNull: true } : { in: [value], isNull: false };
      return key.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), condition) as Where;
    }),
  };
}

describe('the row of what is left', () => {
  it('is what the rows of no shown group add up to, and leaves the shown ones alone', async () => {
    const shown = fc.record({
      dimensions,
      measures,
      orderBy,
      having,
      time,
      limit: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(shown, async ({ dimensions: keys, measures: numbers, ...rest }) => {
        const query = { select: select([...keys, ...numbers]), ...rest };
        const answer = await ask({ ...query, other: true });
        const plain = await ask(query);
        const values = answer.filter((row) => row[KIND_KEY] === 'VALUE');
        const others = answer.filter((row) => row[KIND_KEY] === 'OTHER');
        expect(rounded(values)).toEqual(rounded(plain.map((row) => ({ ...row, [KIND_KEY]: 'VALUE' }))));

        const where: Where = plain.length === 0 ? {} : { not: { or: plain.map((row) => rowsOf(row, keys)) } };
        const left = await ask({ select: select(['visits', ...numbers.filter((name) => name !== 'visits')]), where, time: rest.time }); // prettier-ignore
        const expected = left.filter((row) => row['visits'] !== 0).map((row) => Object.fromEntries(numbers.map((name) => [name, row[name]]))); // prettier-ignore
        expect(rounded(others.map((row) => Object.fromEntries(numbers.map((name) => [name, row[name]]))))).toEqual(rounded(expected)); // prettier-ignore
        for (const row of others) expect(keys.map((key) => row[key])).toEqual(keys.map(() => null));
      }),
      RUNS,
    );
  });
});

describe('the row of what is left, at other times', () => {
  const back = { shift: { n: 2, unit: 'DAY' } } as const;
  const MOVED = [
    { field: 'visitors', ...back, calculate: 'CHANGE', as: 'change' },
    { field: 'revenue', ...back, calculate: 'PERCENT_CHANGE', as: 'growth' },
    { field: 'bounceRate', ...back, as: 'rateBefore' },
    { field: 'visitors', window: { trailing: { n: 9, unit: 'DAY' } }, as: 'recent' },
    { field: 'medianScore', toDate: 'MONTH', as: 'monthMedian' },
  ] as const;

  it('is the same as asked apart, and so are the shown rows, which are found in several scans there', async () => {
    const asked = fc.record({
      dimensions,
      moved: fc.uniqueArray(fc.constantFrom(...MOVED), { minLength: 1, maxLength: 3 }),
      way: direction,
      limit: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ dimensions: keys, moved, way, limit }) => {
        const orderBy = [{ alias: { name: moved[0]?.as ?? '', direction: way } }];
        const numbers = [...select(['visits', 'tax']), { field: 'visits', ...back, as: 'before' }, ...moved];
        const time = { range: { from: '2024-03-03', to: '2024-03-05' } };
        const query = { select: [...select(keys), ...numbers], orderBy, time, limit };
        const answer = await ask({ ...query, other: true });
        const plain = await ask(query);
        const values = answer.filter((row) => row[KIND_KEY] === 'VALUE');
        expect(rounded(values)).toEqual(rounded(plain.map((row) => ({ ...row, [KIND_KEY]: 'VALUE' }))));

        const [other] = answer.filter((row) => row[KIND_KEY] === 'OTHER');
        const all = await ask({ ...query, limit: 1000 });
        expect(other !== undefined).toBe(all.length > plain.length);
        if (other === undefined) return;
        const where: Where = plain.length === 0 ? {} : { not: { or: plain.map((row) => rowsOf(row, keys)) } };
        // A range without rows has no number in a row of several ranges, where a total counts 0.
        if (other['visits'] === null || other['before'] === null) return;
        const [left] = await ask({ view: 'totals', select: numbers, time, where });
        const names = ['visits', 'before', 'tax', ...moved.map(({ as }) => as)];
        expect(rounded(names.map((name) => other[name]))).toEqual(rounded(names.map((name) => left?.[name])));
      }),
      RUNS,
    );
  });
});

describe('nested rows', () => {
  it('are the rows that each row of the parent would answer alone', async () => {
    const asked = fc.record({
      parents: dimensions, keys: dimensions, numbers: measures, orderBy, having, time, parentOrder: orderBy, parentHaving: having,
      limit: fc.integer({ min: 0, max: 3 }), offset: fc.constantFrom(0, 1), parentLimit: fc.integer({ min: 0, max: 3 }), other: fc.boolean(),
    }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(asked, async ({ parents, keys, numbers, ...rest }) => {
        const parent = { select: select([...parents, 'visits']), orderBy: rest.parentOrder, having: rest.parentHaving, limit: rest.parentLimit }; // prettier-ignore
        const page = rest.other
          ? { limit: rest.limit, other: true }
          : { limit: rest.limit, offset: rest.offset };
        const query = { select: select([...keys, ...numbers]), orderBy: rest.orderBy, having: rest.having, time: rest.time, ...page }; // prettier-ignore
        const nested = await ask({ ...query, parent });
        const outer = await ask({ ...parent, time: rest.time });
        let seen = 0;
        for (const row of outer) {
          const mine = nested.filter((child) =>
            parents.every((key) => child[`${PARENT_PREFIX}${key}`] === row[key]),
          );
          seen += mine.length;
          const own = mine.map((child) => Object.fromEntries(Object.entries(child).filter(([key]) => !key.startsWith(PARENT_PREFIX)))); // prettier-ignore
          expect(rounded(own)).toEqual(rounded(await ask({ ...query, where: rowsOf(row, parents) })));
        }
        expect(seen).toBe(nested.length);
      }),
      RUNS,
    );
  });
});

describe('single rows', () => {
  it('are as many as there are, in pages that fit together', async () => {
    const asked = fc.record({ fields: fc.uniqueArray(fc.constantFrom(...DIMENSIONS, 'id'), { minLength: 1, maxLength: 3 }), order: fc.constantFrom(...DIMENSIONS), way: direction, size: fc.integer({ min: 1, max: 6 }) }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(asked, async ({ fields, order, way, size }) => {
        const entry = order.split('.').reduceRight<unknown>((inner, step) => ({ [step]: inner }), way);
        const query = { view: 'records', select: select(fields), orderBy: [entry as Record<string, unknown>] } as const; // prettier-ignore
        const all = await ask(query);
        const [counted] = await ask({ view: 'totals', select: [{ field: 'visits' }] });
        expect(all.length).toBe(counted?.['visits']);
        const pages: Row[] = [];
        for (let offset = 0; offset < all.length; offset += size)
          pages.push(...(await ask({ ...query, limit: size, offset })));
        expect(pages).toEqual(all);
      }),
      RUNS,
    );
  });
});
