import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestWarehouse } from '../support/embedded.js';
import { cube } from './cube/index.js';
import { loadTables } from './loadTables.js';
import { metricflow } from './metricflow/index.js';
import { openWorld, type Watch, type World } from './openWorld.js';
import type { Answer, OpenSuite, Suite, SuiteCase, SuiteLine } from './suite.js';

const SUITES: readonly Suite[] = [metricflow, cube];

export interface RunOptions {
  /** Holds the suite's tables, models and cases. */
  readonly folder: string;
  /** Another file of cases; default `cases.jsonl` of the folder. */
  readonly cases?: string | undefined;
  /** Only cases whose name contains this. */
  readonly only?: string | undefined;
  /** Keeps the catalogs' files here. */
  readonly catalogs?: string | undefined;
  readonly watch?: Watch | undefined;
  readonly onCase: (outcome: Outcome) => void;
}

/** `answered`: nothing is said of what is expected. `different` with a quirk counts apart. */
export interface Outcome {
  readonly case: SuiteCase;
  readonly status: 'passed' | 'failed' | 'skipped' | 'answered';
  readonly answer?: Answer | undefined;
  /** What is different, why it is skipped, or what the error said. */
  readonly text?: string | undefined;
  /** It could not be answered at all. */
  readonly error?: string | undefined;
}

/** Loads the tables into an engine of its own and asks every case, in order. */
export async function runSuite(options: RunOptions): Promise<readonly Outcome[]> {
  const suite = SUITES.find((candidate) => candidate.recognises(options.folder));
  if (suite === undefined)
    throw new Error(
      `${options.folder} holds no suite that is known here: ${SUITES.map(({ name }) => name).join(', ')}.`,
    );
  const opened = suite.open(options.folder);
  const lines = readLines(options.cases ?? join(options.folder, 'cases.jsonl'));
  const warehouse = await openTestWarehouse({ slots: 2 });
  const world = openWorld(warehouse, { folder: options.catalogs, watch: options.watch });
  try {
    await loadTables(warehouse, options.folder, opened.database ?? 'conformance');
    for (const statement of opened.setup ?? []) await warehouse.write(statement);
    const outcomes: Outcome[] = [];
    for (const line of lines.filter(({ name }) => name.includes(options.only ?? ''))) {
      const outcome = await outcomeOf(line, opened, world);
      outcomes.push(outcome);
      options.onCase(outcome);
    }
    return outcomes;
  } finally {
    world.close();
    await warehouse.close();
  }
}

async function outcomeOf(line: SuiteLine, suite: OpenSuite, world: World): Promise<Outcome> {
  let asked: SuiteCase = {
    name: line.name,
    features: [],
    catalog: NO_CATALOG,
    ask: () => Promise.reject(new Error()),
  };
  try {
    asked = suite.prepare(line);
    if (asked.skip !== undefined) return { case: asked, status: 'skipped', text: asked.skip.reason };
    const answer = await asked.ask(await world.asker(asked.catalog, asked.viewer));
    if (asked.compare === undefined) return { case: asked, status: 'answered', answer };
    const text = asked.compare(answer);
    return { case: asked, status: text === undefined ? 'passed' : 'failed', answer, text };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { case: asked, status: 'failed', text, error: text };
  }
}

/** Of a case that cannot even be read, which fails alone. */
const NO_CATALOG = { key: 'none', files: (): ReadonlyMap<string, unknown> => new Map() };

function readLines(file: string): readonly SuiteLine[] {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as SuiteLine);
}
