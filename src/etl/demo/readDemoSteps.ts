import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvariantError } from '../../errors.js';

/** One statement of a demo file, with its placeholders. */
export interface DemoStep {
  /** First comment line of the statement: what it makes. */
  readonly label: string;
  /** How it is cut into runs; `once` is not cut. */
  readonly each: 'once' | 'days' | 'parts';
  readonly text: string;
  /** `database.table` that it fills. */
  readonly table: string;
}

/**
 * Reads the statements of one warehouse's folder, in the order of file names.
 *
 * @param folder absolute path of e.g. `db/clickhouse/demo/web`
 * @param derived absolute path of `db/clickhouse/derive`, where `{{derive …}}` looks
 */
export function readDemoSteps(folder: string, derived: string): readonly DemoStep[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split(/;[ \t]*$/m)
        .filter((statement) => withoutComments(statement).trim() !== '')
        .map((statement) => toStep(statement, `${folder}/${name}`, derived)),
    );
}

function toStep(statement: string, file: string, derived: string): DemoStep {
  const text = statement.replace(/\{\{derive ([\w/]+\.sql)\}\}/g, (_, name: string) =>
    readFileSync(join(derived, name), 'utf8').replace(/;\s*$/, ''),
  );
  const table = /^\s*INSERT INTO ([a-z_]+\.[a-z_]+)\b/.exec(withoutComments(text))?.[1];
  if (table === undefined) throw new InvariantError(`${file}: a statement is no INSERT INTO database.table.`);
  const comments = [...statement.matchAll(/^-- (.+)$/gm)].map((match) => match[1] as string);
  const each = comments.find((line) => line.startsWith('each: '))?.slice('each: '.length) ?? 'once';
  if (each !== 'once' && each !== 'days' && each !== 'parts')
    throw new InvariantError(`${file}: "each: ${each}" is neither days nor parts.`);
  // Up to a colon or a full stop: what follows explains, and a progress bar has one line.
  const label = comments.find((line) => !line.startsWith('each: '))?.split(/[:.]/)[0] ?? table;
  return { label, each, text, table };
}

const withoutComments = (sql: string): string => sql.replace(/^\s*--.*$/gm, '');
