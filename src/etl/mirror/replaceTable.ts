import { InvariantError } from '../../errors.js';
import type { MirroredTable, MirrorRow } from '../ports.js';
import type { MirrorJob } from './mirrorMetadata.js';
import { dropTable, onCluster, stagingName } from './stagingTables.js';

/** Rows of one INSERT. The table is not in use yet, so several blocks are as good as one. */
const CHUNK = 10_000;

interface Replacement {
  readonly table: MirroredTable;
  readonly version: string;
  readonly rows: readonly MirrorRow[];
}

/**
 * Builds the new rows in a table beside the one in use, counts them, notes their version, and swaps the two: EXCHANGE
 * TABLES is atomic and survives a kill, which REPLACE PARTITION and TRUNCATE with INSERT do not. The note is written
 * first and names the UUID of the new table, so the swap alone is the commit.
 */
export async function replaceTable(job: MirrorJob, replacement: Replacement): Promise<void> {
  const { warehouse, cluster } = job;
  const { table, rows } = replacement;
  const staging = stagingName(table);
  await warehouse.write(`CREATE TABLE meta.${staging}${onCluster(cluster)} AS meta.${table}`);
  for (let start = 0; start < rows.length; start += CHUNK) {
    await warehouse.insert(`meta.${staging}`, rows.slice(start, start + CHUNK));
  }
  await noteVersion(job, staging, replacement);
  await warehouse.write(`EXCHANGE TABLES meta.${table} AND meta.${staging}${onCluster(cluster)}`);
  await dropTable(warehouse, staging, cluster);
}

async function noteVersion(
  { warehouse }: MirrorJob,
  staging: string,
  replacement: Replacement,
): Promise<void> {
  const answer = await warehouse.query({
    text: `SELECT toString(uuid), (SELECT toString(count()) FROM meta.${staging}), toString(now64(3, 'UTC'))
FROM system.tables WHERE database = 'meta' AND name = {name:String}`,
    parameters: [{ name: 'name', type: 'String', value: staging }],
    settings: {},
  });
  const [uuid, count, now] = answer.rows[0] ?? [];
  if (Number(count) !== replacement.rows.length) {
    throw new InvariantError(
      `The mirror of ${replacement.table} holds ${String(count)} rows of ${replacement.rows.length}; it was not put in place.`,
    );
  }
  await warehouse.insert('meta.mirror_versions', [
    {
      table_name: replacement.table,
      table_uuid: String(uuid),
      version: replacement.version,
      row_count: replacement.rows.length,
      mirrored_at: String(now),
    },
  ]);
}
