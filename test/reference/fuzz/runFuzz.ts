import type { Warehouse } from '../../../db/clickhouse/index.js';
import { AccessError, QueryError } from '../../../src/errors.js';
import { catalogFor, compileQuery, decodeRows, partialRows, type Catalog, type MetricQuery, type Statement } from '../../../src/metrics/index.js'; // prettier-ignore
import { evaluate, type Answer } from '../evaluate.js';
import { Undecided } from '../invalid.js';
import { TooLong, within } from '../work.js';
import { differenceOf, textOf } from './compareAnswers.js';
import { kindsOf } from './kinds.js';
import { loadTables, openCatalog, stored } from './loadWorld.js';
import { makeWorld, type FuzzWorld } from './makeCatalog.js';
import { QueryMaker, type Asked } from './makeQuery.js';
import { Random } from './random.js';
import { shrinkQuery, shrinkRows } from './shrink.js';
import { Tally } from './tally.js';

/** Steps that the reference may take for one question: about a second. */
const STEPS = 1_000_000;

export interface FuzzOptions {
  readonly seed: number;
  readonly queries: number;
  readonly queriesPerWorld: number;
  /** Stop after so many different failures. */
  readonly failures: number;
  /** Number of the first catalog. */
  readonly from?: number | undefined;
  readonly log?: (line: string) => void;
}

export interface FuzzReport {
  /** How many questions were asked, in all and of each kind: answered alike, refused by both, undecided (the answer hangs on the last digit of a float, say), too long, different. */
  readonly tally: Tally;
  readonly answeredRows: number;
  /** Full stories of what went wrong. */
  readonly failures: readonly string[];
}

/** What became of one question. */
type Outcome =
  | { readonly kind: 'same'; readonly rows: number }
  | { readonly kind: 'refused' | 'undecided' | 'tooLong' }
  | { readonly kind: 'different'; readonly reason: string; readonly statement?: Statement; readonly expected?: Answer; readonly got?: unknown }; // prettier-ignore

/** Asks random questions of random catalogs, and compares the engine's answers with the reference's. */
export async function runFuzz(warehouse: Warehouse, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, queries, queriesPerWorld, log } = options;
  const tally = new Tally();
  let answeredRows = 0;
  const failures: string[] = [];
  for (
    let number = options.from ?? 0;
    tally.asked() < queries && failures.length < options.failures;
    number++
  ) {
    const random = new Random(seed * 1_000_003 + number);
    const world = makeWorld(random, `fuzz_${seed}_${number}`);
    await loadTables(world, warehouse);
    const catalog = await openCatalog(world, warehouse);
    const questions = new QueryMaker(world, random);
    let inWorld = 0;
    for (let index = 0; index < queriesPerWorld && tally.asked() < queries; index++) {
      const asked = questions.make();
      const outcome = await ask({ world, catalog, warehouse }, asked);
      tally.add(kindsOf(world, asked.query), outcome.kind);
      if (outcome.kind === 'same') answeredRows += outcome.rows;
      else if (outcome.kind === 'different') {
        failures.push(await tell({ world, catalog, warehouse }, asked, outcome));
        log?.(
          `--- failure ${failures.length}: seed ${seed}, world ${number}, question ${index}\n${failures.at(-1) as string}`,
        );
        // One mistake shows again and again in one world.
        if (failures.length >= options.failures || ++inWorld >= 2) break;
      }
    }
    log?.(
      `world ${number}: ${tally.asked()} asked, ${tally.count('refused')} refused, ${tally.count('undecided')} undecided, ${tally.count('tooLong')} too long, ${failures.length} different`,
    );
    await warehouse.write(`DROP DATABASE ${world.database} SYNC`);
  }
  return { tally, answeredRows, failures };
}

interface Bench {
  readonly world: FuzzWorld;
  readonly catalog: Catalog;
  readonly warehouse: Warehouse;
}

