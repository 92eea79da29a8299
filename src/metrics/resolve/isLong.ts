import { MAX_COLUMNS } from '../query/limits.js';
import type { IssuePath, Issues } from './issues.js';

/** Whether a list of names is longer than any view has columns; reports it. Each entry would become SQL. */
export function isLong(issues: Issues, path: IssuePath, list: readonly unknown[] = []): boolean {
  if (list.length <= MAX_COLUMNS) return false;
  const name = String(path.at(-1));
  issues.add('TOO_MANY', path, `"${name}" has at most ${MAX_COLUMNS} entries; this one has ${list.length}.`);
  return true;
}
