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
const QUESTIONS = 40;
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
interface Counted {
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

const NUMBERS: readonly Counted[] = [
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
const BEFORE: Counted = {
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
  { counts, moved }: Counted,
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
    const seen = { numbers: 0, withheld: 0, complements: 0, left: 0 };
    for (let question = 0; question < QUESTIONS; question++) {
      const rows = randomRows(random);
      const asker = new CatalogAsker(catalogOf(rows), warehouse, new Date('2024-06-01T00:00:00Z'));
      const asked = randomQuestion(random);
      const { dimensions, numbers, query, depth } = asked;
      const text = JSON.stringify({ query, rows });
      const answers = [await asker.ask(query, { role: 'reader' })];
      if (query.parent !== undefined)
        answers.push(
          await asker.ask(
            { dataset: 'hits', view: 'rows', time: query.time, ...query.parent },
            { role: 'reader' },
          ),
        );
      // Rows around nested rows are lines of those, whose numbers are shown as well.
      for (const [level, answer] of answers.entries()) {
        const shownBy = level === 0 ? dimensions : dimensions.slice(0, depth);
        const keyIn = (row: Answered): string =>
          isOther(row)
            ? OTHER
            : JSON.stringify(
                shownBy.map((key, index) => row[level === 0 && index < depth ? `../${key}` : key]),
              );
        const shown = new Map(answer.map((row) => [keyIn(row), row]));
        const isKnown = (key: string): boolean => shown.has(key) && key !== OTHER;
        const keyOf = (row: Row): string => {
          const key = JSON.stringify(shownBy.map((each) => row[each]));
          return query.other === true && !isKnown(key) ? OTHER : key;
        };
        const [all_, part] = [named(numbers, 'hits'), named(numbers, 'flagged')];
        if (all_ !== undefined && part !== undefined && query.having === undefined) {
          const cells = cellsOf(rows, { ...all_, counts: (row) => !flagged(row) }, keyOf);
          const isTold = (key: string): boolean =>
            [all_, part].every(({ select: { field } }) => (shown.get(key)?.[field] ?? null) !== null);
          for (const [key, behind] of cells)
            expect(isTold(key) && isFew(behind), `the difference of two numbers of ${key}: ${text}`).toBe(
              false,
            );
          for (const { hidden, shows } of linesOf(cells, shownBy.length, isTold))
            expect(shows && isFew(hidden), `the differences of two numbers: ${text}`).toBe(false);
        }
        for (const number of numbers) {
          const { field, as: name = field } = number.select;
          const cells = cellsOf(rows, number, keyOf);
          const isShown = (key: string): boolean => shown.has(key) && shown.get(key)?.[name] !== null;
          for (const [key, behind] of cells) {
            seen.numbers++;
            if (!shown.has(key)) seen.left++;
            if (isShown(key)) {
              expect(isFew(behind), `${name} of ${key} is about ${entities(behind)}: ${text}`).toBe(false);
              expect(Number(shown.get(key)?.[name]), `${name} of ${key}: ${text}`).toBe(number.value(behind));
            } else {
              seen.withheld++;
              if (!isFew(behind) && shown.has(key)) seen.complements++;
            }
          }
          for (const row of shown.values()) {
            const share = row[`shareOf_${name}`];
            const rank = row[`rankOf_${name}`];
            if (row[name] !== null) continue;
            expect([share ?? null, rank ?? null], `${name} is told by its share or rank: ${text}`).toEqual([
              null,
              null,
            ]);
          }
          if (query.having !== undefined) continue;
          for (const { place, hidden, shows } of linesOf(cells, shownBy.length, isShown)) {
            const rest = `the rest of ${name} along ${place} is about ${entities(hidden)}: ${text}`;
            expect(shows && isFew(hidden), rest).toBe(false);
          }
          // What nested rows show of a row around them is a part of its number, or of the total.
          const [own, around] = answers;
          if (level !== 0 || own === undefined || around === undefined || number.moved !== 0) continue;
          const total = rows.filter(number.counts);
          const outer = new Map(
            around.map((row) => [JSON.stringify(dimensions.slice(0, depth).map((key) => row[key])), row]),
          );
          const restOf = (parent: string): readonly Row[] =>
            [...cells]
              .filter(
                ([key]) =>
                  JSON.stringify((JSON.parse(key) as unknown[]).slice(0, depth)) === parent && !isShown(key),
              )
              .flatMap(([, behind]) => behind);
          const parents = new Set(
            total.map((row) => JSON.stringify(dimensions.slice(0, depth).map((key) => row[key]))),
          );
          const unknown = [...parents].filter((parent) => (outer.get(parent)?.[name] ?? null) === null);
          // The total less the rows around that are shown, less the nested rows of those that are not.
          const left = unknown.flatMap(restOf);
          expect(isFew(left) && unknown.length < parents.size, `nested rows tell ${name}: ${text}`).toBe(
            false,
          );
        }
      }
    }
    expect(seen.numbers).toBeGreaterThan(500);
    expect(seen.complements).toBeGreaterThan(20);
  }, 120_000);
});

