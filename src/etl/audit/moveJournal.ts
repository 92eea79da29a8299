import { open, unlink } from 'node:fs/promises';
import type { JobLog, MirrorRow, MirrorTarget } from '../ports.js';

const AUDIT_TABLE = 'meta.admin_audit_log';

/** Rows of one insert; also bounds what is in memory. */
const BATCH = 1000;

/**
 * Moves the entries of a finished journal file into the warehouse and deletes the file. Done twice (a crash between the two) it adds nothing: entries that
 * are there already are known by their ids. A line that is no entry, as the last one may be after a crash, is logged and left out.
 * Rejects with WarehouseError; the file is then still there.
 */
export async function moveJournal(
  file: string,
  { warehouse, log }: { readonly warehouse: MirrorTarget; readonly log: JobLog },
): Promise<number> {
  let moved = 0;
  let batch: MirrorRow[] = [];
  const flush = async (): Promise<void> => {
    const known = await alreadyThere(warehouse, batch);
    const rows = batch.filter((row) => !known.has(String(row['entry_id'])));
    if (rows.length > 0) await warehouse.insert(AUDIT_TABLE, rows);
    moved += rows.length;
    batch = [];
  };
  const handle = await open(file);
  try {
    for await (const line of handle.readLines()) {
      const row = readRow(line);
      if (row === undefined)
        log.error({ file, line }, 'A line of the audit journal is no entry and was left out');
      else batch.push(row);
      if (batch.length >= BATCH) await flush();
    }
  } finally {
    await handle.close();
  }
  await flush();
  await unlink(file);
  return moved;
}

function readRow(line: string): MirrorRow | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null && 'entry_id' in row ? (row as MirrorRow) : undefined;
  } catch {
    return undefined;
  }
}

/** Ids of these rows that are in the table. Times bound the parts that are read. */
async function alreadyThere(
  warehouse: MirrorTarget,
  rows: readonly MirrorRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const times = rows.map((row) => String(row['creation_time'])).sort();
  const { rows: found } = await warehouse.query({
    text: `SELECT toString(entry_id) FROM ${AUDIT_TABLE} WHERE entry_id IN {ids:Array(UUID)} AND creation_time BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}`,
    parameters: [
      {
        name: 'ids',
        type: 'Array(UUID)',
        value: `[${rows.map((row) => `'${String(row['entry_id'])}'`).join(',')}]`,
      },
      { name: 'first', type: "DateTime64(3, 'UTC')", value: engineTime(times[0] ?? '') },
      { name: 'last', type: "DateTime64(3, 'UTC')", value: engineTime(times.at(-1) ?? '') },
    ],
    settings: {},
  });
  return new Set(found.map(([id]) => String(id)));
}

/** `2024-01-02T03:04:05.678Z` as a parameter of ClickHouse. */
function engineTime(iso: string): string {
  return iso.replace('T', ' ').replace('Z', '');
}
