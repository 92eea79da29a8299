import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A document to try, as GraphiQL shows it in a tab. */
export interface Example {
  readonly title: string;
  readonly query: string;
}

/** The .graphql files below a folder, by folder and name. Empty where there is no such folder. */
export async function readExamples(folder: string): Promise<readonly Example[]> {
  let names: readonly string[];
  try {
    names = (await readdir(folder, { recursive: true }))
      .filter((name) => name.endsWith('.graphql'))
      .toSorted();
  } catch {
    return [];
  }
  return Promise.all(
    names.map(async (name) => ({
      title: name
        .replace(/\.graphql$/, '')
        .split(path.sep)
        .join(' / '),
      query: await readFile(path.join(folder, name), 'utf8'),
    })),
  );
}
