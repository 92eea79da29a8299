/** `npm run bench:metrics`: what numbers over other times cost, against the plain aggregation of the same rows. See README.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { EVENT_STATEMENTS, ROWS, statementOf } from './events.js';
import { COMPARISONS, type Comparison } from './questions.js';

const ROUNDS = 15;
const folder = mkdtempSync(path.join(tmpdir(), 'vernier-bench-metrics-'));
const warehouse = await openEmbeddedWarehouse({ slots: 1, maxMemoryBytes: 2 * 1024 ** 3, folder });
try {
  process.stderr.write(`Generating ${ROWS.toLocaleString('en')} rows …\n`);
  for (const statement of EVENT_STATEMENTS) await warehouse.write(statement);
  const results: Result[] = [];
  for (const comparison of COMPARISONS) results.push(await compare(warehouse, comparison));
  process.stdout.write(table(results));
  process.stdout.write(`${JSON.stringify(Object.fromEntries(results.map(({ key, ratio }) => [key, Number(ratio.toFixed(2))])))}\n`); // prettier-ignore
} finally {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}

interface Result extends Comparison {
  readonly ms: number;
  readonly plainMs: number;
  readonly ratio: number;
  readonly rows: number;
}

/** Both in turn, so that whatever the machine does meets both; the best of each is what the work itself takes. */
async function compare(engine: Warehouse, comparison: Comparison): Promise<Result> {
  const [statement, plain] = [statementOf(comparison.query), statementOf(comparison.plain)];
  const took: [number[], number[]] = [[], []];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const begun = performance.now();
      const answer = await engine.query(which === 0 ? statement : plain);
      took[which].push(performance.now() - begun);
      if (which === 0) rows = answer.rows.length;
    }
  }
  if (rows !== 365)
    throw new Error(`${comparison.key} has ${rows} rows instead of one a day.\n${statement.text}`);
  const [ms, plainMs] = [Math.min(...took[0]), Math.min(...took[1])];
  return { ...comparison, ms, plainMs, ratio: ms / plainMs, rows };
}

function table(results: readonly Result[]): string {
  const lines = results.map(({ title, ms, plainMs, ratio }) =>
    [
      title.padEnd(44),
      ms.toFixed(1).padStart(9),
      plainMs.toFixed(1).padStart(9),
      ratio.toFixed(2).padStart(7),
    ].join(' '),
  );
  const head = ['best of its runs, over the same rows'.padEnd(44), '       ms', ' plain ms', '  ratio'].join(
    ' ',
  );
  return [head, ...lines, ''].join('\n');
}
