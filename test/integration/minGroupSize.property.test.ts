import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  defineCatalog,
  type MetricQuery,
  type ResultValue,
  type Selection,
} from '../../src/metrics/index.js';
import { Random } from '../reference/fuzz/random.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Numbers about fewer entities than this are withheld. */
const K = 3;
const QUESTIONS = 60;
const DAYS = ['2024-05-01', '2024-05-02', '2024-05-03', '2024-05-04'];

interface Row {
  readonly user: string | null;
  readonly a: string;
  readonly b: string;
  readonly c: string | null;
  readonly day: string;
  readonly amount: number;
  readonly flag: boolean;
}

/** Few people over few groups, so that nearly every line has a small cell. */
function randomRows(random: Random): readonly Row[] {
  const people = random.int(4, 14);
  return Array.from({ length: random.int(8, 60) }, (_, index) => ({
    user: random.chance(0.05) ? null : `u${random.int(0, people)}`,
    a: random.pick(['x', 'x', 'y', 'z', 'w']),
    b: random.pick(['p', 'q', 'q', 'r']),
    c: random.pick([null, 'm', 'n']),
    day: random.pick(DAYS),
    amount: 2 ** (index % 20),
    flag: random.chance(0.4),
  }));
}

const quoted = (text: string | null): string => (text === null ? 'NULL' : `'${text}'`);

function catalogOf(rows: readonly Row[]) {
  const tuples = rows.map(
    (row, index) =>
      `(${index}, ${quoted(row.user)}, '${row.a}', '${row.b}', ${quoted(row.c)}, '${row.day}', ${row.amount}, ${row.flag})`,
  );
  const { catalog, issues } = defineCatalog([
    {
      dataset: 'hits',
      description: 'Few rows.',
      sql: `SELECT * FROM values('id UInt32, user Nullable(String), a String, b String, c Nullable(String), day Date, amount UInt32, flag Bool', ${tuples.join(', ')})`,
      primaryKey: ['id'],
      entity: 'user',
      time: 'day',
      dimensions: {
        user: { type: 'string' },
        a: { type: 'string' },
        b: { type: 'string' },
        c: { type: 'string' },
        day: { type: 'date' },
      },
      measures: {
        hits: { agg: 'count' },
        total: { agg: 'sum', sql: 'amount' },
        most: { agg: 'max', sql: 'amount' },
        flagged: { agg: 'count', filter: 'flag' },
        flaggedTotal: { agg: 'sum', sql: 'amount', filter: 'flag' },
        users: { agg: 'uniqExact', sql: 'user', exposes: 'aggregate' },
        perUser: { agg: 'max', of: 'total', per: 'user' },
      },
      access: {
        analyst: { rows: 'all' },
        reader: { rows: 'all', hide: ['user'], minGroupSize: K },
      },
    },
  ]);
  expect(issues).toEqual([]);
  return catalog;
}

/** A number of a question: which rows of a group it is of, and what it is of those. */
interface Number_ {
  readonly select: Selection;
  readonly counts: (row: Row) => boolean;
  /** Days between a row and where it is shown. */
  readonly moved: number;
  readonly value: (rows: readonly Row[]) => number | null;
}

const sum = (rows: readonly Row[]): number | null =>
  rows.length === 0 ? null : rows.reduce((total, { amount }) => total + amount, 0);
const all = (): boolean => true;
const flagged = ({ flag }: Row): boolean => flag;

const NUMBERS: readonly Number_[] = [
  { select: { field: 'hits' }, counts: all, moved: 0, value: (rows) => rows.length },
  { select: { field: 'total' }, counts: all, moved: 0, value: sum },
  { select: { field: 'flagged' }, counts: flagged, moved: 0, value: (rows) => rows.length },
  { select: { field: 'flaggedTotal' }, counts: flagged, moved: 0, value: sum },
  {
    select: { field: 'users' },
    counts: all,
    moved: 0,
    value: (rows) => new Set(rows.flatMap(({ user }) => user ?? [])).size,
  },
  {
    select: { field: 'most' },
    counts: all,
    moved: 0,
    value: (rows) => (rows.length === 0 ? null : Math.max(...rows.map(({ amount }) => amount))),
  },
  {
    select: { field: 'hits', as: 'ofQ', where: { b: { eq: 'q' } } },
    counts: ({ b }) => b === 'q',
    moved: 0,
    value: (rows) => rows.length,
  },
];
const BEFORE: Number_ = {
  select: { field: 'hits', as: 'before', shift: { n: 1, unit: 'DAY' } },
  counts: all,
  moved: 1,
  value: (rows) => rows.length,
};

const DIMENSIONS = ['a', 'b', 'c', 'day'] as const;
type Dimension = (typeof DIMENSIONS)[number];

const nextDay = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

const entities = (rows: readonly Row[]): number => new Set(rows.map(({ user }) => user)).size;
const isFew = (rows: readonly Row[]): boolean => entities(rows) > 0 && entities(rows) < K;

