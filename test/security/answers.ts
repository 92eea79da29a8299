import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  type Catalog,
  type MetricQuery,
  type ResultValue,
  type Viewer,
} from '../../src/metrics/index.js';
import { VernierError } from '../../src/errors.js';
import type { QueryWarehouse } from '../../src/resolvers/index.js';
import { askedThrough } from '../support/askedWarehouse.js';
import { masking } from '../support/masking.js';
import { questionsOf, type Question } from './questions.js';
import { sharedQuestions } from './sharedQuestions.js';

export const NOW = new Date('2030-03-05T12:00:00Z');

/** Many times as many cases: `npm run test:attack`. */
export const LONG = process.env['VERNIER_ATTACK'] === 'long';

/** One in so many, the same ones every time; all of them in `npm run test:attack`. */
export function oneIn<Item>(step: number, items: readonly Item[]): readonly Item[] {
  return LONG ? items : items.filter((_, index) => index % step === 0);
}

export interface Interview {
  readonly warehouse: Warehouse;
  readonly catalog: Catalog;
  readonly viewer: Viewer;
}

/** Everything that the viewer can ask. */
export function questionsFor(
  { catalog, viewer }: Omit<Interview, 'warehouse'>,
  detail?: 'full' | 'brief',
): readonly Question[] {
  const role = catalogFor(catalog, viewer.role);
  return [
    ...[...role.datasets.values()].flatMap((dataset) => questionsOf(role, dataset, detail)),
    ...sharedQuestions(role, detail),
  ];
}

/** The answers of questions, as text by name: equal texts tell the viewer the same. A failure of the engine or of ours is thrown. */
export async function answersTo(
  interview: Interview,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const waiting = [...questions];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      answers.set(next.name, await answerText(interview, next.query));
  };
  await Promise.all([work(), work(), work()]);
  return answers;
}

/** Names of questions whose answer is not the one `before`, as many as are wanted; asked until then. */
export async function findDifferences(
  interview: Interview,
  questions: readonly Question[],
  { before, wanted }: { readonly before: ReadonlyMap<string, string>; readonly wanted: number },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let start = 0; start < questions.length && found.length < wanted; start += 10)
    found.push(...differences(before, await answersTo(interview, questions.slice(start, start + 10))));
  return found;
}

/** Names of the questions whose answer is another one. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...before]
    .filter(([name, text]) => after.has(name) && after.get(name) !== text)
    .map(([name]) => name);
}

async function answerText(interview: Interview, query: MetricQuery): Promise<string> {
  try {
    return JSON.stringify(
      (await ask(interview, query)).map((row) => [...row].map(([, value]) => rounded(value))),
    );
  } catch (error) {
    if (error instanceof VernierError && error.audience === 'caller')
      return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Rows by response key. */
export async function ask(
  { warehouse, catalog, viewer }: Interview,
  query: MetricQuery,
): Promise<readonly ReadonlyMap<string, ResultValue>[]> {
  const { statement } = compileQuery({ catalog: catalogFor(catalog, viewer.role), query, viewer, now: NOW });
  try {
    const { rows } = await masking(oneThread(warehouse)).query(statement);
    return decodeRows(statement, rows);
  } catch (cause) {
    throw new Error(`${JSON.stringify(query)}\n${statement.text}`, { cause });
  }
}

/** Tables of ten rows are read in half the time by one thread. */
export function oneThread(warehouse: Warehouse): QueryWarehouse {
  return askedThrough(
    () => warehouse,
    (statement, options) => warehouse.query(statement, { ...options, limits: { maxThreads: 1 } }),
  );
}

/** The last digits of a float depend on the order in which parts are read. */
function rounded(value: ResultValue): ResultValue {
  if (Array.isArray(value)) return value.map((item: ResultValue) => JSON.stringify(rounded(item))).toSorted();
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}
