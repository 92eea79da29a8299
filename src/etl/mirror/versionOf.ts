import { createHash } from 'node:crypto';
import type { MirrorRow } from '../ports.js';

/** SHA-256 of the rows in their order, in hex. The order of columns within a row does not count. */
export function versionOf(rows: readonly MirrorRow[]): string {
  const hash = createHash('sha256');
  for (const row of rows) {
    const columns = Object.keys(row).sort();
    hash.update(`${JSON.stringify(columns.map((column) => [column, row[column]]))}\n`);
  }
  return hash.digest('hex');
}
