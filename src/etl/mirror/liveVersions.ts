import type { MirrorTarget } from '../ports.js';

/** A version counts only while the table it was written for is the one in place, which the UUID tells. */
const LIVE = `
SELECT version.table_name, version.version
FROM meta.mirror_versions AS version
INNER JOIN system.tables AS live ON live.uuid = version.table_uuid AND live.name = version.table_name
WHERE live.database = 'meta'`;

/** The version of each mirrored table as it stands; a table that was never mirrored is missing. */
export async function liveVersions(warehouse: MirrorTarget): Promise<ReadonlyMap<string, string>> {
  const { rows } = await warehouse.query({ text: LIVE, parameters: [], settings: {} });
  return new Map(rows.map(([table, version]) => [String(table), String(version)]));
}
