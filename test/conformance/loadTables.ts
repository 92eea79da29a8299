import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitStatements, type Warehouse } from '../../db/clickhouse/index.js';

/**
 * Makes the tables of a suite's folder: `schema.sql`, then `data/*.csv` (a header; NULL is \N). Unqualified tables are made in `database`. Files of a
 * subfolder fill the database of its name, those beside it the table of their name in any other database.
 */
export async function loadTables(warehouse: Warehouse, folder: string, database: string): Promise<void> {
  await warehouse.write(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`);
  const tables: Table[] = [];
  for (const statement of splitStatements(readFileSync(join(folder, 'schema.sql'), 'utf8'))) {
    const made = CREATE_TABLE.exec(statement);
    if (made?.groups === undefined) {
      await warehouse.write(statement);
      continue;
    }
    const table = { database: made.groups.database ?? database, name: made.groups.table ?? '' };
    tables.push(table);
    await warehouse.write(`CREATE TABLE ${table.database}.${table.name} ${statement.slice(made[0].length)}`);
  }
  for (const file of csvFiles(join(folder, 'data'))) {
    const table = tables.find(
      ({ name, database: own }) =>
        name === file.table && (file.subfolder === undefined || file.subfolder === own),
    );
    if (table === undefined) throw new Error(`schema.sql makes no table for ${file.path}.`);
    // The engine's own reader takes quotes, \N and every type's text.
    await warehouse.write(
      `INSERT INTO ${table.database}.${table.name} SETTINGS date_time_input_format = 'best_effort' FORMAT CSVWithNames\n${readFileSync(file.path, 'utf8')}`,
    );
  }
}

const CREATE_TABLE = /^create\s+table\s+(?:if\s+not\s+exists\s+)?(?:(?<database>\w+)\.)?(?<table>\w+)/i;

interface Table {
  readonly database: string;
  readonly name: string;
}

interface CsvFile {
  readonly path: string;
  readonly table: string;
  readonly subfolder: string | undefined;
}

function csvFiles(folder: string): readonly CsvFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map((entry) => ({
      path: join(entry.parentPath, entry.name),
      table: entry.name.slice(0, -'.csv'.length),
      subfolder: entry.parentPath === folder ? undefined : entry.parentPath.slice(folder.length + 1),
    }));
}
