/**
 * Loads the flights of the tutorial into the embedded ClickHouse of the data folder (VERNIER_DATA), or into CLICKHOUSE_URL's
 * server when it can read the files. Runs `load.sql`, whose {{folder}} is the data folder of the npm package vega-datasets.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openEmbeddedWarehouse, splitStatements } from '../../dist/db/clickhouse/index.js';
import { readConfig } from '../../dist/src/config.js';
import { lockDataFolder } from '../../dist/src/server/dataFolderLock.js';

const here = import.meta.dirname;
const config = readConfig(process.env, { workingFolder: process.cwd(), packageFolder: path.join(here, '../..') });
const data = path.join(here, '../../node_modules/vega-datasets/data');
const statements = splitStatements(readFileSync(path.join(here, 'load.sql'), 'utf8').replaceAll('{{folder}}', data));

const lock = lockDataFolder(config.dataFolder);
const warehouse = await openEmbeddedWarehouse({ folder: path.join(config.dataFolder, 'clickhouse') });
try {
  for (const statement of statements) await warehouse.write(statement);
  const { rows } = await warehouse.query({
    text: 'SELECT (SELECT count() FROM flights.flights), (SELECT count() FROM flights.airports)',
    parameters: [],
    settings: {},
  });
  console.log(`Loaded ${rows[0][0]} flights and ${rows[0][1]} airports into ${config.dataFolder}.`);
} finally {
  await warehouse.close();
  lock.release();
}
