import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Columns of the suite's tables and their ClickHouse types: `database.table` → column → type. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function readTables(folder: string, ownDatabase: string): Tables {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  const text = readFileSync(join(folder, 'schema.sql'), 'utf8').replace(/--.*$/gm, '');
  for (const [, database, table, body] of text.matchAll(
    /create\s+table\s+(?:if\s+not\s+exists\s+)?(?:(\w+)\.)?(\w+)\s*\(([\s\S]*?)\)\s*engine/gi,
  )) {
    const columns = [...(body ?? '').matchAll(/^\s*`?(\w+)`?\s+([A-Z][^\n]*?),?\s*$/gm)].map(
      ([, column, type]) => [column ?? '', type ?? ''] as const,
    );
    tables.set(`${database ?? ownDatabase}.${table ?? ''}`, new Map(columns));
  }
  return tables;
}

/** Puts the database in front of the tables that are read. */
export function qualify(sql: string, database: string, tables: Tables): string {
  return sql.replace(/\b(from|join)\s+([a-z_]\w*)\b(?!\s*[.(])/gi, (whole, word: string, table: string) =>
    tables.has(`${database}.${table}`) ? `${word} ${database}.${table}` : whole,
  );
}
