/**
 * A process for tests to kill: `mirrorChild.ts <folder>` opens the embedded warehouse there and mirrors generation after
 * generation without an end, printing `mirrored <generation>` after each.
 */
import { openEmbeddedWarehouse } from '../../db/clickhouse/index.js';
import { mirrorMetadata } from '../../src/etl/mirror/mirrorMetadata.js';
import { generationSource, migrateMirrorTables } from './mirrorFixture.js';

async function mirrorOnAndOn(folder: string): Promise<void> {
  const warehouse = await openEmbeddedWarehouse({ folder, slots: 2 });
  await migrateMirrorTables(warehouse);
  for (let generation = Date.now(); ; generation += 1) {
    await mirrorMetadata({ warehouse, metadata: generationSource(() => generation) });
    process.stdout.write(`mirrored ${generation}\n`);
  }
}

mirrorOnAndOn(process.argv[2] as string).catch((error: unknown) => {
  process.stdout.write(`failed ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
