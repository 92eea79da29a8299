import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvariantError } from '../../errors.js';

/** One INSERT of the demo data, as its file holds it (db/clickhouse/demo/README.md tells the format). */
export interface DemoStatement {
  /** What the progress bar says. */
  readonly label: string;
  /** `database.table` that it fills. */
  readonly table: string;
  /** How often it runs: once, per range of days, per part of the users. */
  readonly each: 'once' | 'days' | 'parts';
  /** Text with {{placeholders}}, without the semicolon. */
  readonly text: string;
}

const TARGET = /^INSERT\s+INTO\s+([a-z_]+\.[a-z0-9_]+)/im;

/** The statements of one warehouse's folder, in the order they run. */
export async function readDemoFolder(folder: string): Promise<readonly DemoStatement[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.flatMap((text, index) =>
    text
      .split(/;[ \t]*$/m)
      .filter((statement) => TARGET.test(statement))
      .map((statement) => readStatement(statement, files[index] ?? folder)),
  );
}

function readStatement(text: string, file: string): DemoStatement {
  const table = TARGET.exec(text)?.[1];
  if (table === undefined)
    throw new InvariantError(`${file} holds a statement that is no INSERT INTO database.table.`);
  const comments = [...text.slice(0, text.search(TARGET)).matchAll(/^--[ \t]*(.*\S)[ \t]*$/gm)].map(
    (match) => match[1] ?? '',
  );
  const each = comments
    .map((comment) => /^each: (days|parts)$/.exec(comment)?.[1])
    .find((value) => value !== undefined);
  const label = comments.find((comment) => !comment.startsWith('each:')) ?? table;
  return { label, table, each: each === 'days' || each === 'parts' ? each : 'once', text: text.trim() };
}