async function ask({ world, catalog, warehouse }: Bench, { query, viewer }: Asked): Promise<Outcome> {
  const expected = attempt(() =>
    within(STEPS, () => evaluate({ catalog: world.catalog, query, viewer, now: world.now })),
  );
  if (expected.error instanceof TooLong) return { kind: 'tooLong' };
  if (expected.error instanceof Undecided) return { kind: 'undecided' };
  if (expected.error !== undefined && !(expected.error instanceof QueryError)) throw expected.error as Error;
  const compiled = attempt(() =>
    compileQuery({
      catalog: catalogFor(catalog, viewer.role),
      query,
      viewer: { subject: 'fuzz', ...viewer },
      now: world.now,
    }),
  );
  if (compiled.value === undefined) {
    const { error } = compiled;
    // Nothing granted: whether the question reads such a dataset is the compiler's to know.
    const isDenied =
      error instanceof AccessError && [...viewer.attributes.values()].some((granted) => granted.length === 0);
    // What can be recomputed for what is left, and what is too much to count, is the compiler's to know.
    const isOfSize = error instanceof QueryError && error.issues.every(({ code, path }) => code === 'NOT_SUPPORTED' ? path.at(-1) === 'other' : code === 'TOO_MANY' && !['limit', 'fill'].includes(String(path.at(-1)))); // prettier-ignore
    if (isOfSize) return { kind: 'undecided' };
    if (isDenied || (error instanceof QueryError && expected.error !== undefined)) return { kind: 'refused' };
    return { kind: 'different', reason: `The compiler refused: ${(error as Error).stack ?? String(error)}` };
  }
  const { statement } = compiled.value;
  if (expected.value === undefined)
    return {
      kind: 'different',
      reason: `The compiler took what is invalid: ${String(expected.error)}`,
      statement,
    };
  try {
    const { rows } = await warehouse.query(statement);
    const got = decodeRows(statement, rows);
    const isPartial = partialRows(compiled.value.plan.secured.resolved, world.now);
    const flags = got.map((row) => isPartial?.(row) ?? false);
    const difference = differenceOf(expected.value, got) ?? flagged(expected.value, flags);
    if (difference === undefined) return { kind: 'same', rows: got.length };
    return {
      kind: 'different',
      reason: difference,
      statement,
      expected: expected.value,
      got: got.map((row) => Object.fromEntries(row)),
    };
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error
        ? error.cause.message
        : String((error as Error).cause);
    return {
      kind: 'different',
      reason: `The engine failed: ${String(error)}: ${cause}`,
      statement,
      expected: expected.value,
    };
  }
}

/** Rows of rows come in any order. */
function flagged({ partial, parents }: Answer, flags: readonly boolean[]): string | undefined {
  const wrong = partial === undefined || parents !== undefined ? -1 : flags.findIndex((flag, row) => flag !== partial[row]); // prettier-ignore
  return wrong < 0 ? undefined : `row ${wrong} is ${flags[wrong] === true ? '' : 'not '}said to be partial`;
}

function attempt<Value>(run: () => Value): { value?: Value; error?: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

/** The smallest question and data that still differ, with everything needed to see why. */
async function tell(bench: Bench, asked: Asked, outcome: Outcome): Promise<string> {
  const kindOf = (found: Outcome): string =>
    found.kind === 'different' ? found.reason.replace(/[^a-z]+/gi, '').slice(0, 70) : found.kind;
  const wanted =
    outcome.kind === 'different' && /refused|took|failed/.test(outcome.reason) ? kindOf(outcome) : 'rows';
  const stillFails = (found: Outcome): boolean =>
    found.kind === 'different' &&
    (wanted === 'rows' ? !/refused|took|failed/.test(found.reason) : kindOf(found) === wanted);
  const query = await shrinkQuery(asked.query, async (smaller) =>
    stillFails(await ask(bench, { ...asked, query: smaller })),
  );
  const small = { ...asked, query };
  const world = await shrinkRows(bench.world, async (smaller) => {
    await loadTables(smaller, bench.warehouse);
    return stillFails(await ask({ ...bench, world: smaller }, small));
  });
  await loadTables(world, bench.warehouse);
  const last = await ask({ ...bench, world }, small);
  await loadTables(bench.world, bench.warehouse);
  return story(world, small, last.kind === 'different' ? last : outcome);
}

function story(world: FuzzWorld, { query, viewer }: Asked, outcome: Outcome): string {
  if (outcome.kind !== 'different') return outcome.kind;
  const { reason, statement, expected, got } = outcome;
  const json = (value: unknown): string =>
    JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item));
  const shown = expected?.rows.map((row) =>
    row
      .map((value, index) =>
        textOf(value, { type: expected.columns[index]?.type ?? 'string', zone: expected.zone }),
      )
      .join(', '),
  );
  return [
    reason,
    `query ${json(query)}`,
    `viewer ${viewer.role} ${json([...viewer.attributes])}`,
    ...(statement === undefined ? [] : [statement.text, `parameters ${json(statement.parameters)}`]),
    ...(shown === undefined ? [] : [`expected\n  ${shown.slice(0, 20).join('\n  ')}`]),
    ...(got === undefined ? [] : [`got\n  ${(got as unknown[]).slice(0, 20).map(json).join('\n  ')}`]),
    ...usedDatasets(world, query).flatMap((name) => [
      `dataset ${json(world.catalog.get(name)?.spec)}`,
      ...world.tables.filter((table) => table.name === `${name}_table`).map((table) => `table ${table.columns.map(({ name: column, ddl }) => `${column} ${ddl}`).join(', ')}\n  ${table.rows.slice(0, 12).map((row) => json(stored(table, row))).join('\n  ')}`), // prettier-ignore
    ]),
  ].join('\n');
}

/** The question's dataset, or those that one over several names; and those behind relationships that it names. */
function usedDatasets(world: FuzzWorld, query: MetricQuery): readonly string[] {
  const words = new Set(JSON.stringify(query).match(/\w+/g));
  const named = [...world.catalog.keys()].filter((name) => words.has(name));
  const used = new Set(query.dataset === 'metrics' ? named : [query.dataset]);
  for (const name of used)
    for (const [relationship, { to }] of Object.entries(world.catalog.get(name)?.spec.relationships ?? {}))
      if (words.has(relationship)) used.add(to);
  return [...used];
}
