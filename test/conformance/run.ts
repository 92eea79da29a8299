import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { report } from './report.js';
import { runSuite } from './runSuite.js';

/**
 * `npm run conformance -- --suite <folder> [--cases <file.jsonl>] [--emit <file.jsonl>]`: asks the cases of a suite and says which answers differ.
 * `--only <text>` asks the cases whose name contains it, `--sql` prints documents and statements, `--catalogs <folder>` keeps the catalogs as YAML.
 */
const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    cases: { type: 'string' },
    emit: { type: 'string' },
    only: { type: 'string' },
    catalogs: { type: 'string' },
    sql: { type: 'boolean', default: false },
    features: { type: 'boolean', default: false },
  },
});
if (values.suite === undefined) throw new Error('Say which: --suite <folder>');

const emitted = values.emit === undefined ? undefined : createWriteStream(values.emit);
const outcomes = await runSuite({
  folder: values.suite,
  cases: values.cases,
  only: values.only,
  catalogs: values.catalogs,
  watch: values.sql ? ({ source, sql }) => console.log(`${source}\n${sql}\n`) : undefined,
  onCase: ({ case: { name, quirk }, status, answer, text, error }) => {
    emitted?.write(
      `${JSON.stringify(answer === undefined ? { name, error: error ?? text } : { name, columns: answer.columns, rows: answer.rows })}\n`,
    );
    if (status === 'failed')
      console.log(`${quirk === undefined ? 'FAILED' : 'QUIRK '} ${name}\n    ${text ?? ''}`);
  },
});
await new Promise<void>((resolve) => (emitted === undefined ? resolve() : emitted.end(resolve)));
console.log(report(outcomes, { features: values.features }));
process.exitCode = outcomes.some(({ status, case: { quirk } }) => status === 'failed' && quirk === undefined)
  ? 1
  : 0;
