import { randomBytes } from 'node:crypto';
import type { MirroredTable, MirrorTarget } from '../ports.js';

/** A name of its own for every build, so that a statement still running from an earlier one cannot write into it. */
export function stagingName(table: MirroredTable): string {
  return `${table}__next_${randomBytes(6).toString('hex')}`;
}

const LEFTOVERS = `SELECT name FROM system.tables WHERE database = 'meta' AND match(name, '^[a-z_]+__next_[0-9a-f]{12}$')`;

/** Drops what killed runs left behind. Only for the one that holds the mirror's lock: a running build looks just the same. */
export async function removeLeftovers(warehouse: MirrorTarget, cluster: string | undefined): Promise<void> {
  const { rows } = await warehouse.query({ text: LEFTOVERS, parameters: [], settings: {} });
  for (const [name] of rows) await dropTable(warehouse, String(name), cluster);
}

export async function dropTable(
  warehouse: MirrorTarget,
  name: string,
  cluster: string | undefined,
): Promise<void> {
  await warehouse.write(`DROP TABLE IF EXISTS meta.${name}${onCluster(cluster)}`);
}

/** The clause of DDL that runs on every node; nothing on a single one. The name comes from the settings, never from a caller. */
export function onCluster(cluster: string | undefined): string {
  return cluster === undefined ? '' : ` ON CLUSTER '${cluster.replace(/[\\']/g, '\\$&')}'`;
}