type Answered = Readonly<Record<string, ResultValue>>;

const OTHER = 'OTHER';

function isOther(row: Answered): boolean {
  return Object.values(row).includes(OTHER);
}

function named(numbers: readonly Counted[], name: string): Counted | undefined {
  return numbers.find(({ select }) => (select.as ?? select.field) === name);
}

interface Question {
  readonly query: MetricQuery;
  readonly dimensions: readonly Dimension[];
  /** How many of the dimensions are those of the rows around. */
  readonly depth: number;
  readonly numbers: readonly Counted[];
}

function randomQuestion(random: Random): Question {
  const dimensions = random
    .shuffle(DIMENSIONS)
    .filter(() => random.chance(0.45))
    .slice(0, 3);
  const hasDay = dimensions.includes('day');
  const chosen = NUMBERS.filter(() => random.chance(0.3));
  const numbers = [
    ...(chosen.length === 0 ? NUMBERS.slice(0, 1) : chosen),
    ...(hasDay && random.chance(0.5) ? [BEFORE] : []),
  ];
  const [{ select: first }] = numbers as [Counted];
  const { field, as: name = field } = first;
  const shown = (field_: Dimension): Selection =>
    field_ === 'day' ? { field: field_, grain: 'DAY' } : { field: field_ };
  const view = dimensions.length === 0 ? 'totals' : 'rows';
  const time = { range: { from: DAYS[0] as string, to: '2024-05-05' } };
  const way =
    dimensions.length === 0
      ? 'plain'
      : random.pick(['plain', 'plain', 'other', 'fill', 'having', 'nested', 'nested']);
  const extras: Selection[] = [
    ...(dimensions.length > 0 && random.chance(0.3)
      ? [{ ...first, as: `shareOf_${name}`, calculate: 'SHARE' } as const]
      : []),
    ...(dimensions.length > 0 && way !== 'nested' && random.chance(0.3)
      ? [{ ...first, as: `rankOf_${name}`, calculate: 'RANK' } as const]
      : []),
  ];
  const select = [...numbers.map((number) => number.select), ...extras];
  const base = { dataset: 'hits', view, time } as const;
  const all_: MetricQuery = {
    ...base,
    select: [...dimensions.map(shown), ...select],
    ...(view === 'rows' ? { limit: 100 } : {}),
  };
  const ordered =
    random.chance(0.5) && view === 'rows'
      ? { orderBy: [{ alias: { name, direction: 'DESC' as const } }] }
      : {};
  const isOtherPossible = !hasDay;
  if (way === 'other' && isOtherPossible)
    return {
      dimensions,
      numbers,
      depth: 0,
      query: { ...all_, ...ordered, other: true, limit: random.int(1, 4) },
    };
  if (way === 'fill' && hasDay)
    return { dimensions, numbers, depth: 0, query: { ...all_, ...ordered, fill: true } };
  if (way === 'having')
    return {
      dimensions,
      numbers,
      depth: 0,
      query: { ...all_, ...ordered, having: { alias: { name, gte: random.int(0, 6) } } },
    };
  if (way === 'nested' && dimensions.length > 1) {
    const depth = random.int(1, dimensions.length - 1);
    const plain = numbers.filter(({ moved }) => moved === 0);
    const own = plain.map((number) => number.select);
    const parent = {
      select: [...dimensions.slice(0, depth).map(shown), ...own],
      limit: 100,
    };
    return {
      dimensions,
      numbers: plain,
      depth,
      query: { ...base, select: [...dimensions.slice(depth).map(shown), ...own], limit: 100, parent },
    };
  }
  return { dimensions, numbers, depth: 0, query: { ...all_, ...ordered } };
}

interface Line {
  readonly place: string;
  /** Rows of the cells that are not shown. */
  readonly hidden: readonly Row[];
  readonly shows: boolean;
}

/** The cells that agree in some of the dimensions, for all of these. */
function linesOf(
  cells: ReadonlyMap<string, readonly Row[]>,
  dimensions: number,
  isShown: (key: string) => boolean,
): readonly Line[] {
  return subsets(dimensions).flatMap((kept) => {
    const lines = new Map<string, { place: string; hidden: Row[]; shows: boolean }>();
    for (const [key, behind] of cells) {
      if (key === OTHER && kept.length > 0) continue;
      const values = key === OTHER ? [] : (JSON.parse(key) as unknown[]);
      const place = JSON.stringify(kept.map((index) => values[index]));
      const line = lines.get(place) ?? { place, hidden: [], shows: false };
      if (isShown(key)) line.shows = true;
      else line.hidden.push(...behind);
      lines.set(place, line);
    }
    return [...lines.values()];
  });
}

/** Index lists of everything but all dimensions. */
function subsets(count: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (__, index) => index).filter((index) => (bits & (1 << index)) !== 0),
  );
}