/** The rows behind each cell of a number, by group. */
function cellsOf(
  rows: readonly Row[],
  { counts, moved }: Number_,
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const cells = new Map<string, Row[]>();
  for (const row of rows) {
    if (!counts(row)) continue;
    const shown = { ...row, day: nextDay(row.day, moved) };
    if (moved !== 0 && !DAYS.includes(shown.day)) continue;
    const key = keyOf(shown);
    cells.set(key, [...(cells.get(key) ?? []), row]);
  }
  return cells;
}

describe('minGroupSize', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openTestWarehouse();
  });
  afterAll(() => warehouse.close());

  it(`shows no number and no difference of ${QUESTIONS} random questions that is about fewer than ${K}`, async () => {
    const random = new Random(7);
    const seen = { numbers: 0, withheld: 0, complements: 0, left: 0, others: 0 };
    for (let question = 0; question < QUESTIONS; question++) {
      const rows = randomRows(random);
      const asker = new CatalogAsker(catalogOf(rows), warehouse, new Date('2024-06-01T00:00:00Z'));
      const dimensions = DIMENSIONS.filter(() => random.chance(0.45)).slice(0, 3);
      const hasDay = dimensions.includes('day');
      const numbers = [
        ...NUMBERS.filter(() => random.chance(0.35)),
        ...(hasDay && random.chance(0.5) ? [BEFORE] : []),
      ];
      if (numbers.length === 0) numbers.push(NUMBERS[0] as Number_);
      const first = numbers[0] as Number_;
      const other = dimensions.length > 0 && !numbers.includes(BEFORE) && random.chance(0.25);
      const query: MetricQuery = {
        dataset: 'hits',
        view: dimensions.length === 0 ? 'totals' : 'rows',
        time: { range: { from: DAYS[0] as string, to: '2024-05-05' } },
        select: [
          ...dimensions.map((field): Selection => (field === 'day' ? { field, grain: 'DAY' } : { field })),
          ...numbers.map(({ select }) => select),
        ],
        ...(other
          ? { other: true, limit: random.int(1, 4) }
          : dimensions.length === 0
            ? {}
            : { limit: 1000 }),
        ...(dimensions.length > 0 && random.chance(0.5)
          ? { orderBy: [{ alias: { name: first.select.as ?? first.select.field, direction: 'DESC' } }] }
          : {}),
      };
      const text = JSON.stringify({ query, rows });
      const answer = await asker.ask(query, { role: 'reader' });
      const keyOfAnswer = (row: Readonly<Record<string, ResultValue>>): string =>
        JSON.stringify([...dimensions.map((key) => row[key]), row['@kind'] ?? 'VALUE']);
      const isOther = (row: Readonly<Record<string, ResultValue>>): boolean =>
        Object.entries(row).some(([, value]) => value === 'OTHER');
      const shownKeys = new Set(
        answer.filter((row) => !isOther(row)).map((row) => JSON.stringify(dimensions.map((key) => row[key]))),
      );
      const keyOf = (row: Row): string => {
        const key = JSON.stringify(dimensions.map((each: Dimension) => row[each]));
        return other && !shownKeys.has(key) ? 'OTHER' : key;
      };
      void keyOfAnswer;
      const shown = new Map(
        answer.map((row) => [
          isOther(row) ? 'OTHER' : JSON.stringify(dimensions.map((key) => row[key])),
          row,
        ]),
      );
      for (const number of numbers) {
        const name = number.select.as ?? number.select.field;
        const cells = cellsOf(rows, number, keyOf);
        const isShown = (key: string): boolean => shown.has(key) && shown.get(key)?.[name] !== null;
        let complements = 0;
        for (const [key, behind] of cells) {
          seen.numbers++;
          if (!shown.has(key)) seen.left++;
          if (!isShown(key)) {
            seen.withheld++;
            if (!isFew(behind) && shown.has(key)) complements++;
            continue;
          }
          expect(isFew(behind), `${name} of ${key} is about ${entities(behind)}: ${text}`).toBe(false);
          expect(Number(shown.get(key)?.[name]), `${name} of ${key}: ${text}`).toBe(number.value(behind));
        }
        seen.complements += complements;
        if (other) seen.others++;
        const lines = subsets(dimensions.length);
        for (const kept of lines) {
          const line = new Map<string, { hidden: Row[]; shows: boolean }>();
          for (const [key, behind] of cells) {
            const values = key === 'OTHER' ? dimensions.map(() => null) : (JSON.parse(key) as unknown[]);
            if (key === 'OTHER' && kept.length > 0) continue;
            const place = JSON.stringify(kept.map((index) => values[index]));
            const at = line.get(place) ?? { hidden: [], shows: false };
            if (isShown(key)) at.shows = true;
            else at.hidden.push(...behind);
            line.set(place, at);
          }
          for (const [place, { hidden, shows }] of line)
            expect(
              shows && isFew(hidden),
              `the rest of ${name} along ${place} is about ${entities(hidden)}: ${text}`,
            ).toBe(false);
        }
        expect(complements, `${name}: ${text}`).toBeLessThanOrEqual(cells.size);
      }
    }
    console.log(seen);
    expect(seen.numbers).toBeGreaterThan(1000);
    expect(seen.complements).toBeGreaterThan(50);
  }, 120_000);
});

/** Index lists of everything but all dimensions. */
function subsets(count: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (__, index) => index).filter((index) => (bits & (1 << index)) !== 0),
  );
}
