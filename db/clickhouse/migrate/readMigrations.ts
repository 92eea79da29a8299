import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { StartupError } from '../../../src/errors.js';
import { checkRepeatable } from './checkRepeatable.js';
import { expandStatement } from './expandStatement.js';
import { splitStatements } from './splitStatements.js';

/** One file, ready to run. */
export interface Migration {
  /** File name. */
  readonly name: string;
  /** SHA-256 of the text as it stands in the file (line ends as \n), before macros. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** Reads every migration of a folder in the order of their names. Throws a StartupError that names all that is wrong. */
export function readMigrations(folder: string, cluster: string | undefined): readonly Migration[] {
  if (cluster !== undefined && !/^[\w.-]+$/.test(cluster)) {
    throw new StartupError(`"${cluster}" is not the name of a ClickHouse cluster.`);
  }
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const problems = nameProblems(names);
  const migrations = names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(text).digest('hex');
    try {
      const statements = splitStatements(text);
      for (const [index, statement] of statements.entries()) {
        const problem = checkRepeatable(statement);
        if (problem !== undefined) problems.push(`${name}: statement ${index + 1} ${problem}.`);
      }
      return {
        name,
        checksum,
        statements: statements.flatMap((statement) => expandStatement(statement, cluster)),
      };
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      problems.push(`${name}: ${error.message}`);
      return { name, checksum, statements: [] };
    }
  });
  if (problems.length > 0) {
    throw new StartupError(
      `The warehouse migrations are not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  }
  return migrations;
}

function nameProblems(names: readonly string[]): string[] {
  const problems: string[] = [];
  const numbers = new Map<string, string>();
  for (const name of names) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1];
    if (number === undefined) problems.push(`${name}: the name is not NNNN_lower_case.sql.`);
    else if (numbers.has(number)) problems.push(`${name}: has the number of ${numbers.get(number)}.`);
    else numbers.set(number, name);
  }
  return problems;
}
