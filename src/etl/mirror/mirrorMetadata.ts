import { MIRRORED_TABLES, type MetadataSource, type MirroredTable, type MirrorTarget } from '../ports.js';
import { liveVersions } from './liveVersions.js';
import { replaceTable } from './replaceTable.js';
import { removeLeftovers } from './stagingTables.js';
import { versionOf } from './versionOf.js';

export type MirrorOutcome =
  | { readonly state: 'mirrored'; readonly tables: readonly MirroredTable[] }
  | { readonly state: 'unchanged' }
  /** Another instance of the server is at it. */
  | { readonly state: 'busy' };

export interface MirrorJob {
  readonly metadata: MetadataSource;
  readonly warehouse: MirrorTarget;
  /** Name of the ClickHouse cluster whose nodes all hold the tables; none on a single node. */
  readonly cluster?: string | undefined;
}

/**
 * Copies one consistent snapshot of the metadata into the `meta` tables of the warehouse. Only tables whose rows changed
 * are replaced, each at one instant, so a query sees all of the old rows or all of the new ones and rollups over the
 * other tables stay fresh. Killed anywhere, it leaves the old tables or the new ones in place, and the next run goes on.
 * Rejects with MetadataError or WarehouseError.
 */
export async function mirrorMetadata(job: MirrorJob): Promise<MirrorOutcome> {
  const replaced: MirroredTable[] = [];
  // One instance at a time: else one that read an older snapshot could put it in place after a newer one.
  const ran = await job.metadata.exclusively('metadata mirror', async () => {
    await removeLeftovers(job.warehouse, job.cluster);
    const snapshot = await job.metadata.mirrorSnapshot();
    const live = await liveVersions(job.warehouse);
    for (const table of MIRRORED_TABLES) {
      const version = versionOf(snapshot[table]);
      if (live.get(table) === version) continue;
      await replaceTable(job, { table, version, rows: snapshot[table] });
      replaced.push(table);
    }
  });
  if (!ran) return { state: 'busy' };
  return replaced.length === 0 ? { state: 'unchanged' } : { state: 'mirrored', tables: replaced };
}
