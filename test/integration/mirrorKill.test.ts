import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openEmbeddedWarehouse } from '../../db/clickhouse/index.js';
import { liveVersions } from '../../src/etl/mirror/liveVersions.js';
import { versionOf } from '../../src/etl/mirror/versionOf.js';
import { GENERATION_ROWS, generationSource } from '../support/mirrorFixture.js';

const child = fileURLToPath(new URL('../support/mirrorChild.ts', import.meta.url));
/** More can be asked for by hand; each takes about two seconds. */
const ROUNDS = Number(process.env['VERNIER_KILL_ROUNDS'] ?? 3);

/** Runs the mirroring process and kills it `delay` milliseconds into the work that follows its third generation. */
async function killWhileMirroring(folder: string, delay: number): Promise<number> {
  const mirroring = spawn(process.execPath, ['--import', 'tsx', child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  let mirrored = 0;
  let failure: string | undefined;
  for await (const line of createInterface({ input: mirroring.stdout })) {
    if (line.startsWith('failed')) failure = line;
    last = Number(line.slice('mirrored '.length));
    mirrored += 1;
    // The moment of the kill is the point: each round hits another step of a run that takes some tens of milliseconds.
    if (mirrored === 3) setTimeout(() => mirroring.kill('SIGKILL'), delay);
  }
  expect(failure).toBeUndefined();
  return last;
}

it(
  'leaves whole tables behind when it is killed, the acknowledged generation or the one after it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vernier-mirror-'));
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const acknowledged = await killWhileMirroring(folder, (round * 17) % 120);
        const warehouse = await openEmbeddedWarehouse({ folder, slots: 2 });
        try {
          const versions = await liveVersions(warehouse);
          for (const [table, column] of [
            ['tenants', 'name'],
            ['website_properties', 'value'],
          ] as const) {
            const { rows } = await warehouse.query({
              text: `SELECT toUInt32(count()), groupUniqArray(${column}) FROM meta.${table}`,
              parameters: [],
              settings: {},
            });
            const generation = Number((rows[0]?.[1] as string[])[0]);
            expect(rows).toEqual([[GENERATION_ROWS, [`${generation}`]]]);
            expect([acknowledged, acknowledged + 1]).toContain(generation);
            const snapshot = await generationSource(() => generation).mirrorSnapshot();
            expect(versions.get(table)).toBe(versionOf(snapshot[table]));
          }
        } finally {
          await warehouse.close();
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  ROUNDS * 60_000,
);
