import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compareRows } from '../compareRows.js';
import type { Answer } from '../suite.js';
import type { CaseModel, Rows } from './manifest.js';

/** Compares an answer with what the case expects, or with another right answer it lists; undefined when it says neither. */
export function expectedOf(
  folder: string,
  asked: CaseModel,
): ((answer: Answer) => string | undefined) | undefined {
  const { expected_columns: columns, expected, expected_file: file, compare } = asked;
  if (columns === undefined || (expected == null && file == null)) return undefined;
  return (answer) => {
    const main = expected ?? readRows(join(folder, file ?? ''));
    const differences = [main, ...(asked.expected_alternatives ?? [])].map((rows) =>
      compareRows(
        {
          columns: columns.map(({ name }) => name),
          rows,
          order:
            compare?.mode === 'ordered' ? 'as given' : compare?.mode === 'rowcount_only' ? 'count' : 'any',
          tolerance: compare?.float_rel_tol ?? 1e-6,
        },
        answer,
      ),
    );
    return differences.includes(undefined) ? undefined : differences[0];
  };
}

function readRows(file: string): Rows {
  return gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as readonly unknown[]);
}
