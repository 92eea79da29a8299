/**
 * Loads the flights of the tutorial into the embedded ClickHouse of the data folder (VERNIER_DATA): runs `load.sql`, whose
 * {{folder}} is the data folder of the npm package vega-datasets. Run again, it loads them anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openEmbeddedWarehouse, splitStatements } from '../../dist/db/clickhouse/index.js';
import { readConfig } from '../../dist/src/config.js';
import { lockDataFolder } from '../../dist/src/server/dataFolderLock.js';

const here = import.meta.dirname;
const packageFolder = path.join(here, '../..');

async function load() {
  const { dataFolder } = readConfig(process.env, { workingFolder: process.cwd(), packageFolder });
  const files = path.join(packageFolder, 'node_modules/vega-datasets/data');
  const script = readFileSync(path.join(here, 'load.sql'), 'utf8').replaceAll('{{folder}}', files);
  // The engine serves one process: fails in one sentence when a server runs on this folder.
  const lock = lockDataFolder(dataFolder);
  try {
    const warehouse = await openEmbeddedWarehouse({ folder: path.join(dataFolder, 'clickhouse') });
    try {
      for (const statement of splitStatements(script)) await warehouse.write(statement);
      const count = 'SELECT (SELECT count() FROM flights.flights), (SELECT count() FROM flights.airports)';
      const { rows } = await warehouse.query({ text: count, parameters: [], settings: {} });
      return `Loaded ${rows[0][0]} flights and ${rows[0][1]} airports into ${dataFolder}.\n`;
    } finally {
      await warehouse.close();
    }
  } finally {
    lock.release();
  }
}

try {
  process.stdout.write(await load());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
